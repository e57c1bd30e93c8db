"""Whether a version that was just switched to stays: its first frames against those before. Pure.

A failure of a model in a frame is dealt with in that frame, without any of this.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from edge_node.deployment.shadow import is_slower
from shared.protocol.rollout import WatchTerms
from shared.texts import phrase

LEAST_FRAMES = 15
"""From fewer frames nothing is concluded about the time that a frame takes."""

MORE_WORK = 2.0
"""Frames that take longer without that much more work wait for other programs."""

SETTLING_FRAMES = 3
"""The first frames after a switch judge everything anew and say nothing about those to come."""

Stand = Literal["watching", "kept", "failed"]


@dataclass(frozen=True, slots=True)
class FrameHealth:
    """One frame under one version. cpu_ms: what the node computed since the frame before. sure:
    each object in it, by the key of its track, and whether one name is left for it at the stated
    risk; empty where the head keeps no risk yet."""

    latency_ms: float
    cpu_ms: float
    sure: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """How a version on probation stands; `reason` says in words why it failed."""

    stand: Stand
    reason: str = ""


def judge_probation(
    before: Sequence[FrameHealth], since: Sequence[FrameHealth], terms: WatchTerms
) -> Finding:
    """before: the last frames under the version of before, since: all under the new one."""
    reason = _too_slow(before, since, terms) or _asks_too_much(before, since, terms)
    if reason:
        return Finding("failed", reason)
    return Finding("kept" if len(since) >= terms.probation_frames else "watching")


def _too_slow(
    before: Sequence[FrameHealth], since: Sequence[FrameHealth], terms: WatchTerms
) -> str:
    settled = since[SETTLING_FRAMES:]
    needed = max(1, min(LEAST_FRAMES, terms.probation_frames - SETTLING_FRAMES))
    if len(before) < LEAST_FRAMES or len(settled) < needed:
        return ""
    before_ms = statistics.median(frame.latency_ms for frame in before)
    after_ms = statistics.median(frame.latency_ms for frame in settled)
    work_before_ms = statistics.median(frame.cpu_ms for frame in before)
    work_ms = statistics.median(frame.cpu_ms for frame in settled)
    if not is_slower(after_ms, before_ms, terms) or work_ms <= MORE_WORK * work_before_ms:
        return ""
    return phrase(
        "robot", "a frame takes {after_ms} ms with it, and took {before_ms} ms before"
    ).format(after_ms=f"{after_ms:.0f}", before_ms=f"{before_ms:.0f}")


def _asks_too_much(
    before: Sequence[FrameHealth], since: Sequence[FrameHealth], terms: WatchTerms
) -> str:
    known, seen = _last(before), _last(since)
    if min(len(known), len(seen)) < terms.least_objects:
        return ""
    unsure_before = sum(not sure for sure in known.values())
    unsure = sum(not sure for sure in seen.values())
    if unsure / len(seen) - unsure_before / len(known) <= terms.max_unsure_rise:
        return ""
    return phrase(
        "robot",
        "it is not sure of {unsure} of {seen} objects, each of them a question; before it "
        "were {unsure_before} of {known}",
    ).format(unsure=unsure, seen=len(seen), unsure_before=unsure_before, known=len(known))


def _last(frames: Sequence[FrameHealth]) -> dict[str, bool]:
    """Each object once, as it was seen last."""
    return {key: sure for frame in frames for key, sure in frame.sure.items()}
