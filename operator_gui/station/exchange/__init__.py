"""What goes out of a station and comes into it: labels in others' formats, models as one file."""
