"""What a rule of the gate finds, and the words that findings have in common. Pure."""

from dataclasses import dataclass

from shared.learning.exam import Paired
from shared.learning.intervals import wilson
from shared.texts import phrase

NAMED_CLASSES = 5
"""So many classes, at most, are named in a reason."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found. passed: None where there was too little to look at."""

    rule: str
    passed: bool | None
    text: str


def percent(share: float) -> str:
    """`62 %`, as the app writes it everywhere."""
    return f"{100.0 * share:.0f} %"


def shares(pair: Paired) -> dict[str, str]:
    """How many the candidate (`now`) and the active model (`before`) name rightly, in words."""
    return {
        "now": share_words(pair.after, pair.tracks),
        "before": share_words(pair.before, pair.tracks),
    }


def share_words(hits: int, total: int) -> str:
    """A count with its share and the 95 % interval."""
    if total == 0:
        return "none"
    share = wilson(hits, total)
    return phrase("station", "{hits} ({share}, {low} to {high})").format(
        hits=hits,
        share=percent(share.value),
        low=f"{100.0 * share.low:.0f}",
        high=percent(share.high),
    )


def some_words(words: tuple[str, ...] | list[str]) -> str:
    """The first few, and how many more there are."""
    rest = len(words) - NAMED_CLASSES
    listed = ", ".join(words[:NAMED_CLASSES])
    return (
        listed
        if rest <= 0
        else phrase("station", "{listed} and {rest} more").format(listed=listed, rest=rest)
    )


def limited(text: str, passed: bool, most: float) -> str:
    """With the limit, where it was passed."""
    return (
        text
        if passed
        else phrase("station", "{text} (at most {most} times)").format(
            text=text, most=f"{most:.1f}"
        )
    )
