"""What to ask: pure functions from what the head says to scores; higher = ask the human."""
