"""Which open questions show the same thing, so that one answer serves them all.

A group is grown around one track: the most similar first, each only if it is as similar to every
track that is in already. That is complete linkage (Sørensen, "A method of establishing groups of
equal amplitude in plant sociology", 1948) around a leader (Hartigan, "Clustering algorithms", 1975,
chapter 3): no chain of neighbours can lead from a cup to a bowl, and a new track changes nothing
but its own surroundings, so that groups hold from one day to the next.
"""

from collections.abc import Sequence

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices

DEFAULT_COSINE = 0.85
"""From here on tracks are alike where no track shows how much its own views differ."""

COSINE_BOUNDS = (0.75, 0.95)
SPREAD_SHARE = 0.25
"""The share of tracks whose views differ more than tracks of a group may."""

TRACKS_FOR_BOUND = 10


def alike_cosine(tracks: Sequence[Floats]) -> float:
    """From which cosine on two tracks count as alike: what the views of one track keep to.

    The lower quartile, over tracks with several views, of the least cosine between two of its
    views, within COSINE_BOUNDS; DEFAULT_COSINE while such tracks are few.

    tracks: (views, d) float32, unit rows, each.
    """
    several = [features for features in tracks if len(features) > 1]
    if len(several) < TRACKS_FOR_BOUND:
        return DEFAULT_COSINE
    least = [float((features @ features.T).min()) for features in several]
    return float(np.clip(np.quantile(least, SPREAD_SHARE), *COSINE_BOUNDS))


def lookalikes(leader: Floats, others: Floats, *, cosine: float, limit: int) -> Indices:
    """The rows of `others` that show what `leader` shows, the most similar first.

    leader: (d,), others: (n, d) float32, unit length: a track's mean direction each.
    cosine: from which on two are alike, -1 to 1. limit: at most so many, 0 or more.
    Returns (m,) int64; any two of them, and the leader, are alike.
    """
    nearness = others @ leader
    order = np.argsort(-nearness, kind="stable")
    chosen: list[int] = []
    for row in order[: int(np.sum(nearness >= cosine))]:
        if len(chosen) >= limit:
            break
        if not chosen or float((others[chosen] @ others[row]).min()) >= cosine:
            chosen.append(int(row))
    return np.asarray(chosen, np.int64)
