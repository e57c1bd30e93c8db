"""Diversity: ask about all kinds of things, whatever the head says. No labels are needed."""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.selection.batch import spread_batch
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance
from shared.selection.coverage import coverage, covering_batch
from shared.selection.diversity import dissimilarity
from shared.selection.k_means_batch import centrality, k_means_batch, k_means_plus_plus_batch
from shared.selection.strategy import Strategy
from shared.selection.typicality import typical_batch, typicality
from shared.texts import mark


def unlike_asked(candidates: Candidates) -> Floats:
    """How unlike a candidate is to what was asked."""
    return dissimilarity(candidates.features, candidates.asked)


def core_set_batch(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """Each the farthest from all before it and from what was asked."""
    return spread_batch(
        np.ones(len(candidates)),
        candidates.features,
        count,
        chance=Chance.of(candidates, rng),
        power=1.0,
        distances=unlike_asked(candidates),
    )


DIVERSITY = (
    Strategy(
        name="typical",
        title=mark("Typical (TypiClust)"),
        family="diversity",
        formula="mean cosine to the 20 nearest in the largest cluster with the fewest asked; in a "
        "stream times 1 - max_a cos(x, a)",
        source="Hacohen, Dekel & Weinshall, Active learning on a budget (ICML 2022)",
        cost="O(n (a + count) d), at most 500 clusters",
        when=mark("For the first labels, up to a few a class: nothing else starts better."),
        score=typicality,
        select=typical_batch,
    ),
    Strategy(
        name="coverage",
        title=mark("Coverage (ProbCover)"),
        family="diversity",
        formula="share of what is seen within radius r of x and of nothing asked; r so that 95 % "
        "have only their own cluster within it",
        source="Yehuda et al., Active learning through a covering lens (NeurIPS 2022)",
        cost="O(n min(n, 2000) d)",
        when=mark(
            "For the first labels where classes are compact. Once all is covered it is chance."
        ),
        score=coverage,
        select=covering_batch,
    ),
    Strategy(
        name="core_set",
        title=mark("Core-set (farthest first)"),
        family="diversity",
        formula="1 - max_a cos(x, a) over all a asked and chosen",
        source="Sener & Savarese, Active learning for CNNs: a core-set approach (ICLR 2018)",
        cost="O(n (a + count) d)",
        when=mark(
            "To see every corner of the pool, outliers first: for auditing a data set rather "
            "than for learning from few labels."
        ),
        score=unlike_asked,
        select=core_set_batch,
    ),
    Strategy(
        name="k_means",
        title=mark("k-means centres"),
        family="diversity",
        formula="max_j cos(x, centre_j); in a stream times 1 - max_a cos(x, a)",
        source="Zhdanov, Diverse mini-batch active learning (2019)",
        cost="O(n count d)",
        when=mark("For one large first batch. It does not look at what was asked before."),
        score=centrality,
        select=k_means_batch,
    ),
    Strategy(
        name="k_means_pp",
        title=mark("k-means++ draws"),
        family="diversity",
        formula="drawn with P(x) proportional to 1 - max_a cos(x, a) over all a asked and chosen",
        source="Arthur & Vassilvitskii, k-means++: the advantages of careful seeding (SODA 2007)",
        cost="O(n (a + count) d)",
        when=mark("As core-set, without its love of outliers."),
        score=unlike_asked,
        select=k_means_plus_plus_batch,
    ),
)
