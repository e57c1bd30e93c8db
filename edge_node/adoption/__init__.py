"""From a person's ONNX file to a bundle: looked at in quarantine, tried, signed."""

import edge_node.sources.limits  # noqa: F401 (first of all: it sets what OpenCV will decode)
