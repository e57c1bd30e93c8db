"""How good each version was, over what people had answered by then; since minor version 5."""

from typing import Annotated

import msgspec

from shared.domain import VersionState
from shared.protocol.fields import Amount, Count, Id, Name
from shared.protocol.message import Message
from shared.protocol.standing import Measured

CURVE_MINOR = 5
"""Since this minor version of the protocol a station says what is below."""

MAX_PARTS = 512


class CurveWanted(Message, frozen=True, kw_only=True, tag="curve_wanted"):
    """Answered by `Curve`: of all tracks together, or of those that are called `name`."""

    request_id: Id
    name: Name = ""


class CurvePart(msgspec.Struct, frozen=True, kw_only=True):
    """A version, by the labels that it learned from, the answers that people had given by then, and
    the minutes that they took for them.

    left_out: of the tracks that it was judged by without having seen them. checks: of the random
    checks put while nodes ran it, which are few. None where there was none.
    """

    version: Count
    state: VersionState
    labels: Count
    answers: Count
    minutes: Amount
    left_out: Measured | None = None
    checks: Measured | None = None


class Curve(Message, frozen=True, kw_only=True, tag="curve"):
    """The latest versions that were measured, oldest first."""

    request_id: Id
    name: Name = ""
    parts: Annotated[tuple[CurvePart, ...], msgspec.Meta(max_length=MAX_PARTS)] = ()
