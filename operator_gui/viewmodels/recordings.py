"""The recordings that lie on one robot, asked for while somebody looks."""

from PySide6.QtCore import QObject, Signal

from operator_gui.texts import mark, tr
from operator_gui.viewmodels.recording_words import summary_words
from operator_gui.viewmodels.robot_watch import RobotWatch
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import capital
from shared.clock import Clock
from shared.protocol.deployment import CommandResult
from shared.protocol.recording import RecordingList, RecordingsWanted

AGAIN_S = 10.0
AT_FIRST = mark("Asking the robot…")
NOTHING = mark("This robot has no recordings yet.")


class RecordingsModel(QObject):
    """`changed` when there are other recordings, or why there are none."""

    changed = Signal()

    def __init__(
        self, *, station: StationHandle, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._watch: RobotWatch[RecordingsWanted] = RobotWatch(
            station.want_recordings, again_s=AGAIN_S, clock=clock
        )
        self._node_id = ""
        self.told: RecordingList | None = None
        self.note = ""

    def watch(self, node_id: str) -> None:
        """From now on this robot's recordings are looked at; "" for none."""
        if node_id == self._node_id:
            return
        self._node_id = node_id
        self._show(None, tr(AT_FIRST) if node_id else "")
        if not node_id:
            self._watch.look(None)
            return
        self._watch.look(
            lambda request_id: RecordingsWanted(request_id=request_id, node_id=node_id)
        )

    def refresh(self) -> None:
        """Asks anew, as after one was made or deleted; only while somebody looks."""
        self._watch.refresh()

    def tick(self) -> None:
        """Once a second."""
        self._watch.tick()

    def take(self, told: RecordingList) -> None:
        if self._watch.settles(told.request_id):
            self._show(told, summary_words(told) if told.recordings else tr(NOTHING))

    def finish(self, result: CommandResult) -> bool:
        """They are not shown, and why; False if it was not asked for here."""
        if not self._watch.settles(result.command_id):
            return False
        self._show(self.told, f"{capital(result.text)}.")
        return True

    def _show(self, told: RecordingList | None, note: str) -> None:
        self.told, self.note = told, note
        self.changed.emit()
