"""What a decoder gives, what it is asked, and what it says of itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.domain import Floats
from shared.errors import ModelError


@dataclass(frozen=True, eq=False, slots=True)
class Candidates:
    """What a detector proposes before suppression, in any order.

    boxes: (n, 4) float32, xyxy, pixels of the model's input; may lie partly outside of it.
    scores: (n,) float32, of the likeliest class, 0 to 1.
    class_ids: (n,) int64, as the model numbers them.
    """

    boxes: Floats
    scores: Floats
    class_ids: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a decoder, beside the tensors.

    width_px, height_px: the size of the image that the model was given. min_score: what scores
    less is left out. classes: how many columns of class scores there are, for tensors that have
    columns of another kind behind them; 0 if all of them are.
    """

    width_px: int
    height_px: int
    min_score: float
    classes: int = 0


Decode = Callable[[Sequence[Floats], Wanted], Candidates]
"""The model's outputs (float32) in the order of the decoder's roles, and what is wanted of them.

Rows with numbers that are not finite are left out. Raises ModelError, by `refuse`, for tensors
of other shapes, and for nothing else.
"""


@dataclass(frozen=True, slots=True)
class Decoder:
    """A family of detectors. roles: what its outputs are, in words that are used in messages.
    layout: the shapes, for people. made_by: whose models give it, for people."""

    roles: tuple[str, ...]
    layout: str
    made_by: str
    decode: Decode


def refuse(decoder: str, expected: str, tensors: Sequence[Floats]) -> ModelError:
    """The error for tensors that are not of the decoder's layout."""
    found = " and ".join(str(list(tensor.shape)) for tensor in tensors) or "nothing"
    return ModelError(f"decoder {decoder!r}: expected {expected}, got {found}")
