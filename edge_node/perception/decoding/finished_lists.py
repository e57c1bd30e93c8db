"""Detectors that finish the work and give lists: boxes, scores and labels apart."""

from collections.abc import Sequence

import numpy as np

from edge_node.perception.decoding.boxes import in_pixels, listed
from edge_node.perception.decoding.candidates import Candidates, Wanted, refuse
from shared.domain import Floats

LABELS_BOXES_SCORES_LAYOUT = "labels [1, N], boxes [1, N, 4] xyxy in pixels, scores [1, N]"
TENSORFLOW_LAYOUT = (
    "detection_boxes [1, N, 4] yxyx as shares, detection_scores [1, N], detection_classes [1, N], "
    "num_detections [1]"
)
SSD_ONNX_LAYOUT = "boxes [1, N, 4] xyxy as shares, labels [1, N], scores [1, N]"
TORCHVISION_LAYOUT = "boxes [N, 4] xyxy in pixels, labels [N], scores [N]"
EFFICIENT_NMS_LAYOUT = (
    "num_dets [1, 1], det_boxes [1, N, 4] xyxy in pixels, det_scores [1, N], det_classes [1, N]"
)
DETS_LABELS_LAYOUT = "dets [1, N, 5]: xyxy in pixels, score; labels [1, N]"


@np.errstate(all="ignore")
def decode_labels_boxes_scores(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """Labels (1, n), boxes (1, n, 4), scores (1, n)."""
    if len(tensors) != 3 or not _is_batch(tensors[1], tensors[0], tensors[2]):
        raise refuse("labels_boxes_scores", LABELS_BOXES_SCORES_LAYOUT, tensors)
    labels, boxes, scores = tensors
    return listed(boxes[0], scores[0], labels[0], wanted)


@np.errstate(all="ignore")
def decode_ssd_tensorflow(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """Boxes (1, n, 4) yxyx in shares, scores (1, n), classes (1, n), and how many count."""
    if len(tensors) != 4 or not _is_batch(*tensors[:3]) or tensors[3].size != 1:
        raise refuse("ssd_tensorflow", TENSORFLOW_LAYOUT, tensors)
    boxes, scores, labels, count = tensors
    used = _count(count, boxes.shape[1])
    corners = in_pixels(boxes[0, :used][:, (1, 0, 3, 2)], wanted)
    return listed(corners, scores[0, :used], labels[0, :used], wanted)


@np.errstate(all="ignore")
def decode_ssd_onnx(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """Boxes (1, n, 4) in shares, labels (1, n), scores (1, n)."""
    if len(tensors) != 3 or not _is_batch(*tensors):
        raise refuse("ssd_onnx", SSD_ONNX_LAYOUT, tensors)
    boxes, labels, scores = tensors
    return listed(in_pixels(boxes[0], wanted), scores[0], labels[0], wanted)


@np.errstate(all="ignore")
def decode_torchvision(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """Boxes (n, 4), labels (n,), scores (n,)."""
    if len(tensors) != 3 or not _is_batch(*(tensor[None] for tensor in tensors)):
        raise refuse("torchvision", TORCHVISION_LAYOUT, tensors)
    boxes, labels, scores = tensors
    return listed(boxes, scores, labels, wanted)


@np.errstate(all="ignore")
def decode_efficient_nms(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """How many count, boxes (1, n, 4), scores (1, n), classes (1, n)."""
    if len(tensors) != 4 or not _is_batch(*tensors[1:]) or tensors[0].size != 1:
        raise refuse("efficient_nms", EFFICIENT_NMS_LAYOUT, tensors)
    count, boxes, scores, labels = tensors
    used = _count(count, boxes.shape[1])
    return listed(boxes[0, :used], scores[0, :used], labels[0, :used], wanted)


@np.errstate(all="ignore")
def decode_dets_labels(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """Boxes with scores (1, n, 5), labels (1, n)."""
    if (
        len(tensors) != 2
        or tensors[0].ndim != 3
        or tensors[0].shape[::2] != (1, 5)
        or tensors[1].shape != tensors[0].shape[:2]
    ):
        raise refuse("dets_labels", DETS_LABELS_LAYOUT, tensors)
    dets, labels = tensors
    return listed(dets[0, :, :4], dets[0, :, 4], labels[0], wanted)


def _is_batch(boxes: Floats, *lists: Floats) -> bool:
    """Whether these are (1, n, 4) and (1, n) each."""
    return (
        boxes.ndim == 3
        and boxes.shape[::2] == (1, 4)
        and all(each.shape == boxes.shape[:2] for each in lists)
    )


def _count(count: Floats, most: int) -> int:
    """How many rows count; none where the number makes no sense."""
    value = float(count.reshape(-1)[0])
    return min(most, int(value)) if 0 < value <= 1e9 else 0
