"""When an operator who looks elsewhere is told that there is something to answer. Pure."""

from dataclasses import dataclass
from datetime import datetime

from shared.selection.quiet_hours import QuietHours

PAUSE_S = 60.0
"""A question after this long without any is the first one after a pause."""


@dataclass(frozen=True, slots=True)
class Attention:
    """`idle_since_s`: when the last question went, None while one is there."""

    idle_since_s: float | None = float("-inf")

    def after(self, *, has_question: bool, now_s: float) -> tuple[bool, "Attention"]:
        """Whether what came is the first question after a pause, and what to remember."""
        if not has_question:
            since = now_s if self.idle_since_s is None else self.idle_since_s
            return False, Attention(since)
        was_idle = self.idle_since_s is not None and now_s - self.idle_since_s >= PAUSE_S
        return was_idle, Attention(None)


def is_quiet(quiet: QuietHours, now_s: float) -> bool:
    """Whether a moment lies in these hours, in the time zone of this machine."""
    then = datetime.fromtimestamp(now_s)
    return bool(quiet) and quiet.covers(60 * then.hour + then.minute)
