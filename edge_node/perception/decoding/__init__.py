"""How detectors' tensors are read: one pure function a layout."""
