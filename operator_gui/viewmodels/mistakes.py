"""What the model takes for what, as a matrix whose cells lead to the pictures behind them."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from operator_gui.texts import counted, number, tr
from operator_gui.viewmodels.class_list import class_title
from operator_gui.viewmodels.gallery import Subject
from operator_gui.viewmodels.outstanding import Outstanding
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import capital, percent, with_interval
from shared.clock import Clock
from shared.learning.intervals import wilson
from shared.protocol.curation import CurationReply
from shared.protocol.deployment import CommandResult
from shared.protocol.mistakes import ClassRight, Mistakes, MistakesWanted


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How many tracks of a class were taken for one; `share` of all of the class, 0 to 1."""

    tracks: int
    share: float
    words: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A class, how right the model is about it with the interval, and what it is taken for."""

    title: str
    tracks: int
    right: str
    cells: tuple[MatrixCell | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in the order of the most mistakes; `columns` are what something is taken for."""

    columns: tuple[str, ...] = ()
    rows: tuple[MatrixRow, ...] = ()
    summary: str = ""


class MistakesModel(QObject):
    """`changed` when there is another matrix. It is asked for while it is looked at."""

    changed = Signal()

    def __init__(
        self,
        *,
        station: StationHandle,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_open = False
        self._newest = -1
        self._asked: Outstanding[MistakesWanted] = Outstanding(station.curate, clock=clock)
        self.matrix = Matrix(summary=tr("Asking the station…"))

    def open(self, is_open: bool) -> None:
        """The page is looked at, or is not any more."""
        self._is_open = is_open
        if is_open:
            self._ask()

    def heard(self, newest_version: int) -> None:
        """Where there is another version, other mistakes are made."""
        is_other, self._newest = newest_version != self._newest, newest_version
        if is_other and self._is_open:
            self._ask()

    def take(self, reply: CurationReply) -> bool:
        """False if it was not asked for here."""
        if not isinstance(reply, Mistakes) or not self._asked.is_about(reply.request_id):
            return False
        self._show(matrix_of(reply))
        return True

    def finish(self, result: CommandResult) -> bool:
        """The station does not tell, and why; False if it was not asked for here."""
        if not self._asked.is_about(result.command_id):
            return False
        self._show(Matrix(summary=f"{capital(result.text)}."))
        return True

    def tick(self) -> None:
        """Once a second: what may have been lost is asked for again."""
        if self._is_open:
            self._asked.repeat()

    def _ask(self) -> None:
        self._asked.ask(lambda request_id: MistakesWanted(request_id=request_id))

    def _show(self, matrix: Matrix) -> None:
        self._asked.settle()
        if matrix != self.matrix:
            self.matrix = matrix
            self.changed.emit()


def matrix_of(told: Mistakes) -> Matrix:
    """Classes about which nothing is ever wrong, and that nothing is taken for, have no column."""
    judged = sum(one.tracks for one in told.classes)
    if not judged:
        return Matrix(summary=tr("No training has said yet what is taken for what."))
    right = sum(one.right for one in told.classes)
    order = sorted(told.classes, key=lambda one: (one.right - one.tracks, one.name))
    counts = {(one.called, one.taken_for): one.tracks for one in told.cells}
    mistaken_for = {taken_for for _, taken_for in counts}
    of_classes = [one.name for one in order if one.name in mistaken_for]
    columns = (*of_classes, *sorted(mistaken_for.difference(of_classes)))
    rows = tuple(_row(one, columns, counts) for one in order)
    summary = counted(
        "Of %n track that could be named without having been seen, {right} were named "
        "rightly. Enter or a click on a number shows them.",
        "Of %n tracks that could be named without having been seen, {right} were named "
        "rightly. Enter or a click on a number shows them.",
        judged,
    ).format(right=percent(right / judged))
    return Matrix(tuple(class_title(name) for name in columns), rows, summary)


def _row(of: ClassRight, columns: tuple[str, ...], counts: dict[tuple[str, str], int]) -> MatrixRow:
    title = class_title(of.name)
    share = wilson(min(of.right, of.tracks), of.tracks) if of.tracks else None
    right = ""
    if share is not None:
        right = with_interval(share.value, share.low, share.high)
    cells: list[MatrixCell | None] = []
    for name in columns:
        tracks = counts.get((of.name, name), 0)
        if not tracks:
            cells.append(None)
            continue
        words = counted(
            "{title} taken for {name}: {tracks} of %n track",
            "{title} taken for {name}: {tracks} of %n tracks",
            of.tracks,
        ).format(title=title, name=class_title(name), tracks=number(tracks))
        subject = Subject("mistaken", of.name, name)
        cells.append(MatrixCell(tracks, min(1.0, tracks / max(1, of.tracks)), words, subject))
    return MatrixRow(title, of.tracks, right, tuple(cells))
