"""Which pieces of a file to ask for while it is fetched over the link. Pure."""

from dataclasses import dataclass

from shared.protocol.deployment import BlobChunk, BlobRequest

CHUNK_BYTES = 512 << 10
WINDOW = 6
"""So many pieces are on their way at a time: one alone would wait for both ends at every turn."""


@dataclass(slots=True)
class BlobWindow:
    """One file on its way, piece by piece, in order."""

    sha256: str
    size_bytes: int
    received_bytes: int = 0
    _asked_bytes: int = 0

    @property
    def is_complete(self) -> bool:
        return self.received_bytes >= self.size_bytes

    def next_request(self) -> BlobRequest | None:
        """What to ask for now; None while as much as may be is on its way, or has come."""
        offset = max(self._asked_bytes, self.received_bytes)
        length = min(self.size_bytes - offset, CHUNK_BYTES)
        if length <= 0 or offset - self.received_bytes >= WINDOW * CHUNK_BYTES:
            return None
        self._asked_bytes = offset + length
        return BlobRequest(sha256=self.sha256, offset=offset, length=length)

    def ask_again(self) -> None:
        """What is on its way does not come."""
        self._asked_bytes = 0

    def is_next(self, chunk: BlobChunk, data: bytes) -> bool:
        """Whether a piece follows what came; False for a repeated one, or one after a gap."""
        return chunk.sha256 == self.sha256 and chunk.offset == self.received_bytes and bool(data)

    def add(self, data: bytes) -> None:
        """The piece that is next has come."""
        self.received_bytes += len(data)
