"""What of a state folder goes into a backup, and under which names it may come back. Pure."""

import re
from pathlib import PurePosixPath
from typing import Annotated, Literal

import msgspec

from shared.errors import BackupError

MANIFEST_NAME = "whatsit-backup.json"
FORMAT = 1
MAX_MANIFEST_BYTES = 1 << 30
MAX_NAME_LENGTH = 255

Owner = Literal["station", "node", "operator"]
OWNERS: dict[str, Owner] = {
    "station.sqlite": "station",
    "outbox.sqlite": "node",
    "answers.sqlite": "operator",
}
"""By its database one knows whose folder it is."""

_LEFT_OUT = (
    re.compile(r"lock"),
    re.compile(r"(.*/)?(tmp|\.).*"),  # drafts, here or in a folder
    re.compile(r"(.*/)?(tmp|\.)[^/]*/.*"),
    re.compile(r".*\.sqlite-(wal|shm|journal)"),  # the copy of the database holds what is in them
    re.compile(r"station\.schema-\d+(\.\d+)?\.sqlite"),  # a copy itself
    re.compile(r"[^/]*\.(ready|new)"),
    re.compile(r"(logs|candidates|exports|learning)/.*"),  # made anew whenever they are needed
)
_BLOB = re.compile(r"(.*/)?([0-9a-f]{2})/(\2[0-9a-f]{62})")

Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class BackupFile(msgspec.Struct, frozen=True):
    """One file: its path in the folder, with slashes, and what was in it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
    size_bytes: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Digest


class BackupManifest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is in a backup beside this list itself."""

    format: int
    owner: Owner
    software: str
    created_at_s: float
    with_keys: bool
    files: tuple[BackupFile, ...]

    @property
    def size_bytes(self) -> int:
        """What all files take."""
        return sum(file.size_bytes for file in self.files)


def is_secret(name: str) -> bool:
    """Whether a file holds a secret key."""
    return name.endswith(".key")


def is_kept(name: str, *, with_keys: bool) -> bool:
    """Whether a file of this path belongs into a backup."""
    if is_secret(name) and not with_keys:
        return False
    return not any(pattern.fullmatch(name) for pattern in _LEFT_OUT)


def digest_in_name(name: str) -> str | None:
    """The SHA-256 that a model or a picture is called by; None for any other file."""
    found = _BLOB.fullmatch(name)
    return None if found is None else found.group(3)


def check_name(name: str) -> None:
    """Raises BackupError for a path that could lead out of the folder it is written to."""
    parts = name.split("/")
    is_plain = all(
        part not in ("", ".", "..") and len(part.encode()) <= MAX_NAME_LENGTH for part in parts
    )
    is_clean = not any(ord(character) < 32 or character == "\\" for character in name)
    if not (is_plain and is_clean) or PurePosixPath(name).is_absolute():
        raise BackupError(f"a file in it is called {name!r}, which leads elsewhere")
