"""Error and variance reduction: ask what would leave least to get wrong afterwards."""

from shared.selection.expected_error import expected_error, expected_error_batch
from shared.selection.strategy import Strategy
from shared.selection.variance import (
    a_optimal,
    design_batch,
    leverage,
    output_variance,
    own_variance,
    v_optimal,
    weight_variance,
)
from shared.texts import mark

DESIGNS = "Atkinson & Donev, Optimum experimental designs (1992)"

ERROR_REDUCTION = (
    Strategy(
        name="expected_error",
        title=mark("Expected error reduction"),
        family="error_reduction",
        formula="sum_y p_y (2 b_y' mean_r(c_r f_r) + |b_y|^2 mean_r(c_r^2)), c_r = r'A^-1 x, "
        "b_y = (e_y - W'x) / (1 + x'A^-1 x), f_r = W'r",
        source="Roy & McCallum, Toward optimal active learning (ICML 2001); Zhu, Lafferty & "
        "Ghahramani, Combining active learning and semi-supervised learning (2003)",
        cost="O(a^2 d + n (a + 512) d + 512 n k), a at most d",
        when=mark("When every class is known already and the pool looks like what will be met."),
        score=expected_error,
        select=expected_error_batch,
    ),
    Strategy(
        name="v_optimal",
        title=mark("Variance of outputs (V-optimal)"),
        family="error_reduction",
        formula="mean_r (r'A^-1 x)^2 / (1 + x'A^-1 x) / mean_r r'A^-1 r",
        source="Yu, Bi & Tresp, Active learning via transductive experimental design (ICML 2006)",
        cost="O(a^2 d + n (a + 512) d + 1024^2 count), a at most d",
        when=mark(
            "For the first labels: representative without clusters, and no labels are needed."
        ),
        score=v_optimal,
        select=design_batch(v_optimal, output_variance),
    ),
    Strategy(
        name="a_optimal",
        title=mark("Variance of weights (A-optimal)"),
        family="error_reduction",
        formula="lambda (1 + lambda) |A^-1 x|^2 / (1 + x'A^-1 x)",
        source=DESIGNS,
        cost="O(a^2 d + n a d + 1024^2 count), a at most d",
        when=mark("To determine the classifier everywhere, also where nothing is ever seen."),
        score=a_optimal,
        select=design_batch(a_optimal, weight_variance),
    ),
    Strategy(
        name="leverage",
        title=mark("Leverage (D-optimal)"),
        family="error_reduction",
        formula="lambda x'A^-1 x",
        source=DESIGNS,
        cost="O(a^2 d + n a d + 1024^2 count), a at most d",
        when=mark(
            "To find what the classifier knows nothing about. Likes outliers; on its own worse "
            "than chance."
        ),
        score=leverage,
        select=design_batch(leverage, own_variance),
    ),
)
