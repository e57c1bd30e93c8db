"""Whether two robots saw one and the same thing, as far as their pictures tell."""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.features import unit_rows

TWIN_VIEWS = 2
"""So many views of each count, the best first."""

TWIN_COSINE = 0.93
TWIN_FROM_MIDDLE = 0.85
"""Both have to hold for one pair of views; the second is measured from the middle of all things.

Of 400 objects each, two views an object, so many have a twin of another class: clothing none,
coco128 .5 %, cards 2 %; of digits, with one view, none. Of third views of an object, moved and in
other light, so many are found: clothing 94 %, cards 41 %, coco128 64 %.
"""

TWIN_COSINE_ALONE = 0.97
"""Where no middle is known. Of single photos of the same objects none has a twin of another class
then; found are clothing 44 %, cards 8 %, coco128 4 %."""


def twins_of(features: Floats, others: Floats, centre: Floats | None) -> Indices:
    """The rows of `others` that show the very thing that `features` show, in order.

    features: (v, d) float32 of one track, others: (n, d) float32, unit length.
    centre: (d,) float32, the mean feature of things of all kinds; None where too few are known.
    Returns (m,) int64.
    """
    cosines = others @ features.T
    if centre is None:
        return np.flatnonzero(cosines.max(axis=1, initial=-1.0) >= TWIN_COSINE_ALONE)
    (near,) = np.nonzero(cosines.max(axis=1, initial=-1.0) >= TWIN_COSINE)
    from_middle = unit_rows(others[near] - centre) @ unit_rows(features - centre).T
    alike = (cosines[near] >= TWIN_COSINE) & (from_middle >= TWIN_FROM_MIDDLE)
    found: Indices = near[alike.any(axis=1)]
    return found
