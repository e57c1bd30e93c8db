"""How a new version comes to a node, as it travels; all of it since minor version 3.

What a node is to watch, what it saw while the new head ran beside the active one, and how far a
version has come on all nodes.
"""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Amount, Count, Id, Share, Text, Time
from shared.protocol.message import Message

MAX_PROBATION_FRAMES = 50
"""A bad version serves at most so many frames."""

Ratio = Annotated[float, msgspec.Meta(ge=1.0, le=1000.0)]


class WatchTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a new version has to keep to on a node, before and after it is switched to.

    shadow_frames, shadow_s: so long does the new head run beside the active one, whichever ends
    first; 0 frames for not at all. probation_frames: so many frames after the switch the node goes
    back by itself. least_objects: from fewer objects nothing is concluded.
    least_agreement: of the objects that the active head is sure of, as far as the new head knows
    their names, the share that it names the same. max_lost: of the tracks that people answered on
    this node, the share that the active head names as they did and the new one may not any more.
    max_unsure_rise: by how much the share of objects that it is not sure of may be higher than the
    active head's: each is a question. max_latency_ratio, min_latency_rise_ms: how much slower it
    may be; both have to be passed for a failure.
    """

    shadow_frames: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 10
    shadow_s: Annotated[float, msgspec.Meta(ge=0.0, le=600.0)] = 0.5
    probation_frames: Annotated[int, msgspec.Meta(ge=1, le=MAX_PROBATION_FRAMES)] = 40
    least_objects: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 10
    least_agreement: Share = 0.5
    max_lost: Share = 0.15
    max_unsure_rise: Share = 0.4
    max_latency_ratio: Ratio = 2.5
    min_latency_rise_ms: Annotated[float, msgspec.Meta(ge=0.0, le=60_000.0)] = 5.0


class ShadowFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen while two heads ran side by side on the same embeddings.

    objects: tracks that both spoke of, each counted once as it was seen last. comparable: of them,
    those that the active head was sure of by a name that the new head knows too; agreed: of those,
    how many the new head named the same. both_novel, unsure_before, unsure_after: of all objects.
    answered: tracks to which people on this node gave a name that the new head knows; right_before,
    right_after: of those, how many each head names so; lost: right before and no longer. head_ms,
    active_head_ms: the median time of a run.
    """

    frames: Count = 0
    objects: Count = 0
    comparable: Count = 0
    agreed: Count = 0
    both_novel: Count = 0
    unsure_before: Count = 0
    unsure_after: Count = 0
    answered: Count = 0
    right_before: Count = 0
    right_after: Count = 0
    lost: Count = 0
    head_ms: Amount = 0.0
    active_head_ms: Amount = 0.0


class ShadowReport(Message, frozen=True, kw_only=True, tag="shadow_report"):
    """How a new head did beside the active one, before the switch. Resent until acknowledged by
    `report_id`. refusal: why the node does not switch to it, "" if it does."""

    report_id: Id
    node_id: Id
    version: Count
    active_version: Count
    at_s: Time
    figures: ShadowFigures
    refusal: Text = ""


class RolloutSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How far a version has come on the nodes.

    before: the version that the others run, 0 for none. runs_on, healthy_on, failed_on: how many
    nodes run it, of how many it is known that they run it well, and how many refused it or went
    back. nodes: how many count. next_stage_s: how long until the next stage, where only time is
    missing. text: all of it in words.
    """

    version: Count
    before: Count = 0
    state: Literal["running", "complete", "halted"]
    stage: Count = 0
    stages: Count = 1
    runs_on: Count = 0
    healthy_on: Count = 0
    failed_on: Count = 0
    nodes: Count = 0
    next_stage_s: Amount = 0.0
    text: Text = ""
