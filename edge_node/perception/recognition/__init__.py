"""Which layout a person's model has: told from its metadata, its shapes and what it gives."""
