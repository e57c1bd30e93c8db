"""How good the deployed model is, and whether more answers are worth their time, as it travels."""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Count, Share, Text

Verdict = Literal["too_early", "go_on", "slow_down", "stop"]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """`hits` of `tracks` as a share, with its 95 % interval."""

    hits: Count
    tracks: Count
    value: Share
    low: Share
    high: Share


class AuditStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What random checks say, none of which anything was ever learned from.

    active: the active version on the latest checks. told: what the nodes themselves believed
    when they put them, with the version that they ran then.
    """

    active: Measured | None = None
    told: Measured | None = None


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """Whether to go on answering, in words for an operator, and what they rest on.

    agreement: of the last models about the same things, beyond chance. gain_per_minute: expected
    rise of the accuracy for a minute of answering, as a share.
    """

    verdict: Verdict
    text: Text
    agreement: Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)] | None = None
    gain_per_minute: Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)] | None = None
