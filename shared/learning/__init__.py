"""What is learned from labels: the head, its calibration and its ONNX graph. Pure functions."""
