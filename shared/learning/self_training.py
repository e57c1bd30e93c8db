"""What a head learns from things that nobody has named: its own word for them, taken softly.

The ridge classifier's probabilities for unlabelled rows become targets, and all is fitted once
more: self-training (Scudder, "Probability of error of some adaptive pattern-recognition machines",
IEEE Trans. Information Theory 1965) with soft targets (Grandvalet & Bengio, "Semi-supervised
learning by entropy minimization", NIPS 2004, section 3.3). An unlabelled row weighs
`UNLABELLED_WEIGHT * max(P)**2`, where a labelled track weighs about 1.

Some of what nobody has named is of no class that was taught. So the target of a row is `P` times
how likely it is to be of one that was: the scores of strangers are drawn to 0, as outlier exposure
(Hendrycks, Mazeika & Dietterich, ICLR 2019) does with strangers that are known as such. With
targets that sum to 1, everything unlabelled would look more familiar than it should.

Ridge regression with row weights w is Gaussian-process regression with the kernel `G = X X'` and
the noise λ / w (Rasmussen & Williams, "Gaussian processes for machine learning", 2006, section
2.1). So everything follows from one Gram matrix and one inverse `Q = (G_LL + λ/w)^-1` of labelled
rows: with `V = Q G_LU`, what a fit without the rows F expects of them is `Y_F - r`, where
`r = Q_FF^-1 (Q Y)_F` (ibid., section 5.4.2), it expects `m - V_F' r` of the unlabelled rows, and
these vary by `S + V_F' Q_FF^-1 V_F` about it, with `m` and `S` those of the fit with F. What the
new targets change of that takes one solve in the number of unlabelled rows.
"""

import math
from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.calibration import known_scores, softmax
from shared.learning.dataset import Indices
from shared.learning.familiarity import Familiarity, LearnedFamiliarity
from shared.learning.judgement import Judgement
from shared.learning.ridge import Doubles, one_hot, row_weights
from shared.selection.novelty import novelty

MAX_UNLABELLED = 400
"""More unlabelled rows are not looked at: they cost time and hardly add."""

MAX_LABELLED = 1500
"""With more labelled rows it is not tried: there is nothing left to gain."""

UNLABELLED_WEIGHT = 0.1
"""What an unlabelled row weighs at most, in labelled tracks."""

SURELY_KNOWN = 0.5
"""What is no stranger than this share of known things is taken for known."""


@dataclass(frozen=True, eq=False, slots=True)
class SelfTraining:
    """A classifier that was taught by unlabelled rows as well, and what judges it.

    weights: (d, k) float64, as `RidgeFit.weights`.
    left_out: (n, k) float64, the scores of each labelled row by a classifier that was made, with
        its targets for the unlabelled rows, without the row's fold.
    plain_left_out: (n, k) float64, the same of the classifier of labelled rows alone.
    """

    weights: Doubles
    left_out: Doubles
    plain_left_out: Doubles


def self_train(
    features: Floats,
    labels: Indices,
    groups: Indices,
    *,
    unlabelled: Floats,
    classes: int,
    regularisation: float,
    plain: Judgement,
    learned: LearnedFamiliarity,
) -> SelfTraining:
    """Teaches the classifier by its own word for unlabelled rows, and leaves folds of tracks out.

    features: (n, d) float32, unit rows. labels, groups: (n,) int64. classes: k, above every label.
    unlabelled: (m, d) float32, unit rows. regularisation: λ of the plain classifier, above 0.
    plain: the judgement of it, for its temperature and the scale of its top scores.
    learned: of the same rows; the folds are its parts, and what is familiar to a classifier
        without a fold is said by the statistics without it.
    The other rows keep their weights when a fold is left out, as in `fit_ridge`.
    """
    problem = _Problem.of(
        features,
        one_hot(labels, classes),
        row_weights(labels, groups),
        unlabelled=unlabelled,
        regularisation=regularisation,
    )
    rule = _Rule(
        unlabelled=unlabelled,
        regularisation=regularisation,
        plain=plain,
        known_scores=known_scores(plain.top_scores),
    )
    left_out, without = np.empty_like(problem.targets), np.empty_like(problem.targets)
    for number, familiarity in enumerate(learned.parts):
        rows = np.flatnonzero(learned.part == number)
        without[rows], left_out[rows] = problem.leave_out(rows, rule, familiarity)
    weights = problem.weights(features, rule, learned.whole)
    return SelfTraining(weights, left_out, without)


def known_shares(strangeness: Floats) -> Doubles:
    """How likely things are to be of a class that was taught.

    1 up to SURELY_KNOWN, and from there straight down to 0 for what is stranger than anything.
    strangeness: (m,) float32, 0 to 1, as from `shared.selection.novelty`. Returns (m,) float64.
    """
    return np.minimum((1.0 - strangeness.astype(np.float64)) / (1.0 - SURELY_KNOWN), 1.0)


@dataclass(frozen=True, eq=False, slots=True)
class _Rule:
    """How what is expected of unlabelled rows becomes their targets, and what these change."""

    unlabelled: Floats
    regularisation: float
    plain: Judgement
    known_scores: tuple[float, ...]

    def dual_weights(self, expected: Doubles, spread: Doubles, familiarity: Familiarity) -> Doubles:
        """(m, k), by how much each unlabelled row pulls once it has its target.

        expected: (m, k), the scores. spread: (m, m), their covariance.
        """
        probabilities = softmax(expected, self.plain.temperature)
        tops = familiarity.shifted(self.plain.class_shifts).top_scores(
            self.unlabelled, expected.astype(np.float32)
        )
        known = known_shares(novelty(tops, self.known_scores))
        root = math.sqrt(UNLABELLED_WEIGHT) * probabilities.max(axis=1, keepdims=True)
        system = spread * root * root.T
        system[np.diag_indices(len(root))] += self.regularisation
        changes = known[:, None] * probabilities - expected
        return np.asarray(root * np.linalg.solve(system, root * changes))


@dataclass(frozen=True, eq=False, slots=True)
class _Problem:
    """The module's head says which is which: targets Y, inverse Q, across V, spread S; means m.

    duals: (n, k), `Q Y`.
    """

    targets: Doubles
    inverse: Doubles
    duals: Doubles
    across: Doubles
    means: Doubles
    spread: Doubles

    @classmethod
    def of(
        cls,
        features: Floats,
        targets: Doubles,
        weights: Doubles,
        *,
        unlabelled: Floats,
        regularisation: float,
    ) -> "_Problem":
        n = len(features)
        rows = np.concatenate([features, unlabelled]).astype(np.float64)
        gram = rows @ rows.T
        system, cross = gram[:n, :n].copy(), gram[:n, n:]
        system[np.diag_indices(n)] += regularisation / weights
        inverse = np.asarray(np.linalg.inv(system), dtype=np.float64)
        duals, across = inverse @ targets, inverse @ cross
        spread = gram[n:, n:] - cross.T @ across
        return cls(targets, inverse, duals, across, cross.T @ duals, spread)

    def leave_out(
        self, rows: Indices, rule: _Rule, familiarity: Familiarity
    ) -> tuple[Doubles, Doubles]:
        """The scores of the rows, (f, k), by the plain classifier without them and by the other."""
        own, across = self.inverse[np.ix_(rows, rows)], self.across[rows]
        solved = np.linalg.solve(own, np.hstack([self.duals[rows], across]))
        classes = self.targets.shape[1]
        residuals, covariance = solved[:, :classes], solved[:, classes:]
        plain = self.targets[rows] - residuals
        duals = rule.dual_weights(
            self.means - across.T @ residuals, self.spread + across.T @ covariance, familiarity
        )
        return plain, plain + covariance @ duals

    def weights(self, features: Floats, rule: _Rule, familiarity: Familiarity) -> Doubles:
        """(d, k), of the classifier that leaves nothing out."""
        duals = rule.dual_weights(self.means, self.spread, familiarity)
        own = features.T @ (self.duals - self.across @ duals)
        return np.asarray(own + rule.unlabelled.T @ duals)
