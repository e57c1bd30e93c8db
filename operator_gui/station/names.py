"""Class names as people type them, brought to one spelling. Pure."""

import unicodedata

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


def folded(name: str) -> str:
    """What two names have in common that differ in upper and lower case at most."""
    return name.casefold()


def same_name(left: str, right: str) -> bool:
    """Whether two names differ in upper and lower case at most."""
    return folded(left) == folded(right)
