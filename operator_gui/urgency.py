"""A question that a robot stands still for, as an operator's end of the link holds it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Urgency:
    """What makes a question urgent.

    question: in the robot's own words. choices: () where any answer will do. teaches: whether the
    answer is learned. until_s: when it is too late, on this process's monotonic clock.
    """

    question: str
    choices: tuple[str, ...]
    teaches: bool
    until_s: float

    def left_s(self, now_s: float) -> float:
        """How long an answer is still worth something, never less than nothing."""
        return max(0.0, self.until_s - now_s)
