"""Commands about single robots: their log, and the recording that they play."""
