"""Pictures of an import that is not done yet: were it to die, they belong to nobody."""

from pathlib import Path

from operator_gui.station.database import Database
from shared.blobs import BlobStore, sha256_of
from shared.errors import StorageError

FILE = "importing"


class JournalledPictures(BlobStore):
    """A store that writes down what it takes in before it does."""

    def __init__(self, state_folder: Path) -> None:
        super().__init__(state_folder / "pictures")
        self._journal = state_folder / FILE

    def put(self, data: bytes) -> str:
        """As `BlobStore.put`."""
        sha256 = sha256_of(data)
        if sha256 not in self:
            try:
                with self._journal.open("a", encoding="ascii") as file:
                    file.write(f"{sha256}\n")
            except OSError as error:
                raise StorageError(f"cannot write {self._journal}: {error.strerror}") from error
        return super().put(data)


def sweep_unfinished(state_folder: Path, database: Database) -> int:
    """Forgets the pictures of an import that did not come to its end; says how many.

    Belongs to whoever has the folder's lock. Raises StorageError.
    """
    journal = state_folder / FILE
    if not journal.is_file():
        return 0
    store, swept = BlobStore(state_folder / "pictures"), 0
    try:
        for digest in journal.read_text(encoding="ascii", errors="replace").split():
            used = database.one("SELECT 1 FROM query WHERE pictures = ? LIMIT 1", (digest,))
            if len(digest) == 64 and used is None and digest in store:
                store.delete(digest)
                swept += 1
        for draft in (state_folder / "pictures").glob("??/tmp*"):
            draft.unlink()  # it died while it wrote this one
        journal.unlink()
    except OSError as error:
        raise StorageError(f"cannot write {state_folder}: {error.strerror}") from error
    return swept
