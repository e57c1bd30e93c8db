"""What a person did to labels in one go, which may be several of the station's operations: one
takes so many tracks and no more. All of an act is taken back at once, also by an app that started
since and in a terminal, so the ids of its operations say what belongs together. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from shared.protocol.curation import MAX_CHANGED, MAX_OPERATIONS, OperationSummary

T = TypeVar("T")

_MARK = "."
"""Is in no id that is made at random."""

_MAX_DIGITS = 4
"""Of a part's number: nobody has ten million tracks."""


def in_parts(act_id: str, query_ids: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The operations of an act, with an id each and as many tracks as one may have."""
    starts = range(0, len(query_ids), MAX_CHANGED)
    return numbered(act_id, [tuple(query_ids[at : at + MAX_CHANGED]) for at in starts])


def numbered(act_id: str, parts: Iterable[T]) -> Iterator[tuple[str, T]]:
    """Each part with the id of the operation that it becomes."""
    for number, part in enumerate(parts):
        yield f"{act_id}{_MARK}{number}", part


def last_act(
    operations: Sequence[OperationSummary], by: str | None = None
) -> tuple[OperationSummary, ...]:
    """Of the latest act all that still counts, in the order in which it is taken back. Undo after
    undo goes back act by act.

    operations: all that a station lists, the newest first. by: whose, None for anybody's.
    """
    standing = [one for one in operations if not one.undone and not one.undoes]
    return _newest_act(_of(by, standing), operations)


def last_undo(
    operations: Sequence[OperationSummary], by: str | None = None
) -> tuple[OperationSummary, ...]:
    """What a redo takes back, in this order: the latest undo; nothing where something else was done
    since.

    operations: all that a station lists, the newest first. by: whose, None for anybody's.
    """
    undos = {one.operation_id for one in operations if one.undoes}
    standing = [one for one in _of(by, operations) if not one.undone and one.undoes not in undos]
    return _newest_act(standing, operations) if standing and standing[0].undoes else ()


def _of(by: str | None, operations: Sequence[OperationSummary]) -> Sequence[OperationSummary]:
    return [one for one in operations if by is None or one.operator == by]


def _newest_act(
    standing: Sequence[OperationSummary], listed: Sequence[OperationSummary]
) -> tuple[OperationSummary, ...]:
    act = tuple(
        one for one in standing if _act_of(one.operation_id) == _act_of(standing[0].operation_id)
    )
    return (*act, *_not_listed(act, listed))


def _not_listed(
    act: Sequence[OperationSummary], listed: Sequence[OperationSummary]
) -> Iterator[OperationSummary]:
    """The first parts of an act that has more than a station lists, which are known by their
    numbers. They are described as the last one that is listed."""
    if not act or len(listed) < MAX_OPERATIONS:
        return
    oldest = listed[-1]
    act_id, _, number = oldest.operation_id.partition(_MARK)
    if act_id != _act_of(act[0].operation_id) or not number.isdecimal():
        return
    for earlier in reversed(range(int(number[:_MAX_DIGITS]))):
        yield msgspec.structs.replace(oldest, operation_id=f"{act_id}{_MARK}{earlier}")


def _act_of(operation_id: str) -> str:
    return operation_id.partition(_MARK)[0]
