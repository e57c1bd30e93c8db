"""The id of a node: drawn once, then kept with its state."""

import logging
import uuid
from pathlib import Path

from shared.errors import StorageError
from shared.protocol.fields import MAX_ID
from shared.whole_file import sweep_drafts, write_whole

_log = logging.getLogger(__name__)


def own_node_id(folder: Path) -> str:
    """The one in a state folder, or a new one where there is none that could be sent.

    Raises StorageError.
    """
    path = folder / "node_id"
    try:
        sweep_drafts(path)
        if path.exists():
            known = path.read_bytes().decode(errors="ignore").strip()
            if 0 < len(known) <= MAX_ID and known.isprintable():
                return known
            _log.warning("%s is damaged: its station takes this node for a new one", path)
        drawn = uuid.uuid4().hex
        write_whole(path, drawn.encode())
    except OSError as error:
        raise StorageError(
            f"cannot use state folder {folder}: {error.strerror}; name one you may write to"
        ) from error
    return drawn
