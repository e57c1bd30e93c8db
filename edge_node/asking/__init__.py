"""Which tracks are asked about, when, and with which views. Knows nothing of models."""
