"""The id of a node: drawn once, then kept with its state."""

import uuid
from pathlib import Path

from shared.errors import StorageError


def own_node_id(folder: Path) -> str:
    """The one in a state folder, or a new one. Raises StorageError."""
    path = folder / "node_id"
    try:
        if not path.exists():
            path.write_text(uuid.uuid4().hex)
        return path.read_text().strip()
    except OSError as error:
        raise StorageError(
            f"cannot use state folder {folder}: {error.strerror}; name one you may write to"
        ) from error
