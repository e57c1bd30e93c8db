"""An urgent question in words, and what may be answered to it."""

from dataclasses import dataclass
from typing import Literal

from operator_gui.texts import counted, mark, tr
from operator_gui.viewmodels.desk import OnTop
from operator_gui.viewmodels.words import said, set_apart, whole_duration
from shared.protocol.answers import Answer
from shared.protocol.questions import Query

GUARD_S = 0.6
"""A finger may be on its way to a key when an urgent question comes: for so long, what would
answer it is held back."""

ORDINARY_HEADING = mark("What's this?")
LONG_HEADING = 36
"""A question with more letters than this is written smaller."""

TOO_LATE = mark("The robot no longer waits for an answer.")
HELD_BACK = mark("A robot's question came in between: what was pressed was held back.")

NameMode = Literal["name", "free", "choice"]
"""What the field is for: a class, any words, or one of the choices."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer with a number of its own; `probability` is None where nobody knows. `is_taught`:
    whether it comes from what people answered, and not from the detector's own classes."""

    name: str
    probability: float | None
    is_taught: bool = True

    @property
    def origin(self) -> str:
        """Where the name and how likely it is come from; "" for a robot's own choice."""
        if self.probability is None:
            return ""
        if self.is_taught:
            return tr("from the model, which learned from answers")
        return tr("from the detector's own classes: as likely as people agreed with it lately")


def offers(top: OnTop) -> tuple[Offer, ...]:
    """The robot's choices if it gave any, else what the question suggests."""
    if top.urgency is not None and top.urgency.choices:
        return tuple(Offer(choice, None) for choice in top.urgency.choices)
    return tuple(
        Offer(s.name, s.probability, is_taught=s.source != "detector")
        for s in top.query.suggestions
    )


def name_mode(top: OnTop) -> NameMode:
    if top.urgency is None:
        return "name"
    if top.urgency.choices:
        return "choice"
    return "name" if top.urgency.teaches else "free"


def heading(top: OnTop) -> str:
    if top.urgency is not None:
        return top.urgency.question
    if top.query.made_from and top.query.suggestions:
        return tr("Is this still “{name}”?").format(name=top.query.suggestions[0].name)
    return tr(ORDINARY_HEADING)


def already_told(answer: Answer) -> str:
    """Why an answer to a robot that waited stays."""
    text = tr("The robot has been told “{answer}”: that cannot be taken back.")
    return text.format(answer=said(answer))


def robot(query: Query) -> str:
    return set_apart(query.node_name or query.node_id)


def countdown(top: OnTop, now_s: float) -> str:
    """`rover-1 waits for your answer: 23 s left`; nothing where nobody waits."""
    if top.urgency is None or top.gone is not None:
        return ""
    left = whole_duration(top.urgency.left_s(now_s))
    return tr("{robot} waits for your answer: {left} left").format(
        robot=robot(top.query), left=left
    )


def why_urgent(top: OnTop) -> str:
    """What may be answered, and what becomes of it."""
    urgency = top.urgency
    assert urgency is not None
    choices = len(urgency.choices)
    what = tr("say it in your own words")
    if choices:
        what = counted("one answer is possible", "choose one of %n", choices)
    kept = tr("the robot learns it") if urgency.teaches else tr("nothing is learned from it")
    return f"{what}; {kept}"
