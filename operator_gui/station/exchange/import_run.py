"""One data set on its way into a running station: how far it is, and what lies on disk of it."""

import logging
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from operator_gui.station.exchange.import_decision import Fate
from operator_gui.station.exchange.import_wire import ImportReply
from operator_gui.station.exchange.staged_set import StagedSet
from operator_gui.station.quiet_child import QuietChild
from shared.protocol.exchange import (
    MAX_LINES,
    MAX_TOLD_CLASSES,
    ImportedClass,
    ImportState,
    ImportWanted,
)

_log = logging.getLogger(__name__)

_OVER = ("done", "failed")
_MAX_LINE_CHARS = 2000


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
    """One that is wanted, or an undo where `undone` lists the queries."""

    request_id: str
    operator: str
    folder: Path
    asked_s: float
    state: ImportState
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
        _log.warning("an import failed: %s", problems[0])
        told = tuple(line[:_MAX_LINE_CHARS] for line in problems[:MAX_LINES])
        self.state = msgspec.structs.replace(self.state, stage="failed", problems=told)
        self.clean()

    def clean(self) -> None:
        """Removes what lies on disk of it."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)


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
