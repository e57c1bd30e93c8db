"""Known things, put into the tensors of every family: the inverse of the decoders.

A new family adds one row to `ENCODERS`; the conformance suite fails for a decoder that has none.
Between the known things lie rows of background: boxes of all sorts with low scores.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.domain import Floats

BACKGROUND = 0.01


@dataclass(frozen=True, eq=False, slots=True)
class Things:
    """boxes: (n, 4) float32 xyxy in pixels of the model's input. scores: (n,). class_ids: (n,)."""

    boxes: Floats
    scores: Floats
    class_ids: npt.NDArray[np.int64]
    classes: int
    width_px: int
    height_px: int

    def take(self, order: npt.ArrayLike) -> "Things":
        """The things with these indices, in their order."""
        rows = np.asarray(order, np.int64)
        return Things(
            self.boxes[rows],
            self.scores[rows],
            self.class_ids[rows],
            self.classes,
            self.width_px,
            self.height_px,
        )

    @property
    def size(self) -> Floats:
        return np.array([self.width_px, self.height_px] * 2, np.float32)


Encode = Callable[[Things], tuple[Floats, ...]]


def centres(boxes: Floats) -> Floats:
    return np.concatenate([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]], axis=1)


def cell_count(things: Things, strides: tuple[int, ...]) -> int:
    return sum(-(-things.width_px // s) * -(-things.height_px // s) for s in strides)


def places(things: Things, rows: int) -> npt.NDArray[np.int64]:
    """A row of its own for each thing, anywhere but at the start."""
    return (np.arange(len(things.scores)) * 5 + 3) % rows


def background_boxes(things: Things, rows: int) -> Floats:
    rng = np.random.default_rng(rows)
    low = rng.random((rows, 2)) * 0.6
    shares = np.concatenate([low, low + 0.05 + rng.random((rows, 2)) * 0.3], axis=1)
    return (shares * things.size).astype(np.float32)


def score_table(things: Things, rows: int, background: float = BACKGROUND) -> Floats:
    """(rows, classes) with each thing's score in its place."""
    table = np.full((rows, things.classes), background, np.float32)
    table[places(things, rows), things.class_ids] = things.scores
    return table


def box_table(things: Things, rows: int) -> Floats:
    boxes = background_boxes(things, rows)
    boxes[places(things, rows)] = things.boxes
    return boxes


def logits(shares: Floats) -> Floats:
    return np.log(shares / (1 - shares)).astype(np.float32)


def _anchors_scores(things: Things) -> tuple[Floats, ...]:
    boxes, scores = _anchors_scores_px(things)
    return (boxes / things.size).astype(np.float32), scores


def _anchors_scores_px(things: Things) -> tuple[Floats, ...]:
    return box_table(things, 40)[None], score_table(things, 40)[None]


def _with_objectness(things: Things, rows: int, boxes: Floats, at: Floats) -> tuple[Floats, ...]:
    """Objectness .95 for things, and class scores that make up for it."""
    table = np.full((rows, 5 + things.classes), BACKGROUND, np.float32)
    table[:, :4] = boxes
    table[at, 4] = 0.95
    table[at, 5 + things.class_ids] = things.scores / np.float32(0.95)
    return (table[None],)


def _yolov5(things: Things) -> tuple[Floats, ...]:
    rows = 3 * cell_count(things, (8, 16, 32))
    return _with_objectness(things, rows, centres(box_table(things, rows)), places(things, rows))


def _yolov8(things: Things) -> tuple[Floats, ...]:
    rows = cell_count(things, (8, 16, 32))
    boxes = centres(box_table(things, rows))
    return (np.concatenate([boxes, score_table(things, rows)], axis=1).T[None].copy(),)


def _yolov8_obb(things: Things) -> tuple[Floats, ...]:
    """Every other thing is turned by a right angle: its width and height change places."""
    (table,) = _yolov8(things)
    rows = places(things, table.shape[2])[::2]
    table[0, 2:4, rows] = table[0, 3:1:-1, rows]
    angles = np.zeros((1, 1, table.shape[2]), np.float32)
    angles[0, 0, rows] = np.pi / 2
    return (np.concatenate([table, angles], axis=1),)


def _yolox(things: Things) -> tuple[Floats, ...]:
    """Each thing in the cell of its middle, on one grid after the other."""
    strides = (8, 16, 32)
    rows = cell_count(things, strides)
    rng = np.random.default_rng(1)
    raw = rng.normal(0, 1, (rows, 4)).astype(np.float32)
    at, boxes = [], centres(things.boxes)
    for index, (x, y, width, height) in enumerate(boxes.tolist()):
        level = index % len(strides)
        stride = strides[level]
        column, row = int(x // stride), int(y // stride)
        first = cell_count(things, strides[:level])
        at.append(first + row * -(-things.width_px // stride) + column)
        raw[at[-1]] = (
            x / stride - column,
            y / stride - row,
            np.log(width / stride),
            np.log(height / stride),
        )
    return _with_objectness(things, rows, raw, np.array(at, np.int64))


def _nanodet(things: Things) -> tuple[Floats, ...]:
    """Each thing at a point near its middle, of the first grid that reaches its sides."""
    strides, bins = (8, 16, 32, 64), 8
    rows = cell_count(things, strides)
    rng = np.random.default_rng(2)
    table = rng.normal(0, 1, (rows, things.classes + 4 * bins)).astype(np.float32)
    table[:, : things.classes] = BACKGROUND
    for box, score, class_id in zip(things.boxes, things.scores, things.class_ids, strict=True):
        x0, y0, x1, y1 = box.tolist()
        for level, stride in enumerate(strides):
            columns = -(-things.width_px // stride)
            column, row = int((x0 + x1) / 2 // stride), int((y0 + y1) / 2 // stride)
            x, y = column * stride, row * stride
            distances = np.array([x - x0, y - y0, x1 - x, y1 - y]) / stride
            at = cell_count(things, strides[:level]) + row * columns + column
            taken = table[at, : things.classes].max() > BACKGROUND
            if distances.min() >= 0 and distances.max() <= bins - 1 and not taken:
                break
        else:
            raise ValueError(f"no point of any grid describes the box {box}")
        table[at, class_id] = score
        table[at, things.classes :] = np.concatenate([_mean_of(d, bins) for d in distances])
    return (table[None],)


def _mean_of(distance: float, bins: int) -> Floats:
    """Logits whose softmax has this mean."""
    low = min(int(distance), bins - 2)
    values = np.full(bins, -40.0)
    for at, share in ((low, 1 - (distance - low)), (low + 1, distance - low)):
        values[at] = np.log(max(share, 1e-12))
    return values.astype(np.float32)


def _detr(things: Things) -> tuple[Floats, ...]:
    queries = 30
    at = places(things, queries)
    table = np.full((queries, things.classes + 1), -20.0, np.float32)
    table[:, -1] = 3.0
    table[at, things.class_ids] = np.log(things.scores)
    table[at, -1] = np.log(1 - things.scores)
    return table[None], _queries(things, queries)


def _detr_sigmoid(things: Things) -> tuple[Floats, ...]:
    return logits(score_table(things, 30))[None], _queries(things, 30)


def _rtdetr_ultralytics(things: Things) -> tuple[Floats, ...]:
    table = np.concatenate([_queries(things, 30)[0], score_table(things, 30)], axis=1)
    return (table[None],)


def _queries(things: Things, queries: int) -> Floats:
    return (centres(box_table(things, queries)) / things.size).astype(np.float32)[None]


def _padded(things: Things, rows: int = 20) -> tuple[Floats, Floats, Floats]:
    """Boxes (rows, 4), scores (rows,), labels (rows,); zeros after the things."""
    boxes, scores, labels = np.zeros((rows, 4)), np.zeros(rows), np.zeros(rows)
    n = len(things.scores)
    boxes[:n], scores[:n], labels[:n] = things.boxes, things.scores, things.class_ids
    return boxes.astype(np.float32), scores.astype(np.float32), labels.astype(np.float32)


def _yolo_end2end(things: Things) -> tuple[Floats, ...]:
    boxes, scores, labels = _padded(things)
    return (np.column_stack([boxes, scores, labels])[None],)


def _efficientdet(things: Things) -> tuple[Floats, ...]:
    boxes, scores, labels = _padded(things)
    image = np.zeros_like(scores)
    return (np.column_stack([image, boxes[:, [1, 0, 3, 2]], scores, labels])[None],)


def _batched_rows(things: Things) -> tuple[Floats, ...]:
    rows = [np.zeros(len(things.scores)), things.boxes, things.class_ids, things.scores]
    return (np.column_stack(rows).astype(np.float32),)


def _detection_output(things: Things) -> tuple[Floats, ...]:
    boxes, scores, labels = _padded(things)
    image = np.zeros_like(scores)
    image[len(things.scores)] = -1
    return (np.column_stack([image, labels, scores, boxes / things.size])[None, None],)


def _labels_boxes_scores(things: Things) -> tuple[Floats, ...]:
    boxes, scores, labels = _padded(things)
    return labels[None], boxes[None], scores[None]


def _ssd_onnx(things: Things) -> tuple[Floats, ...]:
    boxes, scores, labels = _padded(things)
    return (boxes / things.size)[None], labels[None], scores[None]


def _ssd_tensorflow(things: Things) -> tuple[Floats, ...]:
    """What lies behind the count is rubbish."""
    boxes, scores, labels = _padded(things)
    n = len(things.scores)
    boxes[n:], scores[n:], labels[n:] = things.size, 0.99, 1
    shares = (boxes / things.size)[:, [1, 0, 3, 2]]
    return shares[None], scores[None], labels[None], np.array([n], np.float32)


def _torchvision(things: Things) -> tuple[Floats, ...]:
    return things.boxes, things.class_ids.astype(np.float32), things.scores


def _efficient_nms(things: Things) -> tuple[Floats, ...]:
    boxes, scores, labels = _padded(things)
    n = len(things.scores)
    scores[n:], labels[n:] = 0.99, 1
    return np.array([[n]], np.float32), boxes[None], scores[None], labels[None]


def _dets_labels(things: Things) -> tuple[Floats, ...]:
    boxes, scores, labels = _padded(things)
    labels[len(things.scores) :] = -1
    return np.column_stack([boxes, scores])[None], labels[None]


ENCODERS: Mapping[str, Encode] = {
    "anchors_scores": _anchors_scores,
    "anchors_scores_px": _anchors_scores_px,
    "yolov5": _yolov5,
    "yolov8": _yolov8,
    "yolov8_obb": _yolov8_obb,
    "yolo_end2end": _yolo_end2end,
    "yolox": _yolox,
    "nanodet": _nanodet,
    "detr": _detr,
    "detr_sigmoid": _detr_sigmoid,
    "rtdetr_ultralytics": _rtdetr_ultralytics,
    "labels_boxes_scores": _labels_boxes_scores,
    "ssd_tensorflow": _ssd_tensorflow,
    "ssd_onnx": _ssd_onnx,
    "torchvision": _torchvision,
    "efficientdet": _efficientdet,
    "batched_rows": _batched_rows,
    "efficient_nms": _efficient_nms,
    "dets_labels": _dets_labels,
    "detection_output": _detection_output,
}
"""Known things as a decoder's tensors, in the order of its roles."""
