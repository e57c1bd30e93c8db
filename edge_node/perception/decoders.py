"""How a detector's tensors are read: pure functions in a table, keyed by the decoder's name.

A new family is one more function and one more row. The conformance suite in the tests runs over
every row: known boxes, put into the family's tensors, must come out again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from shared.domain import Floats
from shared.errors import ModelError

Fit = Literal["stretch"]
"""How the frame is brought to the model's size: `stretch` has no regard for the aspect."""


@dataclass(frozen=True, eq=False, slots=True)
class Candidates:
    """What a detector proposes before suppression, in any order.

    boxes: (n, 4) float32, xyxy, shares of the model's input, 0 to 1.
    scores: (n,) float32, of the likeliest class. class_ids: (n,) int64.
    """

    boxes: Floats
    scores: Floats
    class_ids: npt.NDArray[np.int64]


Decode = Callable[[Sequence[Floats], float], Candidates]
"""The model's outputs in the decoder's order, and the lowest score wanted."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """A family of detectors: its outputs, how it is fed, how its tensors are read."""

    outputs: tuple[str, ...]
    fit: Fit
    decode: Decode


def decode_anchors_scores(tensors: Sequence[Floats], min_score: float) -> Candidates:
    """Boxes (1, a, 4) xyxy in shares and scores (1, a, c), both finished by the graph.

    Raises ModelError for other shapes.
    """
    boxes, scores = tensors
    shapes_fit = (
        boxes.ndim == 3
        and scores.ndim == 3
        and boxes.shape == (1, scores.shape[1], 4)
        and scores.shape[0] == 1
        and scores.shape[2] > 0
    )
    if not shapes_fit:
        raise ModelError(
            "decoder 'anchors_scores': expected boxes [1, A, 4] and scores [1, A, C], "
            f"got {list(boxes.shape)} and {list(scores.shape)}"
        )
    best = scores[0].max(axis=1)
    rows = np.flatnonzero(best >= min_score)
    class_ids = scores[0, rows].argmax(axis=1).astype(np.int64)
    return Candidates(np.clip(boxes[0, rows], 0.0, 1.0), best[rows], class_ids)


DECODERS: Mapping[str, Decoder] = MappingProxyType(
    {"anchors_scores": Decoder(("boxes", "scores"), "stretch", decode_anchors_scores)}
)


def find_decoder(name: str) -> Decoder:
    """The decoder of that name. Raises ModelError that lists the known ones."""
    decoder = DECODERS.get(name)
    if decoder is None:
        raise ModelError(f"no detector decoder is called {name!r}; known: {', '.join(DECODERS)}")
    return decoder
