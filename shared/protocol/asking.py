"""How a node asks, as it travels: the rules that can be set, and how it fares with them."""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Amount, Count, Name, Share, Text, Time

MinuteOfDay = Annotated[int, msgspec.Meta(ge=0, le=1439)]

Held = Literal["", "budget", "quiet_hours", "attention"]
"""Why nothing may be asked at the moment: "" if something may."""


class AskRules(msgspec.Struct, frozen=True, kw_only=True):
    """What can be changed while a node runs.

    strategy: a name in `shared.selection.registry.STRATEGIES`. stream: one in
    `shared.selection.stream_registry.STREAM_RULES`. audit_share: of all tracks, drawn by chance.
    quiet_from_min, quiet_to_min: minutes after midnight in the node's own time zone between which
    nothing is asked; none where both are the same.
    """

    strategy: Name
    stream: Name
    questions_per_hour: Annotated[float, msgspec.Meta(ge=0.0, le=1e6)]
    audit_share: Share
    quiet_from_min: MinuteOfDay = 0
    quiet_to_min: MinuteOfDay = 0


class AskingState(msgspec.Struct, frozen=True, kw_only=True):
    """How a node asks.

    rules: in force since `since_s`. revision: of the settings that they come from, 0 for the
    node's own configuration. tokens: questions that the budget allows now. asked: in this run.
    returned: tokens given back for questions that nobody had to answer. waiting: ended tracks
    kept until something may be asked again. problem: why the newest settings are not obeyed.
    """

    rules: AskRules
    since_s: Time
    revision: Count = 0
    tokens: Amount = 0.0
    asked: Count = 0
    returned: Count = 0
    waiting: Count = 0
    held: Held = ""
    problem: Text = ""
