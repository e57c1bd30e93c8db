"""A fleet of made-up nodes goes through a rollout; the clock is a number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operator_gui.station.rollout_plan import (
    FleetNode,
    Mode,
    RolloutPolicy,
    RolloutState,
    advance,
    begin,
    is_offered,
    may_run_somewhere,
    runs_somewhere,
    too_many_fail,
)
from operator_gui.station.rollout_words import node_words, summary
from shared.protocol.rollout import ShadowFigures, ShadowReport

POLICY = RolloutPolicy(
    first=1, shares=(0.2, 1.0), stage_s=5.0, max_failures=0.1, node_s=60.0, settle_s=20.0
)
Kind = Literal["good", "slow", "refuses", "silent", "goes_back", "never_settles"]


@dataclass
class Fleet:
    """Nodes that do what they are offered, each in its own way, a step of a second at a time."""

    state: RolloutState
    kinds: dict[str, Kind]
    away: set[str] = field(default_factory=set)
    policy: RolloutPolicy = POLICY
    now_s: float = 0.0
    active: dict[str, int] = field(default_factory=dict)
    settled: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    served: set[str] = field(default_factory=set)
    highest_stage: int = 0

    def nodes(self) -> list[FleetNode]:
        return [
            FleetNode(
                node_id=node_id,
                online=node_id not in self.away,
                active=self.active.get(node_id, 1),
                settled=self.settled.get(node_id, 1),
                will_not_run=self.refused.get(node_id),
            )
            for node_id in self.kinds
        ]

    def step(self, seconds: float = 1.0) -> None:
        self.now_s += seconds
        self.state = advance(self.state, self.nodes(), self.policy, self.now_s)
        self.highest_stage = max(self.highest_stage, self.state.stage)
        for node in self.nodes():
            if node.online and is_offered(self.state, node):
                self._answer(node)

    def _answer(self, node: FleetNode) -> None:
        version, node_id = self.state.version, node.node_id
        match self.kinds[node_id]:
            case "good":
                if node.active == version:
                    self.settled[node_id] = version
                self.active[node_id] = version
                self.served.add(node_id)
            case "slow" if self.now_s < 30.0:
                pass
            case "slow":
                self.active[node_id] = self.settled[node_id] = version
            case "never_settles":
                self.active[node_id] = version
            case "refuses":
                self.refused[node_id] = "its head gives NaN"
            case "goes_back" if node.active == version:
                self.active[node_id], self.refused[node_id] = 1, "too slow"
            case "goes_back":
                self.active[node_id] = version
                self.served.add(node_id)
            case "silent":
                pass

    def run(self, *, until_s: float = 600.0) -> "Fleet":
        while self.state.ended == "running" and self.now_s < until_s:
            self.step()
        return self


def fleet(
    kinds: Sequence[Kind],
    *,
    mode: Mode = "staged",
    away: Sequence[int] = (),
    policy: RolloutPolicy = POLICY,
) -> Fleet:
    ids = [f"n{number:03}" for number in range(len(kinds))]
    return Fleet(
        begin(2, before=1, mode=mode, now_s=0.0, overtaken=None),
        dict(zip(ids, kinds, strict=True)),
        {ids[number] for number in away},
        policy,
    )


def stands(state: RolloutState) -> Mapping[str, str]:
    return {node_id: progress.stand for node_id, progress in state.nodes.items()}


def test_that_a_good_version_goes_to_one_then_to_a_share_then_to_all() -> None:
    world = fleet(["good"] * 20)
    sizes: list[int] = []
    while world.state.ended == "running":
        world.step()
        if not sizes or sizes[-1] != len(world.state.nodes):
            sizes.append(len(world.state.nodes))
    assert sizes == [1, 4, 20]
    assert world.state.ended == "complete"
    assert set(world.active.values()) == {2}


def test_that_every_stage_but_the_last_lasts_its_time() -> None:
    world = fleet(["good"] * 20).run()
    assert 2 * POLICY.stage_s <= world.now_s <= 2 * POLICY.stage_s + 10.0


def test_that_a_slow_download_is_no_failure() -> None:
    world = fleet(["slow"] * 3).run()
    assert world.state.ended == "complete"
    assert set(stands(world.state).values()) == {"healthy"}


def test_that_a_robot_that_leaves_in_a_stage_is_not_blamed_for_its_silence() -> None:
    slow_stages = replace(POLICY, stage_s=POLICY.node_s)
    world = fleet(["silent", "good", "good"], policy=slow_stages)
    world.step()
    assert stands(world.state) == {"n000": "picked"}
    world.away.add("n000")
    world.run()
    assert (world.state.ended, world.state.reason) == ("complete", "")
    assert stands(world.state)["n000"] == "picked"


def test_that_a_version_that_fails_everywhere_reaches_two_nodes_and_no_more() -> None:
    world = fleet(["refuses"] * 50).run()
    assert world.state.ended == "halted"
    assert stands(world.state) == {"n000": "failed", "n001": "failed"}
    assert world.state.reason == ("2 of the 2 robots that tried it left it: its head gives NaN")
    assert not may_run_somewhere(world.state)


def test_that_five_bad_nodes_of_a_hundred_are_left_behind() -> None:
    kinds: list[Kind] = ["good"] * 100
    for number, kind in ((0, "refuses"), (17, "goes_back"), (40, "silent"), (77, "refuses")):
        kinds[number] = kind  # type: ignore[call-overload]
    kinds[99] = "goes_back"
    world = fleet(kinds, away=range(50, 60)).run()
    assert world.state.ended == "complete"
    assert [n for n, v in world.active.items() if v == 2 and n in world.kinds] == [
        n for n, kind in world.kinds.items() if kind == "good" and n not in world.away
    ]


def test_that_more_failures_than_may_be_take_it_back_in_the_last_stage() -> None:
    kinds: list[Kind] = ["good"] * 20 + ["goes_back"] * 8
    world = fleet(kinds).run()
    assert world.state.ended == "halted"
    assert "too slow" in world.state.reason
    assert may_run_somewhere(world.state)
    assert not any(is_offered(world.state, node) for node in world.nodes())


def test_that_a_lone_node_that_fails_takes_it_back() -> None:
    world = fleet(["goes_back"], mode="straight").run()
    assert world.state.ended == "halted"


def test_that_a_quick_version_goes_to_all_at_once_but_for_those_that_failed_its_parent() -> None:
    world = fleet(["good"] * 9, mode="straight")
    world.step()
    nodes = [replace(node, will_not_run_parent=node.node_id == "n003") for node in world.nodes()]
    assert [n.node_id for n in nodes if not is_offered(world.state, n)] == ["n003"]
    assert len(world.state.nodes) == 9


def test_that_what_was_gone_back_to_goes_to_all_and_is_not_taken_back_itself() -> None:
    world = fleet(["refuses"] * 5, mode="restore").run()
    assert world.state.ended == "complete"


def test_that_nodes_that_are_away_do_not_hold_it_up_and_get_it_when_they_return() -> None:
    world = fleet(["good"] * 10, away=range(2, 10)).run()
    assert world.state.ended == "complete"
    assert set(world.active) == {"n000", "n001"}
    world.away.clear()
    assert all(is_offered(world.state, node) for node in world.nodes())


@pytest.mark.parametrize("mode", ["straight", "restore"])
def test_that_a_version_is_nowhere_as_long_as_the_only_robot_is_away(mode: Mode) -> None:
    world = fleet(["silent"], mode=mode)
    world.step()
    world.away.add("n000")
    assert world.run().state.ended == "running"
    assert not runs_somewhere(world.state)
    world.kinds["n000"] = "good"
    world.away.clear()
    assert world.run(until_s=1200.0).state.ended == "complete"
    assert runs_somewhere(world.state)


def test_that_a_lone_robot_that_comes_back_and_refuses_takes_it_back() -> None:
    world = fleet(["refuses"], mode="straight", away=[0])
    world.state = advance(replace(world).state, [FleetNode("n000", True, 1, 1)], POLICY, 1.0)
    assert stands(world.state) == {"n000": "picked"}
    assert world.run().state.ended == "running"
    world.away.clear()
    assert world.run(until_s=1200.0).state.ended == "halted"


def test_that_one_robot_that_runs_it_well_is_enough_while_others_are_away() -> None:
    world = fleet(["never_settles", "good"], mode="straight")
    world.step()
    world.away.add("n000")
    assert world.run().state.ended == "complete"


@given(
    kinds=st.lists(
        st.sampled_from(["good", "refuses", "goes_back", "silent", "never_settles"]), max_size=5
    ),
    comings_and_goings=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 30)), max_size=12),
    mode=st.sampled_from(["straight", "restore"]),
)
def test_that_a_version_is_complete_only_where_it_runs_or_everybody_has_decided(
    kinds: list[Kind], comings_and_goings: list[tuple[int, int]], mode: Mode
) -> None:
    world = fleet(kinds, mode=mode)
    ids = list(world.kinds)
    for number, seconds in comings_and_goings:
        world.away ^= set(ids[number : number + 1])
        world.run(until_s=world.now_s + seconds)
        if world.state.ended == "complete":
            undecided = {n for n, s in stands(world.state).items() if s in ("picked", "running")}
            assert undecided <= world.away
            assert not undecided or "healthy" in stands(world.state).values()
            return


@given(
    kinds=st.lists(st.sampled_from(["good", "refuses", "silent", "never_settles"]), max_size=8),
    away=st.sets(st.integers(0, 7)),
    mode=st.sampled_from(["staged", "straight", "restore"]),
    seconds=st.integers(0, 90),
)
def test_that_nothing_is_written_where_nothing_happened(
    kinds: list[Kind], away: set[int], mode: Mode, seconds: int
) -> None:
    world = fleet(kinds, mode=mode, away=[n for n in away if n < len(kinds)])
    world.run(until_s=seconds)
    nodes, state = world.nodes(), world.state
    for _ in range(4):  # pick, hear, end: at one moment there is so much to do at most
        state = advance(state, nodes, POLICY, world.now_s)
    assert advance(state, nodes, POLICY, world.now_s) is state


def test_that_a_stage_waits_for_nodes_that_are_away_where_that_is_wanted() -> None:
    policy = replace(POLICY, offline_count=True)
    world = fleet(["good"] * 10, away=range(2, 10), policy=policy).run()
    assert (world.state.ended, world.state.stage) == ("running", 2)
    assert set(world.state.nodes) == {"n000", "n001"}
    world.away.clear()
    assert world.run(until_s=1200.0).state.ended == "complete"


def test_that_a_node_that_leaves_in_the_middle_is_stood_in_for() -> None:
    world = fleet(["never_settles", "good", "good"])
    world.step()
    assert list(world.state.nodes) == ["n000"]
    world.away.add("n000")
    world.step()
    assert list(world.state.nodes) == ["n000", "n001"]


def test_that_a_node_that_sees_no_frames_counts_after_its_time() -> None:
    world = fleet(["never_settles"] * 3).run()
    assert world.state.ended == "complete"
    assert world.now_s > POLICY.settle_s


def test_that_silence_is_a_failure() -> None:
    world = fleet(["silent", "silent", "good"]).run()
    assert world.state.ended == "halted"
    assert "said nothing of it for 60 s" in world.state.reason


def test_that_silence_while_it_is_away_is_none() -> None:
    world = fleet(["silent", "good", "good"])
    world.step()
    world.away.add("n000")
    world.run(until_s=3.0)
    world.step(1000.0)
    world.step(0.49 * POLICY.node_s)
    world.away.clear()
    world.step(0.5 * POLICY.node_s)
    assert stands(world.state)["n000"] == "picked"
    world.step(0.02 * POLICY.node_s)
    assert stands(world.state)["n000"] == "silent"


def test_that_a_node_that_speaks_late_is_forgiven() -> None:
    world = fleet(["silent"] + ["good"] * 30)
    for _ in range(80):
        world.step()
    assert world.state.nodes["n000"].stand == "silent"
    world.kinds["n000"] = "good"
    world.active["n000"] = world.settled["n000"] = 2
    state = advance(replace_ended(world.state), world.nodes(), POLICY, world.now_s + 1)
    assert state.nodes["n000"].stand == "healthy"


def replace_ended(state: RolloutState) -> RolloutState:
    return RolloutState(
        version=state.version,
        before=1,
        mode="staged",
        started_s=0.0,
        stage=2,
        nodes=state.nodes,
    )


def test_that_a_newer_version_goes_on_at_the_stage_of_the_one_it_overtakes() -> None:
    world = fleet(["good"] * 20)
    while world.state.stage < 1:
        world.step()
    newer = begin(3, before=1, mode="staged", now_s=world.now_s, overtaken=world.state)
    assert (newer.stage, newer.before, newer.mode) == (1, 1, "staged")
    assert set(newer.nodes) <= set(world.state.nodes)
    world.state = newer
    assert world.run().state.ended == "complete"
    assert set(world.active.values()) == {3}


def test_that_one_that_failed_the_overtaken_version_may_try_the_newer_one() -> None:
    world = fleet(["refuses"] + ["good"] * 30)
    for _ in range(4):
        world.step()
    newer = begin(3, before=1, mode="staged", now_s=world.now_s, overtaken=world.state)
    assert "n000" not in newer.nodes


def test_that_nothing_is_done_without_any_node() -> None:
    world = fleet([]).run(until_s=30.0)
    assert (world.state.ended, world.state.nodes) == ("running", {})


@pytest.mark.parametrize(
    ("failed", "tried", "nodes", "many"),
    [
        (0, 0, 100, False),
        (1, 1, 1, True),
        (1, 1, 9, True),
        (1, 1, 100, False),
        (2, 2, 100, True),
        (2, 12, 100, False),
        (5, 90, 90, False),
        (10, 100, 100, False),
        (11, 100, 100, True),
    ],
)
def test_when_too_many_fail(failed: int, tried: int, nodes: int, many: bool) -> None:
    assert too_many_fail(failed, tried, nodes, 0.1) is many


def test_that_none_may_fail_where_none_may() -> None:
    assert too_many_fail(1, 50, 100, 0.0)


def words(change: Callable[[Fleet], None], kinds: Sequence[Kind], mode: Mode = "staged") -> str:
    world = fleet(kinds, mode=mode)
    change(world)
    return summary(
        world.state,
        world.nodes(),
        POLICY,
        now_s=world.now_s,
        names={"n000": "rover"},
        shadows=(),
    ).text


def steps(count: int) -> Callable[[Fleet], None]:
    def run(world: Fleet) -> None:
        for _ in range(count):
            world.step()

    return run


def test_what_an_operator_reads() -> None:
    many: list[Kind] = ["good"] * 20
    assert words(steps(0), []) == "v2 waits for a robot to be there"
    assert words(steps(1), many) == "v2 is on 1 of 20 robots, next stage when it runs well on 1"
    assert words(steps(3), many) == "v2 is on 1 of 20 robots, next stage in 2 s"
    assert words(steps(600), many) == "v2 is on 20 of 20 robots"
    assert words(steps(2), many, "straight") == "v2 is on 20 of 20 robots"
    assert words(steps(12), many).endswith("the last stage")
    assert words(steps(3), ["refuses"] * 20).startswith("v2 was taken back: 2 of the 2 robots")
    assert words(steps(600), ["refuses", *many]) == (
        "v2 is on 20 of 21 robots; rover left it: its head gives NaN"
    )


def test_what_an_operator_reads_of_one_node() -> None:
    kinds: list[Kind] = ["good", "refuses", *(["good"] * 20)]
    world = fleet(kinds, mode="straight")
    seen: dict[str, list[str]] = {node_id: [] for node_id in world.kinds}
    while world.state.ended == "running":
        world.step()
        for node_id, told in seen.items():
            told.append(node_words(world.state, node_id))
    assert list(dict.fromkeys(seen["n000"])) == ["offered v2", "v2 on probation", "v2 runs well"]
    assert seen["n001"][-1] == "left v2: its head gives NaN"
    assert node_words(fleet(kinds).state, "n000") == "waits for its turn with v2"


def test_that_what_was_seen_beside_the_active_model_is_told() -> None:
    world = fleet(["good"] * 3)
    report = ShadowReport(
        report_id="r",
        node_id="n000",
        version=2,
        active_version=1,
        at_s=1.0,
        figures=ShadowFigures(comparable=10, agreed=9),
    )
    told = summary(
        world.state, world.nodes(), POLICY, now_s=0.0, names={}, shadows=(report, report)
    )
    assert "it named 18 of 20 known objects the same" in told.text


@given(
    kinds=st.lists(
        st.sampled_from(["good", "refuses", "goes_back", "silent", "never_settles"]), max_size=25
    ),
    away=st.sets(st.integers(0, 24)),
    mode=st.sampled_from(["staged", "straight", "restore"]),
)
def test_that_a_rollout_ends_where_the_policy_says(
    kinds: list[Kind], away: set[int], mode: Mode
) -> None:
    world = fleet(kinds, mode=mode, away=[n for n in away if n < len(kinds)]).run(until_s=1000.0)
    present = [kind for n, kind in enumerate(kinds) if n not in away]
    bad = sum(kind in ("refuses", "goes_back", "silent") for kind in present)
    if not present:
        assert world.state.ended == "running"
    elif mode == "restore" or bad == 0:
        assert world.state.ended == "complete"
    elif bad > POLICY.max_failures * len(present):
        assert world.state.ended == "halted"
    assert all(world.active.get(n, 1) == 1 for n in world.away)
