"""From a person's ONNX file to a bundle: looked at in quarantine, tried, signed."""

from edge_node.sources import limits as _limits  # first of all: it sets what OpenCV will decode

MAX_IMAGE_PIXELS = _limits.MAX_IMAGE_PIXELS
