"""Learning curves over seeds: means with intervals, areas, and labels needed. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

# fmt: off
_STUDENT_95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)
# fmt: on
"""The two-sided 95 % points of Student's distribution ("The probable error of a mean", Biometrika
1908) for 1 to 30 degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over seeds, with its 95 % interval: None where one seed says nothing of the others."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """What was measured after so many labels, by several seeds.

    labels: (c,) int64, rising, the same for every seed. values: (s, c) float64, a row a seed.
    """

    labels: npt.NDArray[np.int64]
    values: Doubles

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != self.labels.size:
            raise ValueError(
                f"curve: expected (s, {self.labels.size}) values, got {self.values.shape}"
            )

    @property
    def mean(self) -> Doubles:
        """(c,) float64."""
        return np.asarray(self.values.mean(axis=0))


def student_95(freedom: int) -> float:
    """The two-sided 95 % point for `freedom` degrees of freedom, at least 1.

    Above 30 the normal one with two corrections (Fisher & Cornish, "The percentile points of
    distributions having known cumulants", Technometrics 1960).
    """
    if freedom < 1:
        raise ValueError(f"degrees of freedom: expected at least 1, got {freedom}")
    if freedom <= len(_STUDENT_95):
        return _STUDENT_95[freedom - 1]
    z = 1.959963984540054
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def mean_of(values: Sequence[float] | Doubles) -> Mean:
    """The mean of one value a seed, with Student's interval."""
    given = np.asarray(values, np.float64)
    value = float(given.mean())
    if given.size < 2:
        return Mean(value, None, None)
    half = student_95(given.size - 1) * float(given.std(ddof=1)) / math.sqrt(given.size)
    return Mean(value, value - half, value + half)


def areas(curve: Curve) -> Doubles:
    """For each seed the mean height of its curve, by the trapezoid rule over the labels. (s,)"""
    span = float(curve.labels[-1] - curve.labels[0])
    if span == 0.0:
        return np.asarray(curve.values[:, 0])
    widths = np.diff(curve.labels).astype(np.float64)
    return np.asarray(((curve.values[:, 1:] + curve.values[:, :-1]) / 2 @ widths) / span)


def height_at(labels: npt.NDArray[np.int64], heights: Doubles, at: float) -> float:
    """The height of a curve at a number of labels, in straight lines between what was measured."""
    return float(np.interp(at, labels, heights))


def labels_to_reach(labels: npt.NDArray[np.int64], heights: Doubles, target: float) -> float | None:
    """At how many labels a curve is first as high as `target`; None if it never is.

    In straight lines between what was measured; what is reached at the first measurement counts
    as needing all its labels.
    """
    reached = np.flatnonzero(heights >= target)
    if not reached.size:
        return None
    after = int(reached[0])
    if after == 0:
        return float(labels[0])
    low, high = heights[after - 1], heights[after]
    share = (target - low) / (high - low)
    return float(labels[after - 1] + share * (labels[after] - labels[after - 1]))


@dataclass(frozen=True, slots=True)
class Needed:
    """Labels needed to be as good as the baseline is with `baseline_labels`.

    labels: of the mean curve, against the mean of the baseline; None if it never gets there.
    by_seed: the same for each seed against the baseline of that seed. spread: their mean and
    interval, where all got there.
    """

    baseline_labels: float
    target: float
    labels: float | None
    by_seed: tuple[float | None, ...]
    spread: Mean | None

    @property
    def share(self) -> float | None:
        """Of the baseline's labels; below 1 is better than it."""
        return None if self.labels is None else self.labels / self.baseline_labels


def labels_needed(curve: Curve, baseline: Curve, *, budget_share: float) -> Needed:
    """How many labels `curve` needs to be as good as the baseline at a share of its budget.

    Both are of the same seeds. budget_share: above 0, at most 1, of the baseline's last labels.
    """
    at = budget_share * float(baseline.labels[-1])
    target = height_at(baseline.labels, baseline.mean, at)
    by_seed = tuple(
        labels_to_reach(curve.labels, mine, height_at(baseline.labels, theirs, at))
        for mine, theirs in zip(curve.values, baseline.values, strict=True)
    )
    reached = [labels for labels in by_seed if labels is not None]
    return Needed(
        baseline_labels=at,
        target=target,
        labels=labels_to_reach(curve.labels, curve.mean, target),
        by_seed=by_seed,
        spread=mean_of(reached) if len(reached) == len(by_seed) else None,
    )


def labels_where_worse(curve: Curve, baseline: Curve) -> tuple[int, ...]:
    """After how many labels the baseline is better by more than chance explains.

    Where the whole 95 % interval of the paired differences, seed by seed, is below 0.
    """
    at = [
        int(np.flatnonzero(baseline.labels == n)[0]) for n in curve.labels if n in baseline.labels
    ]
    kept = np.isin(curve.labels, baseline.labels)
    differences = curve.values[:, kept] - baseline.values[:, at]
    means = [mean_of(column) for column in differences.T]
    worse = [mean.high is not None and mean.high < 0 for mean in means]
    return tuple(int(n) for n, bad in zip(curve.labels[kept], worse, strict=True) if bad)
