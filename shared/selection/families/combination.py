"""Combinations: several reasons at once."""

from shared.selection.combined import whatsit_score, whatsit_select
from shared.selection.strategy import Strategy

COMBINATIONS = (
    Strategy(
        name="whatsit",
        title="whatsit",
        family="combination",
        formula="conformal uncertainty x density x dissimilarity to what was asked",
        source="Settles & Craven, An analysis of active learning strategies (EMNLP 2008)",
        cost="O(n (a + neighbours) d)",
        when="The default.",
        score=whatsit_score,
        select=whatsit_select,
    ),
)
