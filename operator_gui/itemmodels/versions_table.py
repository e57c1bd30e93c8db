"""Versions of the head as table rows, newest first."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from operator_gui.itemmodels.rows_model import Column, Mark, RowsModel
from operator_gui.texts import mark, number, tr
from operator_gui.viewmodels.learning import version_state
from operator_gui.viewmodels.words import accuracy_words, moment
from shared.protocol.status import VersionSummary


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version, and the moment at which it is looked at."""

    version: VersionSummary
    now_s: float


_MARKS: dict[str, Mark] = {
    "candidate": Mark("sending", "muted"),
    "passed": Mark("saved", "good"),
    "refused": Mark("cross", "bad"),
    "staged": Mark("sending", "good"),
    "shadow": Mark("sending", "good"),
    "active": Mark("deployed", "good"),
    "retired": Mark("offline", "muted"),
}


def _reason(row: VersionRow) -> str:
    version = row.version
    if version.restored_from:
        back = tr("back to what v{version} was").format(version=version.restored_from)
        return f"{back}; {version.reason}" if version.reason else back
    return version.reason


_COLUMNS: tuple[Column[VersionRow], ...] = (
    Column(mark("Version"), lambda r: f"v{r.version.version}"),
    Column(
        mark("State"),
        lambda r: version_state(r.version.state),
        mark=lambda r: _MARKS[r.version.state],
    ),
    Column(mark("Trained"), lambda r: moment(r.version.trained_at_s, r.now_s)),
    Column(mark("Labels"), lambda r: number(r.version.labels), "right"),
    Column(mark("Tracks"), lambda r: number(r.version.tracks), "right"),
    Column(mark("Classes"), lambda r: number(r.version.classes), "right"),
    Column(
        mark("Accuracy"),
        lambda r: accuracy_words(r.version),
        "right",
        tip=mark("Leave-one-out over whole tracks, with a 95 % interval"),
    ),
    Column(
        mark("Audit"),
        lambda r: (
            tr("{part} of {whole}").format(
                part=number(r.version.audit_hits), whole=number(r.version.audit_tracks)
            )
            if r.version.audit_tracks
            else "–"
        ),
        "right",
        tip=mark("Random checks put while robots ran this version, and how many it had right"),
    ),
    Column(mark("Why"), _reason),
)

WHY_COLUMN = len(_COLUMNS) - 1


class VersionsTable(RowsModel[VersionRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, parent)

    def show(self, versions: tuple[VersionSummary, ...], now_s: float) -> None:
        newest_first = sorted(versions, key=lambda v: v.version, reverse=True)
        self.replace(tuple(VersionRow(v, now_s) for v in newest_first))

    def row_of(self, version: int) -> int | None:
        """Where a version stands, None if it is not among the rows."""
        for at, row in enumerate(self.rows):
            if row.version.version == version:
                return at
        return None
