"""What `whatsit bench learn` makes of what it saw, and what it refuses to measure."""

from pathlib import Path

import pytest

from operator_gui.bench.cli import learn
from operator_gui.bench.press import PressResult
from operator_gui.bench.seeding import answer_to, seed_station
from operator_gui.bench.suite import figures_of
from operator_gui.bench.trace import Trace, answer_trace, full_trainings
from operator_gui.station.database import Database
from operator_gui.station.label_store import LabelStore
from operator_gui.station.registry import Registry, VersionKind, VersionRecord
from shared.bundle import HeadSpec, ModelFile
from shared.clock import SystemClock
from shared.errors import UsageError, WhatsitError
from tests.unit.station.station_world import BASE, EMBEDDER_SHA256


def trace(whole_ms: float) -> Trace:
    return Trace(
        kept_ms=1.0,
        learned_ms=whole_ms - 6.0,
        running_ms=3.0,
        seen_ms=2.0,
        computing_ms=10.0,
        kind="quick",
    )


def result(*whole_ms: float) -> PressResult:
    return PressResult(tuple(map(trace, whole_ms)), (), 2.0, 400.0, 2_300_000)


def record(version: int, answer_seq: int, kind: VersionKind = "quick") -> VersionRecord:
    head = HeadSpec(
        file=ModelFile(sha256="0" * 64, size_bytes=2000),
        class_names=("a",),
        members=1,
        temperature=0.1,
        risk=0.05,
        conformal_threshold=0.0,
        known_scores=(),
        dataset_revision="r",
        labels=1,
        tracks=1,
    )
    return VersionRecord(
        version=version,
        trained_at_s=102.0,
        head=head,
        classes=(),
        accuracy_low=None,
        accuracy_high=None,
        answer_seq=answer_seq,
        elapsed_ms=500.0,
        embedder_sha256=EMBEDDER_SHA256,
        kind=kind,
    )


def test_that_the_goal_is_for_the_ninety_fifth_percentile_of_the_whole_way() -> None:
    slow = figures_of("3000/100", result(*([200.0] * 18), 1500.0, 1500.0), goal_ms=1000.0)
    fast = figures_of("3000/100", result(*([200.0] * 20)), goal_ms=1000.0)
    goals = [[(f.name, f.met) for f in found if f.goal] for found in (slow, fast)]
    name = "3000/100: key press to frame, p95"
    assert goals == [[(name, False)], [(name, True)]]
    assert slow[0].value == 200.0
    assert slow[0].spread == (200.0, 1500.0)


def test_that_an_answer_is_traced_to_the_first_frame_by_a_head_that_knows_it(
    tmp_path: Path,
) -> None:
    (question, other) = seed_station(
        tmp_path,
        BASE.embedder,
        labels=3,
        classes=2,
        open_questions=2,
        new_classes=1,
        clock=SystemClock(),
        say=lambda text: None,
    )
    assert other.name == "class 0002"
    answer = answer_to(question, SystemClock())
    database = Database(tmp_path)
    assert answer_trace(tmp_path, answer.answer_id, 100.0, {1: 100.5}) is None  # not kept yet
    with database.transaction():
        LabelStore(database).put(answer, peer_id="bench", received_at_s=101.0)
        for version, answer_seq in ((1, 3), (2, 4)):
            Registry(database).add(record(version, answer_seq))
    for first_frames_s in ({1: 100.5}, {1: 100.5, 2: 104.0}):  # not seen, not reported yet
        assert answer_trace(tmp_path, answer.answer_id, 100.0, first_frames_s) is None
    report = {"report_id": "r", "node_id": "n", "version": 2, "state": "active"}
    with database.transaction():
        database.insert(
            "node_report", {**report, "at_s": 103.0, "received_at_s": 103.1, "reason": ""}
        )
    found = answer_trace(tmp_path, answer.answer_id, 100.0, {1: 100.5, 2: 104.0})
    assert found is not None
    assert (found.kept_ms, found.learned_ms, found.running_ms, found.seen_ms) == (1e3,) * 4
    assert found.whole_ms == 4e3
    with pytest.raises(WhatsitError, match="trained nothing"):
        full_trainings(tmp_path)
    database.close()


@pytest.mark.parametrize(
    "wishes", [{"labels": 0}, {"classes": 10, "labels": 5}, {"answers": 1}, {"grown_answers": 1}]
)
def test_that_what_cannot_be_measured_is_refused(wishes: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        learn(**wishes)
