"""The root of every message."""

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Root of everything that travels over the link."""
