"""How fast a recording is played, and whether at all; kept by the child that reads it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_NAP_S = 0.2
"""The longest wait without showing life."""

_LATE_S = 0.25
"""A paced replay that falls behind by more does not hurry to catch up."""

_LEAP_S = 86_400.0
"""Nothing is waited for that is recorded so much later: a clock was set meanwhile."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """speed: times the recording's own speed; None is as fast as it is read."""

    speed: float | None = None
    is_paused: bool = False


class Pace:
    """Holds frames back until they are due; never plays faster than asked, to catch up either.

    One thread waits; `keep` may be called from any. Where it begins paused, the first frame is let
    through: it shows where the recording stands.
    """

    def __init__(self, tempo: Tempo, *, beat: Callable[[], None]) -> None:
        self._tempo = tempo
        self._beat = beat
        self._changed = threading.Event()
        self._zero_s: float | None = None
        self._elapsed_s = 0.0
        self._is_first = True

    def keep(self, tempo: Tempo) -> None:
        """From now on, for the frame that is held back too."""
        self._tempo = tempo
        self._changed.set()

    def wait_until_due(self, elapsed_s: float) -> None:
        """elapsed_s: recorded time of the next frame, over all passes."""
        is_first, self._is_first = self._is_first, False
        if elapsed_s - self._elapsed_s > _LEAP_S:
            self._zero_s = None
        self._elapsed_s = elapsed_s
        if is_first and self._tempo.is_paused:
            return
        self._note_change()
        while (wait_s := self._left_s(elapsed_s)) > 0:
            self._beat()
            self._changed.wait(min(wait_s, _NAP_S))
            self._note_change()

    def _note_change(self) -> None:
        """Another speed counts from the frame on that it comes with."""
        if self._changed.is_set():
            self._changed.clear()
            self._zero_s = None

    def _left_s(self, elapsed_s: float) -> float:
        tempo = self._tempo
        if tempo.is_paused:
            self._zero_s = None
            return _NAP_S
        if tempo.speed is None:
            return 0.0
        played_s = elapsed_s / tempo.speed
        now_s = time.monotonic()
        if self._zero_s is None or now_s - played_s - self._zero_s > _LATE_S:
            self._zero_s = now_s - played_s
        return self._zero_s + played_s - now_s
