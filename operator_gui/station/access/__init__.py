"""Who may speak with the station: enrolled keys, strangers, and those who want to join."""
