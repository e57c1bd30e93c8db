"""One thing is asked about once.

Also when it was hidden, comes back, the edge was started anew, or another robot sees it.
"""

import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_node.asking.ask_policy import AskConfig
from edge_node.asking.asked_memory import AskedMemory
from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.pipeline import PerceptionConfig, Pipeline
from edge_node.perception.providers import Runtime
from edge_node.perception.query_draft import NodeIdentity, QueryDraft
from operator_gui.station import twins as twins_module
from shared.clock import SystemClock
from shared.factory import FactoryModels, factory_folder
from shared.protocol.codec import Envelope
from tests.fault.scripted_clip import Eye, clip, thing_at
from tests.unit.station.station_world import BASE, FakeNode, FakeOperator, RunningStation

AT_MOST = 1.1
MISSED_AT_MOST = 0.1
UNBOUNDED = AskConfig(questions_per_hour=1e6, burst=100_000, audit_share=0.0)
Passes = list[tuple[int, ...]]
BEFORE: Passes = [(0, 1, 2), (3, 4, 5)]
AFTER: Passes = [(2, 0, 6), (7, 8, 3)]
ELSEWHERE: Passes = [(1, 4, 8), (9, 10, 0)]
MORE_BEFORE: Passes = [*BEFORE, (11, 12, 13), (14, 15, 16), (0, 4, 11), (17, 18, 19)]
MORE_AFTER: Passes = [*AFTER, (12, 1, 5), (16, 15, 14), (19, 18, 2)]
MORE_ELSEWHERE: Passes = [*ELSEWHERE, (11, 15, 2), (20, 21, 22), (3, 12, 17), (6, 7, 14)]

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def bundle() -> ActiveBundle:
    """The default models, no head; what the detector sees comes from the clip."""
    factory = FactoryModels(factory_folder())
    return load_bundle(factory.manifest, factory.path_of, Runtime(threads=1))


@dataclass
class Robot:
    """What it asked about: of each question the thing, None for no thing at all."""

    node_id: str
    bundle: ActiveBundle
    memory: bytes = b""
    sequence: int = 0
    drafts: list[QueryDraft] = field(default_factory=list)
    things: dict[str, int | None] = field(default_factory=dict)

    def watch(self, passes: Passes, eye: Eye) -> None:
        """Runs the pipeline from its start to its end; what it knows by then is kept."""
        pipeline = Pipeline(
            identity=NodeIdentity(node_id=self.node_id, node_name="rover", session_id="s"),
            perception=PerceptionConfig(),
            ask=UNBOUNDED,
            clock=SystemClock(),
            rng=np.random.default_rng(0),
            memory=self.memory,
        )
        truths = {}
        drafts: list[QueryDraft] = []
        for shot in clip(passes, eye, first_sequence=self.sequence):
            truths[shot.frame.sequence] = shot.truth
            drafts += pipeline.process(shot.frame, self.bundle, shot.detections).queries
        drafts += pipeline.finish(self.bundle)
        self.sequence = max(truths) + 1
        self.memory = pipeline.memory_snapshot()
        for draft in drafts:
            view = draft.query.views[0]
            self.things[draft.query.query_id] = thing_at(view.box, truths[view.frame_sequence])
        self.drafts += drafts


def things_in(*passes: Passes) -> set[int]:
    return {thing for some in passes for things in some for thing in things}


def check(asked: list[int | None], things: set[int], what: str) -> str:
    """The figure. Fails where things are asked about too often, or more than a few never.

    Those were taken for others that look alike.
    """
    counts = Counter(asked)
    share = len(asked) / len(things)
    assert share <= AT_MOST, f"{share:.2f} questions a thing: {counts.most_common(8)}"
    missed = sorted(things - counts.keys())
    assert len(missed) <= MISSED_AT_MOST * len(things), f"never asked about: {missed}"
    never = f", {len(missed)} taken for another" if missed else ""
    return f"{share:.2f} questions a thing, {what} ({len(asked)} about {len(things)}{never})"


def one_robot(bundle: ActiveBundle, before: Passes, after: Passes) -> Robot:
    robot = Robot("rover-1", bundle)
    robot.watch(before, Eye(seed=1))
    robot.watch(after, Eye(seed=2))  # started anew
    return robot


def two(bundle: ActiveBundle, before: Passes, after: Passes, elsewhere: Passes) -> list[Robot]:
    """One after the other; the second with another camera, in other light."""
    second = Robot("rover-2", bundle)
    second.watch(elsewhere, Eye(seed=3, scale=0.92, brightness=0.88, noise=5.0))
    return [one_robot(bundle, before, after), second]


@pytest.fixture(scope="module")
def robots(bundle: ActiveBundle) -> list[Robot]:
    return two(bundle, BEFORE, AFTER, ELSEWHERE)


def person_is_asked(folder: Path, robots: list[Robot], all_things: set[int]) -> str:
    """Of what two robots ask one after the other, when a person names everything."""
    things = {query_id: thing for robot in robots for query_id, thing in robot.things.items()}
    base = msgspec.structs.replace(BASE, embedder=robots[0].bundle.manifest.embedder)
    answered: list[int | None] = []
    with contextlib.ExitStack() as stack:
        station = stack.enter_context(RunningStation.start(folder / "station", base=base))
        ada = stack.enter_context(FakeOperator(station.endpoint, folder))
        ada.connect()
        for robot in robots:
            node = stack.enter_context(FakeNode(station.endpoint, folder, robot.node_id))
            node.connect()
            for draft in robot.drafts:
                node.ask(Envelope(draft.query, draft.payloads))

            def all_is_done(node: FakeNode = node, robot: Robot = robot) -> bool:
                node.step()
                for query_id in list(ada.held):
                    answered.append(things[query_id])
                    ada.name(query_id, f"thing {things[query_id]}")
                ada.want(2)
                done = {answer.query_id for answer in node.answers}
                return len(done) == len(robot.drafts) and node.waiting == ada.waiting == 0

            ada.until(all_is_done, deadline_s=90.0)

            def a_version_is_active(node: FakeNode = node) -> bool:
                node.step()
                return ada.status().active_version > 0

            ada.until(a_version_is_active, deadline_s=60.0)
    return check(answered, all_things, "two robots")


@pytest.mark.promise(7)
def test_that_one_robot_asks_about_a_thing_once(
    robots: list[Robot], record_property: Record
) -> None:
    asked = [*robots[0].things.values()]
    record_property("figure", check(asked, things_in(BEFORE, AFTER), "one robot"))


@pytest.mark.promise(7)
def test_that_a_person_is_asked_once_about_what_two_robots_see(
    robots: list[Robot], tmp_path: Path, record_property: Record
) -> None:
    things = things_in(BEFORE, AFTER, ELSEWHERE)
    record_property("figure", person_is_asked(tmp_path, robots, things))


@pytest.mark.slow
@pytest.mark.promise(7)
@pytest.mark.timeout(300)
def test_that_a_person_is_asked_once_about_much_that_two_robots_see(
    bundle: ActiveBundle, tmp_path: Path, record_property: Record
) -> None:
    robots = two(bundle, MORE_BEFORE, MORE_AFTER, MORE_ELSEWHERE)
    things = things_in(MORE_BEFORE, MORE_AFTER, MORE_ELSEWHERE)
    record_property("figure", person_is_asked(tmp_path, robots, things))


def _recognise_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AskedMemory, "most_similar", lambda self, features: None)


def _remember_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Pipeline, "memory_snapshot", lambda self: b"")


@pytest.mark.mutant(7)
@pytest.mark.parametrize("mutant", [_recognise_nothing, _remember_nothing])
def test_that_a_robot_that_asks_again_is_noticed(
    bundle: ActiveBundle,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch], None],
) -> None:
    mutant(monkeypatch)
    robot = one_robot(bundle, BEFORE, AFTER)
    with pytest.raises(AssertionError, match="questions a thing"):
        check([*robot.things.values()], things_in(BEFORE, AFTER), "one robot")


@pytest.mark.mutant(7)
@pytest.mark.parametrize(
    ("rows", "noticed"),
    [
        (lambda features, others, centre: np.arange(0), "questions a thing"),
        (lambda features, others, centre: np.arange(len(others)), "never asked about"),
    ],
)
def test_that_a_station_that_sees_no_twins_or_only_twins_is_noticed(
    robots: list[Robot],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: object,
    noticed: str,
) -> None:
    monkeypatch.setattr(twins_module, "twins_of", rows)
    with pytest.raises(AssertionError, match=noticed):
        person_is_asked(tmp_path, robots, things_in(BEFORE, AFTER, ELSEWHERE))
