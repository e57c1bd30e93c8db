"""Everything at once on a recorded clip: node, station, and a person or a simulated one."""
