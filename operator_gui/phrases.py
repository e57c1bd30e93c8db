"""Sentences that the station made, known again by their words. Pure.

A template is a text with named fields, as `shared.texts.phrase` has them. Anything but nothing may
stand in a field.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A template, taken apart: a literal before, between and after the fields."""

    template: str
    speaker: str
    literals: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def is_sentence(self) -> bool:
        """Whether it is more than a word, which may be somebody's name for something."""
        return " " in self.template.strip()

    def values(self, text: str) -> Mapping[str, str] | None:
        """What stands in the fields; None where it is another text. A field ends where what
        follows it stands first outside of brackets, so that it takes one pass, however long the
        text is."""
        first, last = self.literals[0], self.literals[-1]
        if not self.fields:
            return {} if text == first else None
        if not (text.startswith(first) and text.endswith(last)):
            return None
        starts, ends = [len(first)], []
        for literal in self.literals[1:-1]:
            at = _find(text, literal, starts[-1])
            if at < 0:
                return None
            ends.append(at)
            starts.append(at + len(literal))
        ends.append(len(text) - len(last))
        found: dict[str, str] = {}
        for field, start, end in zip(self.fields, starts, ends, strict=True):
            value = text[start:end]
            if not value or not _is_whole(value) or found.setdefault(field, value) != value:
                return None
        return found


def _is_whole(value: str) -> bool:
    """Whether no bracket is closed in it that was opened outside."""
    deep = 0
    for letter in value:
        deep += (letter == "(") - (letter == ")")
        if deep < 0:
            return False
    return True


def parts(text: str, between: str) -> list[str]:
    """What stands between separators, outside of brackets."""
    found, start = [], 0
    while (at := _find(text, between, start)) >= 0:
        found.append(text[start:at])
        start = at + len(between)
    return [*found, text[start:]]


def _find(text: str, literal: str, start: int) -> int:
    """Where it stands first behind at least a letter, with as many brackets opened as closed
    between `start` and there; -1 for nowhere."""
    seen, deep = start, 0
    at = text.find(literal, start + 1)
    while at >= 0:
        deep += text.count("(", seen, at) - text.count(")", seen, at)
        if deep == 0:
            return at
        seen, at = at, text.find(literal, at + 1)
    return -1


def phrase_of(template: str, speaker: str = "") -> Phrase:
    """Takes a template apart."""
    fields = list(_FIELD.finditer(template))
    cuts = [0, *(edge for field in fields for edge in field.span()), len(template)]
    literals = tuple(template[start:end] for start, end in list(pairwise(cuts))[::2])
    return Phrase(template, speaker, literals, tuple(field[1] for field in fields))


class Phrasebook:
    """Of several templates that fit, the one with the most letters of its own counts."""

    def __init__(self, speakers: Mapping[str, str]) -> None:
        """speakers: who says it, by the template."""
        phrases = (phrase_of(template, speaker) for template, speaker in speakers.items())
        self._phrases = sorted(phrases, key=lambda one: -sum(map(len, one.literals)))

    def find(self, text: str, *, inside: bool) -> tuple[Phrase, Mapping[str, str]] | None:
        """The phrase of a text and what stands in its fields; None for one that nobody marked.

        inside: it stood in the field of another one, where a single word is a name.
        """
        for phrase in self._phrases:
            if inside and not phrase.is_sentence:
                continue
            values = phrase.values(text)
            if values is not None:
                return phrase, values
        return None
