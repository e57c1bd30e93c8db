"""Files that are there whole or not at all, also after the power failed."""

import contextlib
import os
import tempfile
from pathlib import Path

DRAFTS = "tmp*"
"""What unfinished files are called, as a pattern."""


def write_whole(path: Path, data: bytes) -> None:
    """Replaces `path` by all of `data`, or leaves it as it was; on disk when this returns.

    Written beside its place, synced, moved there, and the folder synced: a file whose name is not
    on disk is not there after the power failed. Raises OSError.
    """
    prefix = f"{DRAFTS[:-1]}-{path.name[:32]}-"
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=prefix, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(file.name)
            raise
    sync_folder(path.parent)


def sweep_drafts(path: Path) -> None:
    """Deletes drafts of `path` that a sudden death left; only while nobody writes it. OSError."""
    for draft in path.parent.glob(f"{DRAFTS[:-1]}-{path.name[:32]}-*"):
        draft.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Makes a folder whose parent exists; on disk when this returns. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """What its files are called is on disk when this returns. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
