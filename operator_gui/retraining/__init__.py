"""Labels out to a program of the user's own, and what it trained back in as a candidate."""
