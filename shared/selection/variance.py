"""How much an answer, whatever it is, would narrow down the ridge classifier.

The variance of the classifier is `A^-1` (times that of the labels' noise) with
`A = X'X + λI` over all that was asked, answered or not; one more row x takes
`A^-1 x x'A^-1 / (1 + x'A^-1 x)` off it. Optimal designs differ in what they want small (Atkinson &
Donev, "Optimum experimental designs", 1992; for classifiers on fixed features: Yu, Bi & Tresp,
"Active learning via transductive experimental design", ICML 2006).
"""

from collections.abc import Callable

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance
from shared.selection.ranking import is_new, ranked_batch
from shared.selection.ridge_update import RidgeState, asked_state, chunks, surroundings
from shared.selection.strategy import Score, Select

SHORTLIST_ROWS = 1024
"""So many of the highest scores are ranked anew after each choice of a batch."""


def leverage(candidates: Candidates) -> Floats:
    """D-optimal: how badly the candidate itself is determined, `λ x'A^-1 x`. (n,) float32, 0 to 1;
    1 where nothing like it was asked."""
    state = asked_state(candidates)
    scores = np.empty(len(candidates), np.float32)
    for rows in chunks(len(candidates)):
        scores[rows] = state.leverages(candidates.features[rows])
    return _unit(scores * np.float32(candidates.regularisation))


def a_optimal(candidates: Candidates) -> Floats:
    """A-optimal: what is taken off the mean variance of the weights, over the most that can be.

    `|A^-1 x|^2 / (1 + x'A^-1 x)`, at most `1 / (λ (1 + λ))`. (n,) float32, 0 to 1.
    """
    state, ridge = asked_state(candidates), candidates.regularisation
    scores = np.empty(len(candidates), np.float32)
    for rows in chunks(len(candidates)):
        features = candidates.features[rows]
        squares = np.square(state.solved(features)).sum(axis=1)
        scores[rows] = squares / (1.0 + state.leverages(features))
    return _unit(scores * np.float32(ridge * (1.0 + ridge)))


def v_optimal(candidates: Candidates) -> Floats:
    """V-optimal: the share that is taken off the mean variance of the outputs for what is seen.

    `mean_r (r'A^-1 x)^2 / (1 + x'A^-1 x) / mean_r r'A^-1 r`. (n,) float32, 0 to 1.
    """
    state, seen = asked_state(candidates), surroundings(candidates)
    scores = np.empty(len(candidates), np.float32)
    if not seen.shape[0]:
        return scores
    variance = max(float(state.leverages(seen).mean()), 1e-9)
    solved = state.solved(seen)
    for rows in chunks(len(candidates)):
        features = candidates.features[rows]
        squares = np.square(features @ solved.T).mean(axis=1)
        scores[rows] = squares / (1.0 + state.leverages(features))
    return _unit(scores / np.float32(variance))


Reach = Callable[[Candidates, RidgeState, Floats], Floats]
"""What of the variance a design wants small: from rows (m, d) to their products (m, q) with it."""


def own_variance(candidates: Candidates, state: RidgeState, rows: Floats) -> Floats:
    """D-optimal: the candidates' own; no products are needed for it."""
    return np.zeros((rows.shape[0], 0), np.float32)


def weight_variance(candidates: Candidates, state: RidgeState, rows: Floats) -> Floats:
    """A-optimal: of all weights."""
    return state.solved(rows)


def output_variance(candidates: Candidates, state: RidgeState, rows: Floats) -> Floats:
    """V-optimal: of the outputs for what is seen."""
    return rows @ state.solved(surroundings(candidates)).T


def design_batch(score: Score, reach: Reach) -> Select:
    """Selects greedily: after each choice the variance is what it will be once that is answered.

    The SHORTLIST_ROWS highest scores are ranked anew each time, exactly.
    """

    def select(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
        chance, scores = Chance.of(candidates, rng), score(candidates)
        shortlist = np.lexsort((chance.uniform(), scores))[::-1][:SHORTLIST_ROWS]
        rows, state = candidates.features[shortlist], asked_state(candidates)
        products = (rows @ state.solved(rows).T).astype(np.float64)
        reached = reach(candidates, state, rows).astype(np.float64)
        picks = [int(shortlist[row]) for row in _greedy(rows, products, reached, count)]
        return ranked_batch(scores, candidates.features, count, rng=rng, picks=picks)

    return select


def _greedy(rows: Floats, products: Doubles, reached: Doubles, count: int) -> list[int]:
    """Rows, best first, without near-duplicates.

    products: (m, m), `x'A^-1 x` of all pairs. reached: (m, q), products with what is to narrow
    down; with no columns that is the rows themselves. Both are this function's own.
    """
    picks: list[int] = []
    left = np.ones(rows.shape[0], np.bool_)
    while len(picks) < count and left.any():
        leverages = np.maximum(products.diagonal(), 0.0)
        values = leverages
        if reached.shape[1]:
            values = np.square(reached).sum(axis=1) / (1.0 + leverages)
        row = int(np.where(left, values, -1.0).argmax())
        left[row] = False
        if not is_new(rows, row, picks):
            continue
        picks.append(row)
        share = products[:, row] / (1.0 + leverages[row])
        reached = reached - np.outer(share, reached[row])
        products = products - np.outer(share, products[row])
    return picks


def _unit(scores: Floats) -> Floats:
    return np.clip(scores, 0.0, 1.0).astype(np.float32)
