"""From left-out scores to honest probabilities, a conformal threshold and a scale of novelty."""

import math

import numpy as np

from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles

PRIOR_TEMPERATURE = 0.12
"""The temperature before anything was judged."""

PRIOR_TRACKS = 5.0
"""The tracks' worth of likelihood that the prior costs at e times its temperature, or 1/e."""

TEMPERATURES = (0.01, 10.0)
"""The bounds between which a temperature is sought."""

KNOWN_SCORES_MAX = 101
"""Known scores beyond this many are kept as so many quantiles."""

SHIFT_PRIOR_TRACKS = 20.0
"""So many tracks of a class pull its shift half-way from none to what they say."""

_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
_SEARCH_STEPS = 25


def softmax(scores: Doubles, temperature: float) -> Doubles:
    """Rows of `scores / temperature` as probabilities. (n, k) float64 both."""
    powers = np.exp((scores - scores.max(axis=-1, keepdims=True)) / temperature)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def fit_temperature(scores: Doubles, labels: Indices, weights: Doubles) -> float:
    """The temperature that makes the true classes likeliest, drawn to the prior while data is few.

    Temperature scaling (Guo, Pleiss, Sun & Weinberger, "On calibration of modern neural
    networks", ICML 2017) as the mode under a log-normal prior: a handful of tracks that all
    happen to be right would otherwise make the head infinitely sure. Golden-section search over
    the logarithm (Kiefer, 1953) between TEMPERATURES.

    scores: (n, k) float64, of rows left out. labels: (n,) int64.
    weights: (n,) float64, how many tracks each row stands for. With no rows or one class:
    PRIOR_TEMPERATURE.
    """
    if scores.shape[0] == 0 or scores.shape[1] < 2:
        return PRIOR_TEMPERATURE
    shifted = scores - scores.max(axis=1, keepdims=True)
    true = shifted[np.arange(labels.size), labels]

    def loss(log_temperature: float) -> float:
        scale = math.exp(-log_temperature)
        likelihood = true * scale - np.log(np.exp(shifted * scale).sum(axis=1))
        distance = log_temperature - math.log(PRIOR_TEMPERATURE)
        return PRIOR_TRACKS * distance**2 - float(weights @ likelihood)

    low, high = (math.log(bound) for bound in TEMPERATURES)
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    left_loss, right_loss = loss(left), loss(right)
    for _ in range(_SEARCH_STEPS):
        if left_loss <= right_loss:
            high, right, right_loss = right, left, left_loss
            left = high - _GOLDEN * (high - low)
            left_loss = loss(left)
        else:
            low, left, left_loss = left, right, right_loss
            right = low + _GOLDEN * (high - low)
            right_loss = loss(right)
    return math.exp((low + high) / 2)


def class_shifts(
    top_scores: Doubles, predicted: Indices, weights: Doubles, *, classes: int
) -> Doubles:
    """By how much the top scores of what is taken for a class lie above those of all.

    Taken off, they let one scale of known scores serve every class: the conformal p-value of
    novelty is then about right within each predicted class and not only overall (Vovk, Gammerman
    & Shafer, "Algorithmic learning in a random world", 2005, on Mondrian predictors), while a
    class with few tracks borrows from all (shrinkage: James & Stein, 1961).

    top_scores: (n,) float64, of rows left out. predicted: (n,) int64, the class each was taken for.
    weights: (n,) float64, how many tracks each row stands for. Returns (classes,) float64.
    """
    if top_scores.size == 0:
        return np.zeros(classes)
    above = weights * (top_scores - np.average(top_scores, weights=weights))
    sums = np.bincount(predicted, weights=above, minlength=classes)
    tracks = np.bincount(predicted, weights=weights, minlength=classes)
    return np.asarray(sums / (tracks + SHIFT_PRIOR_TRACKS))


def conformal_threshold(
    true_probabilities: Doubles, *, risk: float, weights: Doubles | None = None
) -> float:
    """The probability from which on a class belongs to the prediction set.

    Split conformal prediction with the score `1 - p(true class)`: the threshold is one less the
    ceil((n + 1)(1 - risk))-th smallest score (Vovk, Gammerman & Shafer, "Algorithmic learning in
    a random world", 2005; Angelopoulos & Bates, "A gentle introduction to conformal prediction",
    2021, section 1). The probabilities come from leaving tracks out of one fit rather than from
    a set held apart, as in the jackknife (Barber, Candès, Ramdas & Tibshirani, "Predictive
    inference with the jackknife+", Annals of Statistics 2021): the promise then holds where a
    single track hardly moves the fit, and for tracks like those that were labelled; not after
    the world has shifted. With weights, the quantile is that of Barber, Candès, Ramdas &
    Tibshirani, "Conformal prediction beyond exchangeability" (Annals of Statistics 2023), where
    the thing to be judged weighs 1.

    true_probabilities: (t,) float64, of the true class of each left-out track.
    risk: how often the true class may be missing, above 0 and below 1.
    weights: (t,) float64, 0 to 1, how much each counts; 1 for all where None.
    Returns 0 to 1; 0, so that every class belongs, while the weights' sum + 1, times the risk, is
    below the least of them.
    """
    if not 0.0 < risk < 1.0:
        raise ValueError(f"risk: expected above 0 and below 1, got {risk}")
    counted = np.ones(true_probabilities.size) if weights is None else weights
    order = np.argsort(true_probabilities)
    # The tiny addend keeps (19 + 1) * 0.05 from falling below 1 by rounding.
    allowed = (counted.sum() + 1.0) * risk + 1e-9
    rank = int(np.searchsorted(np.cumsum(counted[order]), allowed, side="right"))
    return 0.0 if rank == 0 else float(true_probabilities[order[rank - 1]])


def known_scores(top_scores: Doubles, weights: Doubles | None = None) -> tuple[float, ...]:
    """The top scores of left-out tracks, ascending; more than 101 become 101 quantiles.

    top_scores: (t,) float64. weights: (t,) float64, 0 to 1; with them the scores become as many
    quantiles as equal scores would carry the same information (Kish, "Survey sampling", 1965).
    """
    ordered = np.sort(top_scores)
    if weights is not None and weights.any():
        size = float(weights.sum()) ** 2 / float(np.square(weights).sum())
        count = min(max(round(size), 1), KNOWN_SCORES_MAX)
        shares = (np.arange(count) + 0.5) / count
        ordered = np.quantile(top_scores, shares, weights=weights, method="inverted_cdf")
    elif ordered.size > KNOWN_SCORES_MAX:
        ordered = np.quantile(ordered, np.linspace(0.0, 1.0, KNOWN_SCORES_MAX))
    return tuple(float(score) for score in ordered.astype(np.float32))
