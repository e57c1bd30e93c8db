"""Layouts of one output: a table with all there is to say of each anchor or each thing."""

import numpy as np

from edge_node.perception.decoding.grids import STRIDES, find_strides
from edge_node.perception.decoding.nanodet import USUAL_BINS
from edge_node.perception.recognition.evidence import (
    Evidence,
    are_probabilities,
    are_shares,
    are_whole,
    sound,
    sum_to_one,
)
from edge_node.perception.recognition.match import Match
from edge_node.perception.recognition.reading import Source
from shared.domain import Floats

MAX_FINISHED_ROWS = 1000
"""Detectors that finish the work give a few hundred rows."""


def match_rows_of_seven(evidence: Evidence) -> Match | None:
    """Finished tables that say which image of a batch a row belongs to."""
    for name, table in evidence.of_rank(2):
        if table.shape[1] == 7 and _is_batched(table):
            return Match("batched_rows", (name,), "rows of image, box, class and score")
    for name, table in evidence.of_rank(4):
        if table.shape[:2] == (1, 1) and table.shape[3] == 7:
            return Match("detection_output", (name,), "rows of 7 in a tensor of four axes")
    return None


def match_table(evidence: Evidence) -> Match | None:
    """One tensor (1, x, y), whichever of the outputs it is."""
    for name, tensor in evidence.of_rank(3):
        if tensor.shape[0] == 1 and min(tensor.shape) > 0:
            found = _match(evidence, name, tensor)
            if found is not None:
                return found
    return None


def _match(evidence: Evidence, name: str, tensor: Floats) -> Match | None:
    rows, columns = tensor.shape[1:]
    return (
        _finished_as_said(evidence, name, rows, columns)
        or _by_anchors(evidence, name, tensor)
        or _finished_as_seen(evidence, name, tensor)
        or _as_ultralytics(evidence, name, rows, columns)
    )


def _finished_as_said(evidence: Evidence, name: str, rows: int, columns: int) -> Match | None:
    claims = evidence.claims
    more = claims.task in ("segment", "pose") and 6 < columns < rows
    if not claims.finished or rows > MAX_FINISHED_ROWS or not (columns == 6 or more):
        return None
    why = "the metadata say that doubles are suppressed in the graph; rows of box, score, class"
    return Match("yolo_end2end", (name,), why, "metadata")


def _by_anchors(evidence: Evidence, name: str, tensor: Floats) -> Match | None:
    """Layouts whose number of rows or columns is the number of cells in the grids."""
    rows, columns = tensor.shape[1:]
    width_px, height_px = evidence.width_px, evidence.height_px
    if rows >= 5 and find_strides(columns, width_px, height_px):
        decoder = "yolov8_obb" if evidence.claims.task == "obb" else "yolov8"
        why = f"{columns} columns are the cells of {width_px} x {height_px} pixels"
        return Match(decoder, (name,), why)
    if columns < 6:
        return None
    if rows % 3 == 0 and find_strides(rows // 3, width_px, height_px, STRIDES):
        why = f"{rows} rows are three for each cell of {width_px} x {height_px} pixels"
        return Match("yolov5", (name,), why)
    if find_strides(rows, width_px, height_px):
        why = f"{rows} rows are the cells of {width_px} x {height_px} pixels"
        return _one_a_cell(evidence, name, tensor[0], why)
    return None


def _one_a_cell(evidence: Evidence, name: str, table: Floats, why: str) -> Match:
    """YOLOX, with or without its last step, or NanoDet."""
    columns, classes = table.shape[1], evidence.classes
    distances = columns - classes
    usual = columns - 4 * USUAL_BINS
    if classes and distances != 5 and distances % 4 == 0 and distances >= 8:
        return Match("nanodet", (name,), f"{why}; {distances} columns beside the classes")
    scores_first = usual > 0 and are_probabilities(table[:, :usual])
    if not classes and scores_first and not are_probabilities(table[:, 4:]):
        return Match("nanodet", (name,), f"{why}; all but the last 32 columns are 0 to 1")
    reach = np.abs(sound(table[:, :2])).max(initial=0.0)
    if reach < max(evidence.width_px, evidence.height_px) / 4:
        return Match("yolox", (name,), f"{why}; the boxes are offsets, not pixels")
    # YOLOv6 has no objectness and writes 1 in its place; what else is in pixels is YOLOX.
    fed_like = "" if (table[:, 4] == 1).all() else "yolox"
    return Match("yolov5", (name,), f"{why}; the boxes are in pixels already", fed_like=fed_like)


def _finished_as_seen(evidence: Evidence, name: str, tensor: Floats) -> Match | None:
    rows, columns = tensor.shape[1:]
    table = tensor[0]
    if rows > MAX_FINISHED_ROWS or columns < 5:
        return None
    if columns == 7 and are_whole(table[:, [0, 6]]) and are_probabilities(table[:, 5]):
        return Match("efficientdet", (name,), "rows of image, box, score and class")
    anything = bool(table.any())
    scored = columns >= 6 and are_probabilities(table[:, 4]) and are_whole(table[:, 5])
    falling = scored and bool((np.diff(table[:, 4]) <= 1e-6).all())
    if scored and (columns == 6 or (falling and anything)) and columns != 4 + evidence.classes:
        return Match("yolo_end2end", (name,), "few rows of box, score and whole class numbers")
    if scored and columns == 6 and not (anything and are_shares(table[:, :4])):
        return Match("yolo_end2end", (name,), "few rows of box in pixels, score, class")
    if evidence.classes in (0, columns - 4) and _are_queries(table):
        why = "few rows of box in shares and class scores from 0 to 1"
        source: Source = "shape" if evidence.claims.maker == "ultralytics" else "guess"
        return Match("rtdetr_ultralytics", (name,), why, source)
    return None


def _are_queries(table: Floats) -> bool:
    """Whether (q, 4 + c) are boxes with a size and scores most of which are low, and not letters,
    depths or whatever else lies between 0 and 1."""
    boxes, scores = table[:, :4], table[:, 4:]
    return (
        are_probabilities(scores)
        and are_shares(boxes)
        and bool((boxes[:, 2:] > 0).all())
        and bool(np.median(scores) < 0.25)
        and not sum_to_one(table)
    )


def _as_ultralytics(evidence: Evidence, name: str, rows: int, columns: int) -> Match | None:
    """Grids that are not known, in a model whose maker is."""
    if evidence.claims.maker != "ultralytics" or evidence.claims.task == "classify":
        return None
    if 4 < rows < columns:
        decoder = "yolov8_obb" if evidence.claims.task == "obb" else "yolov8"
        return Match(
            decoder, (name,), "the metadata are Ultralytics', one column an anchor", "guess"
        )
    if 5 < columns < rows and rows > MAX_FINISHED_ROWS:
        return Match("yolov5", (name,), "the metadata are Ultralytics', one row an anchor", "guess")
    return None


def _is_batched(table: Floats) -> bool:
    """Rows (n, 7) of image, box, class, score: also when there are none."""
    if not table.size:
        return True
    return (
        are_whole(table[:, [0, 5]])
        and are_probabilities(table[:, 6])
        and not are_shares(table[:, 1:5])  # seven classes of which one is certain
    )
