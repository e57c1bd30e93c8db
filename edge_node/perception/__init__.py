"""From a frame to named tracks and questions: models, their tensors, and the pipeline."""
