"""Uncertainty: ask about what the head cannot decide."""

import numpy as np

from shared.domain import Floats
from shared.selection import uncertainty
from shared.selection.candidates import Candidates
from shared.selection.conformal import is_ambiguous, is_novel, prediction_sets
from shared.selection.strategy import Strategy, best_of
from shared.texts import mark

SURVEY = "Settles, Active learning literature survey (2009), section 3.1"


def least_confidence(candidates: Candidates) -> Floats:
    """How far the likeliest class is from certain."""
    return uncertainty.least_confidence(candidates.probabilities)


def margin(candidates: Candidates) -> Floats:
    """How close the two likeliest classes are."""
    return uncertainty.margin(candidates.probabilities)


def entropy(candidates: Candidates) -> Floats:
    """How widely the probability is spread over the classes."""
    return uncertainty.entropy(candidates.probabilities)


def conformal(candidates: Candidates) -> Floats:
    """0 where one class is left at the stated risk; otherwise the margin, or the novelty.

    Ambiguous candidates score by how close their two likeliest classes are, novel ones by their
    novelty where that is more.
    """
    sets = prediction_sets(candidates.probabilities, candidates.conformal_threshold)
    novel = is_novel(sets, candidates.novelty, risk=candidates.risk)
    close = margin(candidates)
    scores = np.where(novel, np.maximum(close, candidates.novelty), close)
    return np.where(novel | is_ambiguous(sets), scores, 0.0).astype(np.float32)


UNCERTAINTY = (
    Strategy(
        name="conformal",
        title=mark("Conformal"),
        family="uncertainty",
        formula="0 if |{c: p_c >= t}| = 1, else max(1 - (p_1 - p_2), novelty where novel)",
        source="Vovk, Gammerman & Shafer, Algorithmic learning in a random world (2005)",
        cost="O(n k)",
        when=mark(
            "To ask about nothing that is sure at the stated risk, and about the rest by margin."
        ),
        score=conformal,
        select=best_of(conformal),
    ),
    Strategy(
        name="margin",
        title=mark("Margin"),
        family="uncertainty",
        formula="1 - (p_1 - p_2)",
        source="Scheffer, Decomain & Wrobel, Active hidden Markov models (IDA 2001)",
        cost="O(n k)",
        when=mark("The best plain uncertainty with many classes, once each has a few labels."),
        score=margin,
        select=best_of(margin),
    ),
    Strategy(
        name="least_confidence",
        title=mark("Least confidence"),
        family="uncertainty",
        formula="(1 - p_1) / (1 - 1/k)",
        source=SURVEY,
        cost="O(n k)",
        when=mark("When only the first name counts. Worse than chance while labels are few."),
        score=least_confidence,
        select=best_of(least_confidence),
    ),
    Strategy(
        name="entropy",
        title=mark("Entropy"),
        family="uncertainty",
        formula="-sum_c p_c log p_c / log k",
        source=SURVEY,
        cost="O(n k)",
        when=mark(
            "When every name's probability matters, as for suggestions. Not while labels are few."
        ),
        score=entropy,
        select=best_of(entropy),
    ),
)
