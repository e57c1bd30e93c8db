"""What both ends agree on: the domain, the protocol, learning, selection and transport."""

import os

__version__ = "0.1.0"

# Official builds of ONNX Runtime report their use to their maker, and keep an id and a queue for it
# in the user's cache. What a robot sees is nobody else's. To be said before they are imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
