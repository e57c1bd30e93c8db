"""The default: uncertain, typical of what is seen, and unlike what was asked."""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.features import SMALLEST_NORM
from shared.learning.ridge import Doubles
from shared.selection import uncertainty
from shared.selection.batch import spread_batch
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance
from shared.selection.density import density
from shared.selection.diversity import dissimilarity
from shared.selection.families.uncertainty import conformal

DENSITY_STEP = 0.3
"""By how much in its logarithm the worth rises with one standard deviation of log density.

Measured on three kinds of pools and good on all (docs/strategies.md): with 0.8 the outskirts of a
pool are hardly asked about, and with less than 0.2 outliers are.
"""

NOVELTY_POWER = 0.5
"""Of the dissimilarity to what was asked. 1 helps where labels are noisy, and costs as much where
the hardest objects are the rarest."""

SMALLEST_DENSITY = 1e-3
SMALLEST_SPREAD = 1e-6


def whatsit_score(candidates: Candidates) -> Floats:
    """Uncertainty × density × dissimilarity to what was asked."""
    dense = density(candidates.features, candidates.recent)
    diverse = dissimilarity(candidates.features, candidates.asked)
    return np.asarray(conformal(candidates) * dense * diverse, np.float32)


def whatsit_select(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """Margin × exp(0.3 × standardised log density) × dissimilarity ** 0.5, spread over the batch.

    Likeness is measured about the mean of what is seen: embeddings share a direction that says
    nothing about them, and that unlabelled data shows. Early on no two names are told apart, all
    margins are near 1 and what is typical comes first; the more the head's calibrated
    probabilities tell apart, the more the margin decides. The margin and not the prediction set,
    which is silent about what is sure: a pool is ranked to the end.
    """
    mean = _mean_of(candidates.recent, dim=candidates.features.shape[1])
    features, asked = _centred(candidates.features, mean), _centred(candidates.asked, mean)
    is_pool = candidates.recent is candidates.features
    surroundings = features if is_pool else _centred(candidates.recent, mean)
    worth = _typicality(features, surroundings)
    worth *= dissimilarity(features, asked) ** NOVELTY_POWER
    if candidates.classes > 1:
        worth *= uncertainty.margin(candidates.probabilities)
    return spread_batch(worth, features, count, chance=Chance.of(candidates, rng), power=1.0)


def _typicality(features: Floats, surroundings: Floats) -> Doubles:
    """(n,) float64, above 0: the same whatever the scale and the spread of the densities."""
    dense = np.maximum(density(features, surroundings), SMALLEST_DENSITY).astype(np.float64)
    if not dense.size:
        return dense
    logs = np.log(dense)
    spread = max(float(logs.std()), SMALLEST_SPREAD)
    return np.asarray(np.exp(DENSITY_STEP * (logs - logs.mean()) / spread))


def _mean_of(rows: Floats, *, dim: int) -> Floats:
    """(dim,) float32; 0 where there are no two rows to differ from their mean."""
    if rows.shape[0] < 2:
        return np.zeros(dim, np.float32)
    return np.asarray(np.ones(rows.shape[0], np.float32) @ rows / rows.shape[0], np.float32)


def _centred(rows: Floats, mean: Floats) -> Floats:
    """Unit rows, made in place: of 100,000 rows one copy more is half a gigabyte."""
    centred = rows - mean
    lengths = np.sqrt(np.einsum("ij,ij->i", centred, centred))
    centred /= np.maximum(lengths, SMALLEST_NORM)[:, None]
    return centred
