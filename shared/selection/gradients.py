"""How far an answer would pull the weights of a softmax classifier on the same features.

The gradient of the log loss for class c is `(p - e_c) x'`: its length is `|p - e_c| |x|`, and
products of two gradients are products of their factors, so that none is ever written out.
"""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles
from shared.selection.batch import Spread, drawn_batch
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance


def expected_gradient_length(probabilities: Floats) -> Floats:
    """The gradient's length on features of unit length, expected over the answer, over its most.

    Settles, Craven & Ray, "Multiple-instance active learning" (NIPS 2007), in closed form:
    `sum_c p_c sqrt(|p|^2 - 2 p_c + 1)`, at most `sqrt(1 - 1 / k)`, where all classes are as likely.

    probabilities: (n, k) float32, rows sum to 1. Returns (n,) float32, 0 to 1; 0 for one class.
    """
    classes = probabilities.shape[1]
    if classes == 1:
        return np.zeros(probabilities.shape[0], np.float32)
    shares = probabilities.astype(np.float64)  # sure ones differ by less than float32 can tell
    squares = np.square(shares).sum(axis=1, keepdims=True)
    lengths = np.sqrt(np.maximum(squares - 2.0 * shares + 1.0, 0.0))
    expected = (shares * lengths).sum(axis=1) / np.sqrt(1.0 - 1.0 / classes)
    return np.asarray(np.clip(expected, 0.0, 1.0), np.float32)


def likeliest_gradient_length(probabilities: Floats) -> Floats:
    """The gradient's length for the likeliest answer, over its most, `sqrt(1 - 1 / k)`.

    Shapes and range as in `expected_gradient_length`.
    """
    classes = probabilities.shape[1]
    if classes == 1:
        return np.zeros(probabilities.shape[0], np.float32)
    lengths = np.linalg.norm(_pull(probabilities), axis=1) / np.sqrt(1.0 - 1.0 / classes)
    return np.asarray(np.clip(lengths, 0.0, 1.0), np.float32)


def badge_batch(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """The largest gradient, then others in proportion to their squared distance to those before.

    Ash, Zhang, Krishnamurthy, Langford & Agarwal, "Deep batch active learning by diverse,
    uncertain gradient lower bounds" (ICLR 2020): the k-means++ start on gradients for the
    likeliest answer.
    """
    chance = Chance.of(candidates, rng)
    pull = _pull(candidates.probabilities).astype(np.float64)
    squares = np.square(pull).sum(axis=1)

    def distance(cosines: Floats, rows: Indices, picks: Indices) -> Doubles:
        products = (pull[rows] @ pull[picks].T) * cosines
        return np.asarray(np.maximum(squares[rows, None] + squares[picks] - 2.0 * products, 0.0))

    start = np.full(squares.size, np.inf)
    spread = Spread(candidates.features, start, chance=chance, distance=distance)
    first = spread.best(lambda _, rows: squares[rows]) if count > 0 else None
    if first is not None:
        spread.pick(first)
    return drawn_batch(spread, count, chance=chance)


def _pull(probabilities: Floats) -> Floats:
    """`p - e_c` for the likeliest class c."""
    pull = probabilities.copy()
    pull[np.arange(pull.shape[0]), probabilities.argmax(axis=1)] -= 1.0
    return pull
