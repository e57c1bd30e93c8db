"""What there is to go by: what a model gave for one image, and questions that can be put to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from edge_node.perception.recognition.claims import Claims
from shared.domain import Floats

SHARE_LIMIT = 2.0
"""Boxes in shares may leave the image, but not so far."""


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """outputs: (name, float32 tensor) in the model's order. dtypes: of the outputs, as the runtime
    calls them. width_px, height_px: of the image that it was given. classes: how many names were
    told, 0 if none. takes_size: whether the model asks for the image's size."""

    outputs: Mapping[str, Floats]
    dtypes: Mapping[str, str]
    claims: Claims
    width_px: int
    height_px: int
    classes: int = 0
    takes_size: bool = False

    def of_rank(self, rank: int) -> Iterator[tuple[str, Floats]]:
        """The outputs with so many axes."""
        return ((name, each) for name, each in self.outputs.items() if each.ndim == rank)


def sound(values: Floats) -> Floats:
    """The finite ones, flat."""
    flat = values.reshape(-1)
    return flat[np.isfinite(flat)]


def are_probabilities(values: Floats) -> bool:
    """Whether all are from 0 to 1, and there are any."""
    known = sound(values)
    return bool(known.size and known.min() >= -1e-3 and known.max() <= 1 + 1e-3)


def are_whole(values: Floats) -> bool:
    """Whether all are whole numbers; so are none at all."""
    known = sound(values)
    return bool((known == np.round(known)).all())


def are_shares(boxes: Floats) -> bool:
    """Whether boxes are in shares of the image and not in pixels; True if there are none."""
    known = sound(boxes)
    return not known.size or bool(np.abs(known).max() <= SHARE_LIMIT)


def are_corners(boxes: Floats) -> bool:
    """Whether (..., 4) are left, top, right, bottom, and not a middle and a size: for nearly all
    rows the second two are not less than the first two."""
    rows = boxes.reshape(-1, 4)
    rows = rows[np.isfinite(rows).all(axis=1)]
    ordered = (rows[:, 2:] >= rows[:, :2] - 1e-3).all(axis=1)
    return not ordered.size or bool(ordered.mean() >= 0.95)


def sum_to_one(values: Floats) -> bool:
    """Whether (n, c) are probabilities of which one is true in each row."""
    if not are_probabilities(values):
        return False
    with np.errstate(all="ignore"):
        return bool((np.abs(values.sum(axis=-1) - 1.0) <= 1e-3).all())
