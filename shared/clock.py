"""Time as a dependency: whoever needs the time is given a clock."""

import time
from datetime import datetime
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


def local_minute(now_s: float) -> int:
    """The minute of the day, 0 to 1439, in this machine's time zone. now_s: since 1970 UTC."""
    local = datetime.fromtimestamp(now_s)
    return 60 * local.hour + local.minute
