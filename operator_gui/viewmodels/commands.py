"""Commands to the station and what became of them, in plain words."""

import uuid
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from operator_gui.operator_link import CommandAction
from operator_gui.texts import tr
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.station_handle import StationHandle
from shared.clock import Clock
from shared.protocol.asking import AskRules
from shared.protocol.deployment import CommandResult
from shared.protocol.enrolment import AccessAction, EnrolledKey, SetAccess
from shared.protocol.playback import ControlPlayback
from shared.protocol.recording import DeleteRecording, SetRecording
from shared.protocol.status import NodeSummary

PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class _Pending:
    """quiet: that it went well is seen where it was asked for."""

    words: str
    asked_s: float
    quiet: bool = False


class Commands(QObject):
    """`noticed` carries a `Notice` when a command was asked for, and when it ended."""

    noticed = Signal(object)

    def __init__(
        self, *, station: StationHandle, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._clock = clock
        self._pending: dict[str, _Pending] = {}

    def ask(self, action: CommandAction, version: int = 0) -> None:
        words = {
            "train": tr("Training"),
            "deploy": tr("Deploying v{version}").format(version=version),
            "roll_back": tr("Rolling back"),
        }[action]
        self._wait_for(self._station.command(action, version), words)

    def set_asking(self, node: NodeSummary, rules: AskRules | None) -> None:
        """Sets how a node is to ask, by its own configuration where there are no rules."""
        self._wait_for(
            self._station.set_asking(node.node_id, rules),
            tr("Settings of {name}").format(name=node.name),
        )

    def control_playback(
        self,
        node: NodeSummary,
        *,
        paused: bool | None = None,
        speed: float | None = None,
        to_s: float | None = None,
    ) -> None:
        """Has a robot play its recording in another way; only what fails is told."""
        wish = ControlPlayback(
            command_id=uuid.uuid4().hex,
            node_id=node.node_id,
            paused=paused,
            speed=speed,
            to_s=to_s,
        )
        now_s = self._clock.monotonic_s()
        words = tr("Playback on {name}").format(name=node.name)
        self._pending[wish.command_id] = _Pending(words, now_s, quiet=True)
        self._station.control_playback(wish)

    def set_recording(self, node: NodeSummary, *, on: bool) -> None:
        """Has a robot begin or end a recording."""
        wish = SetRecording(command_id=uuid.uuid4().hex, node_id=node.node_id, on=on)
        self._station.set_recording(wish)
        self._wait_for(wish.command_id, tr("Recording on {name}").format(name=node.name))

    def delete_recording(self, node: NodeSummary, file: str) -> None:
        """Has a robot delete one of its recordings."""
        wish = DeleteRecording(command_id=uuid.uuid4().hex, node_id=node.node_id, file=file)
        self._station.delete_recording(wish)
        self._wait_for(wish.command_id, tr("Recordings of {name}").format(name=node.name))

    def decide_joining(self, code: str, action: AccessAction) -> None:
        """Lets in or sends away who shows this code, if this operator is an admin."""
        wish = SetAccess(command_id=uuid.uuid4().hex, action=action, code=code)
        self._wait_for(self._station.set_access(wish), tr("Who shows {code}").format(code=code))

    def shut_out(self, key: EnrolledKey) -> None:
        """Takes a key's leave to speak away, if this operator is an admin."""
        wish = SetAccess(command_id=uuid.uuid4().hex, action="revoke", key=key.key)
        self._wait_for(
            self._station.set_access(wish), tr("Shutting {name} out").format(name=key.name)
        )

    def _wait_for(self, command_id: str, words: str) -> None:
        self._pending[command_id] = _Pending(words, self._clock.monotonic_s())
        self.noticed.emit(Notice(tr("{words}: asked the station").format(words=words)))

    def finish(self, result: CommandResult) -> None:
        """A result came; one of a command that was given up is told too."""
        pending = self._pending.pop(result.command_id, None)
        words = tr("A command") if pending is None else pending.words
        if result.ok and pending is not None and pending.quiet:
            return
        if result.ok:
            self.noticed.emit(Notice(f"{words}: {result.text or 'done'}"))
        else:
            self.noticed.emit(
                Notice(
                    tr("{words} did not work: {text}").format(words=words, text=result.text), "bad"
                )
            )

    def expire(self) -> None:
        """Gives up what got no result in time, and says so."""
        now_s = self._clock.monotonic_s()
        for command_id, pending in list(self._pending.items()):
            if now_s - pending.asked_s > PATIENCE_S:
                del self._pending[command_id]
                text = tr("{words}: no answer came from the station").format(words=pending.words)
                self.noticed.emit(Notice(text, "warn"))
