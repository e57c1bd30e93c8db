"""whatsit's strategies against those of modAL and scikit-activeml, on the same ground."""
