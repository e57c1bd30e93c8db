"""Expected model change: ask what would move the classifier most."""

from shared.domain import Floats
from shared.selection.candidates import Candidates
from shared.selection.gradients import (
    badge_batch,
    expected_gradient_length,
    likeliest_gradient_length,
)
from shared.selection.model_change import output_change, weight_change
from shared.selection.strategy import Strategy, best_of
from shared.texts import mark


def gradient_length(candidates: Candidates) -> Floats:
    """The expected length of the gradient."""
    return expected_gradient_length(candidates.probabilities)


def badge(candidates: Candidates) -> Floats:
    """The length of the gradient for the likeliest answer."""
    return likeliest_gradient_length(candidates.probabilities)


MODEL_CHANGE = (
    Strategy(
        name="gradient_length",
        title=mark("Expected gradient length"),
        family="model_change",
        formula="sum_c p_c sqrt(|p|^2 - 2 p_c + 1) / sqrt(1 - 1/k)",
        source="Settles, Craven & Ray, Multiple-instance active learning (NIPS 2007)",
        cost="O(n k)",
        when=mark(
            "On features of unit length it is one more uncertainty, between margin and entropy."
        ),
        score=gradient_length,
        select=best_of(gradient_length),
    ),
    Strategy(
        name="weight_change",
        title=mark("Expected change of weights"),
        family="model_change",
        formula="|A^-1 x| / (1 + x'A^-1 x) sum_c p_c |e_c - W'x|, over its most; "
        "A = X'X + lambda I",
        source="Cai, Zhang & Zhou, Maximizing expected model change (ICDM 2013); exact for ridge",
        cost="O(a^2 d + n a d), a at most d",
        when=mark(
            "When few labels are there and outliers are rare: it likes what is unlike all labels."
        ),
        score=weight_change,
        select=best_of(weight_change),
    ),
    Strategy(
        name="output_change",
        title=mark("Expected change of outputs"),
        family="model_change",
        formula="sqrt(mean_r (r'A^-1 x)^2) / (1 + x'A^-1 x) sum_c p_c |e_c - W'x|, over its most",
        source="Käding, Freytag, Rodner, Perino & Denzler, Large-scale active learning with "
        "approximations of expected model output changes (GCPR 2016); exact for ridge",
        cost="O(a^2 d + n (a + 512) d), a at most d",
        when=mark(
            "As the change of weights, but only what matters for things that are seen counts: "
            "density comes with it."
        ),
        score=output_change,
        select=best_of(output_change),
    ),
    Strategy(
        name="badge",
        title=mark("BADGE"),
        family="model_change",
        formula="k-means++ on g = (p - e_c) x', c = argmax p; in a stream "
        "|p - e_c| / sqrt(1 - 1/k)",
        source="Ash et al., Deep batch active learning by diverse, uncertain gradient lower "
        "bounds (ICLR 2020)",
        cost="O(n count (d + k))",
        when=mark("For large batches: uncertain and diverse with nothing to tune."),
        score=badge,
        select=badge_batch,
    ),
)
