"""The answers of operators: taken once, kept, and told to all whom they concern."""

from operator_gui.station.deliveries import Deliveries
from operator_gui.station.disputes import DisputeBook, is_dispute
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_answer, check_choice
from operator_gui.station.label_store import AnswerChange, LabelStore
from operator_gui.station.learner import Learner
from operator_gui.station.leases import Leases
from operator_gui.station.post import Post
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.urgent_cases import Case
from operator_gui.station.urgent_desk import UrgentDesk
from shared.clock import Clock
from shared.protocol.answers import Answer, NamedTrack
from shared.protocol.peers import Refused
from shared.protocol.questions import QuestionGone
from shared.texts import phrase


class AnswerDesk:
    """Belongs to the station's thread, inside a transaction.

    `touched` collects the queries that the transaction changed.
    """

    def __init__(
        self,
        *,
        embedder_sha256: str,
        inbox: Inbox,
        labels: LabelStore,
        leases: Leases,
        deliveries: Deliveries,
        learner: Learner,
        urgent: UrgentDesk,
        disputes: DisputeBook,
        sessions: Sessions,
        post: Post,
        touched: set[str],
        clock: Clock,
    ) -> None:
        self._embedder_sha256 = embedder_sha256
        self._inbox = inbox
        self._labels = labels
        self._leases = leases
        self._deliveries = deliveries
        self._learner = learner
        self._urgent = urgent
        self._disputes = disputes
        self._sessions = sessions
        self._post = post
        self._touched = touched
        self._clock = clock

    def take(self, peer: Peer, answer: Answer) -> None:
        """Keeps an answer that is not known yet, and acknowledges it; or says why it is not taken.
        Raises ProtocolError or StorageError."""
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

    def keep_imported(self, answer: Answer, peer_id: str, for_node: bool) -> None:
        """Keeps an answer that came with a data set, or takes one of those back; for_node: a node
        asked it, and is told. What no node asked was never open, and concerns no question."""
        change = self._labels.put(answer, peer_id=peer_id, received_at_s=self._clock.now_s())
        if for_node:
            self._touched.add(answer.query_id)
            self._leases.close(answer.query_id)
            self._deliver(answer, change)

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
