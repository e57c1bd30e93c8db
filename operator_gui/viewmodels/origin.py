"""Which versions learned from an answer: asked for when its track is selected."""

from PySide6.QtCore import QObject, Signal

from operator_gui.viewmodels.outstanding import Outstanding
from operator_gui.viewmodels.station_handle import StationHandle
from shared.clock import Clock
from shared.protocol.curation import CurationReply, Provenance, ProvenanceWanted
from shared.protocol.deployment import CommandResult

Versions = tuple[int, ...]


class OriginModel(QObject):
    """`changed` when the station has said it of the answer that was asked about."""

    changed = Signal()

    def __init__(
        self, *, station: StationHandle, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._asked: Outstanding[ProvenanceWanted] = Outstanding(station.curate, clock=clock)
        self._answer_id = ""
        self._newest = 0
        self._known: dict[str, Versions] = {}

    def versions(self, answer_id: str) -> Versions | None:
        """Those that learned from an answer, in order; None before the station has said so."""
        if answer_id not in self._known and answer_id != self._answer_id:
            self._answer_id = answer_id
            self._asked.ask(lambda about: ProvenanceWanted(request_id=about, answer_id=answer_id))
        return self._known.get(answer_id)

    def heard(self, newest_version: int) -> None:
        """Where there is another version, it may have learned from what was asked about."""
        if newest_version != self._newest:
            self._newest, self._answer_id = newest_version, ""
            self._known.clear()

    def take(self, reply: CurationReply) -> bool:
        """False if it was not asked for here."""
        if not isinstance(reply, Provenance) or not self._asked.is_about(reply.request_id):
            return False
        self._asked.settle()
        self._known = {self._answer_id: reply.versions}
        self.changed.emit()
        return True

    def finish(self, result: CommandResult) -> bool:
        """The station cannot say; False if it was not asked here."""
        if not self._asked.is_about(result.command_id):
            return False
        self._asked.settle()
        return True

    def tick(self) -> None:
        """Once a second: what may have been lost is asked for again."""
        self._asked.repeat()
