"""What both ends agree on: the domain, the protocol, learning, selection and transport."""

__version__ = "0.1.0"
