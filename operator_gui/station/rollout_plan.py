"""How a version goes out to the nodes, stage by stage, and when it is taken back. Pure.

A version goes to a few nodes first, then to a share, then to all. It goes on when enough nodes run
it well, and ends for all of them when more fail than chance would have it. A newer version takes
the place of one that is still going out, and goes on at the stage where that one was.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import msgspec

from shared.texts import phrase

NodeStand = Literal["picked", "running", "healthy", "failed", "silent"]
"""picked: it is offered the version. running: it runs it, on probation. healthy: it ran it well.
failed: it refused the version or went back from it. silent: it was there and said nothing."""

Mode = Literal["staged", "straight", "restore"]
"""staged: stage by stage. straight: to all that did not fail its parent, at once, and taken back
like a staged one. restore: to all at once, and never taken back: it is what was taken back to."""

Ended = Literal["running", "complete", "halted"]

SIGNIFICANCE = 0.05


class NodeProgress(msgspec.Struct, frozen=True):
    """How a node does with the version. since_s: when it came to stand so, in seconds UTC."""

    stand: NodeStand
    since_s: float
    reason: str = ""


class RolloutState(msgspec.Struct, frozen=True, kw_only=True):
    """All that has to survive a restart. before: the version that the others run, 0 for none."""

    version: int
    before: int
    mode: Mode
    started_s: float
    stage: int = 0
    stage_since_s: float = 0.0
    nodes: dict[str, NodeProgress] = {}
    ended: Ended = "running"
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RolloutPolicy:
    """first: nodes of the first stage. shares: of all nodes, of the stages after it, rising to 1.

    stage_s: every stage but the last lasts at least so long. max_failures: the share of nodes
    that may fail. node_s: so long may a node say nothing of an offer. settle_s: a node that runs
    the version for so long counts as healthy, even if it sees too few frames to say so itself.
    offline_count: whether a stage waits for nodes that are away.
    """

    first: int
    shares: tuple[float, ...]
    stage_s: float
    max_failures: float
    node_s: float
    settle_s: float
    offline_count: bool = False

    @property
    def stages(self) -> int:
        return 1 + len(self.shares)


@dataclass(frozen=True, slots=True)
class FleetNode:
    """A node as the station knows it. settled: the last version that it ran for its probation.

    will_not_run: why it does not run the version in question, None if it said nothing of the kind.
    will_not_run_parent: whether it refused what the version was made from, or went back from it.
    """

    node_id: str
    online: bool
    active: int
    settled: int
    will_not_run: str | None = None
    will_not_run_parent: bool = False


def begin(
    version: int,
    *,
    before: int,
    mode: Mode,
    now_s: float,
    overtaken: RolloutState | None,
    reason: str = "",
) -> RolloutState:
    """overtaken: the rollout that is still under way; a staged one goes on at the same stage."""
    state = RolloutState(
        version=version,
        before=before,
        mode=mode,
        started_s=now_s,
        stage_since_s=now_s,
        reason=reason,
    )
    if overtaken is None or mode != "staged" or overtaken.mode != "staged":
        return state
    kept = {
        node_id: progress if progress.stand == "healthy" else NodeProgress("picked", now_s)
        for node_id, progress in overtaken.nodes.items()
        if progress.stand in ("picked", "running", "healthy")
    }
    return msgspec.structs.replace(
        state,
        before=overtaken.before,
        stage=overtaken.stage,
        stage_since_s=overtaken.stage_since_s,
        nodes=kept,
    )


def resumed(state: RolloutState, *, began_s: float, now_s: float) -> RolloutState:
    """The state as a station finds it that began to run at `began_s`. Nobody was asked while it was
    away, so that the time to speak of an offer, or to prove a version, begins anew; and nothing
    lies ahead, where the clock was set back meanwhile.
    """
    nodes = {
        node_id: NodeProgress(p.stand, min(now_s, max(began_s, p.since_s)), p.reason)
        for node_id, p in state.nodes.items()
    }
    return msgspec.structs.replace(
        state, nodes=nodes, stage_since_s=min(now_s, state.stage_since_s)
    )


def advance(
    state: RolloutState, fleet: Sequence[FleetNode], policy: RolloutPolicy, now_s: float
) -> RolloutState:
    """The state after what nodes said and the time that passed; the same object if nothing did."""
    if state.ended != "running":
        return state
    nodes = {**state.nodes, **_heard(state, fleet, policy, now_s)}
    after = state if nodes == state.nodes else msgspec.structs.replace(state, nodes=nodes)
    match state.mode:
        case "restore":
            return _all_offered(after, fleet, now_s, may_halt=False, policy=policy)
        case "straight":
            return _all_offered(after, fleet, now_s, may_halt=True, policy=policy)
        case "staged":
            return _staged(after, fleet, now_s, policy)
        case never:
            assert_never(never)


def is_offered(state: RolloutState, node: FleetNode) -> bool:
    """Whether this node is to run the version now."""
    if state.ended == "halted" or node.will_not_run is not None:
        return False
    if state.ended == "complete" or state.mode == "restore":
        return True
    if state.mode == "straight":
        return not node.will_not_run_parent
    return node.node_id in state.nodes


def may_run_somewhere(state: RolloutState) -> bool:
    """Whether any node may be running the version: it does not where it said so."""
    return any(progress.stand != "failed" for progress in state.nodes.values())


def runs_somewhere(state: RolloutState) -> bool:
    """Whether any node is known to run the version, be it on probation."""
    return any(progress.stand in ("running", "healthy") for progress in state.nodes.values())


def failures(state: RolloutState) -> int:
    """How many nodes failed, or said nothing."""
    return sum(p.stand in ("failed", "silent") for p in state.nodes.values())


def too_many_fail(failed: int, tried: int, nodes: int, max_share: float) -> bool:
    """Whether so many of `tried` nodes failed that more than `max_share` of all `nodes` would.

    Either more failed than may of all, or so many in a row would be rarer than 5 % if the share
    that fails were the allowed one: the upper tail of the binomial distribution.
    """
    if failed == 0:
        return False
    if failed > max_share * nodes:
        return True
    tail = sum(
        math.comb(tried, k) * max_share**k * (1.0 - max_share) ** (tried - k)
        for k in range(failed, tried + 1)
    )
    return tail < SIGNIFICANCE


def goal(state: RolloutState, counted: int, policy: RolloutPolicy) -> int:
    """How many nodes the present stage takes in, of those that count."""
    if state.stage == 0:
        return min(policy.first, counted)
    share = policy.shares[min(state.stage, len(policy.shares)) - 1]
    return min(counted, max(policy.first, math.ceil(share * counted - 1e-9)))


def counted_nodes(
    state: RolloutState, fleet: Sequence[FleetNode], policy: RolloutPolicy
) -> list[FleetNode]:
    """The nodes that count: those that are there, those that tried it, and all if so wanted."""
    tried = ("healthy", "failed", "silent")
    return [
        node
        for node in fleet
        if node.online
        or policy.offline_count
        or (node.node_id in state.nodes and state.nodes[node.node_id].stand in tried)
    ]


def _heard(
    state: RolloutState, fleet: Sequence[FleetNode], policy: RolloutPolicy, now_s: float
) -> Mapping[str, NodeProgress]:
    """How the nodes stand that stand otherwise than before."""
    changed = {}
    for node in fleet:
        known = state.nodes.get(node.node_id)
        stand, reason = _stand(state, node, known, policy, now_s)
        if stand is None:
            continue
        if known is None or stand != known.stand or _is_excused(node, known, policy, now_s):
            changed[node.node_id] = NodeProgress(stand, now_s, reason)
    return changed


def _is_excused(node: FleetNode, known: NodeProgress, policy: RolloutPolicy, now_s: float) -> bool:
    """Whether its time to speak begins anew, as it is away: when it is back, at least half of that
    time is left."""
    waited_s = now_s - known.since_s
    return known.stand == "picked" and not node.online and waited_s >= policy.node_s / 2


def _stand(
    state: RolloutState,
    node: FleetNode,
    known: NodeProgress | None,
    policy: RolloutPolicy,
    now_s: float,
) -> tuple[NodeStand | None, str]:
    if node.will_not_run is not None:
        return "failed", node.will_not_run
    if node.active >= state.version:
        if node.settled >= state.version:
            return "healthy", ""
        if known is not None and known.stand == "running":
            waited = node.online and now_s - known.since_s >= policy.settle_s
            return ("healthy" if waited else "running"), ""
        return ("healthy" if known is not None and known.stand == "healthy" else "running"), ""
    if known is None:
        return None, ""
    if known.stand == "picked" and node.online and now_s - known.since_s >= policy.node_s:
        return "silent", phrase("station", "said nothing of it for {node_s} s").format(
            node_s=f"{policy.node_s:.0f}"
        )
    return known.stand, known.reason


def _all_offered(
    state: RolloutState,
    fleet: Sequence[FleetNode],
    now_s: float,
    *,
    may_halt: bool,
    policy: RolloutPolicy,
) -> RolloutState:
    fresh = {
        node.node_id: NodeProgress("picked", now_s)
        for node in fleet
        if node.online
        and node.node_id not in state.nodes
        and not (may_halt and node.will_not_run_parent)
    }
    if fresh:
        state = msgspec.structs.replace(state, nodes={**state.nodes, **fresh})
    if may_halt and (halted := _halted(state, fleet, policy)) is not None:
        return halted
    undecided = {n for n, p in state.nodes.items() if p.stand in ("picked", "running")}
    there = {node.node_id for node in fleet if node.online or policy.offline_count}
    if not state.nodes or undecided & there:
        return state
    # Robots that are away hold nothing up, but it is nowhere as long as nobody else runs it well.
    if undecided and not any(p.stand == "healthy" for p in state.nodes.values()):
        return state
    return msgspec.structs.replace(state, ended="complete")


def _staged(
    state: RolloutState, fleet: Sequence[FleetNode], now_s: float, policy: RolloutPolicy
) -> RolloutState:
    if (halted := _halted(state, fleet, policy)) is not None:
        return halted
    counted = counted_nodes(state, fleet, policy)
    wanted = goal(state, len(counted), policy)
    healthy = sum(p.stand == "healthy" for p in state.nodes.values())
    able = [n for n in counted if _can_still(state, n)]
    if able and healthy >= min(wanted, len(able)):
        last = state.stage + 1 >= policy.stages
        if last:
            return msgspec.structs.replace(state, ended="complete")
        if now_s - state.stage_since_s >= policy.stage_s:
            return msgspec.structs.replace(state, stage=state.stage + 1, stage_since_s=now_s)
        return state
    at_it = sum(
        state.nodes[n.node_id].stand in ("picked", "running", "healthy")
        for n in able
        if n.node_id in state.nodes
    )
    missing = max(0, wanted - at_it)
    fresh = [n.node_id for n in able if n.node_id not in state.nodes and n.online][:missing]
    if not fresh:
        return state
    picked = {node_id: NodeProgress("picked", now_s) for node_id in fresh}
    return msgspec.structs.replace(state, nodes={**state.nodes, **picked})


def _can_still(state: RolloutState, node: FleetNode) -> bool:
    progress = state.nodes.get(node.node_id)
    return progress is None or progress.stand not in ("failed", "silent")


def _halted(
    state: RolloutState, fleet: Sequence[FleetNode], policy: RolloutPolicy
) -> RolloutState | None:
    failed = failures(state)
    tried = failed + sum(p.stand == "healthy" for p in state.nodes.values())
    counted = len(counted_nodes(state, fleet, policy))
    if not too_many_fail(failed, tried, counted, policy.max_failures):
        return None
    reasons = [p.reason for p in state.nodes.values() if p.stand in ("failed", "silent")]
    common = max(dict.fromkeys(reasons), key=reasons.count)
    reason = phrase(
        "station", "{failed} of the {tried} robots that tried it left it: {common}"
    ).format(failed=failed, tried=tried, common=common)
    return msgspec.structs.replace(state, ended="halted", reason=reason)
