"""The edge: what runs on the robot."""

import shared  # noqa: F401 (has ONNX Runtime report to nobody, before it is imported)
