"""The DETR families: a fixed number of guesses, each a box in shares and scores over classes."""

from collections.abc import Sequence

import numpy as np

from edge_node.perception.decoding.boxes import finite, from_centres, in_pixels, likeliest
from edge_node.perception.decoding.candidates import Candidates, Wanted, refuse
from shared.domain import Floats

DETR_LAYOUT = (
    'logits [1, Q, C + 1] for a softmax, "no object" last, and boxes [1, Q, 4] cxcywh as shares'
)
DETR_SIGMOID_LAYOUT = "logits [1, Q, C] for a sigmoid, and boxes [1, Q, 4] cxcywh as shares"
RTDETR_LAYOUT = "one output [1, Q, 4 + C]: cxcywh as shares, class scores"


@np.errstate(all="ignore")
def decode_detr(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """Logits (1, q, c + 1) and boxes (1, q, 4)."""
    logits, boxes = _pair("detr", DETR_LAYOUT, tensors, least=2)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores = np.asarray(weights[:, :-1] / weights.sum(axis=1, keepdims=True), np.float32)
    return _read(scores, boxes, wanted)


@np.errstate(all="ignore")
def decode_detr_sigmoid(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """Logits (1, q, c) and boxes (1, q, 4)."""
    logits, boxes = _pair("detr_sigmoid", DETR_SIGMOID_LAYOUT, tensors, least=1)
    return _read(np.asarray(1.0 / (1.0 + np.exp(-logits)), np.float32), boxes, wanted)


@np.errstate(all="ignore")
def decode_rtdetr_ultralytics(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, q, 4 + c) with scores from 0 to 1."""
    if (
        len(tensors) != 1
        or tensors[0].ndim != 3
        or tensors[0].shape[0] != 1
        or tensors[0].shape[2] < 5
    ):
        raise refuse("rtdetr_ultralytics", RTDETR_LAYOUT, tensors)
    return _read(tensors[0][0, :, 4:], tensors[0][0, :, :4], wanted)


def _pair(
    name: str, layout: str, tensors: Sequence[Floats], *, least: int
) -> tuple[Floats, Floats]:
    if len(tensors) != 2:
        raise refuse(name, layout, tensors)
    logits, boxes = tensors
    if (
        logits.ndim != 3
        or logits.shape[0] != 1
        or logits.shape[2] < least
        or boxes.shape != (1, logits.shape[1], 4)
    ):
        raise refuse(name, layout, tensors)
    return logits[0], boxes[0]


def _read(scores: Floats, boxes: Floats, wanted: Wanted) -> Candidates:
    rows, best, class_ids = likeliest(scores, wanted.min_score)
    return finite(in_pixels(from_centres(boxes[rows]), wanted), best, class_ids)
