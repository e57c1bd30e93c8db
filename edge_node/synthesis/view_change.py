"""How a made view differs from the crop it is made of: a point in a small space. Pure."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from shared.learning.ridge import Doubles

RANGES = {
    "scale": (0.7, 1.4),
    "rotation_deg": (-30.0, 30.0),
    "light_ev": (-0.8, 0.7),
    "blur_share": (0.0, 0.012),
    "covered_share": (0.0, 0.2),
    "cover_x": (0.0, 1.0),
    "cover_y": (0.0, 1.0),
    "background": (0.0, 1.0),
}
"""Lowest and highest value of every field of ViewChange, in the order of the fields.

A committee differs most about what no camera would see: in twice these ranges the search ends at
white blurs, which nobody can name and which teach nothing.
"""

DIMS = len(RANGES)

LEAST_VISIBLE_SHARE = 0.5
"""A view that shows less of its object is not worth a person's time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewChange:
    """What is done to a crop.

    scale: of the object in the view; below 1 there is background around it, above 1 it is cut off.
    rotation_deg: anticlockwise. light_ev: in stops; 1 is twice as bright.
    blur_share: standard deviation of the blur as a share of the view's side.
    covered_share: the share of the view's area that a piece of background covers, about the point
        cover_x, cover_y (shares of the sides).
    background: which of the backgrounds is used, as a share of their number; the first at 0.
    """

    scale: float = 1.0
    rotation_deg: float = 0.0
    light_ev: float = 0.0
    blur_share: float = 0.0
    covered_share: float = 0.0
    cover_x: float = 0.5
    cover_y: float = 0.5
    background: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            low, high = RANGES[field.name]
            value = getattr(self, field.name)
            if not low <= value <= high:
                raise ValueError(f"{field.name}: expected {low} to {high}, got {value}")

    @classmethod
    def at(cls, point: Doubles) -> Self:
        """The change at a point of the unit cube. point: (DIMS,) float64, 0 to 1."""
        return cls(
            **{
                name: min(high, low + (high - low) * float(share))
                for (name, (low, high)), share in zip(RANGES.items(), point, strict=True)
            }
        )

    @property
    def visible_share(self) -> float:
        """How much of the object can be seen at least, 0 to 1: what is neither cut off at the
        sides nor covered."""
        shown = min(1.0, self.scale**2)
        return max(0.0, shown - self.covered_share) / self.scale**2


def neutral_point() -> Doubles:
    """The point of the unit cube at which nothing is changed, (DIMS,) float64."""
    plain = ViewChange()
    return np.array(
        [(getattr(plain, name) - low) / (high - low) for name, (low, high) in RANGES.items()]
    )
