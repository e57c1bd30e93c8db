"""The queues as machines, each against a plain model of dictionaries and lists.

Put, repeat, reorder, acknowledge, evict, die and open again come in any order.
"""

import itertools
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.stateful import (
    Rule,
    RuleBasedStateMachine,
    RuleStrategy,
    invariant,
    precondition,
    rule,
)

from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.label_store import LabelStore
from operator_gui.station.leases import ARRIVAL_S, Leases
from shared.blobs import BlobStore
from shared.domain import AnswerKind
from shared.outbox import Outbox
from shared.protocol.codec import Envelope, encode, pack_frames
from shared.protocol.peers import Beat
from tests.fakes import quick_folder
from tests.unit.station.station_world import make_answer, make_query, query_of
from tests.unit.station.stores import no_rows

VALUES = (0.1, 0.5, 0.9)
SIZES = (10, 400, 900)
CAP_BYTES = 1_000


class AnyRule(RuleStrategy):
    """Of the rules that may be applied each is as likely. Hypothesis' own way draws four times as
    many choices, to leave whole rules out of a history; that is what the shorter runs do."""

    def do_draw(self, data: ConjectureData) -> tuple[Rule, dict[str, Any]]:
        possible = [rule for rule in self.rules if self.is_valid(rule)]
        rule = possible[data.draw_integer(0, len(possible) - 1)]
        return rule, {k: data.draw(wanted) for k, wanted in rule.arguments_strategies.items()}


class OutboxMachine(RuleBasedStateMachine):
    """The model: value and size of each message that waits, in the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = quick_folder()
        self._path = Path(self._folder.name) / "outbox.sqlite"
        self._waiting: dict[str, tuple[float, int]] = {}
        self._seen: list[str] = []
        self._open()

    def _open(self) -> None:
        self._outbox = Outbox(self._path, cap_bytes=CAP_BYTES)
        self._outbox._db.execute("PRAGMA synchronous=OFF")  # no power fails here

    def teardown(self) -> None:
        self._outbox.close()
        self._folder.cleanup()

    @rule(value=st.sampled_from(VALUES), size=st.sampled_from(SIZES))
    def put(self, value: float, size: int) -> None:
        item_id = f"m{len(self._seen)}"
        self._seen.append(item_id)
        envelope = Envelope(Beat(), (bytes(size),))
        size_bytes = len(pack_frames(encode(envelope)))
        excess = sum(size for _, size in self._waiting.values()) + size_bytes - CAP_BYTES
        lost: list[str] = []
        for other, (worth, freed) in sorted(self._waiting.items(), key=lambda kv: kv[1][0]):
            if excess > 0 and worth <= value:
                lost.append(other)
                excess -= freed
        if excess > 0:
            lost = [item_id]
        else:
            self._waiting[item_id] = (value, size_bytes)
            for other in lost:
                del self._waiting[other]
        assert self._outbox.put(item_id, value, envelope) == tuple(lost)

    @precondition(lambda self: self._waiting)
    @rule(data=st.data(), value=st.sampled_from(VALUES))
    def put_again(self, data: st.DataObject, value: float) -> None:
        """What waits already is not there twice, and keeps what it is worth."""
        item_id = data.draw(st.sampled_from(sorted(self._waiting)))
        assert self._outbox.put(item_id, value, Envelope(Beat(), (bytes(10),))) == ()

    @precondition(lambda self: self._seen)
    @rule(data=st.data())
    def acknowledge(self, data: st.DataObject) -> None:
        """In any order, also what is gone already, and twice."""
        ids = tuple(data.draw(st.lists(st.sampled_from(self._seen), max_size=4)))
        known = [item_id for item_id in dict.fromkeys(ids) if item_id in self._waiting]
        assert self._outbox.acknowledge(ids) == tuple(known)
        for item_id in known:
            del self._waiting[item_id]

    @rule()
    def die_and_open_again(self) -> None:
        """What was not committed is gone; what was is there."""
        self._outbox._db.execute("BEGIN IMMEDIATE")
        self._outbox._db.execute("DELETE FROM item")
        self._outbox.close()
        self._open()

    @invariant()
    def it_holds_what_the_model_holds(self) -> None:
        best_first = sorted(self._waiting, key=lambda item_id: -self._waiting[item_id][0])
        assert self._outbox.waiting_ids(100) == best_first
        assert self._outbox.count == len(self._waiting)
        total = sum(size for _, size in self._waiting.values())
        assert self._outbox.size_bytes == total <= CAP_BYTES
        for item_id in best_first[:2]:
            item = self._outbox.get(item_id)
            assert item is not None
            assert item.value == self._waiting[item_id][0]


KINDS: tuple[AnswerKind, ...] = ("name", "name", "not_an_object", "dont_know", "later", "withdrawn")
COUNTS = ("name", "not_an_object", "dont_know")


class InboxMachine(RuleBasedStateMachine):
    """Queries and answers as a station keeps them.

    The model: the queries in the order of arrival; the answers likewise, as id, query, kind, name
    and what they replace.
    """

    def __init__(self) -> None:
        super().__init__()
        self._folder = quick_folder(no_rows)
        self._queries: list[str] = []
        self._answers: list[tuple[str, str, AnswerKind, str, str]] = []
        self._early: list[tuple[str, str]] = []
        self._ids = (f"a{number}" for number in itertools.count())
        self._open()

    def _open(self) -> None:
        folder = Path(self._folder.name)
        self._database = Database(folder)
        self._database.execute("PRAGMA synchronous=OFF")  # no power fails here
        self._inbox = Inbox(self._database, BlobStore(folder / "pictures"))
        self._labels = LabelStore(self._database)
        self._opened_with = self._written()

    def _written(self) -> int:
        return len(self._queries) + len(self._answers)

    def teardown(self) -> None:
        self._database.close()
        self._folder.cleanup()

    @rule(number=st.integers(0, 4))
    def deliver(self, number: int) -> None:
        """A query comes, for the first time or once more."""
        query_id = f"q{number}"
        envelope = make_query(query_id=query_id, views=1)
        with self._database.transaction():
            new = self._inbox.put(check_query(query_of(envelope), envelope), 1.0)
        assert new == (query_id not in self._queries)
        if new:
            self._queries.append(query_id)

    @precondition(lambda self: self._queries)
    @rule(data=st.data(), kind=st.sampled_from(KINDS), name=st.sampled_from(("mug", "bowl")))
    def answer(self, data: st.DataObject, kind: AnswerKind, name: str) -> None:
        """Replaces an earlier answer, or one that is still on its way, or none."""
        query_id = data.draw(st.sampled_from(self._queries))
        ahead = next(self._ids)
        earlier = [a[0] for a in self._answers if a[1] == query_id]
        early = [answer_id for answer_id, of in self._early if of == query_id]
        replaced = data.draw(st.sampled_from(["", ahead, *earlier]))
        answer_id = early[0] if early and data.draw(st.booleans()) else next(self._ids)
        if kind == "withdrawn" and not replaced:
            replaced = ahead
        if replaced == ahead:
            self._early.append((ahead, query_id))
        self._early = [(a, q) for a, q in self._early if a != answer_id]
        named = name if kind == "name" else ""
        answer = make_answer(query_id, named, kind=kind, answer_id=answer_id, supersedes=replaced)
        self._keep(answer)
        self._answers.append((answer_id, query_id, kind, named, replaced))

    @precondition(lambda self: self._answers)
    @rule(data=st.data())
    def answer_again(self, data: st.DataObject) -> None:
        """A message that was not acknowledged in time comes once more."""
        answer_id, query_id, kind, name, replaced = data.draw(st.sampled_from(self._answers))
        self._keep(make_answer(query_id, name, kind=kind, answer_id=answer_id, supersedes=replaced))

    def _keep(self, answer: object) -> None:
        with self._database.transaction():
            if not self._labels.knows(answer.answer_id):  # type: ignore[attr-defined]
                self._labels.put(answer, peer_id="ada", received_at_s=2.0)  # type: ignore[arg-type]

    @precondition(lambda self: self._written() > self._opened_with)
    @rule()
    def die_and_open_again(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        for table in ("answer", "label", "query"):
            self._database.execute(f"DELETE FROM {table}")
        self._database.close()
        self._open()

    def _current(self, query_id: str) -> tuple[str, str] | None:
        replaced = {a[4] for a in self._answers if a[1] == query_id}
        live = [
            (kind, name)
            for answer_id, of, kind, name, _ in self._answers
            if of == query_id and kind in COUNTS and answer_id not in replaced
        ]
        return live[-1] if live else None

    @invariant()
    def it_holds_what_the_model_holds(self) -> None:
        current = {query_id: self._current(query_id) for query_id in self._queries}
        assert self._inbox.open_ids() == [q for q in self._queries if current[q] is None]
        for query_id, expected in current.items():
            found = self._labels.current(query_id)
            assert (None if found is None else (found.kind, found.name)) == expected
            assert (self._inbox.arrival(query_id) is None) == (expected is not None)
        answers, labels = self._labels.counts()
        assert answers == len(self._answers)
        taught = [one for one in current.values() if one and one[0] in ("name", "not_an_object")]
        assert labels == len(taught)  # of one view each


LEASE_S = 10.0
OPERATORS = ("ada", "bob", "eve")
ASKED = ("q1", "q2", "q3")


class LeaseMachine(RuleBasedStateMachine):
    """The model: who was heard when, and who has each question since when, and how."""

    def __init__(self) -> None:
        super().__init__()
        self._leases = Leases(LEASE_S)
        self._now_s = 0.0
        self._heard: dict[str, float] = {}
        self._has: dict[str, tuple[str, float, str]] = {}

    @rule(seconds=st.sampled_from((0.1, 1.5, 3.0, 11.0)))
    def wait(self, seconds: float) -> None:
        self._now_s += seconds

    @rule(operator=st.sampled_from(OPERATORS))
    def hear(self, operator: str) -> None:
        self._leases.heard(operator, self._now_s)
        self._heard[operator] = self._now_s

    @rule(operator=st.sampled_from(OPERATORS), query_id=st.sampled_from(ASKED))
    def hand_out(self, operator: str, query_id: str) -> None:
        """As a station does: to who is there, and only what nobody has."""
        if operator in self._heard and query_id not in self._leases.taken():
            self._leases.grant(operator, query_id, self._now_s)
            self._has[query_id] = (operator, self._now_s, "sent")

    @rule(operator=st.sampled_from(OPERATORS), query_id=st.sampled_from(ASKED))
    def reopen(self, operator: str, query_id: str) -> None:
        self._leases.reserve(operator, query_id, self._now_s)
        self._has[query_id] = (operator, self._now_s, "kept")

    @rule(query_id=st.sampled_from(ASKED))
    def close(self, query_id: str) -> None:
        """Answered, or answered again."""
        had = self._has.pop(query_id, None)
        assert self._leases.close(query_id) == (had[0] if had else None)

    @rule(operator=st.sampled_from(OPERATORS), holding=st.sets(st.sampled_from(ASKED)))
    def say_what_is_held(self, operator: str, holding: set[str]) -> None:
        """Late, early, or of what another one has by now."""
        of_others = {q for q in holding if q in self._has and self._has[q][0] != operator}
        found = self._leases.claim(operator, sorted(holding), self._now_s)
        assert set(found) == of_others
        for query_id in holding - of_others:
            self._has[query_id] = (operator, self._now_s, "held")
        for query_id in set(self._has) - holding:
            owner, since_s, how = self._has[query_id]
            if owner == operator and how != "kept" and self._now_s - since_s > ARRIVAL_S:
                del self._has[query_id]

    @rule()
    def lapse(self) -> None:
        silent = {o for o, at_s in self._heard.items() if self._now_s - at_s > LEASE_S}
        assert set(self._leases.lapse(self._now_s)) == silent
        self._heard = {o: at_s for o, at_s in self._heard.items() if o not in silent}
        self._has = {q: has for q, has in self._has.items() if has[0] in self._heard}

    @rule()
    def die(self) -> None:
        """A station that starts again knows of no lease; who holds something says so."""
        self._leases = Leases(LEASE_S)
        self._heard, self._has = {}, {}

    @invariant()
    def nobody_has_what_another_has(self) -> None:
        assert set(self._leases.taken()) == self._has.keys()
        for query_id in ASKED:
            has = self._has.get(query_id)
            assert self._leases.holder(query_id) == (has[0] if has else None)
        for operator in OPERATORS:
            kept = {q for q, has in self._has.items() if has[0] == operator and has[2] == "kept"}
            assert set(self._leases.kept_for(operator)) == kept
            sent = [q for q, has in self._has.items() if has[0] == operator and has[2] == "sent"]
            assert self._leases.on_the_way(operator) == len(sent)
