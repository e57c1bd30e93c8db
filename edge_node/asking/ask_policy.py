"""Whether, when and why a track is asked about. Pure.

With a head, a track is asked about where its name is not sure at the stated risk; without one,
everything is novel. What is worth most goes first, and what is too much like a question that was
already put is worth too little.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
import numpy as np

from edge_node.asking.subject import Proposal, Subject
from shared.bundle import HeadSpec
from shared.domain import Floats
from shared.errors import SelectionError
from shared.learning.ridge import DEFAULT_REGULARISATION
from shared.selection.candidates import UNLABELLED, Candidates
from shared.selection.conformal import is_novel, prediction_sets
from shared.selection.diversity import dissimilarity
from shared.selection.quiet_hours import QuietHours
from shared.selection.registry import STRATEGIES, query_value, strategy_named
from shared.selection.stream_registry import stream_rule_named

_Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=100_000)]

AUDIT_VALUE = 1.0
"""Random checks go first: those that wait for less valuable ones are no random sample."""

RISK_WITHOUT_HEAD = 0.05


class AskConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When to ask.

    strategy: a name in `shared.selection.registry.STRATEGIES`.
    stream: how it is decided which tracks are worth a question as they come, a name in
    `shared.selection.stream_registry.STREAM_RULES`.
    questions_per_hour, burst: the budget. audit_share: of all tracks, drawn by chance.
    quiet_hours: local time in which nothing is asked, as "22:00-06:30"; "" for none.
    min_value: what a question must be worth, 0 to 1 (`query_value`).
    min_sightings: of a track, before it is asked about. settle_frames, settle_age_s: the best
    view has settled when it did not improve for so long, or the track is so old.
    same_object_cosine: from this similarity on a track is taken for one that was asked about.
    memory_questions: so many questions are remembered.
    """

    strategy: str = next(iter(STRATEGIES))
    stream: str = "fixed"
    questions_per_hour: Annotated[float, msgspec.Meta(ge=0.0, le=1e6)] = 120.0
    burst: _Count = 20
    audit_share: _Share = 0.02
    quiet_hours: str = ""
    min_value: _Share = 0.1
    min_sightings: _Count = 4
    settle_frames: _Count = 8
    settle_age_s: Annotated[float, msgspec.Meta(ge=0.0, le=3600.0)] = 1.0
    same_object_cosine: _Share = 0.85
    memory_questions: _Count = 512

    def __post_init__(self) -> None:
        try:
            strategy_named(self.strategy)
            stream_rule_named(self.stream)
        except SelectionError as error:  # what decodes configuration expects a ValueError
            raise ValueError(str(error)) from error
        QuietHours.parse(self.quiet_hours)

    @property
    def quiet(self) -> QuietHours:
        """When nothing is asked."""
        return QuietHours.parse(self.quiet_hours)


def is_ready(
    subject: Subject, config: AskConfig, *, sequence: int, now_s: float, ended: bool
) -> bool:
    """Whether a track was seen often enough, and its best view is the one to show.

    sequence, now_s: number and capture time of the newest frame.
    """
    needed = 1 if subject.still else config.min_sightings
    if not subject.book.views or subject.sightings < needed:
        return False
    settled_frames = sequence - subject.book.improved_at
    return (
        ended
        or settled_frames >= config.settle_frames
        or now_s - subject.first_seen_s >= config.settle_age_s
    )


def propose(
    subjects: Sequence[Subject], head: HeadSpec | None, config: AskConfig
) -> list[Proposal | None]:
    """For each subject what a question would be worth; None where it is not to be asked.

    subjects: with views, looked up in the memory of what was asked lately (`alike`), and with a
    judgement if there is a head.
    """
    if not subjects:
        return []
    candidates = _candidates(subjects, head)
    values = _values(candidates, head, config)
    sets = prediction_sets(candidates.probabilities, candidates.conformal_threshold)
    novel = is_novel(sets, candidates.novelty, risk=candidates.risk)
    return [
        _proposal(
            value=float(value),
            novel=bool(novelty),
            audit=subject.audit and head is not None,
            config=config,
        )
        for subject, value, novelty in zip(subjects, values, novel, strict=True)
    ]


def _values(candidates: Candidates, head: HeadSpec | None, config: AskConfig) -> Floats:
    """Until the head keeps its stated risk, its scores do not count: what is unlike all that was
    asked is worth most."""
    if head is None or head.conformal_threshold <= 0.0:
        return dissimilarity(candidates.features, candidates.asked)
    return query_value(candidates, strategy_named(config.strategy))


def _proposal(*, value: float, novel: bool, audit: bool, config: AskConfig) -> Proposal | None:
    if audit:
        return Proposal("audit", AUDIT_VALUE)
    if value <= 0.0 or value < config.min_value:
        return None
    return Proposal("novel" if novel else "ambiguous", value)


def _candidates(subjects: Sequence[Subject], head: HeadSpec | None) -> Candidates:
    """What was asked is here what came closest to any of the subjects: the rest is further off."""
    n = len(subjects)
    nearest = [subject.alike for subject in subjects if subject.alike is not None]
    asked = (
        np.stack(nearest) if nearest else np.zeros((0, subjects[0].features.shape[1]), np.float32)
    )
    features = _closest_views(subjects, asked)
    nothing_seen = np.zeros((0, features.shape[1]), np.float32)
    labels = np.full(asked.shape[0], UNLABELLED, np.int64)
    judgements = [subject.judgement for subject in subjects]
    outputs = [judgement.output for judgement in judgements if judgement is not None]
    if head is None or len(outputs) != n:
        return Candidates(
            probabilities=np.ones((n, 1), np.float32),
            features=features,
            votes=np.ones((1, n, 1), np.float32),
            novelty=np.ones(n, np.float32),
            asked=asked,
            asked_labels=labels,
            recent=nothing_seen,
            regularisation=DEFAULT_REGULARISATION,
            conformal_threshold=0.0,
            risk=RISK_WITHOUT_HEAD,
        )
    novelties = [judgement.prediction.novelty for judgement in judgements if judgement is not None]
    return Candidates(
        probabilities=np.concatenate([output.probabilities for output in outputs]),
        features=features,
        novelty=np.asarray(novelties, np.float32),
        votes=np.concatenate([output.votes for output in outputs], axis=1),
        asked=asked,
        asked_labels=labels,
        recent=nothing_seen,
        regularisation=DEFAULT_REGULARISATION,
        conformal_threshold=head.conformal_threshold,
        risk=head.risk,
    )


def _closest_views(subjects: Sequence[Subject], asked: Floats) -> Floats:
    """Of each the view that is most like what was asked; the best view where nothing was."""
    views = [subject.features for subject in subjects]
    if not asked.shape[0]:
        return np.stack([features[0] for features in views])
    stacked = np.concatenate(views)
    likeness = (stacked @ asked.T).max(axis=1)
    closest, start = [], 0
    for features in views:
        end = start + features.shape[0]
        closest.append(start + int(likeness[start:end].argmax()))
        start = end
    return np.asarray(stacked[closest])
