"""What a node saw, found, asked and was told, in an MCAP file that can be replayed."""
