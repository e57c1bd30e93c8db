"""Layouts of several outputs: boxes here, scores or labels there."""

from collections.abc import Sequence

import numpy as np

from edge_node.perception.recognition.evidence import (
    Evidence,
    are_corners,
    are_probabilities,
    are_shares,
    are_whole,
)
from edge_node.perception.recognition.match import Match
from shared.domain import Floats

_SCORE_WORDS = ("score", "conf", "prob")
_LABEL_WORDS = ("label", "class", "cls", "categor")
_COCO_WITH_GAPS = 91


def match_lists(evidence: Evidence) -> Match | None:
    """Boxes (1, n, 4) or (n, 4), with scores and labels of n, and sometimes a count."""
    for name, boxes in evidence.outputs.items():
        if boxes.ndim not in (2, 3) or boxes.shape[-1] != 4:
            continue
        if boxes.ndim == 3 and boxes.shape[0] != 1:
            continue
        lists = [
            each
            for each, tensor in evidence.outputs.items()
            if each != name and tensor.shape == boxes.shape[:-1]
        ]
        pair = _scores_and_labels(evidence, lists)
        if pair is None:
            continue
        scores, labels = pair
        if boxes.ndim == 2:
            why = "boxes [N, 4], labels [N] and scores [N] without a batch axis"
            return Match("torchvision", (name, labels, scores), why)
        return _with_count(evidence, name, scores, labels) or _three(evidence, name, scores, labels)
    return None


def match_dets_labels(evidence: Evidence) -> Match | None:
    """Boxes with their scores (1, n, 5), and labels (1, n)."""
    for name, dets in evidence.of_rank(3):
        for other, labels in evidence.of_rank(2):
            if dets.shape[::2] == (1, 5) and labels.shape == dets.shape[:2]:
                return Match("dets_labels", (name, other), "rows of 5 beside a list of labels")
    return None


def match_pair(evidence: Evidence) -> Match | None:
    """Boxes (1, a, 4) and scores or logits (1, a, c)."""
    pair = boxes_and_scores(evidence)
    if pair is None:
        return None
    boxes_name, scores_name = pair
    boxes, scores = evidence.outputs[boxes_name], evidence.outputs[scores_name]
    if are_probabilities(scores):
        if not are_shares(boxes):
            why = "scores from 0 to 1, boxes larger than shares"
            return Match("anchors_scores_px", pair, why)
        if are_corners(boxes):
            return Match("anchors_scores", pair, "scores from 0 to 1, boxes as corners in shares")
        return None
    if not are_shares(boxes):
        return None
    decoder, why = _detr_by(evidence, scores)
    return Match(decoder, (scores_name, boxes_name), f"logits beside boxes in shares; {why}")


def boxes_and_scores(evidence: Evidence) -> tuple[str, str] | None:
    """The names of boxes (1, a, 4) or (1, a, 1, 4) and of scores (1, a, c)."""
    for name, boxes in evidence.outputs.items():
        if boxes.ndim not in (3, 4) or boxes.shape[0] != 1 or boxes.shape[-1] != 4:
            continue
        if boxes.ndim == 4 and boxes.shape[2] != 1:
            continue
        if _says(name, (*_SCORE_WORDS, "logit")):
            continue  # four classes
        for other, scores in evidence.of_rank(3):
            if other != name and scores.shape[:2] == boxes.shape[:2] and scores.shape[2] > 0:
                return name, other
    return None


def _detr_by(evidence: Evidence, logits: Floats) -> tuple[str, str]:
    columns = logits.shape[2]
    if evidence.classes and columns == evidence.classes + 1:
        return "detr", 'one column more than names: the last is "no object"'
    if evidence.classes and columns == evidence.classes:
        return "detr_sigmoid", "as many columns as names"
    if columns == _COCO_WITH_GAPS + 1:
        return "detr", '92 columns: COCO\'s 91 and "no object"'
    if columns in (80, _COCO_WITH_GAPS):
        return "detr_sigmoid", f'{columns} columns: COCO without "no object"'
    with np.errstate(all="ignore"):
        last = (logits[0].argmax(axis=1) == columns - 1).mean() if logits.size else 0.0
    if columns > 1 and last >= 0.5:
        return "detr", 'the last column is the highest of most rows: "no object"'
    return "detr_sigmoid", 'no column stands out as "no object"'


def _with_count(evidence: Evidence, boxes: str, scores: str, labels: str) -> Match | None:
    others = [name for name in evidence.outputs if name not in (boxes, scores, labels)]
    counts = [
        name
        for name in others
        if evidence.outputs[name].size == 1 and are_whole(evidence.outputs[name])
    ]
    if not counts:
        return None
    values = evidence.outputs[boxes]
    if _says(boxes, ("detection_boxes",)) or (values.any() and are_shares(values)):
        why = "boxes in shares, scores, classes and a count"
        return Match("ssd_tensorflow", (boxes, scores, labels, counts[0]), why)
    why = "a count, boxes in pixels, scores and classes"
    return Match("efficient_nms", (counts[0], boxes, scores, labels), why)


def _three(evidence: Evidence, boxes: str, scores: str, labels: str) -> Match:
    values = evidence.outputs[boxes]
    if evidence.takes_size:
        why = "boxes, labels and scores, and the model asks for the image's size"
    elif values.any() and are_shares(values):
        why = "boxes in shares, labels and scores"
        return Match("ssd_onnx", (boxes, labels, scores), why)
    else:
        why = "boxes larger than shares, labels and scores"
    return Match("labels_boxes_scores", (labels, boxes, scores), why)


def _scores_and_labels(evidence: Evidence, names: Sequence[str]) -> tuple[str, str] | None:
    """Which of the lists is which: by name, by type, by what is in it, by order."""
    if len(names) < 2:
        return None
    labels = [name for name in names if _says(name, _LABEL_WORDS)]
    scores = [name for name in names if _says(name, _SCORE_WORDS)]
    if not labels:
        labels = [name for name in names if "int" in evidence.dtypes.get(name, "")]
    if not labels:
        labels = [
            name
            for name in names
            if evidence.outputs[name].any() and are_whole(evidence.outputs[name])
        ]
    label = next((name for name in labels if name not in scores), None)
    if label is None:
        label = next(name for name in reversed(names) if name not in scores[:1])
    score = next((name for name in (*scores, *names) if name != label), None)
    return None if score is None else (score, label)


def _says(name: str, words: Sequence[str]) -> bool:
    return any(word in name.lower() for word in words)
