"""The curve: what each version was worth, over what people had done by then."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.station import curve as module
from operator_gui.station.curve import CurveBook
from operator_gui.station.intake import CheckedQuery, check_query
from operator_gui.station.label_operations import LabelOperations
from operator_gui.station.registry import Registry
from operator_gui.station.trainer_wire import ClassResult
from shared.learning.intervals import wilson
from shared.protocol.curation import Rename
from shared.protocol.curve import Curve, CurveWanted
from tests.unit.station.station_world import make_answer, make_query, query_of
from tests.unit.station.stores import Stores
from tests.unit.station.test_status import version

MINUTE_MS = 60_000.0


class World(Stores):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.registry = Registry(self.database)
        self.book = CurveBook(self.database, self.registry)

    def answer(
        self, name: str, *, minutes: float = 0.5, query_id: str = "", peer_id: str = "ada"
    ) -> str:
        """A question and its answer; returns the id of the question."""
        query_id = query_id or uuid.uuid4().hex
        self.ask(query_id, name)
        said = make_answer(query_id, name, elapsed_ms=minutes * MINUTE_MS)
        with self.database.transaction():
            self.labels.put(said, peer_id=peer_id, received_at_s=2.0)
        return query_id

    def check(self, name: str, *, told: str, by: int) -> None:
        """A random check: what it is, and what the version that ran called it."""
        query_id = uuid.uuid4().hex
        envelope = make_query(name, query_id=query_id, head_version=by, predicted=told)
        with self.database.transaction():
            checked = check_query(query_of(envelope), envelope)
            assert self.inbox.put(checked, 1.0, split="audit")
            self.labels.put(make_answer(query_id, name), peer_id="ada", received_at_s=2.0)

    def train(self, *results: ClassResult, restored_from: int = 0, accuracy: float = 0.8) -> int:
        """A version of all that was answered until now."""
        number = len(self.registry.versions()) + 1
        row = self.database.one("SELECT max(seq) FROM answer")
        assert row is not None
        record = msgspec.structs.replace(
            version(number, row[0] or 0).record, classes=results, restored_from=restored_from
        )
        head = msgspec.structs.replace(record.head, accuracy=accuracy if results else None)
        record = msgspec.structs.replace(
            record, head=head, accuracy_low=accuracy - 0.1, accuracy_high=accuracy + 0.1
        )
        with self.database.transaction():
            self.registry.add(record)
        return number

    def curve(self, name: str = "") -> Curve:
        told = self.book.told(CurveWanted(request_id="r", name=name))
        assert told is not None
        return told


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.database.close()


def result(name: str, hits: int, judged: int) -> ClassResult:
    return ClassResult(name=name, tracks=judged, hits=hits, judged=judged)


def test_that_each_version_stands_at_the_answers_and_the_time_before_it(world: World) -> None:
    for _ in range(3):
        world.answer("mug", minutes=0.5)
    world.train(result("mug", 2, 3))
    world.answer("bowl", minutes=1.0)
    world.train(result("mug", 3, 3), result("bowl", 0, 1))
    first, second = world.curve().parts
    assert (first.answers, first.minutes) == (3, pytest.approx(1.5))
    assert (second.answers, second.minutes) == (4, pytest.approx(2.5))
    assert first.left_out is not None
    assert (first.left_out.value, first.left_out.low, first.left_out.high) == pytest.approx(
        (0.8, 0.7, 0.9)
    )


def test_that_a_break_is_no_work_and_imports_and_operations_are_nobody_s(world: World) -> None:
    world.answer("mug", minutes=45.0)
    world.answer("mug", minutes=3.0, peer_id="import-0123456789ab")
    with world.database.transaction():
        LabelOperations(world.database).carry_out(
            "c", Rename(name="mug", to="cup"), operator="ada", peer_id="ada", at_s=3.0
        )
    world.train(result("cup", 1, 2))
    (part,) = world.curve().parts
    assert (part.answers, part.minutes) == (1, pytest.approx(2.0))


def test_that_a_class_has_a_curve_of_its_own_with_its_interval(world: World) -> None:
    world.answer("mug")
    world.train(result("mug", 7, 9), result("bowl", 1, 4))
    world.train(result("bowl", 2, 4))
    (part,) = world.curve("mug").parts
    share = wilson(7, 9)
    assert part.left_out is not None
    assert (part.left_out.hits, part.left_out.tracks) == (7, 9)
    assert (part.left_out.low, part.left_out.high) == (share.low, share.high)
    assert [one.version for one in world.curve("bowl").parts] == [1, 2]
    assert world.curve("vase").parts == ()


def test_that_random_checks_count_for_the_version_that_ran(world: World) -> None:
    world.answer("mug")
    world.train(result("mug", 7, 9))
    world.train(result("mug", 8, 9))
    for told in ("mug", "bowl"):
        world.check("mug", told=told, by=1)
    world.check("bowl", told="bowl", by=2)
    world.check("bowl", told="", by=2)
    counted = [
        None if one.checks is None else (one.checks.hits, one.checks.tracks)
        for one in world.curve().parts
    ]
    assert counted == [(1, 2), (1, 1)]
    (first, second) = world.curve("mug").parts
    assert first.checks is not None
    assert (first.checks.hits, first.checks.tracks) == (1, 2)
    assert second.checks is None


def test_that_a_class_keeps_its_past_when_it_is_renamed(world: World) -> None:
    world.answer("mug")
    world.train(result("mug", 7, 9))
    world.check("mug", told="mug", by=1)
    with world.database.transaction():
        LabelOperations(world.database).carry_out(
            "c", Rename(name="mug", to="cup"), operator="ada", peer_id="ada", at_s=3.0
        )
    (part,) = world.curve("cup").parts
    assert part.left_out is not None
    assert part.left_out.tracks == 9
    assert part.checks is not None
    assert (part.checks.hits, part.checks.tracks) == (1, 1)
    assert world.curve("mug").parts == ()


def test_that_what_was_merely_restored_is_no_point_of_it(world: World) -> None:
    world.answer("mug")
    world.train(result("mug", 7, 9))
    world.train(result("mug", 7, 9), restored_from=1)
    assert [one.version for one in world.curve().parts] == [1]


def test_that_many_answers_are_read_a_part_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWERS_A_TURN", 2)
    for _ in range(5):
        world.answer("mug")
    world.train(result("mug", 4, 5))
    wanted = CurveWanted(request_id="r")
    assert [world.book.told(wanted) is None for _ in range(2)] == [True, True]
    told = world.book.told(wanted)
    assert told is not None
    assert told.parts[0].answers == 5


def test_that_answers_that_were_not_kept_are_not_counted(world: World) -> None:
    world.answer("mug")

    def fail() -> None:
        with world.database.transaction():
            world.inbox.put(_checked("lost"), 1.0)
            world.labels.put(
                make_answer("lost", elapsed_ms=MINUTE_MS), peer_id="ada", received_at_s=2.0
            )
            world.book.told(CurveWanted(request_id="r"))
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    world.answer("mug", minutes=0.5)
    world.train(result("mug", 1, 2))
    (part,) = world.curve().parts
    assert (part.answers, part.minutes) == (2, pytest.approx(1.0))


def _checked(query_id: str) -> CheckedQuery:
    envelope = make_query("mug", query_id=query_id)
    return check_query(query_of(envelope), envelope)
