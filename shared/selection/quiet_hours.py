"""The hours of the day in which nobody is to be asked."""

import re
from dataclasses import dataclass

MINUTES_PER_DAY = 1440
_FORM = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute of the day up to, and without, another; over midnight where the second is
    less, and never where both are the same. Raises ValueError for minutes of no day."""

    from_min: int = 0
    to_min: int = 0

    def __post_init__(self) -> None:
        for minute in (self.from_min, self.to_min):
            if not 0 <= minute < MINUTES_PER_DAY:
                raise ValueError(f"quiet hours: expected minutes 0 to 1439, got {minute}")

    def __bool__(self) -> bool:
        return self.from_min != self.to_min

    def __str__(self) -> str:
        return f"{clock_words(self.from_min)}-{clock_words(self.to_min)}" if self else ""

    def covers(self, minute: int) -> bool:
        """Whether this minute of the day is quiet."""
        if self.from_min <= self.to_min:
            return self.from_min <= minute < self.to_min
        return minute >= self.from_min or minute < self.to_min

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """From `22:00-06:30`; from nothing, none. Raises ValueError for anything else."""
        if not text.strip():
            return cls()
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"quiet_hours: expected a text like '22:00-06:30', got {text!r}")
        from_h, from_min, to_h, to_min = map(int, found.groups())
        if max(from_h, to_h) > 23 or max(from_min, to_min) > 59:
            raise ValueError(f"quiet_hours: there is no such time of day as in {text!r}")
        return cls(60 * from_h + from_min, 60 * to_h + to_min)


def clock_words(minute: int) -> str:
    """`06:30` for 390."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
