"""What looks the same as the question on top: who gets the same answer, and who was taken out."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from operator_gui.texts import counted, tr
from shared.domain import AnswerKind

MOST_TOLD_APART = 12
"""So many thumbnails come with a question: what cannot be seen is not answered."""

_SHARED: tuple[AnswerKind, ...] = ("name", "not_an_object")
_SHARED_CHANGES: tuple[AnswerKind, ...] = (*_SHARED, "dont_know")


@dataclass(frozen=True, slots=True)
class Alike:
    """Ids of queries, the most similar first, and those of them that an operator took out."""

    ids: tuple[str, ...] = ()
    out: frozenset[str] = frozenset()

    @property
    def inside(self) -> tuple[str, ...]:
        """Those that get the same answer."""
        return tuple(query_id for query_id in self.ids if query_id not in self.out)

    def toggled(self, query_id: str) -> "Alike":
        """Takes one out, or puts it back in; nothing happens to one that is not there."""
        if query_id not in self.ids:
            return self
        return replace(self, out=self.out ^ {query_id})

    def toggled_all(self) -> "Alike":
        """Takes all out, or puts all back in if none is in."""
        return replace(self, out=frozenset(self.ids if self.inside else ()))

    def without(self, query_ids: Collection[str]) -> "Alike":
        """Forgets some: they have got an answer, or need none."""
        if not any(query_id in query_ids for query_id in self.ids):
            return self
        left = tuple(query_id for query_id in self.ids if query_id not in query_ids)
        return Alike(left, self.out.intersection(left))


def goes_along(kind: AnswerKind, *, changing: bool) -> bool:
    """Whether an answer goes to what looks the same as well. What one thing is, all are; that
    somebody does not know it, or puts it off, is said of one, unless it corrects all of them."""
    return kind in (_SHARED_CHANGES if changing else _SHARED)


def strip_words(alike: Alike, *, changing: bool) -> str:
    """What the strip says above its thumbnails."""
    inside, all_of_them = len(alike.inside), len(alike.ids)
    if changing:
        left = all_of_them - inside
        text = (
            tr("Answered with {more} more: {changed} change, {left} will be asked again")
            if left
            else tr("Answered with {more} more: {changed} change (click one out)")
        )
        return text.format(more=all_of_them, changed=inside + 1, left=left)
    if inside == all_of_them:
        return tr("Looks the same, {more} more: one answer for {along} (click one out)").format(
            more=inside, along=inside + 1
        )
    if inside == 0:
        return tr("Looks the same, {more} more: the answer goes to this one alone").format(
            more=all_of_them
        )
    return counted(
        "Looks the same, {more} more: one answer for {along}, %n is out",
        "Looks the same, {more} more: one answer for {along}, %n are out",
        all_of_them - inside,
    ).format(more=all_of_them, along=inside + 1)


def place_words(at: int, alike: Alike) -> str:
    """One thumbnail for a screen reader: its place, whether it is in, and what a press does."""
    is_out = alike.ids[at] in alike.out
    text = (
        tr("look-alike {at} of {count}, taken out; press to put it back")
        if is_out
        else tr("look-alike {at} of {count}, in; press to take it out")
    )
    return text.format(at=at + 1, count=len(alike.ids))
