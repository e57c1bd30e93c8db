"""An operator made of ground truth, who answers over the same wire as a person does."""
