"""Whose name a track is published under. Pure.

A person's answer goes before the head, the head before the detector's own classes. What a person
or the head calls "not an object" is published without a name, with them as the source: whoever
steers a robot may still want to know that something is there.
"""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from edge_node.asking.subject import Judgement
from shared.domain import NOT_AN_OBJECT, AnswerKind, NameSource

_Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class NamingConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a name is believed.

    head_probability: the head's name counts from this probability on, even if other names cannot
    be ruled out. uncalibrated_novelty: while the head knows too few tracks to state its risk, its
    name counts only up to this novelty. detector_score: the detector's class counts from this
    score on, averaged over the track's sightings.
    """

    head_probability: _Share = 0.5
    uncalibrated_novelty: _Share = 0.5
    detector_score: _Share = 0.35


@dataclass(frozen=True, slots=True)
class Belief:
    """What is published of a track beside its box."""

    name: str = ""
    source: NameSource = "none"
    probability: float = 0.0
    prediction_set: tuple[str, ...] = ()
    novelty: float = 1.0


def believe(
    *,
    answer: tuple[AnswerKind, str] | None,
    judgement: Judgement | None,
    detector_class: str,
    detector_score: float,
    config: NamingConfig,
) -> Belief:
    """answer: kind and name of what a person said of this object, if anything.

    judgement: of the head, None without one. detector_class: the detector's name, may be "".
    detector_score: its mean score over the track's sightings, 0 to 1.
    """
    prediction = judgement.prediction if judgement is not None else None
    names = prediction.prediction_set if prediction is not None else ()
    novelty = prediction.novelty if prediction is not None else 1.0
    if answer is not None and answer[0] in ("name", "not_an_object"):
        name = answer[1] if answer[0] == "name" and answer[1] != NOT_AN_OBJECT else ""
        return Belief(name, "operator", 1.0, names, novelty)
    if judgement is not None and _counts(judgement, config):
        known = judgement.prediction
        name = "" if known.name == NOT_AN_OBJECT else known.name
        return Belief(name, "head", known.probability, names, novelty)
    if detector_class and detector_score >= config.detector_score:
        return Belief(detector_class, "detector", detector_score, names, novelty)
    return Belief(prediction_set=names, novelty=novelty)


def _counts(judgement: Judgement, config: NamingConfig) -> bool:
    prediction = judgement.prediction
    if not prediction.prediction_set:
        return False
    if not judgement.calibrated and prediction.novelty > config.uncalibrated_novelty:
        return False
    return judgement.is_sure or prediction.probability >= config.head_probability
