"""What a head takes for what, of the labelled tracks that it named without having seen them.

All of it since minor version 4. The tracks behind a cell are asked for with `TracksWanted`.
"""

from typing import Annotated

import msgspec

from shared.protocol.fields import Count, Id, Name
from shared.protocol.message import Message

MISTAKES_MINOR = 4
"""Since this minor version of the protocol a station says what is below."""

MAX_JUDGED = 5000
MAX_CELLS = 5000


class MistakesWanted(Message, frozen=True, kw_only=True, tag="mistakes_wanted"):
    """Answered by `Mistakes`."""

    request_id: Id


class ClassRight(msgspec.Struct, frozen=True, kw_only=True):
    """Of a class: how many of its tracks were judged, and how many of them were named rightly."""

    name: Name
    tracks: Count
    right: Count


class MistakeCell(msgspec.Struct, frozen=True, kw_only=True):
    """How many tracks of one class were taken for another."""

    called: Name
    taken_for: Name
    tracks: Count


class Mistakes(Message, frozen=True, kw_only=True, tag="mistakes"):
    """As the last full training found it; empty before the first. The most frequent mistakes come
    first. What was renamed, merged or answered anew since is still counted as it was then."""

    request_id: Id
    classes: Annotated[tuple[ClassRight, ...], msgspec.Meta(max_length=MAX_JUDGED)] = ()
    cells: Annotated[tuple[MistakeCell, ...], msgspec.Meta(max_length=MAX_CELLS)] = ()
