"""What a node makes of what its station says: who on it hears it, and what is said in reply."""

import logging
from collections.abc import Callable

from edge_node.answer_tray import AnswerTray
from edge_node.kept_notes import KeptNotes
from edge_node.link_listeners import Listeners
from edge_node.urgent_sender import UrgentSender
from shared.domain import MadeViewsVerdict
from shared.protocol.answers import AnswerBatch, NamedTrack
from shared.protocol.asking import AskSettings, Attention
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobChunk, CommandResult, DeployOffer
from shared.protocol.live import LiveWanted
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Refused
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import UrgentNoted
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.robot_log import LogWanted, RobotLog
from shared.protocol.watching import ShotWanted
from shared.texts import phrase

_log = logging.getLogger(__name__)


class Hearing:
    """Belongs to the link's thread, as `urgent` and `notes` do.

    answers: from where perception takes what people said.
    on_answers, on_lost, on_made_views: hear what people said, which questions will never be
    answered, and with each offer whether made views help.
    """

    def __init__(
        self,
        listeners: Listeners,
        *,
        urgent: UrgentSender,
        notes: KeptNotes,
        answers: AnswerTray,
        on_answers: Callable[[tuple[NamedTrack, ...]], None],
        on_lost: Callable[[tuple[str, ...]], None],
        on_made_views: Callable[[MadeViewsVerdict], None],
    ) -> None:
        self._listeners = listeners
        self._urgent = urgent
        self._notes = notes
        self._answer_tray = answers
        self._on_answers = on_answers
        self._on_lost = on_lost
        self._on_made_views = on_made_views

    def hear(self, envelope: Envelope) -> AnyMessage | None:
        """Hands a message on; returns the reply to it. Raises StorageError if it could not be kept,
        and then it is not acknowledged and comes again."""
        listeners = self._listeners
        match envelope.message:
            case AnswerBatch(batch_id=batch_id, answers=answers):
                return self._answers(batch_id, answers)
            case AskSettings() as settings:
                return self._settings(settings)
            case Attention() as attention:
                if listeners.asker is not None:
                    listeners.asker.attend(attention)
            case LiveWanted():
                if listeners.live is not None:
                    listeners.live.want()
            case ControlPlayback() as wish:
                if listeners.player is not None and not listeners.player.control(wish):
                    return _too_busy(wish.command_id)
            case (
                SetRecording(command_id=about)
                | DeleteRecording(command_id=about)
                | RecordingsWanted(request_id=about) as wish_of_deck
            ):
                if listeners.recordings is not None and not listeners.recordings.obey(wish_of_deck):
                    return _too_busy(about)
            case ShotWanted() as shot:
                if listeners.viewer is not None and not listeners.viewer.show(shot):
                    return _too_busy(shot.request_id)
            case LogWanted() as wanted:
                return self._latest_lines(wanted)
            case UrgentNoted() as noted:
                self._urgent.noted(noted.query_id)
                if listeners.robot is not None:
                    listeners.robot.noted(noted)
            case DeployOffer() as offer:
                self._on_made_views(offer.made_views)
                if listeners.deployer is not None:
                    listeners.deployer.offer(offer)
            case BlobChunk() as chunk:
                if listeners.deployer is not None and len(envelope.payloads) == 1:
                    listeners.deployer.chunk(chunk, envelope.payloads[0])
            case Refused(about=about, code=code, reason=reason):
                self._on_lost((about,))
                self.refused(about, code, reason)
            case other:
                _log.warning("the station sent %s, which is not for a node", type(other).__name__)
        return None

    def refused(self, query_id: str, code: str, reason: str) -> None:
        """Tells whoever waits for an answer to an urgent question that it will never be put."""
        if self._listeners.robot is not None:
            self._listeners.robot.refused(query_id, code, reason)

    def _answers(self, batch_id: str, answers: tuple[NamedTrack, ...]) -> Ack | None:
        """Who waits at the robot hears them at once. They are acknowledged when perception has what
        they change on disk; this one again, if the station did not hear of it."""
        taken = self._answer_tray.put(batch_id, answers)
        if taken == "new":
            self._on_answers(answers)
            if self._listeners.robot is not None:
                self._listeners.robot.answered(answers)
        elif taken == "no room":
            _log.warning("perception is too slow: answers are left to the station for now")
        return Ack(ids=(batch_id,)) if taken == "kept" else None

    def _settings(self, settings: AskSettings) -> Ack | None:
        """On disk first, then in force, then acknowledged; else the station says it again."""
        self._notes.keep_settings(settings)
        asker = self._listeners.asker
        return Ack(ids=(settings.settings_id,)) if asker is None or asker.obey(settings) else None

    def _latest_lines(self, wanted: LogWanted) -> RobotLog | CommandResult:
        log = self._listeners.log
        if log is None:
            text = phrase("robot", "it keeps no log to be shown: only `whatsit edge` does")
            return CommandResult(command_id=wanted.request_id, ok=False, text=text)
        return RobotLog(
            request_id=wanted.request_id,
            node_id=wanted.node_id,
            lines=log.latest(wanted.level, wanted.at_most),
            kept=len(log),
        )


def _too_busy(command_id: str) -> CommandResult:
    text = phrase("robot", "it is too busy to take that in; try again")
    return CommandResult(command_id=command_id, ok=False, text=text)
