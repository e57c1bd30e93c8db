"""The head: a ridge classifier with its committee and its calibration, from labels in one step."""

from dataclasses import dataclass, replace

import numpy as np

from shared.domain import Floats, HeadOutput
from shared.learning.calibration import (
    class_shifts,
    conformal_threshold,
    fit_temperature,
    known_scores,
    softmax,
)
from shared.learning.committee import Committee, disagreement, train_committee
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.familiarity import Familiarity, learn_familiarity
from shared.learning.features import normalise
from shared.learning.intervals import Share, wilson
from shared.learning.judgement import TrackIndex, left_out_together
from shared.learning.ridge import Doubles, fit_ridge

DEFAULT_MEMBERS = 5


@dataclass(frozen=True, eq=False, slots=True)
class TrainedHead:
    """All that a head's graph and its HeadSpec are made of.

    class_names: k names, in the order of the columns below.
    weights: (d, k) float32, ridge weights on normalised features; these give the probabilities.
    familiarity: what is added to the best score to tell the known from the unknown.
    committee: for the disagreement alone; the probabilities are those of the one fit of all
        features, which leaving tracks out judges exactly.
    temperature: above 0, divides the ridge scores before the softmax.
    regularisation: the ridge's λ.
    risk, conformal_threshold, known_scores: as in `shared.bundle.HeadSpec`. With no judged track
        there are no known scores, and everything is novel.
    true_probabilities, top_scores: (t,) float64, of the judged tracks when left out: of the true
        class, and the top score.
    labels, tracks: how many views and physical objects it learned from.
    accuracy: of judged tracks when left out (mean probability over a track's views), with its
        95 % interval; None while no class has two tracks.
    class_accuracies: the same by class; None for a class with one track.
    dataset_revision: of the training set.
    """

    class_names: tuple[str, ...]
    weights: Floats
    familiarity: Familiarity
    committee: Committee
    temperature: float
    regularisation: float
    risk: float
    conformal_threshold: float
    known_scores: tuple[float, ...]
    true_probabilities: Doubles
    top_scores: Doubles
    labels: int
    tracks: int
    accuracy: Share | None
    class_accuracies: tuple[Share | None, ...]
    dataset_revision: str

    @property
    def dim(self) -> int:
        return int(self.weights.shape[0])

    @property
    def members(self) -> Floats:
        """(m, s, k) float32, the weights of the committee's m members."""
        return self.committee.weights


def train_head(
    training_set: TrainingSet,
    *,
    risk: float,
    members: int = DEFAULT_MEMBERS,
    rng: np.random.Generator,
) -> TrainedHead:
    """Learns from any non-empty training set, be it a single view of a single class.

    risk: how often the true class may be missing from a prediction set, above 0 and below 1.
    members: size of the committee, 1 to 64. Raises ValueError for other values.
    """
    if not 1 <= members <= 64:
        raise ValueError(f"members: expected 1 to 64, got {members}")
    labels, groups = training_set.labels, training_set.groups
    classes = len(training_set.class_names)
    features = normalise(training_set.embeddings)
    index = TrackIndex.of(labels, groups, seen=training_set.seen)
    apart = (
        None
        if training_set.sessions is None
        else left_out_together(labels, groups, training_set.sessions)
    )
    fit = fit_ridge(features, labels, groups, classes=classes, judged=index.judged, apart=apart)
    committee = train_committee(
        features,
        labels,
        groups,
        classes=classes,
        regularisation=fit.regularisation,
        members=members,
        rng=rng,
    )
    familiarity, left_out = learn_familiarity(
        features, labels, groups, classes=classes, apart=apart
    )
    judgement = _judge(index, labels, fit.left_out, left_out)
    return TrainedHead(
        class_names=training_set.class_names,
        weights=fit.weights.astype(np.float32),
        familiarity=replace(familiarity, class_shifts=judgement.class_shifts.astype(np.float32)),
        committee=committee,
        temperature=judgement.temperature,
        regularisation=fit.regularisation,
        risk=risk,
        conformal_threshold=conformal_threshold(judgement.true_probabilities, risk=risk),
        known_scores=known_scores(judgement.top_scores),
        true_probabilities=judgement.true_probabilities,
        top_scores=judgement.top_scores,
        labels=len(training_set),
        tracks=training_set.tracks,
        accuracy=_accuracy(judgement.probabilities, index.labels),
        class_accuracies=_class_accuracies(judgement.probabilities, index.labels),
        dataset_revision=training_set.revision,
    )


def apply_head(head: TrainedHead, embeddings: Floats) -> HeadOutput:
    """What the head's graph computes, in numpy. embeddings: (n, d) float32, n may be 0."""
    features = normalise(embeddings)
    scores = features @ head.weights
    votes = head.committee.probabilities(features, head.temperature)
    return HeadOutput(
        probabilities=softmax32(scores, head.temperature),
        top_scores=head.familiarity.top_scores(features, scores),
        features=features,
        disagreement=disagreement(votes),
        votes=votes,
    )


def softmax32(scores: Floats, temperature: float) -> Floats:
    """Softmax of `scores / temperature` over the last axis, float32; computed in float64."""
    return softmax(scores.astype(np.float64), temperature).astype(np.float32)


@dataclass(frozen=True, eq=False, slots=True)
class _Judgement:
    """The judged tracks when left out: probabilities (t, k), the others (t,), all float64.

    class_shifts: (k,).
    """

    temperature: float
    class_shifts: Doubles
    probabilities: Doubles
    true_probabilities: Doubles
    top_scores: Doubles


def _judge(
    index: TrackIndex, labels: Indices, left_out: Doubles, familiarity: Floats
) -> _Judgement:
    scores = left_out[index.judged]
    shares, predicted = index.row_shares(), scores.argmax(axis=1)
    temperature = fit_temperature(scores, labels[index.judged], shares)
    probabilities = index.mean(softmax(scores, temperature))
    tops = scores.max(axis=1) + familiarity[index.judged]
    shifts = class_shifts(tops, predicted, shares, classes=scores.shape[1])
    return _Judgement(
        temperature=temperature,
        class_shifts=shifts,
        probabilities=probabilities,
        true_probabilities=probabilities[np.arange(len(index)), index.labels],
        top_scores=index.mean(tops - shifts[predicted]),
    )


def _accuracy(probabilities: Doubles, labels: Indices) -> Share | None:
    if labels.size == 0:
        return None
    return wilson(int(np.sum(probabilities.argmax(axis=1) == labels)), labels.size)


def _class_accuracies(probabilities: Doubles, labels: Indices) -> tuple[Share | None, ...]:
    return tuple(
        _accuracy(probabilities[labels == column], labels[labels == column])
        for column in range(probabilities.shape[1])
    )
