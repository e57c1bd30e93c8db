"""What a class would be merged into, by what was typed. Pure."""

from dataclasses import dataclass

from operator_gui.texts import counted, tr
from operator_gui.viewmodels.completion import Closeness, KnownName, Match, complete, fold, identity
from shared.domain import NOT_AN_OBJECT


@dataclass(frozen=True, slots=True)
class MergeTarget:
    """`name` is "" while there is none. `is_new`: no class has it, so that the class is renamed,
    which has to be said on purpose. `note` says what would come of it, or what is missing."""

    name: str = ""
    is_new: bool = False
    note: str = ""


def merge_target(merged: str, typed: str, names: tuple[KnownName, ...]) -> MergeTarget:
    """merged: the class. names: all others."""
    name = " ".join(typed.split())
    if not name:
        return MergeTarget(note=tr("Choose the other class, or type its name."))
    if identity(name) == identity(NOT_AN_OBJECT):
        return MergeTarget(note=tr("That is no name for a class."))
    same = [one for one in names if identity(one.name) == identity(name)]
    other = next((one for one in same if one.name == name), next(iter(same), None))
    # An undo may have left two classes whose names differ in upper and lower case alone.
    if name == merged or (other is None and identity(name) == identity(merged)):
        return MergeTarget(note=tr("That is this class itself."))
    if other is None:
        return MergeTarget(
            name, is_new=True, note=tr("No class is called {name}.").format(name=name)
        )
    note = counted(
        "{merged} and the %n track of {name} become one class.",
        "{merged} and the %n tracks of {name} become one class.",
        other.tracks,
    )
    return MergeTarget(other.name, note=note.format(merged=merged, name=other.name))


def merge_matches(typed: str, names: tuple[KnownName, ...]) -> tuple[Match, ...]:
    """The classes that may be meant, likeliest first; all by name where nothing is typed."""
    if typed.strip():
        return complete(typed, names)
    by_name = sorted(names, key=lambda known: fold(known.name))
    return tuple(Match(known, Closeness.CONTAINS) for known in by_name)
