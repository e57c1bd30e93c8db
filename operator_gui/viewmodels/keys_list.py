"""Whose keys a station knows, and shutting one of them out."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from operator_gui.texts import tr
from operator_gui.viewmodels.outstanding import Outstanding
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import capital, moment
from shared.clock import Clock
from shared.protocol.deployment import CommandResult
from shared.protocol.enrolment import EnrolledKey, KeyList, KeysWanted


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key, and the moment at which it is looked at."""

    key: EnrolledKey
    now_s: float

    @property
    def standing(self) -> str:
        if self.key.revoked_at_s is None:
            return tr("may speak")
        text = tr("shut out {time} by {name}") if self.key.revoked_by else tr("shut out {time}")
        time = moment(self.key.revoked_at_s, self.now_s)
        return text.format(time=time, name=self.key.revoked_by)


class KeysModel(QObject):
    """`changed` when there are other keys, or why there are none. Asked for while looked at."""

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
        self._asked: Outstanding[KeysWanted] = Outstanding(station.want_keys, clock=clock)
        self.keys: tuple[EnrolledKey, ...] = ()
        self.note = tr("Asking the station…")

    def open(self, is_open: bool) -> None:
        """The page is looked at, or is not any more."""
        self._is_open = is_open
        self.refresh()

    def refresh(self) -> None:
        """Asks anew, as after somebody was let in or shut out; only while it is looked at."""
        if self._is_open:
            self._asked.ask(lambda request_id: KeysWanted(request_id=request_id))

    def take(self, told: KeyList) -> None:
        if self._asked.is_about(told.request_id):
            self._show(told.keys, "" if told.keys else tr("Nobody's key is enrolled yet."))

    def finish(self, result: CommandResult) -> bool:
        """The station does not show them, and why; False if it was not asked for here."""
        if not self._asked.is_about(result.command_id):
            return False
        self._show((), f"{capital(result.text)}.")
        return True

    def tick(self) -> None:
        """Once a second: what may have been lost is asked for again."""
        if self._is_open:
            self._asked.repeat()

    def _show(self, keys: tuple[EnrolledKey, ...], note: str) -> None:
        self._asked.settle()
        if (keys, note) != (self.keys, self.note):
            self.keys, self.note = keys, note
            self.changed.emit()
