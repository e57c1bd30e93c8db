"""The pictures that a station keeps, as files to be written."""

from dataclasses import dataclass
from pathlib import Path

from operator_gui.station.exchange.labelled_set import LabelledPicture
from operator_gui.station.exchange.view_geometry import Cut
from operator_gui.station.images import cut_out
from shared.blobs import BlobStore
from shared.errors import ProtocolError, StorageError
from shared.protocol.codec import unpack_frames
from shared.protocol.jpeg import jpeg_size


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """Which of a question's pictures: 0 is the frame, then one a view; cut: the part of it."""

    digest: str
    part: int
    cut: Cut | None = None


class StationPictures:
    """Reads them as they are needed. `orders` says what each picture of a set is."""

    def __init__(self, folder: Path) -> None:
        """Raises StorageError if there is no such folder."""
        if not folder.is_dir():
            raise StorageError(
                f"no station keeps anything in {folder.parent}; name its folder with --state"
            )
        self._store = BlobStore(folder)
        self._last: tuple[str, list[bytes]] = ("", [])
        self.orders: dict[tuple[str, str], PictureOrder] = {}

    def file_of(self, picture: LabelledPicture) -> bytes:
        """The JPEG of a picture of the set. Raises StorageError if it cannot be had."""
        order = self.orders[picture.key]
        data = self.stored(order.digest, order.part)
        if order.cut is None:
            return data
        cut = cut_out(data, order.cut)
        if cut is None:
            raise StorageError(f"the picture {self._store.path(order.digest)} cannot be decoded")
        return cut

    def stored(self, digest: str, part: int) -> bytes:
        """One of the pictures of a question. Raises StorageError."""
        if self._last[0] != digest:
            try:
                self._last = digest, unpack_frames(self._store.get(digest))
            except ProtocolError as error:
                raise StorageError(f"{self._store.path(digest)}: {error}") from error
        frames = self._last[1]
        if part >= len(frames):
            raise StorageError(f"{self._store.path(digest)} holds {len(frames)} pictures only")
        return frames[part]

    def size_px(self, digest: str, part: int) -> tuple[int, int]:
        """Width and height. Raises StorageError."""
        try:
            return jpeg_size(self.stored(digest, part))
        except ProtocolError as error:
            raise StorageError(f"{self._store.path(digest)}: {error}") from error
