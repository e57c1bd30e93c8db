"""The families' layouts as plain loops, one number after the other: slow, and easy to check.

They are written from how each family's makers document their outputs, and share nothing with the
decoders: a list of (box, score, class) for one image.
"""

import math
from collections.abc import Callable, Mapping

from shared.domain import Floats

Found = list[tuple[tuple[float, float, float, float], float, int]]
Reference = Callable[[list[Floats], int, int, float, int], Found]


def corners(x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def best(scores: list[float]) -> tuple[float, int]:
    top = 0
    for index, score in enumerate(scores):
        if score > scores[top]:
            top = index
    return scores[top], top


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def softmax(values: list[float]) -> list[float]:
    high = max(values)
    weights = [math.exp(value - high) for value in values]
    return [weight / sum(weights) for weight in weights]


def yolov5(tensors: list[Floats], _w: int, _h: int, least: float, classes: int) -> Found:
    found: Found = []
    for row in tensors[0][0].tolist():
        score, label = best([row[4] * row[5 + c] for c in range(classes)])
        if score >= least:
            found.append((corners(*row[:4]), score, label))
    return found


def yolov8(tensors: list[Floats], _w: int, _h: int, least: float, classes: int) -> Found:
    found: Found = []
    table = tensors[0][0].tolist()
    for anchor in range(len(table[0])):
        score, label = best([table[4 + c][anchor] for c in range(classes)])
        if score >= least:
            x, y, w, h = (table[k][anchor] for k in range(4))
            found.append((corners(x, y, w, h), score, label))
    return found


def yolov8_obb(tensors: list[Floats], _w: int, _h: int, least: float, classes: int) -> Found:
    found: Found = []
    table = tensors[0][0].tolist()
    for anchor in range(len(table[0])):
        score, label = best([table[4 + c][anchor] for c in range(classes)])
        if score < least:
            continue
        x, y, w, h = (table[k][anchor] for k in range(4))
        angle = table[4 + classes][anchor]
        xs, ys = [], []
        for dx, dy in ((-w, -h), (w, -h), (w, h), (-w, h)):
            xs.append(x + (dx * math.cos(angle) - dy * math.sin(angle)) / 2)
            ys.append(y + (dx * math.sin(angle) + dy * math.cos(angle)) / 2)
        found.append(((min(xs), min(ys), max(xs), max(ys)), score, label))
    return found


def yolox(tensors: list[Floats], width: int, height: int, least: float, classes: int) -> Found:
    found: Found = []
    rows = iter(tensors[0][0].tolist())
    for stride in (8, 16, 32):
        for gy in range(height // stride):
            for gx in range(width // stride):
                row = next(rows)
                score, label = best([row[4] * row[5 + c] for c in range(classes)])
                if score >= least:
                    x, y = (row[0] + gx) * stride, (row[1] + gy) * stride
                    w, h = math.exp(row[2]) * stride, math.exp(row[3]) * stride
                    found.append((corners(x, y, w, h), score, label))
    return found


def nanodet(tensors: list[Floats], width: int, height: int, least: float, classes: int) -> Found:
    found: Found = []
    rows = iter(tensors[0][0].tolist())
    for stride in (8, 16, 32, 64):
        for gy in range(math.ceil(height / stride)):
            for gx in range(math.ceil(width / stride)):
                row = next(rows)
                score, label = best(row[:classes])
                if score < least:
                    continue
                bins = (len(row) - classes) // 4
                reach = []
                for side in range(4):
                    first = classes + side * bins
                    shares = softmax(row[first : first + bins])
                    reach.append(sum(k * share for k, share in enumerate(shares)) * stride)
                x, y = gx * stride, gy * stride
                box = (x - reach[0], y - reach[1], x + reach[2], y + reach[3])
                found.append((box, score, label))
    return found


def detr(tensors: list[Floats], width: int, height: int, least: float, classes: int) -> Found:
    found: Found = []
    for row, box in zip(tensors[0][0].tolist(), tensors[1][0].tolist(), strict=True):
        score, label = best(softmax(row)[:classes])
        if score >= least:
            x, y, w, h = box
            found.append((corners(x * width, y * height, w * width, h * height), score, label))
    return found


def detr_sigmoid(
    tensors: list[Floats], width: int, height: int, least: float, classes: int
) -> Found:
    found: Found = []
    for row, box in zip(tensors[0][0].tolist(), tensors[1][0].tolist(), strict=True):
        score, label = best([sigmoid(value) for value in row[:classes]])
        if score >= least:
            x, y, w, h = box
            found.append((corners(x * width, y * height, w * width, h * height), score, label))
    return found


REFERENCES: Mapping[str, tuple[Reference, Callable[[int, int], list[tuple[int, ...]]]]] = {
    "yolov5": (yolov5, lambda a, c: [(1, 3 * a, 5 + c)]),
    "yolov8": (yolov8, lambda a, c: [(1, 4 + c, a)]),
    "yolov8_obb": (yolov8_obb, lambda a, c: [(1, 5 + c, a)]),
    "yolox": (yolox, lambda a, c: [(1, a, 5 + c)]),
    "nanodet": (nanodet, lambda a, c: [(1, a + 4, c + 32)]),
    "detr": (detr, lambda _a, c: [(1, 50, c + 1), (1, 50, 4)]),
    "detr_sigmoid": (detr_sigmoid, lambda _a, c: [(1, 50, c), (1, 50, 4)]),
}
"""A reference, and the shapes of its tensors from the anchors (strides 8, 16, 32) and classes."""
