"""The classes beside the gallery: what is on top, what was searched for, what each line says."""

from dataclasses import dataclass
from typing import Literal

from operator_gui.texts import counted, number, tr
from operator_gui.viewmodels.completion import fold
from operator_gui.viewmodels.gallery import Subject
from shared.domain import NOT_AN_OBJECT
from shared.protocol.curation import ClassList

Order = Literal["name", "tracks", "suspicious"]


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """A line. suspicious: how many of its tracks look wrong. is_class: whether it has a name that
    can be changed, and tracks can be dropped on it."""

    subject: Subject
    title: str
    tracks: int
    suspicious: int = 0
    is_class: bool = True

    @property
    def words(self) -> str:
        """What a screen reader says."""
        parts = [self.title, counted("%n track", "%n tracks", self.tracks)]
        if self.suspicious:
            wrong = tr("{count} of them look wrong")
            parts.append(wrong.format(count=number(self.suspicious)))
        return ", ".join(parts)


def class_title(name: str) -> str:
    """A class's name as it is shown."""
    return tr("not an object") if name == NOT_AN_OBJECT else name


def mistaken_title(subject: Subject) -> str:
    return tr("{name} as {taken_for}", "taken for").format(
        name=class_title(subject.name), taken_for=class_title(subject.taken_for)
    )


def mistaken_entry(subject: Subject, tracks: int) -> ClassEntry:
    """The line of what of a class is taken for another."""
    return ClassEntry(subject, mistaken_title(subject), tracks, is_class=False)


def entries(told: ClassList | None, *, typed: str = "", order: Order = "name") -> list[ClassEntry]:
    """What people do not agree on, what looks wrong and what nobody knew come first, then the
    classes that fit what was typed.

    order: by name, by the most tracks, or by the most that look wrong.
    """
    if told is None:
        return []
    wanted = fold(typed)
    wrong = sum(one.suspicious for one in told.classes)
    found = [
        ClassEntry(
            Subject("class", one.name),
            class_title(one.name),
            one.tracks,
            one.suspicious,
            is_class=one.name != NOT_AN_OBJECT,
        )
        for one in told.classes
        if wanted in fold(class_title(one.name))
    ]
    match order:
        case "name":
            found.sort(key=lambda entry: fold(entry.title))
        case "tracks":
            found.sort(key=lambda entry: (-entry.tracks, fold(entry.title)))
        case "suspicious":
            found.sort(key=lambda entry: (-entry.suspicious, fold(entry.title)))
    pinned = [
        ClassEntry(Subject("disputed"), tr("Answered differently"), told.disputed, is_class=False),
        ClassEntry(Subject("suspicious"), tr("Look wrong"), wrong, is_class=False),
        ClassEntry(Subject("unknown"), tr("Nobody knew"), told.unknown, is_class=False),
    ]
    return [*(entry for entry in pinned if entry.tracks and not wanted), *found]
