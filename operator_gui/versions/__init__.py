"""The versions of a station's model, at the terminal."""
