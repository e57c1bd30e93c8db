"""Combinations: several reasons at once, as products of powers, so that no scale matters."""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.selection.batch import spread_batch
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance
from shared.selection.combined import whatsit_score, whatsit_select
from shared.selection.density import density
from shared.selection.diversity import dissimilarity
from shared.selection.families.uncertainty import entropy, margin
from shared.selection.strategy import Strategy, best_of
from shared.texts import mark

DENSITY_POWER = 2.0
DIVERSITY_POWER = 1.0


def information_density(candidates: Candidates) -> Floats:
    """Entropy times density: unsure, and typical of what is seen."""
    return np.asarray(entropy(candidates) * density(candidates.features, candidates.recent))


def product(candidates: Candidates) -> Floats:
    """Margin times powers of density and of the dissimilarity to what was asked."""
    diverse = dissimilarity(candidates.features, candidates.asked)
    return np.asarray(_dense_margin(candidates) * diverse**DIVERSITY_POWER, np.float32)


def product_batch(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """The same, where what is chosen counts as asked from then on."""
    return spread_batch(
        _dense_margin(candidates),
        candidates.features,
        count,
        chance=Chance.of(candidates, rng),
        power=DIVERSITY_POWER,
        distances=dissimilarity(candidates.features, candidates.asked),
    )


def _dense_margin(candidates: Candidates) -> Floats:
    dense = density(candidates.features, candidates.recent) ** DENSITY_POWER
    return np.asarray(margin(candidates) * dense, np.float32)


COMBINATIONS = (
    Strategy(
        name="whatsit",
        title=mark("whatsit"),
        family="combination",
        formula=(
            "(1 - (p_1 - p_2)) x exp(0.3 z(log density)) x (1 - max_a cos(x, a))^0.5, "
            "cosines about the mean of the pool; in a stream conformal x density x (1 - max_a cos)"
        ),
        source="Settles & Craven, An analysis of active learning strategies (EMNLP 2008); own",
        cost="O(n (a + count) d + n^2 d), n^2 up to 8,192 only",
        when=mark("The default: typical first, then what is not sure, typical and new."),
        score=whatsit_score,
        select=whatsit_select,
    ),
    Strategy(
        name="product",
        title=mark("Margin x density x diversity"),
        family="combination",
        formula="(1 - (p_1 - p_2)) x density^2 x (1 - max_a cos(x, a))",
        source="Settles, Active learning (2012), section 5.1, with batches as in Sener & Savarese",
        cost="O(n (a + count) d + n^2 d), n^2 up to 8,192 only",
        when=mark("Where a risk that the head states shall not silence anything."),
        score=product,
        select=product_batch,
    ),
    Strategy(
        name="information_density",
        title=mark("Information density"),
        family="combination",
        formula="entropy x mean cosine to the 10 nearest of what is seen",
        source="Settles & Craven, An analysis of active learning strategies (EMNLP 2008)",
        cost="O(n k + n^2 d), n^2 up to 8,192 only",
        when=mark("Uncertainty that leaves outliers alone."),
        score=information_density,
        select=best_of(information_density),
    ),
)
