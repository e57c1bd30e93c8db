"""Class names as people type them, brought to one spelling. Pure."""

import unicodedata

from shared.domain import NOT_AN_OBJECT
from shared.errors import ProtocolError
from shared.texts import phrase

MAX_NAME_LENGTH = 120


def normalised(name: str) -> str:
    """The name in NFC without surplus spaces or invisible control characters.

    Raises ProtocolError if nothing is left, if it is too long, or if it is reserved.
    """
    composed = unicodedata.normalize("NFC", name)
    plain = "".join(c if unicodedata.category(c) != "Cc" else " " for c in composed)
    text = " ".join(plain.split())
    if not text:
        raise ProtocolError(phrase("station", "the name is empty"))
    if len(text) > MAX_NAME_LENGTH:
        raise ProtocolError(
            phrase(
                "station", "the name has {text} characters: at most {max_name_length} are allowed"
            ).format(text=len(text), max_name_length=MAX_NAME_LENGTH)
        )
    if same_name(text, NOT_AN_OBJECT):
        raise ProtocolError(
            phrase("station", "{not_an_object} is no name: answer that it is not an object").format(
                not_an_object=repr(NOT_AN_OBJECT)
            )
        )
    return text


def folded(name: str) -> str:
    """What two names have in common that differ in upper and lower case at most."""
    return name.casefold()


def same_name(left: str, right: str) -> bool:
    """Whether two names differ in upper and lower case at most."""
    return folded(left) == folded(right)
