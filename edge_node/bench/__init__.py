"""`whatsit bench edge`: what the node costs on top of bare inference."""
