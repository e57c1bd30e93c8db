"""A node that nobody listens to keeps the questions worth most, and counts those that had to go."""

import random
from pathlib import Path

import pytest

from shared import outbox as outbox_module
from shared.outbox import Outbox
from tests.conftest import RecordProperty
from tests.fakes import FakeStation, wait_until
from tests.integration.test_node_link import Node, query

QUESTIONS = 1000
PICTURE = bytes(2000)
CAP_BYTES = 100_000
VALUES = (0.1, 0.2, 0.3, 0.5, 0.8)
"""Few, so that many are equal and age decides."""


@pytest.mark.promise(5)
def test_that_a_full_queue_keeps_the_best_and_says_how_many_went(
    tmp_path: Path, record_property: RecordProperty
) -> None:
    evicted = full_queue_keeps_the_best(tmp_path)
    record_property(
        "figure", f"{evicted:,} dropped = {QUESTIONS:,} sent − {QUESTIONS - evicted:,} kept"
    )


def full_queue_keeps_the_best(folder: Path) -> int:
    """How many went. Fails where anything else is kept, sent, lost or counted."""
    with FakeStation() as station:
        station.go_down()
        node = Node(station, folder, cap_bytes=CAP_BYTES)
        rng = random.Random(0)
        values = {f"q{number:04}": rng.choice(VALUES) for number in range(QUESTIONS)}
        node.start()
        try:
            for number, (query_id, value) in enumerate(values.items(), 1):
                node.link.ask(query(query_id, value), (PICTURE,), None)
                if number % 100 == 0:  # no faster than the link takes them
                    wait_until(lambda n=number: node.link.state.count + len(node.lost) == n)
            kept, evicted = node.link.state.count, node.link.state.evicted
            assert node.link.state.size_bytes <= CAP_BYTES
            assert 0 < kept < QUESTIONS
            assert evicted == len(node.lost) == QUESTIONS - kept
            # Lowest value first, then oldest.
            best = sorted(values, key=lambda query_id: (values[query_id], query_id))[-kept:]
            assert set(best) == values.keys() - set(node.lost)
            station.come_up()
            node.wait(lambda: node.link.state.count == 0)
            assert {q: station.kept[q] for q in values if station.kept[q]} == dict.fromkeys(best, 1)
            assert len(node.lost) == evicted  # what arrived is not lost as well
            return evicted
        finally:
            node.stop()


def _let_the_best_go(patch: pytest.MonkeyPatch) -> None:
    real = Outbox._victims

    def victims(self, excess_bytes, which, value):  # type: ignore[no-untyped-def]
        return real(self, excess_bytes, "value > ? - 9", value)

    patch.setattr(Outbox, "_victims", victims)


def _let_the_newest_of_equals_go(patch: pytest.MonkeyPatch) -> None:
    real = Outbox._victims

    def victims(self, excess_bytes, which, value):  # type: ignore[no-untyped-def]
        return real(self, excess_bytes, which.replace("<=", "<"), value)

    patch.setattr(Outbox, "_victims", victims)


def _keep_everything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Outbox, "_victims", lambda self, excess_bytes, which, value: [])


def _lose_without_a_word(patch: pytest.MonkeyPatch) -> None:
    real = Outbox.put
    patch.setattr(Outbox, "put", lambda self, *args, **note: real(self, *args, **note)[:0])


def _forget_the_newest(patch: pytest.MonkeyPatch) -> None:
    """A full queue that takes nothing more in, as most queues do."""
    patch.setattr(
        outbox_module.Outbox,
        "_victims",
        lambda self, excess_bytes, which, value: [] if excess_bytes <= 0 else None,
    )


@pytest.mark.mutant(5)
@pytest.mark.parametrize(
    "mutant",
    [
        _let_the_best_go,
        _let_the_newest_of_equals_go,
        _keep_everything,
        _lose_without_a_word,
        _forget_the_newest,
    ],
)
def test_that_each_broken_queue_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mutant: object
) -> None:
    assert callable(mutant)
    mutant(monkeypatch)
    with pytest.raises((AssertionError, TimeoutError)):
        full_queue_keeps_the_best(tmp_path)
