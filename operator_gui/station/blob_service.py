"""Parts of blobs for nodes that fetch a bundle: the factory's models and the trained heads."""

from collections.abc import Callable
from pathlib import Path

from shared.blobs import BlobStore
from shared.errors import ProtocolError, StorageError
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobChunk, BlobRequest


class BlobService:
    """Reads from wherever the blob lies; what a node gets, it checks by the hash itself."""

    def __init__(self, heads: BlobStore, locate: Callable[[str], Path | None]) -> None:
        """locate: where the files of the base are, by hash."""
        self._heads = heads
        self._locate = locate

    def path_of(self, sha256: str) -> Path | None:
        """Where a blob lies, None if there is no such blob."""
        path = self._locate(sha256)
        if path is None and sha256 in self._heads:
            path = self._heads.path(sha256)
        return path

    def chunk(self, request: BlobRequest) -> Envelope | None:
        """The part that was asked for, None if there is no such blob.

        Raises ProtocolError if it lies beyond the blob's end, StorageError if it cannot be read.
        """
        path = self.path_of(request.sha256)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                total_bytes = file.seek(0, 2)
                if request.offset >= total_bytes:
                    raise ProtocolError(
                        f"blob {request.sha256[:16]}… has {total_bytes} bytes, "
                        f"asked for what comes after {request.offset}"
                    )
                file.seek(request.offset)
                part = file.read(request.length)
        except OSError as error:
            raise StorageError(f"cannot read {path}: {error.strerror}") from error
        message = BlobChunk(sha256=request.sha256, offset=request.offset, total_bytes=total_bytes)
        return Envelope(message, (part,))
