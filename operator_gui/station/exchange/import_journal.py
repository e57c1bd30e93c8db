"""What lies on disk beside an import that is being taken in, so that a restart goes on with it."""

import json
from pathlib import Path

import msgspec

from operator_gui.station.exchange.import_run import Import
from operator_gui.station.exchange.staged_set import StagedSet
from shared.errors import StorageError
from shared.protocol.exchange import ImportState, ImportWanted

_GO = "go.json"
_STAGED = "staged.sqlite"


def staged_set(folder: Path) -> StagedSet:
    """What was read of an import. Raises StorageError."""
    return StagedSet(folder / _STAGED)


def write_go(one: Import) -> None:
    """From here on it goes on after a restart, too. Raises OSError."""
    go = {
        "wanted": msgspec.to_builtins(one.wanted),
        "operator": one.operator,
        "import_id": one.state.import_id,
    }
    draft = one.folder / "go.new"
    draft.write_text(json.dumps(go))
    draft.replace(one.folder / _GO)


def left_behind(folder: Path, *, asked_s: float) -> Import | None:
    """The import that was being taken in there; None if there is none, or not all of it."""
    try:
        go = json.loads((folder / _GO).read_bytes())
        wanted = msgspec.convert(go["wanted"], ImportWanted)
        operator, import_id = str(go["operator"]), go["import_id"]
        staged = staged_set(folder)
        total = staged.count
    except (OSError, ValueError, KeyError, TypeError, msgspec.ValidationError, StorageError):
        return None
    state = ImportState(
        request_id=wanted.request_id,
        stage="taking",
        import_id=import_id,
        received_bytes=wanted.size_bytes,
        total=total,
    )
    return Import(wanted.request_id, operator, folder, asked_s, state, wanted, staged=staged)
