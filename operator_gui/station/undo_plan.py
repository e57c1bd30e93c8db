"""Which answers of an operation still stand, though others may have come and gone since. Pure.

An answer that takes an operation back stands for the answer that it brings back: what an operation
did stands again once everything that was done on top of it was taken back.
"""

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from shared.domain import AnswerKind

LIVE = ("name", "not_an_object", "dont_know")


class Span(NamedTuple):
    """The answers of an operation: number `first` to `last`. undoes: the operation that it takes
    back, "" for none."""

    first: int
    last: int
    operation_id: str
    undoes: str

    def holds(self, seq: int) -> bool:
        return self.first <= seq <= self.last


class Said(NamedTuple):
    """One answer."""

    query_id: str
    seq: int
    answer_id: str
    supersedes: str
    kind: AnswerKind
    name: str


class Standing(NamedTuple):
    """`tip` is what counts now, and stands for an answer of the operation that came in the place
    of `before`."""

    tip: Said
    before: Said


def standing(
    answers: Iterable[Said], spans: Sequence[Span], operation: Span
) -> tuple[list[Standing], int]:
    """What of an operation can be taken back, and of how many tracks nothing can.

    answers: all to the operation's queries, by query and number. spans: of all operations, by
    number.
    """
    found: list[Standing] = []
    gone = 0
    index = _Spans(spans)
    for _, group in groupby(answers, key=lambda said: said.query_id):
        of_query = _History({said.answer_id: said for said in group}, index).standing(operation)
        found += of_query
        gone += not of_query
    return sorted(found, key=lambda one: one.tip.seq), gone


class _Spans:
    """All operations, to be found by what they hold and by their id."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._firsts = [span.first for span in spans]
        self.by_id = {span.operation_id: span for span in spans}

    def of(self, said: Said) -> Span | None:
        """The operation that gave an answer, None if a person did."""
        place = bisect.bisect_right(self._firsts, said.seq) - 1
        return self._spans[place] if place >= 0 and self._spans[place].holds(said.seq) else None


@dataclass(frozen=True, slots=True)
class _History:
    """The answers to one query."""

    by_id: Mapping[str, Said]
    spans: _Spans

    def standing(self, operation: Span) -> list[Standing]:
        superseded = {said.supersedes for said in self.by_id.values()}
        tips = [said for said in self.by_id.values() if said.answer_id not in superseded]
        newest = max((self._origin(tip).seq for tip in tips if tip.kind in LIVE), default=0)
        if newest > operation.last:  # somebody has said something since, knowing of it or not
            return []
        found = []
        for tip in tips:
            own = self._found(tip, operation)
            before = None if own is None else self.by_id.get(own.supersedes)
            if before is not None:
                found.append(Standing(tip, before))
        return found

    def _origin(self, said: Said) -> Said:
        """The answer that this one stands for in the end: itself, unless it brings one back."""
        while (brought_back := self._brought_back(said)) is not None:
            said = brought_back
        return said

    def _found(self, said: Said, operation: Span) -> Said | None:
        """The operation's answer that this one stands for, None if it stands for none."""
        at: Said | None = said
        while at is not None and not operation.holds(at.seq):
            at = self._brought_back(at)
        return at

    def _brought_back(self, said: Said) -> Said | None:
        """The answer that this one brings back, None if it is of no undo."""
        span = self.spans.of(said)
        if span is None or not span.undoes:
            return None
        undone = self.spans.by_id.get(span.undoes)
        replaced = self.by_id.get(said.supersedes)
        if undone is None or replaced is None:  # damaged, and set aside
            return None
        taken_back = self._found(replaced, undone)
        return None if taken_back is None else self.by_id.get(taken_back.supersedes)
