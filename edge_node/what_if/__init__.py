"""What another strategy would have asked about a recording, and what it would have learned."""
