"""Which open questions show the same thing, so that one answer serves them all.

A group is grown around one track: the most similar first, each only if it is as similar to every
track that is in already. That is complete linkage (Sørensen, "A method of establishing groups of
equal amplitude in plant sociology", 1948) around a leader (Hartigan, "Clustering algorithms", 1975,
chapter 3): no chain of neighbours can lead from a cup to a bowl, and a new track changes nothing
but its own surroundings, so that groups hold from one day to the next.
"""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.features import unit_rows

ALIKE_COSINE = 0.65
"""From here on two features count as alike, measured from the middle of what is around.

Of pairs of single photos that are, 65 (playing cards) to 99 % (clothing) have one name; views of
one thing are closer than such photos. Not measured from the middle, no one bound serves: at 0.85
it is 20 to 97 % (docs/novelty.md).
"""


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
