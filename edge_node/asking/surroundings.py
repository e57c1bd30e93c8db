"""What was seen lately, and what two things have in common beyond all that is seen."""

import numpy as np

from shared.domain import Floats
from shared.learning.features import unit_rows
from shared.learning.lookalikes import ALIKE_COSINE
from shared.selection.ranking import NEAR_DUPLICATE_COSINE

MAX_TRACKS = 256
"""So many of the latest tracks are kept; the middle of 20 is nearly that of all."""

LEAST_TRACKS = 20
"""With fewer nobody knows yet what all things have in common."""


class Surroundings:
    """Features of the latest tracks, one each. Belongs to one thread.

    Embeddings share a direction that says nothing about them: two digits are .85 alike. Measured
    from the middle of what is seen, ALIKE_COSINE keeps 90 to 100 % of views of one object together
    and most others apart (docs/novelty.md).
    """

    def __init__(self) -> None:
        self._rows: Floats | None = None
        self._count = 0

    def see(self, feature: Floats) -> None:
        """feature: (d,) float32, unit length, of one more track."""
        if self._rows is None:
            self._rows = np.zeros((MAX_TRACKS, feature.size), np.float32)
        self._rows[self._count % MAX_TRACKS] = feature
        self._count += 1

    def forget(self) -> None:
        """As when features cannot be compared with earlier ones any more."""
        self._rows, self._count = None, 0

    def tells_apart(self, features: Floats, other: Floats) -> bool:
        """Whether no view of a track is like another thing once the middle is taken off.

        Near-duplicates never are told apart, as where all things are of one kind.
        features: (v, d) float32, other: (d,) float32, unit length.
        """
        if self._rows is None or self._count < LEAST_TRACKS:
            return False
        if float((features @ other).max()) >= NEAR_DUPLICATE_COSINE:
            return False
        middle = self._rows[: min(self._count, MAX_TRACKS)].mean(axis=0)
        rows = unit_rows(np.vstack([features, other]) - middle)
        return float((rows[:-1] @ rows[-1]).max()) < ALIKE_COSINE
