"""A question as the robot's own software puts it, checked before anybody is troubled."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shared.domain import NOT_AN_OBJECT, Image
from shared.errors import QuestionError

STANDARD_QUESTION = "What's this?"
"""The one question whose answers are learned without saying so."""

MOST_CHOICES = 9
MOST_LETTERS = 120
MOST_QUESTION_LETTERS = 200
LONGEST_S = 86_400.0


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """image: (h, w, 3) uint8 BGR. choices: () where any answer will do."""

    image: Image
    question: str
    choices: tuple[str, ...]
    deadline_s: float
    teaches: bool
    wait_for_operator: bool

    def choice(self, text: str) -> str | None:
        """The answer as the robot spelt it, None if it is none of the choices."""
        if not self.choices:
            return text
        return next((c for c in self.choices if c.casefold() == text.casefold()), None)


def checked(
    image: object,
    question: object,
    choices: Sequence[str] | None,
    *,
    deadline_s: float,
    learn: bool | None,
    wait_for_operator: bool,
) -> Asked:
    """Raises QuestionError that says what is wrong with it."""
    if not isinstance(question, str) or not question.strip():
        raise QuestionError("question: expected some words to show the operator")
    words = " ".join(question.split())
    if not _can_be_shown(words):
        raise QuestionError(f"question: {words!r} holds characters that cannot be shown")
    if len(words) > MOST_QUESTION_LETTERS:
        raise QuestionError(
            f"question: at most {MOST_QUESTION_LETTERS} characters, got {len(words)}"
        )
    return Asked(
        image=_checked_image(image),
        question=words,
        choices=() if choices is None else _checked_choices(choices),
        deadline_s=_checked_deadline(deadline_s),
        teaches=words == STANDARD_QUESTION if learn is None else learn,
        wait_for_operator=wait_for_operator,
    )


def _checked_image(image: object) -> Image:
    if not isinstance(image, np.ndarray):
        raise QuestionError(f"image: expected a numpy array, got {type(image).__name__}")
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise QuestionError(
            f"image: expected shape (height, width, 3) of uint8 in BGR order, "
            f"got {image.shape} of {image.dtype}"
        )
    return image


def _checked_choices(choices: Sequence[str]) -> tuple[str, ...]:
    if isinstance(choices, str) or not all(isinstance(choice, str) for choice in choices):
        raise QuestionError("choices: expected a list of texts")
    if not 1 <= len(choices) <= MOST_CHOICES:
        raise QuestionError(
            f"choices: expected 1 to {MOST_CHOICES}, got {len(choices)}; "
            "leave them out where any answer will do"
        )
    for choice in choices:
        if not choice.strip() or choice != " ".join(choice.split()):
            raise QuestionError(f"choices: {choice!r} is empty or has surplus spaces")
        if not _can_be_shown(choice):
            raise QuestionError(f"choices: {choice!r} holds characters that cannot be shown")
        if len(choice) > MOST_LETTERS:
            raise QuestionError(f"choices: at most {MOST_LETTERS} characters, got {len(choice)}")
        if choice.casefold() == NOT_AN_OBJECT:
            raise QuestionError(f"choices: {choice!r} has a meaning of its own; use other words")
    if len({choice.casefold() for choice in choices}) < len(choices):
        raise QuestionError("choices: two of them are the same")
    return tuple(choices)


def _checked_deadline(deadline_s: object) -> float:
    number = float(deadline_s) if isinstance(deadline_s, int | float) else math.nan
    if not 0.0 < number <= LONGEST_S:
        raise QuestionError(
            f"deadline_s: expected more than 0 and at most {LONGEST_S:.0f} s, got {deadline_s!r}"
        )
    return number


def _can_be_shown(text: str) -> bool:
    """Lone surrogates and control characters cannot, and the former cannot even travel."""
    return text.isprintable()
