"""A data set on its way in: what is chosen, what would come of it, how far it is, how it ended."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from operator_gui.import_send import SendProgress
from operator_gui.station.exchange.formats import ImportFormat, SplitChoice
from operator_gui.texts import counted, mark, number, tr
from operator_gui.viewmodels.class_list import class_title
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.told import told
from operator_gui.viewmodels.words import size
from operator_gui.workers.exchange_worker import ImportChecked, ImportFinished, ImportMoved
from shared.protocol.exchange import ImportState

FORMAT_WORDS: dict[ImportFormat, str] = {
    "auto": mark("by the files that are there"),
    "coco": "COCO",
    "yolo": "YOLO",
    "label-studio": "Label Studio",
    "csv": "CSV",
    "parquet": "Parquet",
    "folder": mark("a folder for each class"),
}
SPLIT_WORDS: dict[SplitChoice, str] = {
    "train": mark("to learn from"),
    "holdout": mark("to judge models by"),
    "own": mark("as the folders of the set say"),
}
MOST_CLASSES = 12
MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """What an operator wants to bring in."""

    path: Path
    kind: ImportFormat = "auto"
    split: SplitChoice = "train"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What would come of it, a line each. is_change: whether there is anything to be taken in."""

    lines: tuple[str, ...]
    is_change: bool


class ImportModel(QObject):
    """`changed` when it is further, began or ended; `checked` when there is a `report`, of which
    somebody has to decide; `refused` carries lines that say why; `noticed` a `Notice`."""

    changed = Signal()
    checked = Signal()
    refused = Signal(object)
    noticed = Signal(object)

    def __init__(self, *, station: StationHandle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._progress: SendProgress | None = None
        self._is_cancelling = False
        self.report: ImportReport | None = None
        self.last_import_id = ""

    @property
    def is_running(self) -> bool:
        return self._progress is not None

    @property
    def words(self) -> str:
        """What is going on; "" if nothing is."""
        if self._progress is None:
            return ""
        if self._is_cancelling:
            return tr("The import is being cancelled.")
        if self.report is not None:
            return tr("The data set has been checked, and waits for your word.")
        return _words(self._progress)

    @property
    def share(self) -> float | None:
        """How much of the step is done, 0 to 1; None where that is not known."""
        progress = self._progress
        if progress is None or not progress.total:
            return None
        return min(1.0, progress.done / progress.total)

    def begin(self, choice: ImportChoice) -> None:
        """Has it read and checked; nothing is changed before `apply`."""
        if not self.is_running:
            self._progress, self._is_cancelling = SendProgress("reading"), False
            self._station.check_import(choice.path, choice.kind, choice.split)
            self.changed.emit()

    def apply(self) -> None:
        """What was checked is taken in; nothing happens where nothing waits for that."""
        if self.report is not None:
            self.report, self._progress = None, SendProgress("taking")
            self._station.apply_import()
            self.changed.emit()

    def take_back(self) -> None:
        """What came in last is to count no more."""
        if self.last_import_id and not self.is_running:
            self._progress, self._is_cancelling = SendProgress("taking"), False
            self._station.undo_import(self.last_import_id)
            self.changed.emit()

    def cancel(self) -> None:
        if self.is_running:
            self.report, self._is_cancelling = None, True
            self._station.cancel_exchange()
            self.changed.emit()

    def take(self, event: ImportMoved | ImportChecked | ImportFinished) -> None:
        match event:
            case ImportMoved(progress=progress):
                self._progress = progress
            case ImportChecked(state=state):
                self._progress = SendProgress("checking")
                if not self._is_cancelling:
                    self.report = report_of(state)
                    self.checked.emit()
            case ImportFinished():
                self._progress = self.report = None
                self._finish(event)
        self.changed.emit()

    def _finish(self, event: ImportFinished) -> None:
        if event.state is not None:
            self.last_import_id = "" if event.is_undo else event.state.import_id
            self.noticed.emit(Notice(_done(event.state, is_undo=event.is_undo)))
        elif event.taken_id:
            self.last_import_id = event.taken_id
            text = tr(
                "The station was taking the import in when it was heard of last, and does that to "
                "the end: look at your objects once it is there."
            )
            self.noticed.emit(Notice(text, "warn"))
        elif not event.problems:
            self.noticed.emit(Notice(tr("The import was cancelled; nothing was changed.")))
        else:
            lines = tuple(told(line) for line in event.problems[:MOST_LINES])
            text = tr("Nothing was imported: {reason}").format(reason=lines[0])
            self.noticed.emit(Notice(text, "bad"))
            self.refused.emit(lines)


def report_of(state: ImportState) -> ImportReport:
    """What would become of a set, for who decides whether it does."""
    counts = (
        (state.new, counted("%n object is new.", "%n objects are new.", state.new)),
        (
            state.same,
            counted("%n object is there already.", "%n objects are there already.", state.same),
        ),
        (
            state.corrected,
            counted(
                "%n object gets another name than it had.",
                "%n objects get another name than they had.",
                state.corrected,
            ),
        ),
        (
            state.kept,
            counted(
                "%n object stays as a person has named it since.",
                "%n objects stay as people have named them since.",
                state.kept,
            ),
        ),
        (
            state.reopened,
            counted(
                "%n object stays open: its answer was taken back.",
                "%n objects stay open: their answers were taken back.",
                state.reopened,
            ),
        ),
    )
    lines = [text for count, text in counts if count]
    if state.classes:
        lines.append(tr("Names: {names}").format(names=_names(state)))
    lines += state.notes
    return ImportReport(tuple(lines), bool(state.new + state.corrected))


def _names(state: ImportState) -> str:
    shown = [
        (tr("{name} {count} (new)") if one.is_new else tr("{name} {count}")).format(
            name=class_title(one.name), count=number(one.tracks)
        )
        for one in state.classes[:MOST_CLASSES]
    ]
    return ", ".join([*shown, "…"] if state.class_count > MOST_CLASSES else shown)


def _words(progress: SendProgress) -> str:
    said = {"done": number(progress.done), "total": number(progress.total)}
    match progress:
        case SendProgress(step="reading", total=0):
            return tr("The data set is being read.")
        case SendProgress(step="reading"):
            return tr("{done} of {total} pictures have been read.").format(**said)
        case SendProgress(step="sending", done=done, total=total):
            text = tr("{done} of {total} have been sent.")
            return text.format(done=size(done), total=size(total))
        case SendProgress(step="looking", total=total) if total:
            return tr("The station has looked at {done} of {total} objects.").format(**said)
        case SendProgress(step="taking", total=total) if total:
            return tr("{done} of {total} objects have been taken in.").format(**said)
        case SendProgress(step="taking"):
            return tr("The station takes it in.")
        case _:
            return tr("The station checks the data set.")


def _done(state: ImportState, *, is_undo: bool) -> str:
    if is_undo:
        return counted(
            "The import was taken back: %n object.",
            "The import was taken back: %n objects.",
            state.total,
        )
    return counted(
        "Imported: %n object has a name now.",
        "Imported: %n objects have a name now.",
        state.new + state.corrected,
    )
