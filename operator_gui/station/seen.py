"""Where and when a query's object was seen, by the header that is stored of it."""

from typing import Annotated

import msgspec


class _View(msgspec.Struct, frozen=True):
    captured_at_s: float = 0.0


class Seen(msgspec.Struct, frozen=True):
    """The best view comes first. head_version: of the node when it asked, 0 for none."""

    views: Annotated[tuple[_View, ...], msgspec.Meta(min_length=1)]
    source_id: str = ""
    head_version: int = 0

    @property
    def at_s(self) -> float:
        return self.views[0].captured_at_s


_headers = msgspec.msgpack.Decoder(Seen)


def seen_of(header: bytes) -> Seen:
    """What a stored header says."""
    return _headers.decode(header)
