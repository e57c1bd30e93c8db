"""A folder as one tar file and back: how a data set travels."""

import hashlib
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

from operator_gui.station.exchange.picture_files import MAX_FILES, safe_name
from shared.errors import ProtocolError

MAX_HEADER_BYTES = 16 << 10
"""Of an extended header, which holds a long name and nothing else."""
MAX_DEPTH = 32

_PIECE = 1 << 20
_BLOCK = tarfile.BLOCKSIZE
_EXTENDED = tarfile.XHDTYPE
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)
_SPARSE = b"GNU.sparse"
_TYPE_AT = 156
"""Where a header says what follows it."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file by its SHA-256 and size."""

    sha256: str
    size_bytes: int


def pack(folder: Path, archive: Path) -> Packed:
    """Every plain file in a folder and below, in order; the same files give the same bytes.

    Raises OSError if it cannot be read or written.
    """
    with tarfile.open(archive, "w:", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = tarfile.TarInfo(path.relative_to(folder).as_posix())
            member.size = path.stat().st_size
            with path.open("rb") as content:
                tar.addfile(member, content)
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Packed(digest, file.tell())


def unpack(archive: Path, folder: Path) -> int:
    """Writes the files of an archive into a folder, and says how many.

    What it writes is never more than the archive holds. Raises ProtocolError for what is no such
    archive: a link, a file with holes, a name that leads out of the folder, a file twice; OSError
    if it cannot be written.
    """
    room = _Room(archive.stat().st_size)
    count = 0
    try:
        with tarfile.open(archive, "r:", tarinfo=_Member) as tar:
            for member in tar:
                # A million of them would take a gigabyte.
                tar.members.clear()  # type: ignore[attr-defined]
                count += 1
                _write(tar, member, folder, room)
    except (tarfile.TarError, ValueError) as error:
        raise ProtocolError(f"an archive that cannot be read: {error}") from error
    return count


class _Member(tarfile.TarInfo):
    """A member as `pack` writes it. Whatever else tar knows is refused before it is read."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """As the base class. Raises ProtocolError."""
        file = tarfile.fileobj
        assert file is not None
        at = file.tell()
        head = cls.frombuf(file.read(_BLOCK), tarfile.encoding or "utf-8", tarfile.errors or "")
        if head.type == _EXTENDED:
            if not 0 <= head.size <= MAX_HEADER_BYTES:
                raise ProtocolError(f"a header of {head.size:,} bytes in an archive")
            padded = file.read(-(-head.size // _BLOCK) * _BLOCK)
            if _SPARSE in padded or file.read(_BLOCK)[_TYPE_AT : _TYPE_AT + 1] not in _PLAIN:
                raise ProtocolError(f"{head.name!r} in an archive is no plain file")
        elif head.type not in _PLAIN:
            raise ProtocolError(f"{head.name!r} in an archive is no plain file")
        file.seek(at)
        return super().fromtarfile(tarfile)


class _Room:
    """What an archive may still come to on disk."""

    def __init__(self, size_bytes: int) -> None:
        self._left_bytes = size_bytes
        self._places: set[PurePosixPath] = set()
        self._left_files = MAX_FILES

    def take(self, name: PurePosixPath, size_bytes: int) -> None:
        """Makes sure that there is room for a file and the folders that it is in."""
        if len(name.parts) > MAX_DEPTH:
            raise ProtocolError(f"folders more than {MAX_DEPTH} deep in an archive")
        folders = set(name.parents) - self._places
        self._places |= folders
        self._left_files -= 1 + len(folders)
        if self._left_files < 0:
            raise ProtocolError(f"an archive of more than {MAX_FILES:,} files")
        if not 0 <= size_bytes <= self._left_bytes:
            raise ProtocolError(f"{str(name)!r} is larger than the archive that it is in")
        self._left_bytes -= size_bytes


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, room: _Room) -> None:
    name = safe_name(member.name)
    room.take(name, member.size)
    path = folder / name
    content = tar.extractfile(member)
    assert content is not None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("xb")
    except (FileExistsError, NotADirectoryError) as error:
        raise ProtocolError(f"{member.name!r} is in an archive twice") from error
    with content, file:
        left_bytes = member.size
        while piece := content.read(_PIECE):
            file.write(piece)
            left_bytes -= len(piece)
        if left_bytes:
            raise ProtocolError(f"{member.name!r} in an archive ends too early")
