"""A head's promises kept in a world that has shifted, by the answers to random checks.

Left-out tracks say what the head does with things like those that were labelled. Random checks
("audits") say what it does with what the camera sees now: they are few, but they are what the
promise is about. So both are weighed together. The checks weigh less the older they are, and the
left-out tracks the less, the less they look like the checks: a power prior (Ibrahim & Chen, "Power
prior distributions for regression models", Statistical Science 2000) whose power is the p-value
of the two-sample test of Kolmogorov and Smirnov. The quantile of the weighted scores is that of
Barber, Candès, Ramdas & Tibshirani, "Conformal prediction beyond exchangeability" (Annals of
Statistics 2023). Adaptive conformal inference (Gibbs & Candès, NeurIPS 2021) was measured beside it
and swings more (docs/novelty.md).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from shared.domain import Floats
from shared.learning.calibration import conformal_threshold, known_scores
from shared.learning.head import TrainedHead, apply_head
from shared.learning.ridge import Doubles

HALF_LIFE_CHECKS = 200
"""After so many further checks, one weighs half."""

CHECKS_MAX = 600
"""So many of the latest checks are looked at."""

LEFT_OUT_MAX = 100.0
"""All left-out tracks together weigh no more than so many checks of today."""


@dataclass(frozen=True, eq=False, slots=True)
class Audited:
    """A track that was asked about by chance, and its answer. embeddings: (views, d) float32."""

    embeddings: Floats
    class_name: str


def recalibrate(head: TrainedHead, checks: Sequence[Audited]) -> TrainedHead:
    """The head with a threshold and known scores for what is met now.

    checks: the oldest first. None of them was learned from. Those of classes that the head does
    not know say nothing here: no prediction set can hold them. Without any, the head as it is.
    """
    columns = {name: column for column, name in enumerate(head.class_names)}
    usable = [check for check in checks if check.class_name in columns][-CHECKS_MAX:]
    if not usable:
        return head
    said = apply_head(head, np.concatenate([check.embeddings for check in usable]))
    starts = np.cumsum([0, *(len(check.embeddings) for check in usable)])[:-1]
    views = np.array([len(check.embeddings) for check in usable])
    probabilities = np.add.reduceat(said.probabilities, starts, axis=0) / views[:, None]
    true = probabilities[np.arange(len(usable)), [columns[check.class_name] for check in usable]]
    tops = np.add.reduceat(said.top_scores, starts) / views
    return replace(
        head,
        conformal_threshold=recalibrated_threshold(
            head.true_probabilities, true.astype(np.float64), risk=head.risk
        ),
        known_scores=recalibrated_scores(head.top_scores, tops.astype(np.float64)),
    )


def recalibrated_threshold(left_out: Doubles, checked: Doubles, *, risk: float) -> float:
    """As `conformal_threshold`, of what was left out and what was checked.

    left_out: (t,) float64, probabilities of the true classes of left-out tracks.
    checked: (c,) float64, the same of checks, the oldest first. risk: above 0 and below 1.
    """
    if checked.size == 0:
        return conformal_threshold(left_out, risk=risk)
    both = np.concatenate([left_out, checked])
    return conformal_threshold(both, risk=risk, weights=_weights(left_out, checked))


def recalibrated_scores(left_out: Doubles, checked: Doubles) -> tuple[float, ...]:
    """As `known_scores`, of the top scores of what was left out, (t,), and checked, (c,)."""
    if checked.size == 0:
        return known_scores(left_out)
    return known_scores(np.concatenate([left_out, checked]), _weights(left_out, checked))


def likeness(one: Doubles, other: Doubles) -> float:
    """How likely two samples of one distribution are to differ more than these: 0 to 1.

    The two-sample test of Kolmogorov and Smirnov by its limit, with the correction of Stephens,
    "Use of the Kolmogorov-Smirnov, Cramér-von Mises and related statistics without extensive
    tables" (Journal of the Royal Statistical Society B, 1970). one, other: (n,), (m,) float64, not
    empty.
    """
    values = np.concatenate([one, other])
    shares = [
        np.searchsorted(np.sort(sample), values, side="right") / sample.size
        for sample in (one, other)
    ]
    root = math.sqrt(one.size * other.size / (one.size + other.size))
    distance = (root + 0.12 + 0.11 / root) * float(np.abs(shares[0] - shares[1]).max())
    if distance < 0.3:  # the series below converges slowly there, to 1 but for a millionth
        return 1.0
    series = sum((-1.0) ** (k - 1) * math.exp(-2.0 * (k * distance) ** 2) for k in range(1, 101))
    return float(min(max(2.0 * series, 0.0), 1.0))


def _weights(left_out: Doubles, checked: Doubles) -> Doubles:
    ages = np.arange(checked.size)[::-1]
    recent = 0.5 ** (ages / HALF_LIFE_CHECKS)
    if left_out.size == 0:
        return np.asarray(recent)
    each = likeness(left_out, checked) * min(1.0, LEFT_OUT_MAX / left_out.size)
    return np.concatenate([np.full(left_out.size, each), recent])
