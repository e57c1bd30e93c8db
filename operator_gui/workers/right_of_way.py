"""Who goes first where the window and its link's thread both want the interpreter."""

import threading

from shared.clock import Clock

MOST_S = 0.03
"""Nobody waits longer, whatever became of the painting."""


class RightOfWay:
    """The window takes it when something has to be painted at once, and gives it back after that.
    Who works beside the window asks before anything that takes long, and waits meanwhile.

    One thread takes and gives, another one waits.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until_s = float("-inf")
        self._given = threading.Event()
        self._given.set()

    @property
    def is_taken(self) -> bool:
        return not self._given.is_set()

    def take(self) -> None:
        self._until_s = self._clock.monotonic_s() + MOST_S
        self._given.clear()

    def give(self) -> None:
        self._given.set()

    def wait(self) -> None:
        """Returns when it is free, or has been taken for `MOST_S`."""
        if self._given.is_set():
            return
        left_s = self._until_s - self._clock.monotonic_s()
        if left_s > 0:
            self._given.wait(left_s)
