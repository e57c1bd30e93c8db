"""The head: a ridge classifier with its committee and its calibration, from labels in one step."""

from dataclasses import dataclass

import numpy as np

from shared.domain import Floats, HeadOutput
from shared.errors import LearningError
from shared.learning.calibration import conformal_threshold, known_scores, softmax
from shared.learning.committee import Committee, disagreement, train_committee
from shared.learning.comparison import Comparison
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.familiarity import Familiarity, LearnedFamiliarity, learn_familiarity
from shared.learning.features import normalise
from shared.learning.intervals import Share
from shared.learning.judgement import Judgement, TrackIndex, left_out_together
from shared.learning.ridge import Doubles, RidgeFit, fit_ridge
from shared.learning.self_training import (
    MAX_LABELLED,
    MAX_UNLABELLED,
    SelfTraining,
    self_train,
)

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
    unlabelled: from how many views that nobody named it learned beside them; 0 where they would
        not have made it better.
    accuracy: of judged tracks when left out (mean probability over a track's views), with its
        95 % interval; None while no class has two tracks.
    class_accuracies: the same by class; None for a class with one track.
    dataset_revision: of the training set.
    left_out: what is said of each judged track when left out; None where nothing was left out.
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
    unlabelled: int
    accuracy: Share | None
    class_accuracies: tuple[Share | None, ...]
    dataset_revision: str
    left_out: Judgement | None = None

    @property
    def dim(self) -> int:
        return int(self.weights.shape[0])

    @property
    def judgement(self) -> Judgement:
        """What left-out tracks say. Raises LearningError where nothing was left out."""
        if self.left_out is None:
            raise LearningError("no track was left out of this head's training")
        return self.left_out

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
    unlabelled: Floats | None = None,
) -> TrainedHead:
    """Learns from any non-empty training set, be it a single view of a single class.

    risk: how often the true class may be missing from a prediction set, above 0 and below 1.
    members: size of the committee, 1 to 64. Raises ValueError for other values.
    unlabelled: (m, d) float32, embeddings of things that nobody has named, of which the first
        MAX_UNLABELLED are looked at. They teach only where left-out tracks say that it helps.
    """
    if not 1 <= members <= 64:
        raise ValueError(f"members: expected 1 to 64, got {members}")
    labelled = _Labelled.of(training_set)
    rows = (labelled.features, labelled.labels, labelled.groups)
    fit = fit_ridge(
        *rows,
        classes=labelled.classes,
        judged=labelled.index.judged,
        apart=labelled.apart,
    )
    committee = train_committee(
        *rows,
        classes=labelled.classes,
        regularisation=fit.regularisation,
        members=members,
        rng=rng,
    )
    learned = learn_familiarity(*rows, classes=labelled.classes, apart=labelled.apart)
    taught = _Taught.of(labelled, fit, learned)
    if unlabelled is not None and len(unlabelled) and len(training_set) <= MAX_LABELLED:
        others = normalise(unlabelled[:MAX_UNLABELLED])
        taught = _with_unlabelled(labelled, taught, fit.regularisation, learned, others)
    return _assembled(training_set, taught, committee, fit.regularisation, risk)


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
class _Labelled:
    """The training set as the fits see it.

    features: (n, d) float32, unit rows. apart: as from `left_out_together`; None without sessions.
    """

    features: Floats
    labels: Indices
    groups: Indices
    apart: Indices | None
    classes: int
    index: TrackIndex

    @classmethod
    def of(cls, training_set: TrainingSet) -> "_Labelled":
        labels, groups = training_set.labels, training_set.groups
        sessions = training_set.sessions
        return cls(
            features=normalise(training_set.embeddings),
            labels=labels,
            groups=groups,
            apart=None if sessions is None else left_out_together(labels, groups, sessions),
            classes=len(training_set.class_names),
            index=TrackIndex.of(labels, groups, seen=training_set.seen),
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Taught:
    """A classifier, what is familiar to it, and how left-out tracks judge both."""

    weights: Floats
    familiarity: Familiarity
    judgement: Judgement
    unlabelled: int

    @classmethod
    def of(
        cls,
        labelled: _Labelled,
        fit: RidgeFit | SelfTraining,
        learned: LearnedFamiliarity,
        *,
        unlabelled: int = 0,
    ) -> "_Taught":
        judgement = Judgement.of(labelled.index, labelled.labels, fit.left_out, learned.left_out)
        familiarity = learned.whole.shifted(judgement.class_shifts)
        return cls(fit.weights.astype(np.float32), familiarity, judgement, unlabelled)


def _with_unlabelled(
    labelled: _Labelled,
    plain: _Taught,
    regularisation: float,
    learned: LearnedFamiliarity,
    unlabelled: Floats,
) -> _Taught:
    """What is taught with unlabelled unit rows, (m, d), as well; `plain` if that is no better."""
    trained = self_train(
        labelled.features,
        labelled.labels,
        labelled.groups,
        unlabelled=unlabelled,
        classes=labelled.classes,
        regularisation=regularisation,
        plain=plain.judgement,
        learned=learned,
    )
    helped = _Taught.of(labelled, trained, learned, unlabelled=len(unlabelled))
    by_folds = Judgement.of(
        labelled.index, labelled.labels, trained.plain_left_out, learned.left_out
    )
    return helped if Comparison.of(by_folds, helped.judgement).is_better else plain


def _assembled(
    training_set: TrainingSet,
    taught: _Taught,
    committee: Committee,
    regularisation: float,
    risk: float,
) -> TrainedHead:
    judgement = taught.judgement
    return TrainedHead(
        class_names=training_set.class_names,
        weights=taught.weights,
        familiarity=taught.familiarity,
        committee=committee,
        temperature=judgement.temperature,
        regularisation=regularisation,
        risk=risk,
        conformal_threshold=conformal_threshold(judgement.true_probabilities, risk=risk),
        known_scores=known_scores(judgement.top_scores),
        true_probabilities=judgement.true_probabilities,
        top_scores=judgement.top_scores,
        labels=len(training_set),
        tracks=training_set.tracks,
        unlabelled=taught.unlabelled,
        accuracy=judgement.accuracy,
        class_accuracies=judgement.class_accuracies,
        dataset_revision=training_set.revision,
        left_out=judgement,
    )
