"""The operator's side: the station, the desktop app and the simulated operator."""

import shared  # noqa: F401 (has ONNX Runtime report to nobody, before it is imported)
