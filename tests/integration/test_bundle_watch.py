"""The watch with real sessions: what it says of candidates and of versions on probation."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_node.asking.subject import Judgement, Subject
from edge_node.deployment.pace import slower_model
from edge_node.deployment.reference import BundleReference
from edge_node.deployment.watch import FRAMES_BEFORE, BundleWatch, NamedViews
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.judging import judge
from edge_node.perception.prediction import predict_rows
from shared.protocol.rollout import MAX_PROBATION_FRAMES, WatchTerms
from tests.fakes import ManualClock
from tests.unit.perception import tiny_models

TERMS = WatchTerms(shadow_frames=3, shadow_s=10.0, probation_frames=20)
MUG, BOWL = (0.9, 0.1), (0.1, 0.9)


class World:
    """A reference with a settled bundle that calls everything a mug."""

    def __init__(self, folder: Path, named: NamedViews | None = None) -> None:
        self.folder = folder
        self.clock = ManualClock()
        self.worked_s = 0.0
        self.settled: list[int] = []
        self.active = self.bundle(1, MUG)
        self.reference = BundleReference(self.active)
        self.named = named or NamedViews()
        self.watch = BundleWatch(
            self.reference,
            clock=self.clock,
            cpu_s=lambda: self.worked_s,
            named=lambda: self.named,
            on_settled=self.settled.append,
        )

    def bundle(self, version: int, probabilities: Sequence[float] | None) -> ActiveBundle:
        folder = self.folder / f"v{version}"
        folder.mkdir()
        made = tiny_models.bundle(folder, probabilities=probabilities)
        manifest = msgspec.structs.replace(made.manifest, version=version)
        embedder = made.embedder if version == 1 else self.active.embedder
        return ActiveBundle(manifest, made.detector, made.classifier, embedder, made.head)

    def subjects(self, count: int = 12) -> list[Subject]:
        assert self.active.head is not None
        rng = np.random.default_rng(0)
        rows = np.abs(rng.standard_normal((count, tiny_models.DIM))).astype(np.float32)
        output = self.active.head.predict(rows)
        predictions = predict_rows(output, self.active.head.spec)
        return [
            _Seen(f"t{n}", rows[n : n + 1], Judgement(p, output.row(n), True))
            for n, p in enumerate(predictions)
        ]

    def frames(self, count: int, bundle: ActiveBundle, *, ms: float = 30.0) -> list[str]:
        said = []
        for _ in range(count):
            self.worked_s += ms / 1e3
            said.append(self.watch.saw(bundle, ms, self.subjects()))
        return said


class _Seen(Subject):
    """A track of one view whose embedding is known."""

    def __init__(self, key: str, row: np.ndarray, judgement: Judgement) -> None:  # type: ignore[type-arg]
        super().__init__(track_key=key, audit=False, still=False, first_seen_s=0.0)
        self.judgement = judgement
        self.row = row
        self.book.views = [object()]  # type: ignore[list-item]

    @property
    def embeddings(self) -> np.ndarray:  # type: ignore[type-arg,override]
        return self.row


def named(*names: str) -> NamedViews:
    rows = np.ones((len(names), 1, tiny_models.DIM), np.float32)
    return NamedViews(tuple(rows), names)


def test_that_a_head_that_says_the_same_is_let_through(tmp_path: Path) -> None:
    world = World(tmp_path)
    run = world.watch.begin(world.bundle(2, (0.8, 0.2)), TERMS)
    assert world.frames(3, world.active) == ["", "", ""]
    assert run.done.is_set()
    assert run.refusal == ""
    assert (run.figures.frames, run.figures.objects) == (3, 12)
    assert (run.figures.comparable, run.figures.agreed) == (12, 12)


def test_that_a_head_that_names_everything_otherwise_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    run = world.watch.begin(world.bundle(2, BOWL), TERMS)
    world.frames(3, world.active)
    assert run.refusal == "of 12 objects that the active model is sure of, it names only 0 the same"


def test_that_a_first_head_is_asked_what_people_named_and_needs_no_other_beside_it(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, named(*["mug"] * 12))
    bare = dataclasses.replace(world.active, head=None)
    world.reference = BundleReference(bare)
    world.watch = BundleWatch(
        world.reference,
        clock=world.clock,
        cpu_s=lambda: 0.0,
        named=lambda: world.named,
        on_settled=world.settled.append,
    )
    run = world.watch.begin(world.bundle(2, BOWL), TERMS)
    world.watch.idle()
    assert run.done.is_set()
    assert run.refusal == "of 12 objects that people named here, it gets 12 wrong"
    run = world.watch.begin(world.bundle(3, MUG), TERMS)
    world.watch.idle()
    assert run.refusal == ""


def test_that_what_people_answered_counts_before_any_frame(tmp_path: Path) -> None:
    world = World(tmp_path, named("mug", "mug", "mug", "mug", "vase"))
    run = world.watch.begin(world.bundle(2, BOWL), WatchTerms(shadow_frames=0))
    world.watch.idle()
    assert run.done.is_set()
    assert "it gets 4 wrong" in run.refusal
    assert (run.figures.answered, run.figures.frames) == (4, 0)


def test_that_it_ends_without_frames(tmp_path: Path) -> None:
    world = World(tmp_path)
    run = world.watch.begin(world.bundle(2, BOWL), TERMS)
    world.watch.idle()
    assert not run.done.is_set()
    world.clock.advance(TERMS.shadow_s)
    world.watch.idle()
    assert (run.done.is_set(), run.refusal) == (True, "")


def test_that_a_head_that_fails_is_refused_and_perception_goes_on(tmp_path: Path) -> None:
    world = World(tmp_path)
    run = world.watch.begin(world.bundle(2, (float("nan"), 0.5)), TERMS)
    assert world.frames(1, world.active) == [""]
    assert "no finite numbers" in run.refusal


def test_that_a_cancelled_run_is_not_shown_anything(tmp_path: Path) -> None:
    world = World(tmp_path)
    run = world.watch.begin(world.bundle(2, MUG), TERMS)
    world.watch.cancel()
    world.frames(5, world.active)
    assert not run.done.is_set()


def test_that_a_version_settles_after_its_probation(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.frames(FRAMES_BEFORE, world.active)
    new = world.bundle(2, MUG)
    world.reference.swap(new, TERMS)
    assert world.frames(TERMS.probation_frames, new) == [""] * TERMS.probation_frames
    assert world.settled == [2]
    assert world.watch.settled_version == 2
    assert world.reference.pair.settled


def test_that_a_version_that_is_three_times_slower_is_left(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.frames(50, world.active)
    new = world.bundle(2, MUG)
    world.reference.swap(new, TERMS)
    reasons = [r for r in world.frames(TERMS.probation_frames, new, ms=90.0) if r]
    assert reasons[0] == "a frame takes 90 ms with it, and took 30 ms before"
    assert world.settled == []


def test_that_frames_begun_before_the_switch_do_not_count(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.frames(50, world.active)
    new = world.bundle(2, MUG)
    world.reference.swap(new, TERMS)
    world.frames(5, world.active, ms=900.0)
    world.frames(TERMS.probation_frames - 1, new)
    assert world.settled == []
    world.frames(1, new)
    assert world.settled == [2]


def test_that_a_version_without_terms_settles_too(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.frames(50, world.active)
    new = world.bundle(2, MUG)
    world.reference.swap(new)
    assert not any(world.frames(MAX_PROBATION_FRAMES, new, ms=900.0))
    assert world.settled == [2]


def test_that_what_it_falls_back_to_is_the_last_settled_one(tmp_path: Path) -> None:
    world = World(tmp_path)
    second, third = world.bundle(2, MUG), world.bundle(3, MUG)
    world.reference.swap(second, TERMS)
    world.reference.swap(third, TERMS)
    assert not world.reference.settle(second)
    assert world.reference.fall_back(second) is third
    assert world.reference.fall_back(third) is world.active
    assert world.reference.pair.settled
    assert world.reference.fall_back(world.active) is None


def test_that_a_slow_head_is_found_by_turns(tmp_path: Path) -> None:
    world = World(tmp_path)
    terms = WatchTerms(max_latency_ratio=2.0, min_latency_rise_ms=1.0)
    fast, slow = (_taking(world.active, world.clock, took_s) for took_s in (0.01, 0.03))
    assert slower_model(slow, fast, terms, clock=world.clock) == (
        "its head takes 30 ms, the one that runs 10 ms"
    )
    assert slower_model(fast, slow, terms, clock=world.clock) == ""
    assert slower_model(fast, fast, terms, clock=world.clock) == ""


def _taking(bundle: ActiveBundle, clock: ManualClock, took_s: float) -> ActiveBundle:
    """The bundle with a head that takes its time."""
    return dataclasses.replace(bundle, head=_TimedHead(clock, took_s))  # type: ignore[arg-type]


class _TimedHead:
    def __init__(self, clock: ManualClock, took_s: float) -> None:
        self._clock, self._took_s = clock, took_s

    def predict(self, _: object) -> None:
        self._clock.advance(self._took_s)


@pytest.mark.parametrize("count", [0, 12])
def test_that_judge_and_watch_speak_of_the_same_objects(tmp_path: Path, count: int) -> None:
    world = World(tmp_path)
    judge([], world.active)
    run = world.watch.begin(world.bundle(2, MUG), TERMS)
    for _ in range(3):
        world.watch.saw(world.active, 30.0, world.subjects(count))
    assert run.figures.objects == count
