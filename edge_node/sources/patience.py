"""How long a caller is willing to wait."""

from shared.clock import Clock


class Patience:
    """What is left of a caller's timeout; runs out even by a clock that stands still."""

    def __init__(self, clock: Clock, timeout_s: float) -> None:
        self._clock = clock
        self._timeout_s = timeout_s
        self._started_s = clock.monotonic_s()
        self._waited_s = 0.0

    def waited(self, wait_s: float) -> None:
        """Books a wait that took its full time."""
        self._waited_s += wait_s

    @property
    def left_s(self) -> float:
        used_s = max(self._clock.monotonic_s() - self._started_s, self._waited_s)
        return max(0.0, self._timeout_s - used_s)

    @property
    def is_over(self) -> bool:
        return self.left_s <= 0
