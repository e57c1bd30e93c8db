"""When to train: soon after the last answer of a burst, and not too long after the first. Pure."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class TrainingSchedule:
    """Immutable; every event gives the next one. Times are monotonic seconds."""

    quiet_s: float
    at_most_s: float
    automatic: bool = True
    first_unlearned_s: float | None = None
    last_answer_s: float = 0.0
    commanded: bool = False

    def answered(self, now_s: float) -> Self:
        """There is something new to learn."""
        first_s = now_s if self.first_unlearned_s is None else self.first_unlearned_s
        return replace(self, first_unlearned_s=first_s, last_answer_s=now_s)

    def told_to(self) -> Self:
        """A person wants it now."""
        return replace(self, commanded=True)

    def started(self) -> Self:
        """Training has begun with everything that there is."""
        return replace(self, first_unlearned_s=None, commanded=False)

    def is_due(self, now_s: float) -> bool:
        """Whether to start now."""
        if self.commanded:
            return True
        if not self.automatic or self.first_unlearned_s is None:
            return False
        quiet = now_s - self.last_answer_s >= self.quiet_s
        return quiet or now_s - self.first_unlearned_s >= self.at_most_s

    @property
    def is_waiting(self) -> bool:
        """Whether training is going to start on its own."""
        return self.commanded or (self.automatic and self.first_unlearned_s is not None)
