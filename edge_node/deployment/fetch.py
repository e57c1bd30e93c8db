"""Fetching the files of a bundle piece by piece, each piece asked for by the receiver."""

import hashlib
from dataclasses import dataclass, field

from shared.bundle import ModelFile
from shared.errors import BundleError
from shared.protocol.deployment import BlobChunk, BlobRequest

CHUNK_BYTES = 512 << 10
WINDOW = 6
"""So many pieces are on their way at a time: one alone would wait for both ends at every turn."""


@dataclass(slots=True)
class BlobFetch:
    """One file on its way. Pure: it says what to ask for and is given what came."""

    file: ModelFile
    _data: bytearray = field(default_factory=bytearray)
    _asked: int = 0

    @property
    def is_complete(self) -> bool:
        return len(self._data) >= self.file.size_bytes

    def next_request(self) -> BlobRequest | None:
        """What to ask for now; None while as much as may be is on its way, or has come."""
        offset = max(self._asked, len(self._data))
        length = min(self.file.size_bytes - offset, CHUNK_BYTES)
        if length <= 0 or offset - len(self._data) >= WINDOW * CHUNK_BYTES:
            return None
        self._asked = offset + length
        return BlobRequest(sha256=self.file.sha256, offset=offset, length=length)

    def ask_again(self) -> None:
        """What is on its way does not come."""
        self._asked = 0

    def take(self, chunk: BlobChunk, data: bytes) -> bool:
        """Adds the next piece; False for another, such as a repeated one or one after a gap.

        Raises BundleError if the sender's file has another size than the manifest says.
        """
        if chunk.sha256 != self.file.sha256 or chunk.offset != len(self._data) or not data:
            return False
        if chunk.total_bytes != self.file.size_bytes:
            raise BundleError(
                f"file {self.file.sha256[:16]}… has {chunk.total_bytes} bytes at the station, "
                f"but {self.file.size_bytes} in the manifest"
            )
        if len(self._data) + len(data) > self.file.size_bytes:
            raise BundleError(f"file {self.file.sha256[:16]}… is longer than its manifest says")
        self._data += data
        return True

    def content(self) -> bytes:
        """The complete file. Raises BundleError if it is not the one in the manifest."""
        if hashlib.sha256(self._data).hexdigest() != self.file.sha256:
            raise BundleError(
                f"file {self.file.sha256[:16]}… arrived with another content than its hash says"
            )
        return bytes(self._data)
