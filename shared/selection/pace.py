"""Which share of all tracks an hourly budget allows, from how many came lately."""

import math
from dataclasses import dataclass

from shared.selection.budget import SECONDS_PER_HOUR, Budget

MEMORY_S = 3600.0
"""What came this long ago counts 1/e."""


@dataclass(frozen=True, slots=True)
class Pace:
    """arrivals: tracks that came, older ones counting less. start_s, at_s: of the first and of
    the last one; any clock that does not go back."""

    arrivals: float
    start_s: float
    at_s: float

    @classmethod
    def starting(cls, now_s: float) -> "Pace":
        """Before anything came."""
        return cls(0.0, now_s, now_s)

    def after_arrival(self, now_s: float) -> "Pace":
        """With one more track."""
        faded = math.exp(-max(0.0, now_s - self.at_s) / MEMORY_S)
        return Pace(self.arrivals * faded + 1.0, self.start_s, now_s)

    def share(self, budget: Budget) -> float:
        """The share of tracks that may be asked about, 0 to 1; 1 before anything came.

        What the rate gives over the time that is remembered, and the reserve that there was at
        the start of it, over what came in that time.
        """
        if budget.per_hour == 0.0:
            return 0.0
        faded = math.exp(-max(0.0, self.at_s - self.start_s) / MEMORY_S)
        span_s = MEMORY_S * (1.0 - faded)
        allowed = budget.per_hour * span_s / SECONDS_PER_HOUR + budget.burst * faded
        return min(1.0, allowed / max(1.0, self.arrivals))
