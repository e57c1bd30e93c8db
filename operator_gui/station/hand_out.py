"""Questions on their way to operators: who has room, who holds what, what goes to whom."""

import logging
from collections.abc import Callable

from operator_gui.station.inbox import Inbox
from operator_gui.station.label_store import LabelStore
from operator_gui.station.leases import Leases
from operator_gui.station.post import Post
from operator_gui.station.questions import QuestionMaker
from operator_gui.station.rescoring import HeadScorer
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.urgent_desk import UrgentDesk
from operator_gui.station.waiting_room import WaitingRoom
from operator_gui.station.withdrawals import REASON as KNOWN_BY_NOW
from shared.clock import Clock
from shared.errors import ProtocolError, StorageError
from shared.protocol.codec import Envelope
from shared.protocol.questions import QuestionGone, QuestionsWanted
from shared.texts import phrase

_log = logging.getLogger(__name__)

ALIKE_MINOR = 2
"""Since this minor version of the protocol an operator's app expects what looks the same."""


class HandOut:
    """`note_room` runs inside a transaction, `serve` outside, with what is on disk.

    `touched` holds the queries that the transaction changed. `send` hands a message over and says
    whether it went out. `away_s`: who has done nothing for so long is not at the desk.
    """

    def __init__(
        self,
        *,
        inbox: Inbox,
        labels: LabelStore,
        leases: Leases,
        waiting: WaitingRoom,
        questions: QuestionMaker,
        urgent: UrgentDesk,
        sessions: Sessions,
        post: Post,
        touched: set[str],
        clock: Clock,
        send: Callable[[Peer, Envelope], bool],
        away_s: float,
    ) -> None:
        self._inbox = inbox
        self._labels = labels
        self._leases = leases
        self._waiting = waiting
        self._questions = questions
        self._urgent = urgent
        self._sessions = sessions
        self._post = post
        self._touched = touched
        self._clock = clock
        self._send = send
        self._away_s = away_s

    def note_room(self, peer: Peer, wanted: QuestionsWanted) -> None:
        """Takes an operator's word for what he or she holds and has room for; says what is gone."""
        now_s = self._clock.monotonic_s()
        holding = self._urgent.note_holding(peer, wanted)
        on_top = next(iter(wanted.holding), "")
        if on_top != peer.looks_at:
            peer.acted_s = now_s
        peer.attends, peer.looks_at = True, on_top
        still_open = [query_id for query_id in holding if self._is_open(query_id)]
        gone = list(self._leases.claim(peer.peer_id, still_open, now_s))
        for query_id in holding:
            answer = None if query_id in still_open else self._labels.current(query_id)
            if query_id not in still_open and (not answer or answer.peer_id != peer.peer_id):
                gone.append(query_id)
        self._say_gone(peer, gone)
        peer.room = max(0, wanted.count - self._leases.on_the_way(peer.peer_id))
        self._waiting.changed = True

    def serve(self, scorer: HeadScorer | None) -> None:
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

    def _fill(self, peer: Peer, scorer: HeadScorer | None, now_s: float) -> None:
        query_ids = self._waiting.first(limit=peer.room, taken=self._taken_from(peer, now_s))
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

    def _taken_from(self, peer: Peer, now_s: float) -> set[str]:
        """Everything that anybody has, but for what is kept for this one, and what waits on a desk
        at which nobody is, where this one is at the own."""
        taken = set(self._leases.taken()) - set(self._leases.kept_for(peer.peer_id))
        if self._is_away(peer, now_s):
            return taken
        for other in self._sessions.of_role("operator"):
            if self._is_away(other, now_s):
                waits = self._leases.with_operator(other.peer_id)
                taken.difference_update(one for one in waits if one != other.looks_at)
        return taken

    def _is_away(self, peer: Peer, now_s: float) -> bool:
        return now_s - peer.acted_s > self._away_s
