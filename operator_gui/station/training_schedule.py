"""When to learn: a full training after a burst of answers, a step at once where that takes long.

Where a full training takes less than a person notices, every answer gets one. Where it takes
longer, every answer is learned in closed form from the last full training, and the next one comes
when there is a pause as long as the last one took. Pure.
"""

from dataclasses import dataclass, replace
from typing import Self

BURST_S = 0.1
"""Answers that come closer together than this were given together."""

PATIENCE = 10.0
"""While answers do not end, full trainings take at most one part in so many of the time."""


@dataclass(frozen=True, slots=True)
class TrainingSchedule:
    """Immutable; every event gives the next one. Times are seconds, moments monotonic.

    at_once_s: a full training that takes no longer is done for every answer.
    full_s: how long the last one took, None before the first.
    can_step: whether it left something to step from. steps: whether any are wanted: where a person
    lets versions go out, one for every answer would only be in the way.
    """

    quiet_s: float
    at_most_s: float
    at_once_s: float = 0.0
    automatic: bool = True
    steps: bool = True
    full_s: float | None = None
    can_step: bool = False
    first_unlearned_s: float | None = None
    last_answer_s: float = 0.0
    commanded: bool = False
    step_wanted: bool = False

    def answered(self, now_s: float) -> Self:
        """There is something new to learn."""
        first_s = now_s if self.first_unlearned_s is None else self.first_unlearned_s
        return replace(self, first_unlearned_s=first_s, last_answer_s=now_s, step_wanted=True)

    def told_to(self) -> Self:
        """A person wants it now."""
        return replace(self, commanded=True)

    def started(self) -> Self:
        """A full training has begun with everything that there is; a step that is due is sooner."""
        due = self.is_step_due
        return replace(self, first_unlearned_s=None, commanded=False, step_wanted=due)

    def trained(self, full_s: float) -> Self:
        """A full training took so long, and left what to step from."""
        return replace(self, full_s=full_s, can_step=self.steps)

    def stepped(self) -> Self:
        """A step has begun with everything that there is."""
        return replace(self, step_wanted=False)

    def cannot_step(self) -> Self:
        """Only a full training helps now."""
        return replace(self, can_step=False, step_wanted=False)

    @property
    def is_quick(self) -> bool:
        """Whether a full training takes no longer than a person notices."""
        return self.full_s is not None and self.full_s <= self.at_once_s

    @property
    def is_step_due(self) -> bool:
        """Whether to step now."""
        return self.automatic and self.step_wanted and self.can_step and not self.is_quick

    def is_due(self, now_s: float) -> bool:
        """Whether to start a full training now."""
        if self.commanded:
            return True
        if not self.automatic or self.first_unlearned_s is None:
            return False
        quiet_s, at_most_s = self._pauses_s()
        quiet = now_s - self.last_answer_s >= quiet_s
        return quiet or now_s - self.first_unlearned_s >= at_most_s

    @property
    def is_waiting(self) -> bool:
        """Whether a full training is going to start on its own."""
        return self.commanded or (self.automatic and self.first_unlearned_s is not None)

    def _pauses_s(self) -> tuple[float, float]:
        if self.is_quick:
            return min(BURST_S, self.quiet_s), min(self.at_once_s, self.at_most_s)
        if not self.can_step or self.full_s is None:
            return self.quiet_s, self.at_most_s
        return max(self.quiet_s, self.full_s), max(self.at_most_s, PATIENCE * self.full_s)
