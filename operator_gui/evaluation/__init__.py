"""Heads of other kinds, and how all of them fare on a station's labels."""
