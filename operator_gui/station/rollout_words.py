"""A rollout in words that an operator reads at a glance. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import assert_never

from operator_gui.station.rollout_plan import (
    FleetNode,
    RolloutPolicy,
    RolloutState,
    counted_nodes,
    failures,
    goal,
)
from shared.protocol.rollout import RolloutSummary, ShadowReport
from shared.texts import phrase

MAX_TEXT = 1000


def summary(
    state: RolloutState,
    fleet: Sequence[FleetNode],
    policy: RolloutPolicy,
    *,
    now_s: float,
    names: Mapping[str, str],
    shadows: Sequence[ShadowReport],
) -> RolloutSummary:
    """names: of the nodes by their ids. shadows: what nodes saw of the version so far."""
    counted = counted_nodes(state, fleet, policy)
    runs_on = sum(node.active >= state.version for node in fleet)
    healthy = sum(p.stand == "healthy" for p in state.nodes.values())
    next_s = 0.0
    if state.mode == "staged" and state.ended == "running":
        next_s = max(0.0, policy.stage_s - (now_s - state.stage_since_s))
    text = _text(state, policy, counted, runs_on=runs_on, healthy=healthy, next_s=next_s)
    parts = [text, _failed(state, names), _shadow(shadows)]
    return RolloutSummary(
        version=state.version,
        before=state.before,
        state=state.ended,
        stage=state.stage + 1 if state.mode == "staged" else 1,
        stages=policy.stages if state.mode == "staged" else 1,
        runs_on=runs_on,
        healthy_on=healthy,
        failed_on=failures(state),
        nodes=len(counted),
        next_stage_s=next_s,
        text="; ".join(part for part in parts if part)[:MAX_TEXT],
    )


def node_words(state: RolloutState, node_id: str) -> str:
    """How a node stands with the version."""
    progress = state.nodes.get(node_id)
    if progress is None:
        return (
            ""
            if state.ended != "running"
            else phrase("station", "waits for its turn with v{version}").format(
                version=state.version
            )
        )
    match progress.stand:
        case "picked":
            return phrase("station", "offered v{version}").format(version=state.version)
        case "running":
            return phrase("station", "v{version} on probation").format(version=state.version)
        case "healthy":
            return phrase("station", "v{version} runs well").format(version=state.version)
        case "failed":
            return phrase("station", "left v{version}: {reason}").format(
                version=state.version, reason=progress.reason
            )[:MAX_TEXT]
        case "silent":
            return phrase("station", "v{version}: {reason}").format(
                version=state.version, reason=progress.reason
            )[:MAX_TEXT]
        case never:
            assert_never(never)


def _text(
    state: RolloutState,
    policy: RolloutPolicy,
    counted: Sequence[FleetNode],
    *,
    runs_on: int,
    healthy: int,
    next_s: float,
) -> str:
    v = f"v{state.version}"
    match state.ended:
        case "halted":
            return phrase("station", "{v} was taken back: {reason}").format(
                v=v, reason=state.reason
            )
        case "complete":
            return phrase("station", "{v} is on {runs_on} of {robots}").format(
                v=v, runs_on=runs_on, robots=_robots(len(counted))
            )
        case "running":
            if not counted:
                return phrase("station", "{v} waits for a robot to be there").format(v=v)
            text = phrase("station", "{v} is on {runs_on} of {robots}").format(
                v=v, runs_on=runs_on, robots=_robots(len(counted))
            )
            if state.mode != "staged":
                return text
            wanted = goal(state, len(counted), policy)
            if state.stage + 1 >= policy.stages:
                return phrase("station", "{text}, the last stage").format(text=text)
            if healthy >= wanted and next_s > 0.0:
                return phrase("station", "{text}, next stage in {seconds} s").format(
                    text=text, seconds=math.ceil(next_s)
                )
            return phrase("station", "{text}, next stage when it runs well on {wanted}").format(
                text=text, wanted=wanted
            )
        case never:
            assert_never(never)


def _robots(count: int) -> str:
    return (
        phrase("station", "1 robot")
        if count == 1
        else phrase("station", "{count} robots").format(count=count)
    )


def _failed(state: RolloutState, names: Mapping[str, str]) -> str:
    if state.ended == "halted":
        return ""
    failed = [
        (names.get(node_id, node_id), progress.reason)
        for node_id, progress in state.nodes.items()
        if progress.stand in ("failed", "silent")
    ]
    if not failed:
        return state.reason
    name, reason = failed[0]
    if len(failed) == 1:
        return phrase("station", "{name} left it: {reason}").format(name=name, reason=reason)
    text = phrase("station", "{name} and {more} more left it: {reason}")
    return text.format(name=name, more=len(failed) - 1, reason=reason)


def _shadow(shadows: Sequence[ShadowReport]) -> str:
    comparable = sum(report.figures.comparable for report in shadows)
    agreed = sum(report.figures.agreed for report in shadows)
    if not comparable:
        return ""
    return phrase(
        "station",
        "beside the model before it, it named {agreed} of {comparable} known objects the same",
    ).format(agreed=agreed, comparable=comparable)
