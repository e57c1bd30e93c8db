"""A state folder in one verified file, and back."""
