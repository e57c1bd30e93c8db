"""How many questions may be asked: a token bucket over time that somebody else measures.

Turner, "New directions in communications" (IEEE Communications Magazine, 1986): tokens drip in
at the hourly rate up to the burst, and a question costs one.
"""

import math
from dataclasses import dataclass, replace

SECONDS_PER_HOUR = 3600.0

_ROUNDING = 1e-9
"""What a token may lack, so that waiting exactly its time is enough."""


@dataclass(frozen=True, slots=True)
class BudgetState:
    """What is left. tokens: questions that may be asked, 0 or more. at_s: when that was true."""

    tokens: float
    at_s: float


@dataclass(frozen=True, slots=True)
class Budget:
    """A rate with a reserve.

    per_hour: questions an hour in the long run, finite, 0 or more; 0 asks nothing.
    burst: the most questions at once after a silence, at least 1.
    Raises ValueError for other values.
    """

    per_hour: float
    burst: int = 1

    def __post_init__(self) -> None:
        if not (math.isfinite(self.per_hour) and self.per_hour >= 0.0):
            raise ValueError(f"budget per_hour: expected 0 or more, got {self.per_hour}")
        if self.burst < 1:
            raise ValueError(f"budget burst: expected at least 1, got {self.burst}")

    def start(self, now_s: float) -> BudgetState:
        """A full reserve."""
        return BudgetState(tokens=self._ceiling, at_s=now_s)

    def allow(self, state: BudgetState, now_s: float) -> tuple[bool, BudgetState]:
        """Whether one question may be asked at `now_s` (seconds), and what is left then.

        A clock that was set back earns nothing, and earning goes on from the new time.
        """
        current = self._earned(state, now_s)
        if current.tokens < 1.0 - _ROUNDING:
            return False, current
        return True, replace(current, tokens=max(0.0, current.tokens - 1.0))

    def refresh(self, state: BudgetState, now_s: float) -> BudgetState:
        """What is left at `now_s` (seconds), with all that was earned until then."""
        return self._earned(state, now_s)

    def refund(self, state: BudgetState) -> BudgetState:
        """Gives a question back that was never put to anyone, as when it was a duplicate."""
        return replace(state, tokens=min(self._ceiling, state.tokens + 1.0))

    def wait_s(self, state: BudgetState, now_s: float) -> float:
        """Seconds from `now_s` until a question may be asked; infinite where none ever may."""
        missing = 1.0 - _ROUNDING - self._earned(state, now_s).tokens
        if missing <= 0.0:
            return 0.0
        return math.inf if self.per_hour == 0.0 else missing * SECONDS_PER_HOUR / self.per_hour

    @property
    def _ceiling(self) -> float:
        return float(self.burst) if self.per_hour > 0.0 else 0.0

    def _earned(self, state: BudgetState, now_s: float) -> BudgetState:
        elapsed_s = max(0.0, now_s - state.at_s)
        earned = state.tokens + elapsed_s * self.per_hour / SECONDS_PER_HOUR
        return BudgetState(tokens=min(self._ceiling, earned), at_s=now_s)
