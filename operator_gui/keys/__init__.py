"""The commands about keys."""
