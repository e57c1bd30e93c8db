"""What operators say and are told: answers, room for questions, commands, questions."""

import logging
from collections import deque
from collections.abc import Callable
from functools import partial

from operator_gui.station.curation_desk import CurationDesk
from operator_gui.station.deliveries import Deliveries
from operator_gui.station.disputes import DisputeBook, is_dispute
from operator_gui.station.errand_desk import ErrandDesk
from operator_gui.station.exchange.export_desk import ExportDesk
from operator_gui.station.exchange.import_desk import ImportDesk
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_answer, check_choice
from operator_gui.station.label_store import AnswerChange, LabelStore
from operator_gui.station.learner import Learner
from operator_gui.station.leases import Leases
from operator_gui.station.lessons import Outcome
from operator_gui.station.live_desk import LiveDesk
from operator_gui.station.outside_desk import OutsideDesk
from operator_gui.station.post import Post
from operator_gui.station.questions import QuestionMaker
from operator_gui.station.rescoring import HeadScorer
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.settings_desk import SettingsDesk
from operator_gui.station.urgent_cases import Case
from operator_gui.station.urgent_desk import UrgentDesk
from operator_gui.station.waiting_room import WaitingRoom
from operator_gui.station.withdrawals import REASON as KNOWN_BY_NOW
from shared.clock import Clock
from shared.errors import ProtocolError, StorageError
from shared.protocol.answers import Answer, AnswerSubmit, NamedTrack
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
from shared.protocol.peers import Ack, Refused
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import QuestionGone, QuestionsWanted
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.robot_log import LogWanted
from shared.texts import phrase

_log = logging.getLogger(__name__)

ALIKE_MINOR = 2
"""Since this minor version of the protocol an operator's app expects what looks the same."""


class OperatorDesk:
    """`hear` runs inside a transaction, `hand_out` outside, with what is on disk.

    `touched` collects the queries that the transaction changed. `guarded` runs a part of the
    transaction that is undone alone if it fails. `send` hands a message over and says whether it
    went out.
    """

    def __init__(
        self,
        *,
        embedder_sha256: str,
        inbox: Inbox,
        labels: LabelStore,
        leases: Leases,
        waiting: WaitingRoom,
        questions: QuestionMaker,
        deliveries: Deliveries,
        learner: Learner,
        outside: OutsideDesk,
        urgent: UrgentDesk,
        settings: SettingsDesk,
        live: LiveDesk,
        errands: ErrandDesk,
        curation: CurationDesk,
        exports: ExportDesk,
        disputes: DisputeBook,
        sessions: Sessions,
        post: Post,
        touched: set[str],
        clock: Clock,
        send: Callable[[Peer, Envelope], bool],
        guarded: Callable[[Peer, str, Callable[[], None]], None],
    ) -> None:
        self._embedder_sha256 = embedder_sha256
        self._inbox = inbox
        self._labels = labels
        self._leases = leases
        self._waiting = waiting
        self._questions = questions
        self._deliveries = deliveries
        self._learner = learner
        self._outside = outside
        self._urgent = urgent
        self._settings = settings
        self._live = live
        self._errands = errands
        self._curation = curation
        self._exports = exports
        self._disputes = disputes
        self._sessions = sessions
        self._post = post
        self._touched = touched
        self._clock = clock
        self._send = send
        self._guarded = guarded
        self._asked_to_train: deque[tuple[bytes, str]] = deque()

    def hear(self, peer: Peer, envelope: Envelope) -> None:
        """Takes one message. Raises ProtocolError or StorageError if it cannot be taken."""
        message = envelope.message
        match message:
            case AnswerSubmit(answers=answers):
                for answer in answers:
                    self._guarded(peer, answer.answer_id, partial(self._take, peer, answer))
            case QuestionsWanted() as wanted:
                self._note_room(peer, wanted)
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
            ) as request:
                self._curation.hear(peer, request)
            case ExportWanted() | ExportEnded() | BlobRequest():
                self._exports.hear(peer, message)
            case ImportWanted() | ImportPiece() | ImportEnded() | ImportUndo():
                self._imports.hear(peer, message, envelope.payloads)
            case GateReportWanted(version=version):
                self._post.send(peer.route, self._learner.gate_report(version))
            case LiveWanted() as wanted_live:
                self._live.wish(peer, wanted_live)
            case (
                ControlPlayback()
                | SetRecording()
                | DeleteRecording()
                | RecordingsWanted()
                | LogWanted()
            ) as errand:
                self._errands.send(peer, errand)
            case Ack():
                pass
            case other:
                raise ProtocolError(f"an operator may not send {type(other).__name__}")

    def attach(self, imports: ImportDesk) -> None:
        """Says who deals with data sets that come in, which needs `keep_imported`."""
        self._imports = imports

    def keep_imported(self, answer: Answer, peer_id: str, for_node: bool) -> None:
        """Keeps an answer that came with a data set, or takes one of those back; for_node: a node
        asked it, and is told. What no node asked was never open, and concerns no question."""
        change = self._labels.put(answer, peer_id=peer_id, received_at_s=self._clock.now_s())
        if for_node:
            self._touched.add(answer.query_id)
            self._leases.close(answer.query_id)
            self._deliver(answer, change)

    def trained(self, outcome: Outcome) -> None:
        """Tells those who asked for a training how it ended."""
        while self._asked_to_train:
            route, command_id = self._asked_to_train.popleft()
            self._reply(route, command_id, outcome)

    def hand_out(self, scorer: HeadScorer | None) -> None:
        """Sends the best free questions to operators who have room."""
        now_s = self._clock.monotonic_s()
        if self._leases.lapse(now_s):
            self._waiting.changed = True
        if not self._waiting.changed:
            return
        self._waiting.changed = False
        for peer in self._sessions.of_role("operator"):
            if peer.room > 0:
                self._fill(peer, scorer, now_s)

    def _take(self, peer: Peer, answer: Answer) -> None:
        closed = self._urgent.closed(answer.query_id)
        is_known = closed is not None and closed.answer_id == answer.answer_id
        if not is_known and not self._labels.knows(answer.answer_id):
            case = self._urgent.answerable(answer.query_id)
            if case is not None:
                self._take_urgent(peer, answer, case)
            elif self._is_overtaken(peer, answer):
                reason = phrase("station", "somebody else answered it meanwhile")
                refused = Refused(code="answered", reason=reason, about=answer.answer_id)
                self._post.send(peer.route, refused)
                return
            elif self._inbox.knows(answer.query_id):
                self._keep(peer, answer)
            else:
                self._refuse_unknown(peer, answer, "" if closed is None else closed.reason)
                return
        self._post.acknowledge(peer.route, answer.answer_id)

    def _is_overtaken(self, peer: Peer, answer: Answer) -> bool:
        """Whether an answer that goes along with another finds one that it did not know of: its
        question was a thumbnail to the operator, and whoever answered it saw more."""
        current = self._labels.current(answer.query_id) if answer.along_with else None
        knew_of = self._labels.superseded_by(answer, peer.peer_id)
        return current is not None and current.answer_id != knew_of

    def _keep(self, peer: Peer, answer: Answer) -> None:
        check_answer(answer)
        change = self._labels.put(answer, peer_id=peer.peer_id, received_at_s=self._clock.now_s())
        if is_dispute(answer, change):
            self._disputes.add(answer.query_id)
        self._deliver(answer, change)
        self._note_change(peer, answer, change)

    def _take_urgent(self, peer: Peer, answer: Answer, case: Case) -> None:
        """What teaches is kept like any query and its answer; the rest goes to the robot alone."""
        check_choice(answer, case.urgent)
        if answer.kind == "later":
            self._urgent.put_off(peer, answer.query_id)
            return
        told = NamedTrack(
            answer_id=answer.answer_id,
            query_id=answer.query_id,
            track_key=case.checked.query.track_key,
            kind=answer.kind,
            name=answer.name,
            operator=answer.operator,
        )
        if case.urgent.teaches:
            self._inbox.put(case.checked, self._clock.now_s(), must_teach=True)
            self._keep(peer, answer)
        else:
            check_answer(answer)
            self._deliveries.add(case.checked.query.node_id, (told,))
            self._tell_others(peer, answer.query_id)
        self._urgent.settle(told)

    def _refuse_unknown(self, peer: Peer, answer: Answer, closed: str) -> None:
        reason = closed or phrase("station", "this station has no question {query_id}").format(
            query_id=answer.query_id
        )
        refused = Refused(code="unknown_query", reason=reason, about=answer.answer_id)
        self._post.send(peer.route, refused)

    def _deliver(self, answer: Answer, change: AnswerChange) -> None:
        before, after = change.before, change.after
        if (before and before.answer_id) == (after and after.answer_id):
            return
        query = self._inbox.query(answer.query_id)
        assert query is not None
        told = NamedTrack(
            answer_id=after.answer_id if after else answer.answer_id,
            query_id=answer.query_id,
            track_key=query.track_key,
            kind=after.kind if after else "withdrawn",
            name=after.name if after else "",
            operator=answer.operator,
        )
        self._deliveries.add(query.node_id, (told,))

    def _note_change(self, peer: Peer, answer: Answer, change: AnswerChange) -> None:
        query_id = answer.query_id
        self._touched.add(query_id)
        self._leases.close(query_id)
        if change.after is not None:
            self._tell_others(peer, query_id)
        elif answer.kind == "withdrawn":
            self._leases.reserve(peer.peer_id, query_id, self._clock.monotonic_s())
        if not change.of_class or self._inbox.measures(query_id):
            return
        if self._inbox.embedder_of(query_id) == self._embedder_sha256:
            self._learner.answered()

    def _tell_others(self, peer: Peer, query_id: str) -> None:
        gone = QuestionGone(
            query_ids=(query_id,),
            reason=phrase("station", "{who} answered it").format(
                who=peer.name or phrase("station", "another")
            ),
        )
        for other in self._sessions.of_role("operator"):
            if other.peer_id != peer.peer_id:
                self._post.send(other.route, gone)

    def _note_room(self, peer: Peer, wanted: QuestionsWanted) -> None:
        now_s = self._clock.monotonic_s()
        holding = self._urgent.note_holding(peer, wanted)
        peer.attends, peer.looks_at = True, next(iter(wanted.holding), "")
        still_open = [query_id for query_id in holding if self._is_open(query_id)]
        gone = list(self._leases.claim(peer.peer_id, still_open, now_s))
        for query_id in holding:
            answer = None if query_id in still_open else self._labels.current(query_id)
            if query_id not in still_open and (not answer or answer.peer_id != peer.peer_id):
                gone.append(query_id)
        self._say_gone(peer, gone)
        peer.room = max(0, wanted.count - self._leases.on_the_way(peer.peer_id))
        self._waiting.changed = True

    def _say_gone(self, peer: Peer, query_ids: list[str]) -> None:
        known = [query_id for query_id in query_ids if self._inbox.is_withdrawn(query_id)]
        others = [query_id for query_id in query_ids if query_id not in known]
        for ids, reason in (
            (known, KNOWN_BY_NOW),
            (others, phrase("station", "somebody else has it")),
        ):
            if ids:
                self._post.send(peer.route, QuestionGone(query_ids=tuple(ids), reason=reason))

    def _is_open(self, query_id: str) -> bool:
        if query_id in self._touched:  # in this very transaction
            return self._inbox.arrival(query_id) is not None
        return query_id in self._waiting

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
                outcome = self._learner.deploy(command.version, by=by)
                self._reply(peer.route, command.command_id, outcome)
            case "roll_back":
                outcome = self._learner.roll_back(command.version, by=by)
                self._reply(peer.route, command.command_id, outcome)

    def _reply(self, route: bytes, command_id: str, outcome: Outcome) -> None:
        result = CommandResult(command_id=command_id, ok=outcome.ok, text=outcome.text[:2000])
        self._post.send(route, result)

    def _fill(self, peer: Peer, scorer: HeadScorer | None, now_s: float) -> None:
        query_ids = self._waiting.first(limit=peer.room, taken=self._taken_from(peer))
        for query_id in query_ids:
            try:
                shows_alike = peer.minor >= ALIKE_MINOR
                alike = self._waiting.alike(query_id) if shows_alike else ()
                question = self._questions.question(query_id, scorer, alike)
            except (StorageError, ProtocolError) as error:
                _log.warning("question %s cannot be shown: %s", query_id, error)
                self._waiting.cannot_show(query_id)
                continue
            if question is None:
                continue
            if not self._send(peer, question):
                return
            self._leases.grant(peer.peer_id, query_id, now_s)
            peer.room -= 1

    def _taken_from(self, peer: Peer) -> set[str]:
        """Everything that anybody has, but for what is kept for this one."""
        return set(self._leases.taken()) - set(self._leases.kept_for(peer.peer_id))
