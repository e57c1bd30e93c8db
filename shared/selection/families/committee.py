"""Query by committee: ask about what the head's members see differently.

Seung, Opper & Sompolinsky, "Query by committee" (COLT 1992).
"""

from shared.domain import Floats
from shared.selection import votes
from shared.selection.candidates import Candidates
from shared.selection.strategy import Strategy, best_of
from shared.texts import mark


def mean_kl(candidates: Candidates) -> Floats:
    """How far each member is from the consensus on average, as a share of the most possible."""
    return candidates.disagreement


def vote_entropy(candidates: Candidates) -> Floats:
    """How widely the members' first names are spread."""
    return votes.vote_entropy(candidates.votes)


def consensus_entropy(candidates: Candidates) -> Floats:
    """How unsure the members are when they speak as one."""
    return votes.consensus_entropy(candidates.votes)


def variation_ratio(candidates: Candidates) -> Floats:
    """How many members do not give the commonest first name."""
    return votes.variation_ratio(candidates.votes)


COMMITTEE = (
    Strategy(
        name="mean_kl",
        title=mark("Committee: mean divergence"),
        family="committee",
        formula="mean_m KL(p_m || mean_m p_m) / log min(m, k)",
        source="McCallum & Nigam, Employing EM and pool-based active learning (ICML 1998)",
        cost="O(m n k)",
        when=mark(
            "Where views of one thing through different features contradict each other. The "
            "finest of the committee's measures."
        ),
        score=mean_kl,
        select=best_of(mean_kl),
    ),
    Strategy(
        name="vote_entropy",
        title=mark("Committee: vote entropy"),
        family="committee",
        formula="-sum_c v_c log v_c / log min(m, k), v_c the share of members that say c first",
        source="Dagan & Engelson, Committee-based sampling (ICML 1995)",
        cost="O(m n k)",
        when=mark(
            "When only the members' first names can be trusted, as with bad calibration. Five "
            "members make few levels, so that many are equal."
        ),
        score=vote_entropy,
        select=best_of(vote_entropy),
    ),
    Strategy(
        name="consensus_entropy",
        title=mark("Committee: consensus entropy"),
        family="committee",
        formula="-sum_c q_c log q_c / log k, q = mean_m p_m",
        source="Settles, Active learning (2012), section 3.4",
        cost="O(m n k)",
        when=mark(
            "Entropy that also counts what the members disagree on; steadier than that of one head."
        ),
        score=consensus_entropy,
        select=best_of(consensus_entropy),
    ),
    Strategy(
        name="variation_ratio",
        title=mark("Committee: variation ratio"),
        family="committee",
        formula="(1 - max_c v_c) / (1 - ceil(m / k) / m)",
        source="Freeman, Elementary applied statistics (1965)",
        cost="O(m n k)",
        when=mark("As vote entropy, when it only matters how many members are outvoted."),
        score=variation_ratio,
        select=best_of(variation_ratio),
    ),
)
