"""The default: uncertain, typical of what is seen, and unlike what was asked."""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.selection.batch import spread_batch
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance
from shared.selection.density import density
from shared.selection.diversity import dissimilarity
from shared.selection.families.uncertainty import conformal


def whatsit_score(candidates: Candidates) -> Floats:
    """Uncertainty × density × dissimilarity to what was asked."""
    dense = density(candidates.features, candidates.recent)
    diverse = dissimilarity(candidates.features, candidates.asked)
    return np.asarray(conformal(candidates) * dense * diverse, np.float32)


def whatsit_select(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """The same product, where what is chosen counts as asked from then on.

    While there are no two names to decide between, what is typical comes first.
    """
    dense = density(candidates.features, candidates.recent)
    worth = dense if candidates.classes == 1 else conformal(candidates) * dense
    return spread_batch(
        worth,
        candidates.features,
        count,
        chance=Chance.of(candidates, rng),
        power=1.0,
        distances=dissimilarity(candidates.features, candidates.asked),
    )
