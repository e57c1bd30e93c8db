"""Detectors: which decoder reads which outputs, and what the classes are."""

from collections.abc import Iterator, Mapping
from itertools import islice, permutations

import numpy as np
import numpy.typing as npt

from edge_node.perception.decoding.candidates import Candidates, Wanted
from edge_node.perception.decoding.nanodet import USUAL_BINS
from edge_node.perception.decoding.table import DECODERS, find_decoder
from edge_node.perception.recognition.evidence import Evidence, sum_to_one
from edge_node.perception.recognition.list_layouts import (
    match_dets_labels,
    match_lists,
    match_pair,
)
from edge_node.perception.recognition.match import Match
from edge_node.perception.recognition.naming import FROM_ONE, NUMBERED, Counted
from edge_node.perception.recognition.reading import ReadingWish, Source
from edge_node.perception.recognition.refusals import listed, seen, unreadable
from edge_node.perception.recognition.table_layouts import match_rows_of_seven, match_table
from shared.domain import Floats
from shared.errors import ModelError

MATCHERS = (match_lists, match_dets_labels, match_pair, match_rows_of_seven, match_table)
"""The first that fits is taken: those that need the most to be there come first."""

COLUMNS_BEHIND: Mapping[str, tuple[int, int]] = {
    "yolov8": (1, 4),
    "yolov8_obb": (1, 5),
    "yolov5": (2, 5),
    "yolox": (2, 5),
    "nanodet": (2, 4 * USUAL_BINS),
    "rtdetr_ultralytics": (2, 4),
    "detr": (2, 1),
    "detr_sigmoid": (2, 0),
    "anchors_scores": (2, 0),
    "anchors_scores_px": (2, 0),
}
"""By decoder: which axis has the classes, and how many of its columns are none."""

MOST_ORDERS = 200
MOST_OUTPUTS = 6
"""Of so many outputs, and in so many orders, it is tried which ones a forced decoder can read."""

SCORES_ROLES = ("scores", "logits", "output")


def match_detector(evidence: Evidence, wish: ReadingWish) -> Match | None:
    """The layout that was forced, else said, else seen; None if none fits.

    Raises UnreadableModelError if the forced one cannot be read.
    """
    if wish.decoder is not None:
        return _forced(evidence, wish, wish.decoder)
    if evidence.claims.decoder in DECODERS:
        match = _assigned(evidence, evidence.claims.decoder, wish, "metadata")
        if match is not None:
            return match
    for matcher in MATCHERS:
        match = matcher(evidence)
        if match is not None:
            return match
    return None


def count_classes(evidence: Evidence, match: Match) -> Counted:
    """What the outputs show of the classes."""
    tensors = [evidence.outputs[name] for name in match.outputs]
    if match.decoder not in COLUMNS_BEHIND:
        labels = _labels(evidence, match)
        return Counted(
            columns=None,
            background=match.decoder in FROM_ONE,
            numbered=match.decoder in NUMBERED,
            labels=(int(labels.min()), int(labels.max())) if labels.size else None,
        )
    axis, behind = COLUMNS_BEHIND[match.decoder]
    scores = tensors[_scores_role(match.decoder)]
    columns = scores.shape[axis] - behind - _masks(evidence)
    told = evidence.classes
    has_more = match.decoder == "nanodet" or evidence.claims.task in ("segment", "pose")
    if has_more and 0 < told < scores.shape[axis]:
        columns = told  # what lies behind is no class
    background = match.decoder.startswith("anchors_scores") and (
        told == columns - 1 or _background_first(scores)
    )
    return Counted(columns=columns, background=background)


def read_probe(evidence: Evidence, match: Match, classes: int, min_score: float) -> Candidates:
    """What the decoder makes of the probe. Raises UnreadableModelError if it cannot read it."""
    tensors = [evidence.outputs[name] for name in match.outputs]
    try:
        return DECODERS[match.decoder].decode(tensors, _wanted(evidence, classes, min_score))
    except ModelError as error:
        raise unreadable(
            f"{error}", "correct decoder, outputs or class_names in the configuration"
        ) from error


def _forced(evidence: Evidence, wish: ReadingWish, name: str) -> Match:
    try:
        decoder = find_decoder(name)
    except ModelError as error:
        raise unreadable(str(error), "correct decoder in the configuration") from error
    match = _assigned(evidence, name, wish, "config")
    if match is None:
        raise unreadable(
            f"decoder {name!r} reads {decoder.layout}, and it gave {seen(evidence.outputs)}",
            "correct decoder in the configuration, or name the outputs in the order of "
            f"{listed(decoder.roles)}",
        )
    return match


def _assigned(evidence: Evidence, name: str, wish: ReadingWish, source: Source) -> Match | None:
    """The decoder with the outputs that were named, or that it can read."""
    why = "the configuration says so" if source == "config" else "the metadata say so"
    if wish.outputs is not None:
        _check_outputs(evidence, name, wish.outputs)
        return Match(name, wish.outputs, why, source)
    roles = DECODERS[name].roles
    if all(role in evidence.outputs for role in roles):
        return Match(name, roles, why, source)
    for matcher in MATCHERS:
        match = matcher(evidence)
        if match is not None and match.decoder == name:
            return Match(name, match.outputs, why, source)
    for outputs in _orders(evidence, len(roles)):
        tensors = [evidence.outputs[output] for output in outputs]
        try:
            DECODERS[name].decode(tensors, _wanted(evidence, 0, 0.5))
        except ModelError:
            continue
        return Match(name, outputs, why, source)
    return None


def _check_outputs(evidence: Evidence, name: str, outputs: tuple[str, ...]) -> None:
    roles = DECODERS[name].roles
    if len(outputs) != len(roles) or not all(output in evidence.outputs for output in outputs):
        raise unreadable(
            f"outputs = {listed(outputs)} does not name {len(roles)} of {seen(evidence.outputs)}",
            f"name them in the order of {listed(roles)}",
        )


def _orders(evidence: Evidence, count: int) -> Iterator[tuple[str, ...]]:
    names = tuple(islice(evidence.outputs, MOST_OUTPUTS))
    return islice(permutations(names, count), MOST_ORDERS)


def _wanted(evidence: Evidence, classes: int, min_score: float) -> Wanted:
    return Wanted(
        width_px=evidence.width_px,
        height_px=evidence.height_px,
        min_score=min_score,
        classes=classes,
    )


def _scores_role(decoder: str) -> int:
    roles = DECODERS[decoder].roles
    return next(index for index, role in enumerate(roles) if role in SCORES_ROLES)


def _masks(evidence: Evidence) -> int:
    """How many coefficients of masks lie behind the scores: as many as there are prototypes."""
    if evidence.claims.task not in ("segment", ""):
        return 0
    prototypes = [tensor for _, tensor in evidence.of_rank(4) if min(tensor.shape[2:]) > 8]
    return prototypes[0].shape[1] if len(prototypes) == 1 else 0


def _background_first(scores: Floats) -> bool:
    """Whether each row's classes exclude each other, and the first is what most rows are."""
    if scores.shape[2] < 2 or not scores.size or not sum_to_one(scores[0]):
        return False
    return bool(np.median(scores[0, :, 0]) > 0.5)


def _labels(evidence: Evidence, match: Match) -> npt.NDArray[np.int64]:
    """The labels of what the probe shows; not of what is as good as nothing."""
    try:
        return read_probe(evidence, match, 0, 0.05).class_ids
    except ModelError:
        return np.zeros(0, np.int64)
