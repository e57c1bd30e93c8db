"""From an offered bundle to a running one: verified, tried in a child process, swapped."""
