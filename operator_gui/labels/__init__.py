"""Labels as they change, from the terminal."""
