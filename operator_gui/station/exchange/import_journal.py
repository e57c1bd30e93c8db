"""What lies on disk beside an import that is being taken in, so that a restart goes on with it."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from operator_gui.station.exchange.import_run import Import
from shared.errors import StorageError
from shared.protocol.exchange import ImportState, ImportWanted
from shared.protocol.fields import Count, Id, Name

_GO = "go.json"


class Going(msgspec.Struct, frozen=True, kw_only=True):
    """Which data set is being taken in, in whose name, and how many objects it has; an earlier
    release did not write that."""

    wanted: ImportWanted
    operator: Name
    import_id: Id
    total: Count = 0


_decoder = msgspec.json.Decoder(Going)


def write_go(folder: Path, going: Going) -> None:
    """From here on it goes on after a restart, too. Raises StorageError."""
    draft = folder / "go.new"
    try:
        draft.write_bytes(msgspec.json.encode(going))
        draft.replace(folder / _GO)
    except OSError as error:
        raise StorageError(f"cannot write {draft}: {error.strerror}; free some space") from error


def left_behind(folder: Path, *, asked_s: float, dispose: Callable[[Path], None]) -> Import | None:
    """The import that was being taken in there, None if there is none. What was read of it is not
    opened: all of it is to be read through first, beside the station."""
    try:
        going = _decoder.decode((folder / _GO).read_bytes())
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return None
    wanted = going.wanted
    state = ImportState(
        request_id=wanted.request_id,
        stage="taking",
        import_id=going.import_id,
        received_bytes=wanted.size_bytes,
        total=going.total,
    )
    return Import(wanted.request_id, going.operator, folder, asked_s, state, dispose, wanted)
