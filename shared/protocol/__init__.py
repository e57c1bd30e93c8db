"""The wire: messages, their limits, and the table of channels. Pure."""
