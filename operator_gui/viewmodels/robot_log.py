"""The latest lines of one robot's log, asked for again and again while somebody looks."""

from PySide6.QtCore import QObject, Signal

from operator_gui.texts import mark, tr
from operator_gui.viewmodels.robot_watch import RobotWatch
from operator_gui.viewmodels.robot_words import log_line_words
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import capital
from shared.clock import Clock
from shared.protocol.deployment import CommandResult
from shared.protocol.robot_log import LogLevel, LogLine, LogWanted, RobotLog

AGAIN_S = 2.0
AT_FIRST = mark("Asking the robot…")
NOTHING = mark("There is nothing of this level in the log.")


class RobotLogModel(QObject):
    """`changed` when there are other lines, or why there are none."""

    changed = Signal()

    def __init__(
        self, *, station: StationHandle, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._watch: RobotWatch[LogWanted] = RobotWatch(
            station.want_log, again_s=AGAIN_S, clock=clock
        )
        self._node_id = ""
        self._level: LogLevel = "info"
        self.lines: tuple[LogLine, ...] = ()
        self.note = ""

    def watch(self, node_id: str, level: LogLevel) -> None:
        """From now on this robot's log is looked at, from this level on; "" for none."""
        if (node_id, level) == (self._node_id, self._level):
            return
        if node_id != self._node_id:
            self._show((), tr(AT_FIRST) if node_id else "")
        self._node_id, self._level = node_id, level
        if not node_id:
            self._watch.look(None)
            return
        self._watch.look(
            lambda request_id: LogWanted(request_id=request_id, node_id=node_id, level=level)
        )

    def tick(self) -> None:
        """Once a second."""
        self._watch.tick()

    def take(self, told: RobotLog) -> None:
        """Lines came; those that another request is about are late."""
        if self._watch.settles(told.request_id):
            self._show(told.lines, "" if told.lines else tr(NOTHING))

    def finish(self, result: CommandResult) -> bool:
        """The log is not shown, and why; False if it was not asked for here."""
        if not self._watch.settles(result.command_id):
            return False
        self._show(self.lines, f"{capital(result.text)}.")
        return True

    def text(self) -> str:
        """All lines as they are copied, the oldest first."""
        return "\n".join(log_line_words(line) for line in reversed(self.lines))

    def _show(self, lines: tuple[LogLine, ...], note: str) -> None:
        if (lines, note) != (self.lines, self.note):
            self.lines, self.note = lines, note
            self.changed.emit()
