"""`whatsit bench learn`: how soon an answer is known to the robot, and how that grows."""
