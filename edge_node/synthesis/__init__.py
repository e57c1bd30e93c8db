"""Query synthesis: views of what was labelled, made up where the committee would learn most."""
