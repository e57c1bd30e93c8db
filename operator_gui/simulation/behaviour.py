"""How the simulated operator decides: pure functions over a seeded random generator."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from operator_gui.urgency import Urgency
from shared.domain import AnswerKind
from shared.protocol.questions import Query
from shared.truth import Truth, object_asked_about

MIN_IOU = 0.4


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the simulated operator will say."""

    kind: AnswerKind
    name: str = ""


class Knowledge(Protocol):
    """What the simulated operator knows about a query, before any error."""

    def verdict(self, query: Query) -> Verdict: ...

    def names(self) -> tuple[str, ...]:
        """All names it may say, for errors."""
        ...


@dataclass(frozen=True, slots=True)
class KnowsTruth:
    """Says the name of the truth object that the views show most; else "not an object".

    A made view still shows what it was made from.
    """

    truth: Truth

    def verdict(self, query: Query) -> Verdict:
        if query.made_from and query.suggestions:  # the truth knows only what was seen
            return Verdict("name", query.suggestions[0].name)
        found = object_asked_about(self.truth, query, min_iou=MIN_IOU)
        return Verdict("not_an_object") if found is None else Verdict("name", found[1])

    def names(self) -> tuple[str, ...]:
        return self.truth.names


@dataclass(frozen=True, slots=True)
class AcceptsSuggestions:
    """Takes the first suggestion; "don't know" where there is none. For clips without truth."""

    def verdict(self, query: Query) -> Verdict:
        if not query.suggestions:
            return Verdict("dont_know")
        return Verdict("name", query.suggestions[0].name)

    def names(self) -> tuple[str, ...]:
        return ()


def urgent_verdict(query: Query, urgency: Urgency) -> Verdict:
    """What is said to a robot's own question: the first choice, else the first suggestion.

    The picture is none that a truth file knows, so nobody can ask for more than an answer.
    """
    names = urgency.choices or tuple(suggestion.name for suggestion in query.suggestions)
    return Verdict("name", names[0]) if names else Verdict("dont_know")


def with_errors(
    verdict: Verdict, *, names: tuple[str, ...], error_rate: float, rng: np.random.Generator
) -> Verdict:
    """The verdict, or with probability `error_rate` (0 to 1) another of `names`."""
    others = [name for name in names if name != verdict.name]
    if not others or rng.random() >= error_rate:
        return verdict
    return Verdict("name", others[int(rng.integers(len(others)))])


def delay_s(median_s: float, rng: np.random.Generator) -> float:
    """How long an answer takes: log-normal around the median `median_s`, as reaction times are.

    Source: R. D. Luce, Response Times, Oxford University Press 1986.
    """
    return float(median_s * np.exp(0.3 * rng.standard_normal()))


@dataclass(frozen=True, slots=True)
class Attendance:
    """When the operator is away: stints of `stint_s` at random, `absent_share` of all time."""

    absent_share: float
    stint_s: float
    seed: int

    def is_present(self, elapsed_s: float) -> bool:
        """Whether the operator sits at the desk `elapsed_s` after the start."""
        stint = int(elapsed_s // self.stint_s)
        draw = np.random.default_rng((self.seed, stint)).random()
        return bool(draw >= self.absent_share)
