"""Whether more answers are worth their time: how far models still change, and what they gain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from shared.learning.dataset import Indices

STABLE_AGREEMENT = 0.99
"""From this agreement on, over `STABLE_MODELS` models, answers change nothing any more."""

STABLE_MODELS = 3

FEWEST_MODELS = 3
FEWEST_TRACKS = 20
"""Before so many models and tracks nothing can be said."""

SMALL_GAIN_PER_MINUTE = 0.001
"""Less than a thousandth of the accuracy for a minute of answering is little."""

Verdict = Literal["too_early", "go_on", "slow_down", "stop"]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A model: how many tracks it learned from, and the share that it named rightly."""

    tracks: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """agreement: mean of the last successive models, -1 to 1, None where there are too few.
    gain_per_minute, gain_in_ten: of accuracy in the next minute and the next ten, as a share;
    None where nothing was measured."""

    verdict: Verdict
    agreement: float | None
    gain_per_minute: float | None
    gain_in_ten: float | None


def kappa(first: Indices, second: Indices) -> float:
    """How far two models agree beyond chance about the same things, -1 to 1.

    Cohen's kappa (Educational and Psychological Measurement, 1960): observed agreement less that
    of two who guess with the same frequencies, over what is left to 1. It is 1 where both always
    say the same one thing. first, second: (n,) int64, n at least 1, a number for each name.
    Raises ValueError for other shapes.
    """
    if first.shape != second.shape or first.ndim != 1 or not first.size:
        raise ValueError(f"kappa: expected two rows of one length, got {first.shape}")
    observed = float(np.mean(first == second))
    names = np.union1d(first, second)
    by_chance = sum(float(np.mean(first == n)) * float(np.mean(second == n)) for n in names)
    if by_chance >= 1.0:
        return 1.0
    return (observed - by_chance) / (1.0 - by_chance)


def gain_of(more: float, curve: Sequence[CurvePoint]) -> float | None:
    """What so many more tracks are expected to add to the accuracy, None with fewer than three
    points.

    Accuracy is taken to grow with the logarithm of the tracks, which is what the middle of a
    learning curve looks like (power laws: Figueroa, Zeng-Treitler, Kandula & Ngo, "Predicting
    sample size required for classification performance", BMC 2012, flatten faster, so that this
    rather promises too much). The line is fitted to the latter half of the points, each weighted
    with its tracks; never below 0, and never more than the latest accuracy lacks.
    """
    points = sorted((p for p in curve if p.tracks > 0), key=lambda p: p.tracks)
    points = points[min(len(points) // 2, max(0, len(points) - FEWEST_MODELS)) :]
    if len({p.tracks for p in points}) < FEWEST_MODELS:
        return None
    logs = np.log([p.tracks for p in points])
    accuracies = np.array([p.accuracy for p in points])
    weights = np.array([p.tracks for p in points], np.float64)
    weights /= weights.sum()
    centred = logs - weights @ logs
    slope = float((weights * centred) @ accuracies / ((weights * centred) @ centred))
    newest = points[-1]
    gain = max(0.0, slope) * math.log1p(more / newest.tracks)
    return min(gain, max(0.0, 1.0 - newest.accuracy))


def outlook(
    curve: Sequence[CurvePoint], agreements: Sequence[float], *, answer_s: float
) -> Outlook:
    """Whether to go on answering.

    Stopping by stabilising predictions (Bloodgood & Vijay-Shanker, "A method for stopping active
    learning based on stabilizing predictions and the need for user-adjustable stopping", CoNLL
    2009): once successive models agree about a fixed set of things that nobody labels for it, at
    0.99 on average over three of them, further labels change nothing. Beside that, what a minute
    of answering is expected to gain.

    agreements: `kappa` of each model with the one before it, oldest first. answer_s: the median
    time for one answer, above 0.
    """
    per_minute = gain_of(60.0 / answer_s, curve)
    in_ten = gain_of(600.0 / answer_s, curve)
    latest = agreements[-STABLE_MODELS:]
    agreement = float(np.mean(latest)) if len(latest) == STABLE_MODELS else None
    tracks = max((point.tracks for point in curve), default=0)
    if tracks < FEWEST_TRACKS or (agreement is None and per_minute is None):
        return Outlook("too_early", agreement, per_minute, in_ten)
    is_stable = agreement is not None and agreement >= STABLE_AGREEMENT
    is_little = per_minute is not None and per_minute < SMALL_GAIN_PER_MINUTE
    if is_stable and (is_little or per_minute is None):
        return Outlook("stop", agreement, per_minute, in_ten)
    return Outlook(
        "slow_down" if is_stable or is_little else "go_on", agreement, per_minute, in_ten
    )
