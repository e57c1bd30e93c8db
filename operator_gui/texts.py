"""Texts for people in the language that is spoken. Free of Qt, so that any module can have it.

English is what stands in the source, and needs no file. Another language is a `Language`, which
`operator_gui.language` makes from Qt Linguist's files. `pyside6-lupdate` finds the texts by the
names `tr`, `counted` and `mark`, so these are called by their names, with literals. A constant is
made before a language is put in: it is marked, and goes through `tr` where it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from operator_gui.phrases import Phrasebook
from shared.texts import mark

__all__ = [
    "CHOICES",
    "ENGLISH",
    "Language",
    "LanguageChoice",
    "counted",
    "mark",
    "number",
    "speak",
    "spoken",
    "tr",
]

LanguageChoice = Literal["system", "en", "de"]
CHOICES: tuple[LanguageChoice, ...] = get_args(LanguageChoice)
"""What can be set: the system's language where there is one, or one of these."""


def _has_none(_context: str, _text: str, _comment: str, _count: int) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Language:
    """`translate` takes who says a text ("" for the app), the source text, its comment, and a count
    or -1; "" where it has none.

    `group` and `point` part thousands and tenths in numbers. `phrases` knows the sentences of the
    station, which are English; None where these stay as they are.
    """

    code: str = "en"
    translate: Callable[[str, str, str, int], str] = _has_none
    group: str = ","
    point: str = "."
    phrases: Phrasebook | None = None

    def written(self, figure: str) -> str:
        """A number as Python writes it with `,` and `.`, in the language's own way."""
        return figure.translate({ord(","): self.group, ord("."): self.point})


ENGLISH = Language()

_spoken = ENGLISH


def spoken() -> Language:
    """The language of the texts from `tr` and `counted`."""
    return _spoken


def speak(language: Language) -> None:
    """Puts a language in for this process. Texts that were made before stay as they are."""
    global _spoken
    _spoken = language


def tr(text: str, comment: str = "") -> str:
    """A text in the language that is spoken; `comment` tells apart what English writes alike.

    Fields are named and filled in afterwards: `tr("{name} is offline").format(name=name)`.
    """
    return _spoken.translate("", text, comment, -1) or text


def counted(one: str, many: str, count: int) -> str:
    """A text with a number in it, which stands as `%n`: `counted("%n label", "%n labels", 12)`."""
    text = _spoken.translate("", one, many, count) or (one if count == 1 else many)
    return text.replace("%n", number(count))


def number(value: float, decimals: int = 0) -> str:
    """`1,234` and `0.5` as the language that is spoken writes them."""
    return _spoken.written(f"{value:,.{decimals}f}")
