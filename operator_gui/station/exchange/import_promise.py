"""What a station writes down before it begins to take a data set in: from then on it comes in
whole, also after a restart."""

from pathlib import Path

import msgspec

from shared.errors import StorageError
from shared.protocol.exchange import ImportWanted
from shared.protocol.fields import Id, Name

FILE = "go.json"


class ImportPromise(msgspec.Struct, frozen=True, kw_only=True):
    """Which data set, and in whose name."""

    wanted: ImportWanted
    operator: Name
    import_id: Id


_decoder = msgspec.json.Decoder(ImportPromise)


def keep_promise(folder: Path, promise: ImportPromise) -> None:
    """Writes it into the folder of an import. Raises StorageError."""
    draft = folder / "go.new"
    try:
        draft.write_bytes(msgspec.json.encode(promise))
        draft.replace(folder / FILE)
    except OSError as error:
        raise StorageError(f"cannot write {draft}: {error.strerror}; free some space") from error


def promise_in(folder: Path) -> ImportPromise | None:
    """What was promised there, None if nothing was that can be read."""
    try:
        return _decoder.decode((folder / FILE).read_bytes())
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return None
