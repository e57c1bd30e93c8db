"""The operator's side: the station, the desktop app and the simulated operator."""
