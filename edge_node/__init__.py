"""The edge: what runs on the robot."""
