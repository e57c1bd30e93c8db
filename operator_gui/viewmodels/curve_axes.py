"""What the axes of the curve reach over, and which numbers stand at them. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from operator_gui.viewmodels.curve import CurvePoint

_MARKS_UP = 6
_TENS = (1.0, 2.0, 5.0, 10.0)
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of numbers. low is below high."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """0 for `low`, 1 for `high`."""
        return (value - self.low) / (self.high - self.low)

    def marks(self, most: int, *, least_step: float = 0.0) -> tuple[float, ...]:
        """Round numbers within it, evenly apart: at most `most`, and one more where both its ends
        are round. most: at least 1. least_step: they are no closer than this."""
        step = round_step(max((self.high - self.low) / most, least_step))
        first = math.ceil(self.low / step - _ROUNDING)
        last = math.floor(self.high / step + _ROUNDING)
        return tuple(step * at for at in range(first, last + 1))


def round_step(at_least: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 and so on, and of .5, .2, .1. at_least: above 0."""
    power = 10.0 ** math.floor(math.log10(at_least))
    return next(power * ten for ten in _TENS if power * ten >= at_least * (1.0 - _ROUNDING))


def across(points: Sequence[CurvePoint]) -> Scale:
    """What the points are over, from the first to the last; 0 to 100 without any."""
    if not points:
        return Scale(0.0, 100.0)
    first, last = min(point.at for point in points), max(point.at for point in points)
    return Scale(first, last) if last > first else Scale(first - 1.0, first + 1.0)


def percent_up(points: Sequence[CurvePoint]) -> Scale:
    """From the round number below the lowest interval to 100 %."""
    low = min((100.0 * point.low for point in points), default=0.0)
    whole = Scale(0.0, 100.0)
    return Scale(max(mark for mark in whole.marks(10) if mark <= low and mark < 100.0), 100.0)


def marks_up(scale: Scale) -> tuple[float, ...]:
    """The percentages that are written at the axis."""
    return scale.marks(_MARKS_UP)
