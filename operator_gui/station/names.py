"""Class names as people type them, brought to one spelling. Pure."""

import unicodedata
from collections.abc import Iterable

from shared.domain import NOT_AN_OBJECT
from shared.errors import ProtocolError

MAX_NAME_LENGTH = 120


def normalised(name: str) -> str:
    """The name in NFC without surplus spaces or invisible control characters.

    Raises ProtocolError if nothing is left, if it is too long, or if it is reserved.
    """
    composed = unicodedata.normalize("NFC", name)
    plain = "".join(c if unicodedata.category(c) != "Cc" else " " for c in composed)
    text = " ".join(plain.split())
    if not text:
        raise ProtocolError("the name is empty")
    if len(text) > MAX_NAME_LENGTH:
        raise ProtocolError(
            f"the name has {len(text)} characters: at most {MAX_NAME_LENGTH} are allowed"
        )
    if same_name(text, NOT_AN_OBJECT):
        raise ProtocolError(f"{NOT_AN_OBJECT!r} is no name: answer that it is not an object")
    return text


def same_name(left: str, right: str) -> bool:
    """Whether two names differ in upper and lower case at most."""
    return left.casefold() == right.casefold()


def canonical(name: str, known: Iterable[str]) -> str:
    """The normalised name, in the spelling of a known class where there is one.

    Raises ProtocolError as `normalised` does.
    """
    text = normalised(name)
    return next((other for other in known if same_name(text, other)), text)
