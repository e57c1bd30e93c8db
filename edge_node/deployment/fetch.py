"""Fetching the files of a bundle piece by piece, each piece asked for by the receiver."""

import hashlib
from dataclasses import dataclass, field

from shared.blob_window import BlobWindow
from shared.bundle import ModelFile
from shared.errors import BundleError
from shared.protocol.deployment import BlobChunk, BlobRequest


@dataclass(slots=True)
class BlobFetch:
    """One file on its way. Pure: it says what to ask for and is given what came."""

    file: ModelFile
    _data: bytearray = field(default_factory=bytearray)
    _window: BlobWindow = field(init=False)

    def __post_init__(self) -> None:
        self._window = BlobWindow(self.file.sha256, self.file.size_bytes)

    @property
    def is_complete(self) -> bool:
        return self._window.is_complete

    def next_request(self) -> BlobRequest | None:
        """What to ask for now; None while as much as may be is on its way, or has come."""
        return self._window.next_request()

    def ask_again(self) -> None:
        """What is on its way does not come."""
        self._window.ask_again()

    def take(self, chunk: BlobChunk, data: bytes) -> bool:
        """Adds the next piece; False for another, such as a repeated one or one after a gap.

        Raises BundleError if the sender's file has another size than the manifest says.
        """
        if not self._window.is_next(chunk, data):
            return False
        if chunk.total_bytes != self.file.size_bytes:
            raise BundleError(
                f"file {self.file.sha256[:16]}… has {chunk.total_bytes} bytes at the station, "
                f"but {self.file.size_bytes} in the manifest"
            )
        if len(self._data) + len(data) > self.file.size_bytes:
            raise BundleError(f"file {self.file.sha256[:16]}… is longer than its manifest says")
        self._data += data
        self._window.add(data)
        return True

    def content(self) -> bytes:
        """The complete file. Raises BundleError if it is not the one in the manifest."""
        if hashlib.sha256(self._data).hexdigest() != self.file.sha256:
            raise BundleError(
                f"file {self.file.sha256[:16]}… arrived with another content than its hash says"
            )
        return bytes(self._data)
