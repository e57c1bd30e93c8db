"""How much an answer would change the ridge classifier, expected over what the answer may be.

Expected model change (Settles, Craven & Ray, "Multiple-instance active learning", NIPS 2007; for
regression: Cai, Zhang & Zhou, "Maximizing expected model change for active learning in
regression", ICDM 2013), exact through the rank-one update of `shared.selection.ridge_update`.
"""

import numpy as np

from shared.domain import Floats
from shared.selection.candidates import Candidates
from shared.selection.ridge_update import (
    answered_state,
    chunks,
    expected_residual,
    largest_step,
    surroundings,
)

LARGEST_RESIDUAL = float(np.sqrt(2.0))
"""Of an output that is sure of another class; what is above counts as much."""


def weight_change(candidates: Candidates) -> Floats:
    """The expected length of the weights' change, over the most that it can be.

    `|A^-1 x| / (1 + x'A^-1 x) * sum_c p_c |e_c - W'x|`. (n,) float32, 0 to 1; with one class 0.
    """
    state = answered_state(candidates)
    scores = np.zeros(len(candidates), np.float32)
    if candidates.classes == 1:
        return scores
    for rows in chunks(len(candidates)):
        features = candidates.features[rows]
        step = np.linalg.norm(state.solved(features), axis=1) / (1.0 + state.leverages(features))
        scores[rows] = step * expected_residual(candidates, state, rows)
    return _in_range(scores, candidates)


def output_change(candidates: Candidates) -> Floats:
    """The expected root mean square change of the outputs for what is seen, over its most.

    `sqrt(mean_r (r'A^-1 x)^2) / (1 + x'A^-1 x) * sum_c p_c |e_c - W'x|`. (n,) float32, 0 to 1;
    with one class 0.
    """
    state = answered_state(candidates)
    scores = np.zeros(len(candidates), np.float32)
    if candidates.classes == 1:
        return scores
    seen = state.solved(surroundings(candidates))
    for rows in chunks(len(candidates)):
        features = candidates.features[rows]
        reach = np.sqrt(np.square(features @ seen.T).mean(axis=1))
        step = reach / (1.0 + state.leverages(features))
        scores[rows] = step * expected_residual(candidates, state, rows)
    return _in_range(scores, candidates)


def _in_range(change: Floats, candidates: Candidates) -> Floats:
    most = LARGEST_RESIDUAL * largest_step(candidates.regularisation)
    return np.asarray(np.clip(change / most, 0.0, 1.0), np.float32)
