"""A folder as one tar file and back: how a data set travels."""

import hashlib
import tarfile
from dataclasses import dataclass
from pathlib import Path

from operator_gui.station.exchange.picture_files import MAX_FILES, safe_name
from shared.errors import ProtocolError

_PIECE = 1 << 20


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

    Raises ProtocolError for what is no such archive: a link, a name that leads out of the folder, a
    file twice; OSError if it cannot be written.
    """
    count = 0
    try:
        with tarfile.open(archive, "r:") as tar:
            for member in tar:
                count += 1
                if count > MAX_FILES:
                    raise ProtocolError(f"an archive of more than {MAX_FILES:,} files")
                if not member.isreg():
                    raise ProtocolError(f"{member.name!r} in an archive is no plain file")
                _write(tar, member, folder)
    except (tarfile.TarError, ValueError) as error:
        raise ProtocolError(f"an archive that cannot be read: {error}") from error
    return count


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    path = folder / safe_name(member.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(member)
    assert content is not None
    with content, path.open("xb") as file:
        left_bytes = member.size
        while piece := content.read(_PIECE):
            file.write(piece)
            left_bytes -= len(piece)
        if left_bytes:
            raise ProtocolError(f"{member.name!r} in an archive ends too early")
