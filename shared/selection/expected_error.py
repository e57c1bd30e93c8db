"""How much surer an answer would make the classifier of all that is seen, whatever it is.

Expected error reduction (Roy & McCallum, "Toward optimal active learning through sampling
estimation of error reduction", ICML 2001), with the Gini impurity of the ridge classifier's
outputs for the error: then a rank-one update gives it in closed form, as for the Gaussian fields
of Zhu, Lafferty & Ghahramani (ICML workshop on the continuum from labeled to unlabeled data, 2003).
"""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles
from shared.selection.candidates import Candidates
from shared.selection.ranking import ranked_batch
from shared.selection.ridge_update import answered_state, chunks, outputs, surroundings


def impurity_reduction(candidates: Candidates) -> Doubles:
    """What an answer is expected to take off the mean of `1 - |f|^2` over what is seen.

    f are the outputs for it. With `c_r = r'A^-1 x`, `b_y = (e_y - W'x) / (1 + x'A^-1 x)` and
    means over r: `sum_y p_y (2 b_y' mean(c_r f_r) + |b_y|^2 mean(c_r^2))`.
    Returns (n,) float64; below 0 where the outputs would become less sure. With one class 0.
    """
    state, seen = answered_state(candidates), surroundings(candidates)
    found = np.zeros(len(candidates))
    if candidates.classes == 1 or not seen.shape[0]:
        return found
    solved, sure = state.solved(seen), (seen @ state.weights).astype(np.float64)
    for rows in chunks(len(candidates)):
        features = candidates.features[rows]
        reach = (features @ solved.T).astype(np.float64)
        growth = reach @ sure / seen.shape[0]
        shrunk = 1.0 / (1.0 + state.leverages(features).astype(np.float64))
        said = outputs(candidates, state, rows).astype(np.float64)
        chance = candidates.probabilities[rows].astype(np.float64)
        linear = ((chance - said) * growth).sum(axis=1) * shrunk
        lengths = np.square(said).sum(axis=1, keepdims=True) - 2.0 * said + 1.0
        square = (chance * lengths).sum(axis=1) * np.square(shrunk)
        found[rows] = 2.0 * linear + square * np.square(reach).mean(axis=1)
    return found


def expected_error(candidates: Candidates) -> Floats:
    """The reduction as a score: (n,) float32, 0 where nothing is gained, to 1."""
    return np.clip(impurity_reduction(candidates), 0.0, 1.0).astype(np.float32)


def expected_error_batch(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """The largest reductions, each counted as if it were the only answer."""
    reductions = impurity_reduction(candidates)
    return ranked_batch(reductions, candidates.features, count, rng=rng)
