"""The recordings of a robot as table rows."""

from PySide6.QtCore import QObject

from operator_gui.itemmodels.rows_model import Column, Mark, RowsModel
from operator_gui.texts import mark
from operator_gui.viewmodels.recording_words import RecordingRow
from operator_gui.viewmodels.words import moment, size
from shared.protocol.recording import RecordingEntry

_MARKS = {
    "whole": Mark("saved", "good"),
    "cut": Mark("warning", "warn"),
    "recording": Mark("online", "good"),
}

_COLUMNS: tuple[Column[RecordingRow], ...] = (
    Column(
        mark("Written"),
        lambda r: moment(r.entry.written_at_s, r.now_s),
        tip=mark("When it was written to last, by the robot's clock"),
    ),
    Column(mark("Length"), lambda r: r.length, align="right"),
    Column(mark("Size"), lambda r: size(r.entry.size_bytes), align="right"),
    Column(mark("State"), lambda r: r.state, mark=lambda r: _MARKS[r.entry.state]),
    Column(mark("File"), lambda r: r.entry.file),
)

FILE_COLUMN = len(_COLUMNS) - 1


class RecordingsTable(RowsModel[RecordingRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, parent)

    def show(self, recordings: tuple[RecordingEntry, ...], now_s: float) -> None:
        self.replace(tuple(RecordingRow(entry, now_s) for entry in recordings))
