"""Labels on their way out as a data set: what is chosen, how far it is, how it ended."""

import uuid
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from operator_gui.export_fetch import FetchProgress
from operator_gui.texts import counted, mark, number, tr
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.told import told
from operator_gui.viewmodels.words import size
from operator_gui.workers.exchange_worker import ExchangeEvent, ExportFinished, ExportMoved
from shared.protocol.exchange import ExportKind, ExportSplit, ExportState, ExportWanted

KIND_WORDS: dict[ExportKind, str] = {
    "coco": "COCO",
    "yolo": "YOLO",
    "label-studio": "Label Studio",
    "csv": "CSV",
    "parquet": "Parquet",
    "folder": mark("Folders of cut-outs"),
    "embeddings": mark("Vectors"),
}
KIND_HINTS: dict[ExportKind, str] = {
    "coco": mark("Frames, and a JSON file of boxes for each split."),
    "yolo": mark("Frames, a text file of boxes for each, and data.yaml."),
    "label-studio": mark("Frames and tasks, to be corrected there and imported again."),
    "csv": mark("Frames, and a table with a row for each box."),
    "parquet": mark("Frames, and the same table as Parquet; the station needs pyarrow for it."),
    "folder": mark("Each object cut out, in a folder with the name of its class."),
    "embeddings": mark("One file of vectors for numpy; no pictures."),
}
SPLIT_WORDS: dict[ExportSplit, str] = {
    "train": mark("What is &learned from"),
    "holdout": mark("The &hold-out, by which models are judged"),
    "audit": mark("Answers to &random checks, which judge models too"),
    "made": mark("&Made views, which no camera saw"),
}
USUAL_SPLITS: tuple[ExportSplit, ...] = ("train", "holdout", "audit")


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What an operator wants. class_name: "" for all classes."""

    kind: ExportKind
    splits: tuple[ExportSplit, ...]
    folder: Path
    class_name: str = ""
    every_view: bool = False
    background: bool = True


class ExportModel(QObject):
    """`changed` when it is further, began or ended; `noticed` carries a `Notice` at the end."""

    changed = Signal()
    noticed = Signal(object)

    def __init__(self, *, station: StationHandle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._progress: FetchProgress | None = None
        self._is_cancelling = False

    @property
    def is_running(self) -> bool:
        return self._progress is not None

    @property
    def words(self) -> str:
        """What is going on; "" if nothing is."""
        if self._progress is None:
            return ""
        return (
            tr("The export is being cancelled.") if self._is_cancelling else _words(self._progress)
        )

    @property
    def share(self) -> float | None:
        """How much of the step is done, 0 to 1; None where that is not known."""
        progress = self._progress
        if progress is None or not progress.total:
            return None
        return min(1.0, progress.done / progress.total)

    def begin(self, choice: ExportChoice) -> None:
        """Has it written and fetched; one at a time."""
        if self.is_running:
            return
        self._progress, self._is_cancelling = FetchProgress("waiting"), False
        wanted = ExportWanted(
            request_id=uuid.uuid4().hex,
            kind=choice.kind,
            splits=choice.splits,
            classes=(choice.class_name,) if choice.class_name else (),
            every_view=choice.every_view,
            background=choice.background,
        )
        self._station.export(wanted, choice.folder)
        self.changed.emit()

    def cancel(self) -> None:
        if self.is_running:
            self._is_cancelling = True
            self._station.cancel_exchange()
            self.changed.emit()

    def take(self, event: ExchangeEvent) -> None:
        match event:
            case ExportMoved(progress=progress):
                self._progress = progress
            case ExportFinished():
                self._progress = None
                self.noticed.emit(_notice(event))
        self.changed.emit()


def suggested_folder(home: Path, kind: ExportKind) -> Path:
    """Where an export goes unless something else is said."""
    return home / f"whatsit-{kind}"


def _words(progress: FetchProgress) -> str:
    match progress:
        case FetchProgress(step="waiting"):
            return tr("The export waits for the station.")
        case FetchProgress(step="writing", total=0):
            return tr("The station collects the labels.")
        case FetchProgress(step="writing", done=done, total=total):
            return counted(
                "The station has written {done} of %n picture.",
                "The station has written {done} of %n pictures.",
                total,
            ).format(done=number(done))
        case FetchProgress(step="fetching", done=done, total=total):
            text = tr("{done} of {total} have been fetched.")
            return text.format(done=size(done), total=size(total))
        case _:
            return tr("The files are put in their places.")


def _notice(event: ExportFinished) -> Notice:
    if event.state is not None:
        return Notice(_content(event.state, event.target))
    if not event.reason:
        return Notice(tr("The export was cancelled; nothing was written."))
    return Notice(tr("The export did not work: {reason}").format(reason=told(event.reason)), "bad")


def _content(state: ExportState, target: Path) -> str:
    if not state.pictures:
        text = counted(
            "Exported to {folder}: %n view as vectors.",
            "Exported to {folder}: %n views as vectors.",
            state.labels,
        )
        return text.format(folder=target)
    return tr("Exported to {folder}: {labels} of {classes} in {pictures}.").format(
        folder=target,
        labels=counted("%n label", "%n labels", state.labels),
        classes=counted("%n class", "%n classes", state.classes),
        pictures=counted("%n picture", "%n pictures", state.pictures),
    )
