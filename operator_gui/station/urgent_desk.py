"""Questions that robots wait for: taken from nodes, pushed to operators, and gone in time."""

import logging
import uuid
from collections.abc import Callable

from operator_gui.station.intake import CheckedQuery
from operator_gui.station.post import Post
from operator_gui.station.questions import QuestionMaker
from operator_gui.station.rescoring import HeadScorer
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.urgent_cases import TIME_OVER, TRY_AGAIN_S, Case, Closed, UrgentCases
from shared.clock import Clock
from shared.protocol.answers import AnswerBatch, NamedTrack
from shared.protocol.codec import Envelope
from shared.protocol.peers import Refused
from shared.protocol.questions import QuestionGone, QuestionsWanted, Urgent, UrgentNoted
from shared.texts import phrase

_log = logging.getLogger(__name__)

URGENT_MINOR = 1
"""Since this minor version of the protocol an operator's app knows urgent questions."""


class UrgentDesk:
    """The node desk and the operator desk call it inside a transaction, the service `serve`
    outside.

    What an answer changes counts only when the transaction is on disk: `commit` or `drop`.
    """

    def __init__(
        self,
        *,
        questions: QuestionMaker,
        sessions: Sessions,
        post: Post,
        clock: Clock,
        send: Callable[[Peer, Envelope], bool],
        lease_s: float,
    ) -> None:
        """lease_s: an operator who is silent for longer is not there."""
        self._questions = questions
        self._sessions = sessions
        self._post = post
        self._clock = clock
        self._send = send
        self._lease_s = lease_s
        self._cases = UrgentCases()
        self._settled: dict[str, Closed] = {}

    # ------------------------------------------------------------ nodes

    def take(self, peer: Peer, checked: CheckedQuery, urgent: Urgent) -> None:
        """An urgent query, perhaps not for the first time.

        A node that was started again asks once more what was answered while it was away.
        """
        query_id, now_s = checked.query.query_id, self._clock.monotonic_s()
        closed = self.closed(query_id)
        if closed is not None and closed.told is not None:
            batch = AnswerBatch(batch_id=uuid.uuid4().hex, answers=(closed.told,))
            self._post.send(peer.route, batch)
            return
        is_new = not self._cases.is_open(query_id)
        if is_new and self._cases.is_full:
            reason = phrase("station", "{count} robots wait for answers already").format(
                count=len(self._cases)
            )
            self._post.send(peer.route, Refused(code="busy", reason=reason, about=query_id))
            return
        if is_new:
            until_s = now_s + urgent.remaining_s
            self._cases.open(Case(checked, urgent, asked_s=now_s, until_s=until_s))
            _log.info("%s asks “%s”, %.1f s", peer.name, urgent.question, urgent.remaining_s)
        operators = len(self._present(now_s))
        self._post.send(peer.route, UrgentNoted(query_id=query_id, operators=operators))

    def take_back(self, peer: Peer, gone: QuestionGone) -> None:
        """A node no longer waits."""
        for query_id in gone.query_ids:
            case = self._cases.answerable(query_id)
            if case is not None and case.checked.query.node_id == peer.peer_id:
                self._close(query_id, gone.reason or TIME_OVER)

    # ------------------------------------------------------------ operators

    def is_open(self, query_id: str) -> bool:
        return self._cases.is_open(query_id)

    def answerable(self, query_id: str) -> Case | None:
        """The case that an answer may close: an open one, or one that teaches and is late."""
        return None if query_id in self._settled else self._cases.answerable(query_id)

    def closed(self, query_id: str) -> Closed | None:
        """How a case ended, None if it did not."""
        return self._settled.get(query_id) or self._cases.closed(query_id)

    def settle(self, told: NamedTrack) -> None:
        """An answer closes the case, if the transaction comes to be on disk."""
        reason = phrase("station", "{who} answered it").format(
            who=told.operator or phrase("station", "another")
        )
        self._settled[told.query_id] = Closed(reason, told)

    def put_off(self, peer: Peer, query_id: str) -> None:
        """An operator said "later": another one is asked, if there is one."""
        self._cases.put_off(query_id, peer.peer_id)

    def note_holding(self, peer: Peer, wanted: QuestionsWanted) -> tuple[str, ...]:
        """Takes an operator's word for what is held; returns what is not an urgent question.

        What is over is said to be gone once more: the first word of it may have been lost.
        """
        self._cases.holds(peer.peer_id, wanted.holding, self._clock.monotonic_s())
        ordinary: list[str] = []
        for query_id in wanted.holding:
            closed = self._cases.closed(query_id)
            if closed is not None and closed.told is None:
                gone = QuestionGone(query_ids=(query_id,), reason=closed.reason)
                self._post.send(peer.route, gone)
            elif not self._cases.is_open(query_id):
                ordinary.append(query_id)
        return tuple(ordinary)

    # ------------------------------------------------------------ every round

    def commit(self) -> None:
        """What was settled is on disk."""
        for query_id, closed in self._settled.items():
            self._cases.close(query_id, closed)
        self._settled.clear()

    def drop(self) -> None:
        """What was settled is not on disk: it is settled again when the answer comes again."""
        self._settled.clear()

    def serve(self, scorer: HeadScorer | None) -> None:
        """Ends what is over, and shows the rest to who is there, room or no room."""
        now_s = self._clock.monotonic_s()
        for query_id in self._cases.expired(now_s):
            self._close(query_id, TIME_OVER)
        if not len(self._cases):
            return
        present = {peer.peer_id: peer for peer in self._present(now_s)}
        for case, operator in self._cases.to_show(list(present), now_s):
            remaining_s = case.until_s - now_s
            envelope = self._questions.urgent(case.checked, case.urgent, remaining_s, scorer)
            if self._send(present[operator], envelope):
                case.holders[operator] = now_s
            else:
                case.try_again_s = now_s + TRY_AGAIN_S

    def _present(self, now_s: float) -> list[Peer]:
        """The operators who are there and whose app knows urgent questions, latest heard first."""
        here = [
            peer
            for peer in self._sessions.of_role("operator")
            if now_s - peer.heard_s < self._lease_s and peer.minor >= URGENT_MINOR
        ]
        return sorted(here, key=lambda peer: -peer.heard_s)

    def _close(self, query_id: str, reason: str) -> None:
        """Nobody has to answer it any more: said at once, since nothing of it is on disk."""
        case = self._cases.close(query_id, Closed(reason))
        for operator in case.holders if case is not None else ():
            peer = self._sessions.find("operator", operator)
            if peer is not None:
                self._send(peer, Envelope(QuestionGone(query_ids=(query_id,), reason=reason)))
