"""Fetching the files of a bundle piece by piece, each piece asked for by the receiver."""

import hashlib
from dataclasses import dataclass, field

from shared.bundle import ModelFile
from shared.errors import BundleError
from shared.protocol.messages import BlobChunk, BlobRequest

CHUNK_BYTES = 512 << 10


@dataclass(slots=True)
class BlobFetch:
    """One file on its way. Pure: it says what to ask for and is given what came."""

    file: ModelFile
    _data: bytearray = field(default_factory=bytearray)

    def next_request(self) -> BlobRequest | None:
        """What to ask for now; None when the file is complete."""
        missing = self.file.size_bytes - len(self._data)
        if missing <= 0:
            return None
        return BlobRequest(
            sha256=self.file.sha256, offset=len(self._data), length=min(missing, CHUNK_BYTES)
        )

    def take(self, chunk: BlobChunk, data: bytes) -> bool:
        """Adds a piece; False for one that was not asked for, such as a repeated one.

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
