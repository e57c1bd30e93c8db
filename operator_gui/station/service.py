"""The station's loop: one thread that owns the socket, the database and all state. No locks.

Each round waits briefly, takes what has arrived, applies it in one transaction, and speaks only
of what is on disk: acknowledgements and everything else go out after the commit. A round that
cannot be written has not happened; its senders send again.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable

import msgspec

from operator_gui.station.access.desk import AccessDesk
from operator_gui.station.candidates import Judged
from operator_gui.station.config import StationConfig
from operator_gui.station.curation_desk import CurationDesk
from operator_gui.station.database import Database
from operator_gui.station.exchange.export_desk import ExportDesk
from operator_gui.station.exchange.import_desk import ImportDesk
from operator_gui.station.hand_out import HandOut
from operator_gui.station.learner import Learner
from operator_gui.station.misunderstood import Misunderstood, is_worth_a_line
from operator_gui.station.node_desk import NodeDesk
from operator_gui.station.node_memory import NodeMemory
from operator_gui.station.node_reports import NodeReports
from operator_gui.station.operator_desk import OperatorDesk
from operator_gui.station.outside_desk import OutsideDesk
from operator_gui.station.post import Post
from operator_gui.station.registry import Registry
from operator_gui.station.releases import Releases
from operator_gui.station.rollout import Rollout
from operator_gui.station.sessions import Peer, Sessions, hello_refusal
from operator_gui.station.status_board import StatusBoard
from operator_gui.station.trainer_wire import TrainReply
from operator_gui.station.trainers import Trainers
from operator_gui.station.urgent_desk import UrgentDesk
from operator_gui.station.waiting_room import WaitingRoom
from operator_gui.station.withdrawals import Withdrawals
from shared.clock import Clock
from shared.errors import ProtocolError, StorageError
from shared.protocol.answers import AnswerSubmit
from shared.protocol.codec import Envelope
from shared.protocol.enrolment import KeysWanted, SetAccess
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Beat, Hello, Refused, Welcome
from shared.protocol.questions import UrgentQuery
from shared.transport.sockets import Heard, ServerChannel

_log = logging.getLogger(__name__)

WAIT_MS = 20
WAIT_BUSY_MS = 5
MESSAGES_A_ROUND = 32
BEAT_S = 1.0
SCORING_S = 0.004
REASON_LENGTH = 500


class StationService:
    """Made on the thread that calls `run`. `post`, `touched` and `send` are shared with the desks:
    see `assembly.py`, which puts everything together."""

    def __init__(
        self,
        *,
        config: StationConfig,
        station_id: str,
        channel: ServerChannel,
        database: Database,
        sessions: Sessions,
        registry: Registry,
        reports: NodeReports,
        rollout: Rollout,
        waiting: WaitingRoom,
        trainers: Trainers,
        post: Post,
        misunderstood: Misunderstood,
        touched: set[str],
        clock: Clock,
    ) -> None:
        self._config = config
        self._welcome = Welcome(station_id=station_id)
        self._channel = channel
        self._database = database
        self._sessions = sessions
        self._registry = registry
        self._reports = reports
        self._rollout = rollout
        self._waiting = waiting
        self._trainers = trainers
        self._post = post
        self._misunderstood = misunderstood
        self._touched = touched
        self._clock = clock
        self._is_failing = False
        self.storage_note = ""

    def attach(
        self,
        *,
        nodes: NodeDesk,
        operators: OperatorDesk,
        hand_out: HandOut,
        curation: CurationDesk,
        urgent: UrgentDesk,
        learner: Learner,
        releases: Releases,
        outside: OutsideDesk,
        exports: ExportDesk,
        imports: ImportDesk,
        board: StatusBoard,
        withdrawals: Withdrawals,
        access: AccessDesk,
        memory: NodeMemory,
    ) -> None:
        """Says who deals with what; before `run`."""
        self._access = access
        self._memory = memory
        self._urgent = urgent
        self._nodes = nodes
        self._operators = operators
        self._hand_out = hand_out
        self._curation = curation
        self._learner = learner
        self._releases = releases
        self._outside = outside
        self._exports = exports
        self._imports = imports
        self._board = board
        self._withdrawals = withdrawals

    def run(self, stop: threading.Event, on_round: Callable[[], None]) -> None:
        """Serves until `stop` is set. on_round: called in every round."""
        while not stop.is_set():
            on_round()
            is_busy = self._learner.is_busy or self._imports.has_work
            self._channel.wait(WAIT_BUSY_MS if is_busy else WAIT_MS)
            try:
                self.round()
            except (StorageError, sqlite3.OperationalError) as error:
                self._note_storage(str(error))  # what was not finished is in the next round

    def round(self) -> None:
        """Deals with everything that is there now."""
        arrived = list(self._channel.heard(MESSAGES_A_ROUND))
        replies, judged = self._trainers.poll(), self._outside.poll()
        if arrived or replies or judged or self._imports.has_work:
            self._apply(arrived, replies, judged)
        self._exports.serve()
        self._imports.serve()
        self._nodes.serve()  # before all that the station does for itself
        self._waiting.refresh(self._touched)
        self._withdrawals.refresh(self._touched)
        if self._touched or replies or judged:
            self._board.changed()
        self._touched.clear()
        self._learner.start_if_due()
        self._send_post()
        self._board.use_active_head()
        if self._rollout.serve():
            self._board.changed()
        if self._withdrawals.serve():  # before anything is put
            self._board.changed()
        self._urgent.serve(self._board.scorer)
        self._hand_out.serve(self._board.scorer)
        self._score_some()
        if self._access.serve():
            self._board.changed()
        self._board.show(self.storage_note)
        self._memory.keep()
        self._keep_company()

    def send(self, peer: Peer, envelope: Envelope) -> bool:
        """Hands a message over at once; False if the peer is not there or does not keep up."""
        try:
            sent = self._channel.send(peer.route, envelope)
        except ProtocolError as error:
            _log.error("%s", error)
            return False
        if sent:
            peer.said_s = self._clock.monotonic_s()
        return sent

    def guarded(self, peer: Peer, about: str, part: Callable[[], None]) -> None:
        """Runs a part of the transaction; if it fails, only it is undone, and the peer is told."""
        try:
            with self._database.savepoint():
                part()
        except ProtocolError as error:
            self._refuse(peer.route, Refused(code="malformed", reason=_short(error), about=about))
        except (StorageError, sqlite3.OperationalError) as error:
            self._registry.reload()
            self._note_storage(str(error))
            self._refuse(peer.route, Refused(code="storage", reason=_short(error), about=about))
        except Exception as error:
            # One message must not stop the station for everybody else.
            self._registry.reload()
            _log.exception("a message of %s failed", peer.name)
            reason = f"internal error: {type(error).__name__}"
            self._refuse(peer.route, Refused(code="malformed", reason=reason, about=about))

    def _apply(self, arrived: list[Heard], replies: list[TrainReply], judged: list[Judged]) -> None:
        self._is_failing = False
        schedule = self._learner.schedule
        try:
            with self._database.transaction():
                for heard in arrived:
                    self._take(heard)
                for reply in replies:
                    self._learner.take(reply)
                    self._curation.take(reply)
                for verdict in judged:
                    self._outside.take(verdict)
                self._imports.take_some()
        except StorageError as error:
            self._note_storage(str(error))
            self._post.drop()
            self._urgent.drop()
            self._imports.drop()
            self._registry.reload()
            self._reports.reload()
            self._access.reload()
            self._rollout.reload()
            self._learner.go_back_to(schedule)
            if replies:
                self._learner.answered()
            self._tell_of_nothing_kept(arrived, error)
            return
        self._urgent.commit()
        if self._imports.commit():
            self._board.changed()
        if judged:
            self._outside.commit()
        if self.storage_note and self._touched and not self._is_failing:
            _log.info("writing works again")
            self.storage_note = ""
        self._send_post()
        if (replies or judged) and not self._outside.is_busy:
            self._releases.delete_old_heads(is_learning=self._learner.is_busy)

    def _tell_of_nothing_kept(self, arrived: list[Heard], error: StorageError) -> None:
        """Whoever waits for a word on a message hears why nothing came of it."""
        for heard in arrived:
            if isinstance(heard.content, ProtocolError) or not self._sessions.get(heard.route):
                continue
            if about := _own_id_of(heard.content.message):
                self._refuse(
                    heard.route, Refused(code="storage", reason=_short(error), about=about)
                )
        self._send_post()

    def _send_post(self) -> None:
        for route, envelope in self._post.take():
            peer = self._sessions.get(route)
            if peer is not None:
                self.send(peer, envelope)
            else:
                self._channel.send(route, envelope)

    def _take(self, heard: Heard) -> None:
        route, received = heard.route, heard.content
        peer = self._sessions.get(route)
        if not self._access.listens_to(heard, peer):
            return
        if isinstance(received, ProtocolError):
            name = "a stranger" if peer is None else peer.name
            if is_worth_a_line(times := self._misunderstood.note(name)):
                _log.warning(
                    "%s sent what cannot be understood (%d so far): %s", name, times, received
                )
            refused = Refused(code="malformed", reason=_short(received), about=received.about)
            self._refuse(route, refused)
            return
        message = received.message
        if isinstance(message, Hello):
            self._greet(heard, message)
            return
        if peer is None:
            self._refuse(route, Refused(code="not_allowed", reason="say hello first"))
            return
        peer.heard_s = self._clock.monotonic_s()
        if peer.role == "operator":
            self._board.leases.heard(peer.peer_id, peer.heard_s)
        if isinstance(message, Beat):
            return
        said = self._access.in_own_name(peer, received)
        self.guarded(peer, _id_of(message), lambda: self._hear(peer, said))

    def _hear(self, peer: Peer, said: Envelope) -> None:
        if peer.role == "node":
            self._nodes.hear(peer, said)
            return
        self._access.note_deed(peer, said.message)
        if isinstance(said.message, SetAccess):
            self._access.hear(peer, said.message)
        elif isinstance(said.message, KeysWanted):
            self._access.show_keys(peer, said.message)
        else:
            self._operators.hear(peer, said)

    def _greet(self, heard: Heard, hello: Hello) -> None:
        route = heard.route
        if reason := hello_refusal(hello):
            _log.warning("%s was refused: %s", hello.name, reason)
            self._refuse(route, Refused(code="protocol", reason=reason))
            return
        if reason := self._access.refusal(hello, heard):
            self._refuse(route, Refused(code="protocol", reason=reason))
            return
        hello = msgspec.structs.replace(hello, name=self._access.name_of(hello, heard))
        now_s = self._clock.monotonic_s()
        peer, is_new = self._sessions.welcome(route, hello, now_s, key=heard.key)
        if is_new:
            _log.info("%s %s is here", peer.role, peer.name)
        self._post.send(route, self._welcome)
        if peer.role == "node":
            self._releases.heard_of_version(hello.active_version)
            self._nodes.greeted(peer)
        else:
            self._board.leases.heard(peer.peer_id, peer.heard_s)
        self._board.changed()

    def _refuse(self, route: bytes, refused: Refused) -> None:
        self._post.send(route, refused)

    def _score_some(self) -> None:
        end_s = self._clock.monotonic_s() + SCORING_S
        self._waiting.score_some(lambda: self._clock.monotonic_s() < end_s)

    def _keep_company(self) -> None:
        now_s = self._clock.monotonic_s()
        self._sessions.forget_silent(now_s)
        for peer in self._sessions.all():
            near = now_s - peer.heard_s < self._config.lease_s
            if near and now_s - peer.said_s >= BEAT_S and not self.send(peer, Envelope(Beat())):
                peer.said_s = now_s  # nobody there: not again in every round

    def _note_storage(self, note: str) -> None:
        if note != self.storage_note:
            _log.error("%s", note)
            self._board.changed()
        self.storage_note, self._is_failing = note, True


def _id_of(message: AnyMessage) -> str:
    """By what the sender knows the message; never "", which would speak of the whole peer."""
    return _own_id_of(message) or type(message).__name__


def _own_id_of(message: AnyMessage) -> str:
    """The id that the sender gave a message, "" for one that has none."""
    if isinstance(message, AnswerSubmit):
        return message.answers[0].answer_id
    if isinstance(message, UrgentQuery):
        return message.query.query_id
    for name in ("query_id", "report_id", "command_id", "request_id", "sha256"):
        if isinstance(found := getattr(message, name, None), str):
            return found
    return ""


def _short(error: Exception) -> str:
    return str(error)[:REASON_LENGTH]
