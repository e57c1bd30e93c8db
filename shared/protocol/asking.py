"""How a node asks, as it travels: the rules that can be set, and how it fares with them."""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Amount, Count, Id, Name, Share, Text, Time
from shared.protocol.message import Message

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


class AskSettings(Message, frozen=True, kw_only=True, tag="ask_settings"):
    """How the node is to ask from now on; resent until `settings_id` is acknowledged.

    `revision` only rises; of two settings the higher counts. Without `rules` the node goes back
    to its own configuration. Since minor version 2.
    """

    settings_id: Id
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    rules: AskRules | None
    set_at_s: Time
    set_by: Name = ""


class Attention(Message, frozen=True, kw_only=True, tag="attention"):
    """How many more questions of this node the operators can take; since minor version 2.

    Said every few seconds and may be lost: without it for half a minute, only the node's own
    budget counts. `answer_s` is the median time that an answer takes.
    """

    room: Count
    waiting: Count
    operators: Count
    answer_s: Annotated[float, msgspec.Meta(ge=0.0, le=1e6)]


class SetAsking(Message, frozen=True, kw_only=True, tag="set_asking"):
    """How a node is to ask; answered by `CommandResult`, and sent on to the node.

    Without `rules` the node goes back to its own configuration. Since minor version 2.
    """

    command_id: Id
    node_id: Id
    rules: AskRules | None
