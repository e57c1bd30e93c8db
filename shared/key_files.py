"""Key files: 32 raw bytes in hexadecimal, secret ones readable by their owner only."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from shared.errors import KeyFileError
from shared.private_folder import make_private
from shared.whole_file import sync_folder, write_whole

KEY_BYTES = 32


def load_or_create_secret(folder: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """The secret key in `folder`, which `make` makes on first use, whatever the umask.

    Raises KeyFileError if it is malformed, or if anyone but its owner could read or replace it.
    """
    path = folder / name
    try:
        if not folder.is_dir():
            make_private(folder.parent)
            make_private(folder)
        if not path.exists():
            _create(path, make())
        file_mode = stat.S_IMODE(path.stat().st_mode)
        folder_mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as error:
        raise KeyFileError(f"cannot write key {path}: {error.strerror}") from error
    if folder_mode & 0o077:
        raise KeyFileError(
            f"key folder {folder} is open to others (mode {folder_mode:o}); run: chmod 700 {folder}"
        )
    if file_mode & 0o077:
        raise KeyFileError(
            f"secret key {path} can be read by others (mode {file_mode:o}); run: chmod 600 {path}"
        )
    return read_key(path)


def read_key(path: Path) -> bytes:
    """The 32 bytes in a key file, secret or public. Raises KeyFileError if it is none."""
    try:
        text = path.read_text()
    except OSError as error:
        raise KeyFileError(f"cannot read key {path}: {error.strerror}") from error
    except ValueError as error:
        raise KeyFileError(f"{path} is not a key: expected 64 hexadecimal digits") from error
    return parse_key(text, what=str(path))


def parse_key(text: str, *, what: str) -> bytes:
    """32 bytes written as 64 hexadecimal digits; `what` names them in the KeyFileError."""
    try:
        raw = bytes.fromhex(text.strip())
    except ValueError:
        # Not chained: the cause would repeat what was read, which may be half a secret.
        raise KeyFileError(f"{what} is not a key: expected 64 hexadecimal digits") from None
    if len(raw) != KEY_BYTES:
        raise KeyFileError(f"{what} is not a key: expected {KEY_BYTES} bytes, got {len(raw)}")
    return raw


def write_public(path: Path, raw: bytes) -> None:
    """Keeps a public key, on disk when this returns: a robot may be switched off as soon as it was
    let in. Raises KeyFileError."""
    text = raw.hex() + "\n"
    try:
        if not path.is_file() or path.read_text(errors="replace") != text:
            write_whole(path, text.encode())
    except OSError as error:
        raise KeyFileError(f"cannot write key {path}: {error.strerror}") from error


def _create(path: Path, raw: bytes) -> None:
    """A whole key or none: of two processes that make one at a time, the first one's counts."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(raw.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
    sync_folder(path.parent)
