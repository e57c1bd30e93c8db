"""The pictures of a set that shall be imported: found within its folder and nowhere else."""

import hashlib
import os
import stat
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from operator_gui.station.exchange.problems import Problems, quoted
from shared.coco_json import SPLIT_WORDS
from shared.errors import ProtocolError
from shared.protocol.jpeg import MAX_PIXELS, jpeg_size

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
MAX_FILE_BYTES = 64 << 20
MAX_FILES = 1_000_000
MAX_DEPTH = 12
MAX_NAME_BYTES = 1024
MAX_PART_BYTES = 255


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture that was looked at but not decoded: its size is what its header says."""

    path: Path
    sha256: str
    width_px: int
    height_px: int


def safe_name(text: str) -> PurePosixPath:
    """A relative path of a file as a stranger names it.

    Raises ValueError that says what is wrong for whatever could lead out of the folder, or is no
    name that a file can have everywhere.
    """
    if not text or text.endswith("/"):
        raise ValueError("expected the name of a file")
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("a file's name that is not valid UTF-8; rename it") from error
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise ValueError("a control character in a file's name")
    if "\\" in text or text.startswith("/") or text[1:2] == ":":
        raise ValueError("expected a path within the folder, with slashes")
    parts = text.split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError("expected a path within the folder, without . and ..")
    if len(raw) > MAX_NAME_BYTES or any(len(p.encode()) > MAX_PART_BYTES for p in parts):
        raise ValueError("the file's name is too long")
    return PurePosixPath(text)


def find_file(root: Path, candidates: Iterable[PurePosixPath]) -> Path | None:
    """The first of these files that is there, within `root`; None if none is.

    Raises ValueError for one that is a link, or no plain file.
    """
    for name in candidates:
        path = root / name
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError):
            continue
        links = (root.joinpath(*name.parts[: n + 1]).is_symlink() for n in range(len(name.parts)))
        if any(links):
            raise ValueError("it is a link, or in a folder that is one; expected a plain file")
        if not stat.S_ISREG(mode):
            raise ValueError("expected a plain file")
        return path
    return None


def look_at(path: Path) -> PictureFile:
    """A picture's size and hash. Raises ValueError that says what is wrong."""
    try:
        size_bytes = path.stat().st_size
        if size_bytes > MAX_FILE_BYTES:
            raise ValueError(f"a file of {size_bytes:,} bytes; at most {MAX_FILE_BYTES:,}")
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror}") from error
    width_px, height_px = picture_size(data)
    return PictureFile(path, hashlib.sha256(data).hexdigest(), width_px, height_px)


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height from the header of a JPEG, PNG, BMP or WebP file.

    Raises ValueError for anything else, and for more than 33 million pixels.
    """
    width_px, height_px = _stated_size(data)
    if width_px < 1 or height_px < 1 or width_px * height_px > MAX_PIXELS:
        raise ValueError(
            f"a picture of {width_px} × {height_px} pixels; expected at most "
            f"{MAX_PIXELS // 1_000_000} million"
        )
    return width_px, height_px


def files_in(root: Path, problems: Problems) -> Iterator[PurePosixPath]:
    """Every plain file within a folder, in order; what is hidden is passed over.

    A link is a problem, as is a folder that is too deep, too large or cannot be read.
    """
    count = 0
    for parent, folders, names in os.walk(root, onerror=_note(root, problems)):
        place = PurePosixPath(Path(parent).relative_to(root).as_posix())
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(place.parts) >= MAX_DEPTH and folders:
            problems.add(quoted(str(place)), f"folders more than {MAX_DEPTH} deep")
            folders[:] = []
        for name in sorted(names + [f for f in folders if Path(parent, f).is_symlink()]):
            if name.startswith("."):
                continue
            count += 1
            if count > MAX_FILES:
                problems.add(quoted(root.name), f"more than {MAX_FILES:,} files")
                return
            if Path(parent, name).is_symlink():
                problems.add(quoted(str(place / name)), "it is a link; expected a plain file")
            else:
                yield place / name


def is_picture(name: PurePosixPath) -> bool:
    """Whether a file of this name is taken for a picture."""
    return name.suffix.lower() in PICTURE_SUFFIXES


def split_and_name(path: PurePosixPath) -> tuple[str, str]:
    """What the folders of a picture say of its split, "" for nothing; and its name within that.

    `images/train/a.jpg`, `train/images/a.jpg` and `train/a.jpg` are all ("train", "a.jpg").
    """
    parts = list(path.parts)
    words = [part.casefold() for part in parts]
    if len(parts) > 1 and words[0] == "images":
        del parts[0]
    elif len(parts) > 2 and words[1] == "images" and words[0] in SPLIT_WORDS:
        del parts[1]
    split = SPLIT_WORDS.get(parts[0].casefold(), "") if len(parts) > 1 else ""
    return split, "/".join(parts[1:] if split else parts)


def _note(root: Path, problems: Problems) -> "Callable[[OSError], None]":
    def note(error: OSError) -> None:
        problems.add(quoted(str(error.filename or root)), f"cannot be read: {error.strerror}")

    return note


def _stated_size(data: bytes) -> tuple[int, int]:
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
            return struct.unpack(">II", data[16:24])
        if data[:2] == b"BM":
            width_px, height_px = struct.unpack("<ii", data[18:26])
            return width_px, abs(height_px)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_size(data)
        if data[:2] == b"\xff\xd8":
            return jpeg_size(data)
    except struct.error as error:
        raise ValueError("a picture that ends in its header") from error
    except ProtocolError as error:
        raise ValueError(str(error)) from error
    raise ValueError("no picture that can be read; expected JPEG, PNG, BMP or WebP")


def _webp_size(data: bytes) -> tuple[int, int]:
    """WebP container, RFC 9649: lossy, lossless and extended files."""
    match data[12:16]:
        case b"VP8 ":
            width_px, height_px = struct.unpack("<HH", data[26:30])
            return width_px & 0x3FFF, height_px & 0x3FFF
        case b"VP8L":
            (bits,) = struct.unpack("<I", data[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            wide, high = data[24:27], data[27:30]
            if len(high) < 3:
                raise ValueError("a picture that ends in its header")
            return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
        case _:
            raise ValueError("a WebP file of an unknown kind")
