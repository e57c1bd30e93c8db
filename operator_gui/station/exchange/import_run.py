"""One data set on its way into a running station: how far it is, and what lies on disk of it."""

import contextlib
import logging
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from operator_gui.station.exchange.import_decision import Fate
from operator_gui.station.exchange.import_wire import ImportReply
from operator_gui.station.exchange.staged_set import StagedSet, StagedSetError
from operator_gui.station.quiet_child import QuietChild
from shared.errors import ProtocolError, StorageError
from shared.protocol.exchange import (
    MAX_LINES,
    MAX_TOLD_CLASSES,
    ImportedClass,
    ImportState,
    ImportWanted,
)
from shared.texts import phrase

_log = logging.getLogger(__name__)

_OVER = ("done", "failed")
_MAX_LINE_CHARS = 2000
_REFUSED_ROW = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
)
"""What the station's database says of a row; whatever else it says is of itself."""


@dataclass(slots=True)
class Work:
    """What a slice counts; the one before it stays until all of it is on disk."""

    position: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    new_ids: list[str] = field(default_factory=list)

    def copied(self) -> "Work":
        return Work(self.position, Counter(self.fates), Counter(self.classes), list(self.new_ids))


@dataclass(slots=True)
class Import:
    """One that is wanted, or an undo where `undone` lists the queries.

    dispose: takes its folder away, at once.
    """

    request_id: str
    operator: str
    folder: Path
    asked_s: float
    state: ImportState
    dispose: Callable[[Path], None]
    wanted: ImportWanted | None = None
    undone: tuple[str, ...] = ()
    child: QuietChild | None = None
    reply: ImportReply | None = None
    staged: StagedSet | None = None
    work: Work = field(default_factory=Work)
    next_work: Work | None = None

    @property
    def archive(self) -> Path:
        """What is received."""
        return self.folder / "set.tar"

    @property
    def staged_file(self) -> Path:
        """What was read of it."""
        return self.folder / "staged.sqlite"

    @property
    def has_slice(self) -> bool:
        """Whether the station has something to do about it in its next transaction."""
        is_there = self.staged is not None or bool(self.undone)
        return is_there and self.state.stage in ("checking", "taking")

    @property
    def is_over(self) -> bool:
        return self.state.stage in _OVER

    def close(self) -> None:
        """Ends its process, and lets go of its files."""
        if self.child is not None:
            self.child.close()
            self.child = None
        if self.staged is not None:
            self.staged.close()
            self.staged = None

    def fail(self, *problems: str) -> None:
        """Says why it is not taken in, or no further, and removes what lies on disk."""
        if self.state.stage == "taking":
            last = phrase(
                "station", "{error}; what was taken in of import {import_id} can be undone"
            )
            told = last.format(error=problems[-1], import_id=self.state.import_id)
            problems = (*problems[:-1], told)
        self.next_work = None
        _log.warning("an import failed: %s", problems[0])
        lines = tuple(line[:_MAX_LINE_CHARS] for line in problems[:MAX_LINES])
        self.state = msgspec.structs.replace(self.state, stage="failed", problems=lines)
        self.clean()

    def clean(self) -> None:
        """Removes what lies on disk of it."""
        self.close()
        self.dispose(self.folder)


@contextlib.contextmanager
def alone(one: Import) -> Iterator[None]:
    """Whatever goes wrong with one import ends that import, and nothing else.

    Raises what says that the station's own files cannot be used, which is tried again.
    """
    try:
        yield
    except (StagedSetError, ProtocolError) as error:
        one.fail(str(error))
    except Exception as error:
        is_refused = isinstance(error, _REFUSED_ROW)
        if isinstance(error, StorageError | sqlite3.Error) and not is_refused:
            raise
        _log.exception("import %s failed", one.state.import_id)
        one.fail(f"internal error: {type(error).__name__}")


def work_counts(work: Work, known: frozenset[str]) -> dict[str, object]:
    """What becomes of the tracks. known: names that something was called before."""
    told = work.classes.most_common(MAX_TOLD_CLASSES)
    return {
        "new": work.fates["new"],
        "same": work.fates["same"],
        "corrected": work.fates["corrected"],
        "kept": work.fates["kept"],
        "reopened": work.fates["open"],
        "classes": tuple(
            ImportedClass(name=name, tracks=count, is_new=name not in known) for name, count in told
        ),
        "class_count": len(work.classes),
    }
