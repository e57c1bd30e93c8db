"""Reads fields one after the other out of bytes that nobody vouches for. Pure.

MCAP records, CDR (ROS 2) and ROS 1 messages are made of the same few things: integers, and texts
and blobs that say their length first.
"""

import struct
from typing import Literal

_FORMATS = {
    size: {order: struct.Struct(order + code) for order in "<>"}
    for size, code in ((2, "H"), (4, "I"), (8, "Q"))
}


class Fields:
    """A cursor over `data`. Raises ValueError for a field that goes beyond the end.

    aligned: an integer begins at a multiple of its size, counted from the beginning, as in CDR.
    """

    def __init__(
        self, data: memoryview, *, order: Literal["<", ">"] = "<", aligned: bool = False
    ) -> None:
        self._data = data
        self._order = order
        self._aligned = aligned
        self._at = 0

    @property
    def is_over(self) -> bool:
        return self._at >= len(self._data)

    def u16(self) -> int:
        return self._integer(2)

    def u32(self) -> int:
        return self._integer(4)

    def u64(self) -> int:
        return self._integer(8)

    def blob(self) -> memoryview:
        """Bytes after their length of 32 bits; not a copy."""
        return self.take(self.u32())

    def text(self) -> str:
        """A text after its length; without the NUL that CDR ends it with."""
        return str(self.blob(), "utf-8", "replace").rstrip("\0")

    def take(self, n_bytes: int) -> memoryview:
        """The next bytes; not a copy."""
        end = self._at + n_bytes
        if n_bytes < 0 or end > len(self._data):
            raise ValueError(f"a field of {n_bytes} bytes goes beyond the end")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def _integer(self, size: int) -> int:
        if self._aligned:
            self._at += -self._at % size
        value: int = _FORMATS[size][self._order].unpack(self.take(size))[0]
        return value


def printable(text: str) -> str:
    """A text out of a file, fit for a line that people read."""
    return "".join(c if c.isprintable() else "?" for c in text[:120])
