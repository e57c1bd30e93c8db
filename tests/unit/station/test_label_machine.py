"""Answers, operations, undos and sudden ends in any order, against a plain model of the labels."""

import itertools
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from operator_gui.station.label_operations import LabelOperations
from operator_gui.station.names import folded
from shared.errors import LabelError
from shared.protocol.curation import (
    AnyLabelChange,
    Confirm,
    Delete,
    Merge,
    Relabel,
    Rename,
    Split,
    Undo,
)
from tests.fakes import quick_folder
from tests.unit.station.station_world import make_answer
from tests.unit.station.stores import Stores

QUERIES = ("q1", "q2", "q3", "q4")
NAMES = ("mug", "bowl", "cup")
SPELT = {name: (name, name.upper(), f" {name} ") for name in NAMES}

Labels = dict[str, str]
"""What each query is called; "?" for what nobody knows; open ones are left out."""

FIRST: Labels = dict(zip(QUERIES, ("mug", "mug", "bowl"), strict=False))


def _asked_and_answered(folder: Path) -> None:
    stores = Stores(folder)
    for query_id in QUERIES:
        stores.ask(query_id, views=1)
    for query_id, name in FIRST.items():
        stores.put(make_answer(query_id, name, answer_id=f"first-{query_id}"))
    stores.database.close()


class LabelMachine(RuleBasedStateMachine):
    """The model: the labels, and of each operation what every track was and became."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = quick_folder(_asked_and_answered)
        self._open()
        self._ids = (f"id{number}" for number in itertools.count())
        self._labels = dict(FIRST)
        self._done: list[tuple[str, Labels, Labels]] = []

    def _open(self) -> None:
        self._stores = Stores(Path(self._folder.name))
        self._stores.database.execute("PRAGMA synchronous=OFF")  # no power fails here
        self._operations = LabelOperations(self._stores.database)

    def teardown(self) -> None:
        self._every_row_is_what_it_was()
        self._stores.database.close()
        self._folder.cleanup()

    def _carry_out(
        self, change: AnyLabelChange, after: Labels, parts: tuple[tuple[str, ...], ...] = ()
    ) -> None:
        """Does it for real; the model has what must come of it, be it nothing."""
        refused = after == self._labels and not isinstance(change, Confirm)
        operation_id = next(self._ids)
        try:
            with self._stores.database.transaction():
                self._operations.carry_out(
                    operation_id, change, parts=parts, operator="A", peer_id="a", at_s=1.0
                )
        except LabelError:
            assert refused
            return
        assert not refused
        self._done.append((operation_id, dict(self._labels), dict(after)))
        self._labels = after

    @rule(
        query_id=st.sampled_from(QUERIES),
        name=st.sampled_from(NAMES),
        how=st.integers(0, 2),
        knowing=st.booleans(),
    )
    def say(self, query_id: str, name: str, how: int, knowing: bool) -> None:
        """A person names a track, or names it anew, be it without knowing what was said before."""
        answer = make_answer(
            query_id,
            SPELT[name][how],
            answer_id=next(self._ids),
            supersedes=self._tip(query_id) if knowing else "",
        )
        self._stores.put(answer)
        self._labels = {**self._labels, query_id: name}
        self._done = [  # what was done to it before cannot be taken back any more
            (operation, _without(before, query_id), _without(after, query_id))
            for operation, before, after in self._done
        ]

    @rule(name=st.sampled_from(NAMES), to=st.sampled_from(NAMES))
    def rename(self, name: str, to: str) -> None:
        if name == to:  # another spelling at most
            return
        taken = to in self._labels.values() or name not in self._labels.values()
        after = dict(self._labels) if taken else self._called({name}, to)
        self._carry_out(Rename(name=name, to=to), after)

    @rule(names=st.sets(st.sampled_from(NAMES), min_size=1), into=st.sampled_from(NAMES))
    def merge(self, names: set[str], into: str) -> None:
        used = set(self._labels.values())
        is_rename = len(names) == 1 and into not in used
        after = dict(self._labels) if is_rename or names - used else self._called(names, into)
        self._carry_out(Merge(names=tuple(sorted(names)), into=into), after)

    @rule(
        name=st.sampled_from(NAMES),
        part=st.sets(st.sampled_from(QUERIES)),
        into=st.sampled_from(NAMES),
    )
    def split(self, name: str, part: set[str], into: str) -> None:
        used = set(self._labels.values())
        after = dict(self._labels)
        if name in used and into not in used:
            after |= {q: into for q in part if self._labels.get(q) == name}
        change = Split(name=name, proposal_id="p", into=(into, name))
        self._carry_out(change, after, (tuple(sorted(part)), ()))

    @rule(name=st.sampled_from(NAMES), ask_again=st.booleans())
    def delete(self, name: str, ask_again: bool) -> None:
        called = [q for q, label in self._labels.items() if label == name]
        after = dict(self._labels)
        for query_id in called:
            if ask_again:
                del after[query_id]
            else:
                after[query_id] = "?"
        self._carry_out(Delete(name=name, ask_again=ask_again), after)

    @rule(query_ids=st.sets(st.sampled_from(QUERIES), min_size=1), name=st.sampled_from(NAMES))
    def relabel(self, query_ids: set[str], name: str) -> None:
        after = dict(self._labels)
        if query_ids <= self._labels.keys():
            after |= dict.fromkeys(query_ids, name)
        self._carry_out(Relabel(query_ids=tuple(sorted(query_ids)), name=name), after)

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        """Takes the last operations back that were not taken back."""
        for _ in range(min(times, len(self._done))):
            self._undo_last()

    def _undo_last(self) -> None:
        operation_id, before, after = self._done.pop()
        changed = {q for q in QUERIES if before.get(q) != after.get(q)}
        restored = dict(self._labels)
        for query_id in changed:
            restored.pop(query_id, None)
            if query_id in before:
                restored[query_id] = before[query_id]
        try:
            with self._stores.database.transaction():
                self._operations.carry_out(
                    next(self._ids),
                    Undo(operation_id=operation_id),
                    operator="A",
                    peer_id="a",
                    at_s=1.0,
                )
        except LabelError:
            assert not changed
            return
        assert changed
        self._labels = restored

    @rule()
    def crash_and_open_again(self) -> None:
        """What was not committed is gone, what was is there."""
        self._stores.database.execute("BEGIN IMMEDIATE")
        self._stores.labels.put(make_answer("q1", "vase"), peer_id="a", received_at_s=1.0)
        self._stores.database.close()
        self._open()
        self._every_row_is_what_it_was()

    @invariant()
    def the_labels_are_those_of_the_model(self) -> None:
        rows = self._stores.database.execute("SELECT query_id, kind, name FROM current_answer")
        found = {q: "?" if kind == "dont_know" else folded(name) for q, kind, name in rows}
        assert found == self._labels
        taught = self._stores.database.execute("SELECT query_id, class_name FROM current_label")
        assert {q: folded(name) for q, name in taught} == {
            q: n for q, n in self._labels.items() if n != "?"
        }
        waiting = {q for q in QUERIES if q not in self._labels}
        assert set(self._stores.inbox.open_ids()) == waiting

    def _every_row_is_what_it_was(self) -> None:
        assert self._stores.database.set_damaged_aside(1.0) == 0

    def _called(self, names: set[str], to: str) -> Labels:
        return {q: to if label in names else label for q, label in self._labels.items()}

    def _tip(self, query_id: str) -> str:
        current = self._stores.labels.current(query_id)
        return "" if current is None else current.answer_id


def _without(labels: Labels, query_id: str) -> Labels:
    return {q: name for q, name in labels.items() if q != query_id}


TestLabels = LabelMachine.TestCase
TestLabels.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
