"""From a model's facts and what it gave for one image to how it is used."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from edge_node.perception.decoding.table import DECODERS
from edge_node.perception.recognition.claims import Claims, read_claims
from edge_node.perception.recognition.classifying import read_classifier, vectors
from edge_node.perception.recognition.detecting import count_classes, match_detector, read_probe
from edge_node.perception.recognition.evidence import Evidence
from edge_node.perception.recognition.input_plan import probable_kind
from edge_node.perception.recognition.match import Match
from edge_node.perception.recognition.naming import Naming, name_classes, told_names
from edge_node.perception.recognition.preprocessing import (
    PREPROCESSING,
    habit_of_decoder,
    habit_of_kind,
    preprocessed,
)
from edge_node.perception.recognition.reading import (
    DetectorReading,
    Finding,
    InputPlan,
    Kind,
    ModelFacts,
    Reading,
    ReadingWish,
)
from edge_node.perception.recognition.refusals import unknown_layout, unreadable
from edge_node.plain_text import plain
from shared.domain import Floats

SCORE_THRESHOLD = 0.1
IOU_THRESHOLD = 0.5
MAX_DETECTIONS = 40
"""Low and without regard for classes, so that unknown things still get a box."""


def recognise(
    facts: ModelFacts,
    wish: ReadingWish,
    plan: InputPlan,
    outputs: Mapping[str, npt.NDArray[Any]],
) -> Reading:
    """How the model is used. outputs: all that it gave for one image that was fed by the plan.

    Any image tells the layout; a photograph tells it better than an empty one, since some things
    can only be seen in what a model finds.
    Raises UnreadableModelError.
    """
    claims = read_claims(facts.metadata)
    evidence = _evidence(facts, wish, plan, outputs, claims)
    if wish.kind == "classify" or (wish.kind is None and claims.task in ("classify", "embed")):
        return _classify(evidence, wish, plan, "the configuration or the metadata say so")
    _refuse_turned(evidence, wish)
    match = match_detector(evidence, wish)
    if match is not None:
        return _detect(evidence, match, wish, plan)
    if wish.kind == "detect" or not vectors(evidence):
        raise unknown_layout(evidence.outputs)
    if probable_kind(facts, wish, claims) == "detect" and not _only_vectors(evidence):
        raise unknown_layout(evidence.outputs)
    return _classify(evidence, wish, plan, "it gives vectors, and no boxes")


def _evidence(
    facts: ModelFacts,
    wish: ReadingWish,
    plan: InputPlan,
    outputs: Mapping[str, npt.NDArray[Any]],
    claims: Claims,
) -> Evidence:
    with np.errstate(all="ignore"):
        tensors = {name: _floats(value) for name, value in outputs.items()}
    return Evidence(
        outputs=tensors,
        dtypes={port.name: port.dtype for port in facts.outputs},
        claims=claims,
        width_px=plan.input.width_px,
        height_px=plan.input.height_px,
        classes=len(told_names(claims, wish)),
        takes_size=bool(plan.size_input),
    )


def _floats(value: npt.NDArray[Any]) -> Floats:
    return np.asarray(value, np.float32)


def _refuse_turned(evidence: Evidence, wish: ReadingWish) -> None:
    """Turned boxes that were suppressed in the graph, of which whatsit knows no decoder."""
    if evidence.claims.task != "obb" or wish.decoder is not None:
        return
    if any(tensor.shape[2] == 7 for _, tensor in evidence.of_rank(3)):
        raise unreadable(
            "it gives turned boxes, finished in the graph",
            "export it without nms and end2end: then the upright box around each is used",
        )


def _only_vectors(evidence: Evidence) -> bool:
    return len(vectors(evidence)) == len(evidence.outputs)


def _classify(evidence: Evidence, wish: ReadingWish, plan: InputPlan, why: str) -> Reading:
    classifier, embedding, findings = read_classifier(evidence, wish)
    claims = evidence.claims
    habit = habit_of_kind("classify", plan.input.layout, claims)
    known = claims.maker == "ultralytics" or claims.preparation is not None
    spec, prepared = preprocessed(plan.input, habit, wish, source="metadata" if known else "guess")
    return Reading(
        kind="classify",
        input=spec,
        size_input=plan.size_input,
        findings=(_kind("classify", wish, why), *findings, *_planned(plan), *prepared),
        classifier=classifier,
        embedding=embedding,
    )


def _detect(evidence: Evidence, match: Match, wish: ReadingWish, plan: InputPlan) -> Reading:
    counted = count_classes(evidence, match)
    if counted.columns is not None and counted.columns < 1:
        raise unknown_layout(evidence.outputs)
    naming = name_classes(counted, evidence.claims, wish)
    read_probe(evidence, match, len(naming.class_names) + naming.first_class, SCORE_THRESHOLD)
    habit = habit_of_decoder(match.fed_like or match.decoder, counted.columns)
    known = evidence.claims.maker == "ultralytics"
    spec, prepared = preprocessed(plan.input, habit, wish, source="metadata" if known else "guess")
    made_by = DECODERS[match.decoder].made_by
    findings = (
        _kind("detect", wish, "a decoder for its outputs is known"),
        Finding("decoder", match.decoder, match.source, f"{match.why} ({made_by})"),
        Finding("outputs", _shown(match.outputs), match.source, "in the order of its roles"),
        *naming.findings,
        *_left_over(evidence, match),
        *_planned(plan),
        *prepared,
    )
    return Reading(
        kind="detect",
        input=spec,
        size_input=plan.size_input,
        findings=findings,
        detector=_detector(match, naming, wish),
    )


def _detector(match: Match, naming: Naming, wish: ReadingWish) -> DetectorReading:
    return DetectorReading(
        decoder=match.decoder,
        outputs=match.outputs,
        class_names=naming.class_names,
        first_class=naming.first_class,
        score_threshold=_either(wish.score_threshold, SCORE_THRESHOLD),
        iou_threshold=_either(wish.iou_threshold, IOU_THRESHOLD),
        max_detections=wish.max_detections or MAX_DETECTIONS,
    )


def _either(wished: float | None, usual: float) -> float:
    return usual if wished is None else wished


def _kind(kind: Kind, wish: ReadingWish, why: str) -> Finding:
    if wish.kind is not None:
        return Finding("kind", kind, "config", "the configuration says so")
    return Finding("kind", kind, "shape", why)


def _planned(plan: InputPlan) -> tuple[Finding, ...]:
    """What the plan found, but for the preprocessing, which is found anew."""
    return tuple(each for each in plan.findings if each.what not in PREPROCESSING)


def _shown(names: Sequence[str]) -> str:
    return ", ".join(plain(name, 60) for name in names)


def _left_over(evidence: Evidence, match: Match) -> tuple[Finding, ...]:
    """What the model gives and nobody reads."""
    findings = []
    task = evidence.claims.task
    if task in ("segment", "pose"):
        what = "masks" if task == "segment" else "key points"
        findings.append(Finding("not read", what, "metadata", "only the boxes are used"))
    if match.decoder == "yolov8_obb":
        why = "of turned boxes the upright one around each is used"
        findings.append(Finding("not read", "angles", "metadata", why))
    unread = [name for name in evidence.outputs if name not in match.outputs]
    if unread:
        why = "a detector's other outputs are not used, embeddings of the whole image neither"
        findings.append(Finding("not read", _shown(unread[:8]), "shape", why))
    return tuple(findings)
