"""What a robot is asked again and again while somebody looks."""

from collections.abc import Callable
from typing import Generic

from operator_gui.viewmodels.outstanding import Outstanding, R
from shared.clock import Clock


class RobotWatch(Generic[R]):
    """Nothing is asked at first. again_s: how old an answer may get."""

    def __init__(self, send: Callable[[R], None], *, again_s: float, clock: Clock) -> None:
        self._asked: Outstanding[R] = Outstanding(send, clock=clock)
        self._again_s = again_s
        self._clock = clock
        self._made: Callable[[str], R] | None = None
        self._asked_s = 0.0

    def look(self, made: Callable[[str], R] | None) -> None:
        """From now on this is asked; None for nothing. made: the request of an id."""
        self._made = made
        self._asked.settle()
        self.refresh()

    def refresh(self) -> None:
        """Asks at once, where anything is asked."""
        if self._made is not None:
            self._asked_s = self._clock.monotonic_s()
            self._asked.ask(self._made)

    def tick(self) -> None:
        """Once a second: what may have been lost is asked for again, and so is what is old."""
        self._asked.repeat()
        if self._clock.monotonic_s() - self._asked_s >= self._again_s:
            self.refresh()

    def settles(self, request_id: str) -> bool:
        """Whether this answers what was asked last; the answers to all others are late."""
        is_about = self._asked.is_about(request_id)
        if is_about:
            self._asked.settle()
        return is_about
