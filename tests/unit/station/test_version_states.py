"""The registry as a machine: whatever is asked of it, and whenever it dies, its rules hold."""

import contextlib
from itertools import product
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from operator_gui.station.database import Database
from operator_gui.station.registry import Registry
from operator_gui.station.version_state import MOVES, OUT, check_move
from shared.domain import VersionState
from shared.errors import VersionError
from tests.fakes import quick_folder
from tests.unit.station.stores import no_rows
from tests.unit.station.test_status import version

STATES: tuple[VersionState, ...] = get_args(VersionState)
NAMES = ("", "Ada", "Łukasz")


def test_that_every_state_says_where_it_leads() -> None:
    assert MOVES.keys() == set(STATES)


@pytest.mark.parametrize(("current", "wanted"), list(product(STATES, STATES)))
def test_that_only_the_moves_of_the_table_are_made(
    current: VersionState, wanted: VersionState
) -> None:
    if wanted in MOVES[current]:
        check_move(3, current, wanted)
    else:
        with pytest.raises(VersionError, match=f"version 3 is {current} and cannot") as caught:
            check_move(3, current, wanted)
        allowed = str(caught.value).partition("it can become ")[2]
        assert allowed.split(" or ") == (sorted(MOVES[current]) or ["nothing else any more"])


def test_that_no_way_to_a_node_leads_around_the_gate() -> None:
    reached: set[VersionState] = {"candidate"}
    while more := {b for a in reached for b in MOVES[a] if b != "passed"} - reached:
        reached |= more
    assert reached & OUT == set()
    assert not MOVES["refused"]
    assert not MOVES["retired"]


class _DeathError(Exception):
    """Stands for a death in the middle of a transaction."""


class RegistryMachine(RuleBasedStateMachine):
    """Moves, duplicates, nonsense, failed transactions and restarts, against a plain model."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = quick_folder(no_rows)
        self._open()
        self._states: dict[int, VersionState] = {}
        self._passed: set[int] = set()
        self._approved: dict[int, str] = {}

    @rule(rise=st.integers(1, 3), dies=st.booleans())
    def put(self, rise: int, dies: bool) -> None:
        number = max(self._states, default=0) + rise
        with contextlib.suppress(_DeathError), self._database.transaction():
            self._add(number)
            if dies:
                raise _DeathError
        if dies:
            self._registry.reload()
        else:
            self._states[number] = "candidate"

    @precondition(lambda self: self._states)
    @rule(fall=st.integers(0, 5))
    def put_a_number_that_does_not_rise(self, fall: int) -> None:
        with pytest.raises(VersionError), self._database.transaction():
            self._add(max(self._states) - fall)

    @rule(
        back=st.integers(-1, 4),
        wanted=st.sampled_from(STATES),
        by=st.sampled_from(NAMES),
        dies=st.booleans(),
        again=st.booleans(),
    )
    def move(self, back: int, wanted: VersionState, by: str, dies: bool, again: bool) -> None:
        """Of one of the latest versions, or of one that there is not."""
        number = max(self._states, default=0) - back
        current = self._states.get(number)
        if current is None or wanted not in MOVES[current]:
            with pytest.raises(VersionError), self._database.transaction():
                self._registry.move(number, wanted, at_s=1.0, by=by)
            return
        with contextlib.suppress(_DeathError), self._database.transaction():
            self._registry.move(number, wanted, at_s=1.0, reason="moved", by=by)
            if again:
                with pytest.raises(VersionError):
                    self._registry.move(number, wanted, at_s=2.0)
            if dies:
                raise _DeathError
        if dies:
            self._registry.reload()
        else:
            self._note(number, wanted, by)

    @precondition(lambda self: any(MOVES[state] for state in self._states.values()))
    @rule(data=st.data(), by=st.sampled_from(NAMES))
    def move_on(self, data: st.DataObject, by: str) -> None:
        moves = [
            (number, wanted) for number, state in self._states.items() for wanted in MOVES[state]
        ]
        number, wanted = data.draw(st.sampled_from(sorted(moves)))
        back = max(self._states) - number
        self.move(back=back, wanted=wanted, by=by, dies=False, again=False)

    @rule()
    def restart(self) -> None:
        self._database.close()
        self._open()
        assert self._database.set_damaged_aside(1.0) == 0

    @invariant()
    def it_says_what_happened(self) -> None:
        found = {v.number: v.state for v in self._registry.versions()}
        assert found == self._states
        assert list(found) == sorted(found)
        approvals = {v.number: v.approval.by for v in self._registry.versions() if v.approval}
        assert approvals == self._approved

    @invariant()
    def at_most_one_is_active_and_it_passed(self) -> None:
        active = [number for number, state in self._states.items() if state == "active"]
        assert len(active) <= 1
        assert (self._registry.active.number if self._registry.active else 0) == sum(active)
        out = {number for number, state in self._states.items() if state in OUT}
        assert out <= self._passed
        assert self._registry.highest_activated() == max(self._approved, default=0)

    def teardown(self) -> None:
        self._database.close()
        self._folder.cleanup()

    def _open(self) -> None:
        self._database = Database(Path(self._folder.name))
        self._database.execute("PRAGMA synchronous=OFF")  # no power fails here
        self._registry = Registry(self._database)

    def _add(self, number: int) -> None:
        record = msgspec.structs.replace(version(1, 1).record, version=number)
        self._registry.add(record)

    def _note(self, number: int, wanted: VersionState, by: str) -> None:
        if wanted == "active":
            for other, state in self._states.items():
                if state == "active":
                    self._states[other] = "retired"
        self._states[number] = wanted
        if wanted == "passed":
            self._passed.add(number)
        if wanted in OUT:
            self._approved.setdefault(number, by)


TestRegistryMachine = pytest.mark.timeout(120)(RegistryMachine.TestCase)
TestRegistryMachine.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
