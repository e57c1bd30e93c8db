"""The strategies by name: each says how much an answer about each candidate would teach.

A strategy is a pure function of candidates; strategies are composed, not inherited from (after
modAL, Danka & Horvath, 2018): `query_value` is a strategy's score times diversity times density.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from shared.domain import Floats
from shared.selection import uncertainty
from shared.selection.conformal import is_ambiguous, is_novel, prediction_sets
from shared.selection.density import density
from shared.selection.diversity import dissimilarity


@dataclass(frozen=True, eq=False, slots=True)
class Candidates:
    """n objects that might be asked about, and what they are compared with.

    probabilities: (n, k) float32, k at least 1, rows sum to 1.
    features: (n, d) float32, unit rows.
    novelty: (n,) float32, 0 to 1. disagreement: (n,) float32, 0 to 1.
    asked: (m, d) float32, unit rows: what was lately asked or labelled; m may be 0.
    recent: (r, d) float32, unit rows: what was lately seen, without the candidates; r may be 0.
    conformal_threshold, risk: 0 to 1, as in `shared.bundle.HeadSpec`.

    Raises ValueError for other shapes.
    """

    probabilities: Floats
    features: Floats
    novelty: Floats
    disagreement: Floats
    asked: Floats
    recent: Floats
    conformal_threshold: float
    risk: float

    def __post_init__(self) -> None:
        if self.features.ndim != 2:
            raise ValueError(f"features: expected shape (n, d), got {self.features.shape}")
        n, d = self.features.shape
        shape = self.probabilities.shape
        if len(shape) != 2 or shape[0] != n or shape[1] < 1:
            raise ValueError(f"probabilities: expected shape ({n}, k), got {shape}")
        for name, row in (("novelty", self.novelty), ("disagreement", self.disagreement)):
            if row.shape != (n,):
                raise ValueError(f"{name}: expected shape ({n},), got {row.shape}")
        for name, rows in (("asked", self.asked), ("recent", self.recent)):
            if rows.ndim != 2 or rows.shape[1] != d:
                raise ValueError(f"{name}: expected shape (m, {d}), got {rows.shape}")

    def __len__(self) -> int:
        return int(self.features.shape[0])


Strategy = Callable[[Candidates], Floats]
"""Candidates in, (n,) float32 from 0 to 1 out. Higher = ask the human; 0 = do not ask."""


def least_confidence(candidates: Candidates) -> Floats:
    """How far the likeliest class is from certain."""
    return uncertainty.least_confidence(candidates.probabilities)


def margin(candidates: Candidates) -> Floats:
    """How close the two likeliest classes are."""
    return uncertainty.margin(candidates.probabilities)


def entropy(candidates: Candidates) -> Floats:
    """How widely the probability is spread over the classes."""
    return uncertainty.entropy(candidates.probabilities)


def novelty(candidates: Candidates) -> Floats:
    """How little a candidate resembles what was taught."""
    return candidates.novelty.astype(np.float32, copy=True)


def disagreement(candidates: Candidates) -> Floats:
    """How much the committee's members differ: query by committee (Seung, Opper & Sompolinsky,
    COLT 1992)."""
    return candidates.disagreement.astype(np.float32, copy=True)


def conformal(candidates: Candidates) -> Floats:
    """0 where one class is left at the stated risk; otherwise the margin, or the novelty.

    Ambiguous candidates score by how close their two likeliest classes are, novel ones by their
    novelty where that is more. The default policy.
    """
    sets = prediction_sets(candidates.probabilities, candidates.conformal_threshold)
    novel = is_novel(sets, candidates.novelty, risk=candidates.risk)
    close = uncertainty.margin(candidates.probabilities)
    scores = np.where(novel, np.maximum(close, candidates.novelty), close)
    return np.where(novel | is_ambiguous(sets), scores, 0.0).astype(np.float32)


STRATEGIES: Mapping[str, Strategy] = MappingProxyType(
    {
        "conformal": conformal,
        "least_confidence": least_confidence,
        "margin": margin,
        "entropy": entropy,
        "novelty": novelty,
        "disagreement": disagreement,
    }
)
"""Every strategy by the name it has in configuration files; the first is the default."""


def query_value(candidates: Candidates, strategy: Strategy) -> Floats:
    """What an answer is worth: the strategy's score, times how unlike the candidate is to what
    was asked, times how typical it is of what is seen. (n,) float32, 0 to 1."""
    diverse = dissimilarity(candidates.features, candidates.asked)
    dense = density(candidates.features, candidates.recent)
    return np.asarray(strategy(candidates) * diverse * dense, dtype=np.float32)
