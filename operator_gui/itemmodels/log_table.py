"""Lines of a robot's log as table rows."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from operator_gui.itemmodels.rows_model import Column, Mark, RowsModel
from operator_gui.texts import mark
from operator_gui.viewmodels.robot_words import level_words
from operator_gui.viewmodels.words import moment
from shared.protocol.robot_log import LogLevel, LogLine

_MARKS: dict[LogLevel, Mark] = {
    "info": Mark("info", "muted"),
    "warning": Mark("warning", "warn"),
    "error": Mark("cross", "bad"),
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line, and the station's time."""

    line: LogLine
    now_s: float


_COLUMNS: tuple[Column[LogRow], ...] = (
    Column(mark("Time"), lambda r: moment(r.line.at_s, r.now_s), tip=mark("By the robot's clock")),
    Column(mark("Level"), lambda r: level_words(r.line.level), mark=lambda r: _MARKS[r.line.level]),
    Column(mark("Message"), lambda r: r.line.text),
)

TEXT_COLUMN = len(_COLUMNS) - 1


class LogTable(RowsModel[LogRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, parent)

    def show(self, lines: tuple[LogLine, ...], now_s: float) -> None:
        self.replace(tuple(LogRow(line, now_s) for line in lines))
