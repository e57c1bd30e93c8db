"""What a rule of the gate finds, and the words that findings have in common. Pure."""

from dataclasses import dataclass

from shared.learning.exam import Paired
from shared.learning.intervals import wilson

NAMED_CLASSES = 5
"""So many classes, at most, are named in a reason."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found. passed: None where there was too little to look at."""

    rule: str
    passed: bool | None
    text: str


def change_words(pair: Paired) -> str:
    """How many both heads name rightly."""
    return (
        f"it names {share_words(pair.after, pair.tracks)} rightly, the active model "
        f"{share_words(pair.before, pair.tracks)}"
    )


def share_words(hits: int, total: int) -> str:
    """A count with its share and the 95 % interval."""
    if total == 0:
        return "none"
    share = wilson(hits, total)
    return f"{hits} ({share.value:.0%}, {share.low:.0%} to {share.high:.0%})"


def some_words(words: tuple[str, ...] | list[str]) -> str:
    """The first few, and how many more there are."""
    rest = len(words) - NAMED_CLASSES
    listed = ", ".join(words[:NAMED_CLASSES])
    return listed if rest <= 0 else f"{listed} and {rest} more"


def limited(text: str, passed: bool, most: float) -> str:
    """With the limit, where it was passed."""
    return text if passed else f"{text} (at most {most:.1f} times)"
