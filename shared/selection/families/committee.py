"""Query by committee: ask about what the head's members see differently."""

from shared.domain import Floats
from shared.selection.candidates import Candidates
from shared.selection.strategy import Strategy, best_of


def mean_kl(candidates: Candidates) -> Floats:
    """How far each member is from the consensus on average, as a share of the most possible."""
    return candidates.disagreement


COMMITTEE = (
    Strategy(
        name="mean_kl",
        title="Committee, mean divergence",
        family="committee",
        formula="mean_m KL(p_m || mean_m p_m) / log min(m, k)",
        source="McCallum & Nigam, Employing EM and pool-based active learning (ICML 1998)",
        cost="O(m n k)",
        when="To ask where more labels would settle what different features say.",
        score=mean_kl,
        select=best_of(mean_kl),
    ),
)
