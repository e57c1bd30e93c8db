"""What operators say, each to the desk that deals with it; and their commands."""

from collections import deque
from collections.abc import Callable
from functools import partial

from operator_gui.station.answer_desk import AnswerDesk
from operator_gui.station.curation_desk import CurationDesk
from operator_gui.station.errand_desk import ErrandDesk
from operator_gui.station.exchange.export_desk import ExportDesk
from operator_gui.station.exchange.import_desk import ImportDesk
from operator_gui.station.hand_out import HandOut
from operator_gui.station.learner import Learner
from operator_gui.station.lessons import Outcome
from operator_gui.station.live_desk import LiveDesk
from operator_gui.station.outside_desk import OutsideDesk
from operator_gui.station.post import Post
from operator_gui.station.releases import Releases
from operator_gui.station.sessions import Peer
from operator_gui.station.settings_desk import SettingsDesk
from shared.errors import ProtocolError
from shared.protocol.answers import AnswerSubmit
from shared.protocol.asking import SetAsking
from shared.protocol.codec import Envelope
from shared.protocol.curation import (
    ClassesWanted,
    Curate,
    ProvenanceWanted,
    SplitWanted,
    TracksWanted,
)
from shared.protocol.curve import CurveWanted
from shared.protocol.deployment import BlobRequest, Command, CommandResult
from shared.protocol.exchange import (
    ExportEnded,
    ExportWanted,
    ImportEnded,
    ImportPiece,
    ImportUndo,
    ImportWanted,
)
from shared.protocol.gate import GateReportWanted
from shared.protocol.live import LiveWanted
from shared.protocol.mistakes import MistakesWanted
from shared.protocol.peers import Ack
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import QuestionsWanted
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.robot_log import LogWanted
from shared.protocol.track_view import TrackViewWanted
from shared.protocol.watching import ShotWanted


class OperatorDesk:
    """Belongs to the station's thread; `hear` runs inside a transaction.

    `guarded` runs a part of the transaction that is undone alone if it fails.
    """

    def __init__(
        self,
        *,
        answers: AnswerDesk,
        hand_out: HandOut,
        learner: Learner,
        releases: Releases,
        outside: OutsideDesk,
        settings: SettingsDesk,
        live: LiveDesk,
        errands: ErrandDesk,
        curation: CurationDesk,
        exports: ExportDesk,
        imports: ImportDesk,
        post: Post,
        guarded: Callable[[Peer, str, Callable[[], None]], None],
    ) -> None:
        self._answers = answers
        self._hand_out = hand_out
        self._learner = learner
        self._releases = releases
        self._outside = outside
        self._settings = settings
        self._live = live
        self._errands = errands
        self._curation = curation
        self._exports = exports
        self._imports = imports
        self._post = post
        self._guarded = guarded
        self._asked_to_train: deque[tuple[bytes, str]] = deque()

    def hear(self, peer: Peer, envelope: Envelope) -> None:
        """Takes one message. Raises ProtocolError or StorageError if it cannot be taken."""
        message = envelope.message
        match message:
            case AnswerSubmit(answers=answers):
                for answer in answers:
                    self._guarded(peer, answer.answer_id, partial(self._answers.take, peer, answer))
            case QuestionsWanted() as wanted:
                self._hand_out.note_room(peer, wanted)
            case Command() as command:
                self._obey(peer, command)
            case SetAsking() as wish:
                self._settings.hear(peer, wish)
            case (
                Curate()
                | ClassesWanted()
                | TracksWanted()
                | SplitWanted()
                | ProvenanceWanted()
                | MistakesWanted()
                | CurveWanted()
                | TrackViewWanted()
            ) as request:
                self._curation.hear(peer, request)
            case ExportWanted() | ExportEnded() | BlobRequest():
                self._exports.hear(peer, message)
            case ImportWanted() | ImportPiece() | ImportEnded() | ImportUndo():
                self._imports.hear(peer, message, envelope.payloads)
            case GateReportWanted(version=version):
                self._post.send(peer.route, self._releases.report(version))
            case LiveWanted() as wanted_live:
                self._live.wish(peer, wanted_live)
            case (
                ControlPlayback()
                | SetRecording()
                | DeleteRecording()
                | RecordingsWanted()
                | LogWanted()
                | ShotWanted()
            ) as errand:
                self._errands.send(peer, errand)
            case Ack():
                pass
            case other:
                raise ProtocolError(f"an operator may not send {type(other).__name__}")

    def trained(self, outcome: Outcome) -> None:
        """Tells those who asked for a training how it ended."""
        while self._asked_to_train:
            route, command_id = self._asked_to_train.popleft()
            self._reply(route, command_id, outcome)

    def _obey(self, peer: Peer, command: Command) -> None:
        by = command.operator or peer.name or "an operator"
        match command.action:
            case "train":
                self._asked_to_train.append((peer.route, command.command_id))
                self._learner.train_now()
            case "adopt":
                tell = partial(self._reply, peer.route, command.command_id)
                self._outside.adopt(command.candidate, by=by, tell=tell)
            case "deploy":
                outcome = self._releases.deploy(command.version, by=by)
                self._reply(peer.route, command.command_id, outcome)
            case "roll_back":
                outcome = self._releases.roll_back(command.version, by=by)
                self._reply(peer.route, command.command_id, outcome)

    def _reply(self, route: bytes, command_id: str, outcome: Outcome) -> None:
        result = CommandResult(command_id=command_id, ok=outcome.ok, text=outcome.text[:2000])
        self._post.send(route, result)
