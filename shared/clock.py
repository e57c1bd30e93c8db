"""Time as a dependency: whoever needs the time is given a clock."""

import time
from typing import Protocol


class Clock(Protocol):
    """Wall time for records that people read; monotonic time for durations."""

    def now_s(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds since an arbitrary moment; never goes back."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now_s(self) -> float:
        return time.time()

    def monotonic_s(self) -> float:
        return time.monotonic()
