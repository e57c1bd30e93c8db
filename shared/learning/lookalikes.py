"""Which open questions show the same thing, so that one answer serves them all.

A group is grown around one track: the most similar first, each only if it is as similar to every
track that is in already. That is complete linkage (Sørensen, "A method of establishing groups of
equal amplitude in plant sociology", 1948) around a leader (Hartigan, "Clustering algorithms", 1975,
chapter 3): no chain of neighbours can lead from a cup to a bowl, and a new track changes nothing
but its own surroundings, so that groups hold from one day to the next.
"""

import numpy as np
import numpy.typing as npt

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.features import unit_rows

ALIKE_COSINE = 0.65
"""From here on two features count as alike, measured from the middle of what is around.

Of pairs of single photos that are, 65 (playing cards) to 99 % (clothing) have one name; views of
one thing are closer than such photos. Not measured from the middle, no one bound serves: at 0.85
it is 20 to 97 % (docs/novelty.md).
"""

_ROUNDING = 1e-3
"""Two ways of reckoning the same cosine in float32 differ by far less."""


def lookalikes(
    leader: Floats, others: Floats, *, centre: Floats, limit: int, cosine: float = ALIKE_COSINE
) -> Indices:
    """The rows of `others` that show what `leader` shows, the most similar first.

    leader: (d,), others: (n, d) float32, unit length, of one view a track.
    centre: (d,) float32, the mean feature of things of all kinds.
    limit: at most so many, 0 or more. cosine: from which on two are alike, -1 to 1.
    Returns (m,) int64; any two of them, and the leader, are alike.
    """
    rows = unit_rows(np.concatenate([leader[None], others]) - centre)
    nearness = rows[1:] @ rows[0]
    order = np.argsort(-nearness, kind="stable")
    chosen: list[int] = []
    for row in order[: int(np.sum(nearness >= cosine))]:
        if len(chosen) >= limit:
            break
        if not chosen or float((rows[1:][chosen] @ rows[1 + row]).min()) >= cosine:
            chosen.append(int(row))
    return np.asarray(chosen, np.int64)


def may_be_alike(
    leader: Floats, others: Floats, *, centre: Floats, cosine: float = ALIKE_COSINE
) -> npt.NDArray[np.bool_]:
    """Which rows are as near to the leader as alike ones are: among these, `lookalikes` finds what
    it would find among all. Nothing of `others` is copied, whatever the centre.

    leader: (d,), others: (n, d) float32, unit length or zero. Returns (n,) bool.
    """
    aside = leader - centre
    along, to_centre = others @ aside, others @ centre
    nearness = along - float(centre @ aside)
    squares = np.einsum("nd,nd->n", others, others) - 2.0 * to_centre + float(centre @ centre)
    lengths = np.sqrt(np.maximum(squares, 0.0) * float(aside @ aside))
    return np.asarray(nearness >= cosine * lengths - _ROUNDING * (1.0 + lengths))
