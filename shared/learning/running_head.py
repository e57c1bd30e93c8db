"""The head between two full trainings: every answer at once, in closed form.

The classifier and its committee take in a track exactly (`running_ridge`), the statistics of what
is familiar follow (`running_familiarity`). What left-out tracks say stays that of the last full
training, which replaces all of this: temperature, threshold, known scores, accuracies, and what
classes weigh against each other. A class that is new weighs by the tracks that it got since.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from shared.domain import Floats
from shared.errors import LearningError
from shared.learning.committee import Committee
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.features import normalise
from shared.learning.head import TrainedHead
from shared.learning.ridge import CLASS_BALANCE, Doubles, one_hot, row_weights
from shared.learning.running_familiarity import RunningFamiliarity, running_familiarity
from shared.learning.running_ridge import RunningRidge, running_ridge, sums_by

NOT_SEEN = -1


@dataclass(frozen=True, slots=True)
class Taught:
    """A track as the classifier has it. weight: of all its rows together."""

    class_name: str
    weight: float


@dataclass(frozen=True, eq=False, slots=True)
class TrackChange:
    """A track that is called differently now. embeddings: (views, d) float32, as the embedder
    gives them. class_name: what it is called now, "" if it teaches nothing any more."""

    track_id: str
    embeddings: Floats
    class_name: str


@dataclass(frozen=True, eq=False, slots=True)
class RunningHead:
    """A head with all that it takes to teach it more.

    ridge: of the head, members: of its committee, on what each sees, scaled.
    track_weights: what one track of each of `head.class_names` weighs, nan for a class that is
        new since the full training. single_weight: what the only track of a class weighs.
    taught: every track that it learned from and that may be taken back, by its id.
    fixed: the others: with made views, or with views that are called differently.
    """

    head: TrainedHead
    ridge: RunningRidge
    members: tuple[RunningRidge, ...]
    familiarity: RunningFamiliarity
    track_weights: Doubles
    single_weight: float
    taught: Mapping[str, Taught]
    fixed: frozenset[str] = frozenset()


def running_head(
    head: TrainedHead, training_set: TrainingSet, track_ids: Sequence[str]
) -> RunningHead:
    """What follows a full training of `head` on `training_set`.

    track_ids: of each view.
    """
    labels, groups = training_set.labels, training_set.groups
    classes = len(head.class_names)
    features = normalise(training_set.embeddings)
    weights = row_weights(labels, groups)
    ridge = running_ridge(
        features, labels, weights, classes=classes, regularisation=head.regularisation
    )
    if head.unlabelled:  # what it was taught beside its labels stays in it
        ridge = replace(ridge, weights=head.weights.astype(np.float64))
    units, unit, views = np.unique(
        np.stack([groups, labels]), axis=1, return_inverse=True, return_counts=True
    )
    unit = unit.ravel()
    sums = sums_by(unit, features.astype(np.float64), units.shape[1])
    track_weights, single_weight = _class_weights(labels, groups, weights, classes)
    taught = _taught(training_set, track_ids, track_weights)
    return RunningHead(
        head=replace(head, left_out=None),
        ridge=ridge,
        members=tuple(
            running_ridge(
                features[:, subspace] * _scale(head),
                labels,
                weights,
                classes=classes,
                regularisation=head.regularisation,
            )
            for subspace in head.committee.subspaces
        ),
        familiarity=running_familiarity(
            head.familiarity, sums / views[:, None], units[1], classes=classes
        ),
        track_weights=track_weights,
        single_weight=single_weight,
        taught=taught,
        fixed=frozenset(track_ids) - taught.keys(),
    )


def learn(running: RunningHead, changes: Sequence[TrackChange]) -> RunningHead:
    """Learns what changed, in this order.

    Raises LearningError where that takes a full training: a track cannot be taken back, or
    nothing would be left.
    """
    taught = dict(running.taught)
    for change in changes:
        if change.track_id in running.fixed:
            raise LearningError(f"track {change.track_id} cannot be taken back: train on all")
        known = taught.pop(change.track_id, None)
        features = normalise(change.embeddings)
        if known is not None:
            column = running.head.class_names.index(known.class_name)
            running = _moved(running, features, known.weight, column, sign=-1)
        if change.class_name:
            if change.class_name not in running.head.class_names:
                running = _with_class(running, change.class_name)
            column = running.head.class_names.index(change.class_name)
            weight = _weight_of_next(running, column)
            running = _moved(running, features, weight, column, sign=1)
            taught[change.track_id] = Taught(change.class_name, weight)
        if known is not None:
            running = _without_class_if_empty(running, known.class_name)
    return replace(running, head=_assembled(running, changes), taught=taught)


def _weight_of_next(running: RunningHead, column: int) -> float:
    weight = float(running.track_weights[column])
    if not math.isnan(weight):
        return weight
    tracks = int(running.familiarity.tracks[column]) + 1
    return running.single_weight / float(tracks**CLASS_BALANCE)


def _moved(
    running: RunningHead, features: Floats, weight: float, column: int, *, sign: Literal[1, -1]
) -> RunningHead:
    """With (1) or without (-1) a track. features: (views, d) float32, unit rows."""
    head, rows = running.head, features.shape[0]
    if head.tracks + sign == 0:
        raise LearningError("no label would be left")
    weights = np.full(rows, weight / rows)
    targets = one_hot(np.full(rows, column), running.ridge.classes)
    seen = features[:, head.committee.subspaces].transpose(1, 0, 2) * _scale(head)
    mean = features.astype(np.float64).mean(axis=0)
    statistics = running.familiarity
    return replace(
        running,
        ridge=running.ridge.moved(features, weights, targets, sign=sign),
        members=tuple(
            member.moved(part, weights, targets, sign=sign)
            for member, part in zip(running.members, seen, strict=True)
        ),
        familiarity=statistics.with_track(mean, column)
        if sign > 0
        else statistics.without_track(mean, column),
        head=replace(head, labels=head.labels + sign * rows, tracks=head.tracks + sign),
    )


def _with_class(running: RunningHead, name: str) -> RunningHead:
    head = running.head
    return replace(
        running,
        ridge=running.ridge.with_class(),
        members=tuple(member.with_class() for member in running.members),
        familiarity=running.familiarity.with_class(),
        track_weights=np.append(running.track_weights, np.nan),
        head=replace(
            head,
            class_names=(*head.class_names, name),
            class_accuracies=(*head.class_accuracies, None),
        ),
    )


def _without_class_if_empty(running: RunningHead, name: str) -> RunningHead:
    head, column = running.head, running.head.class_names.index(name)
    if running.familiarity.tracks[column]:
        return running
    return replace(
        running,
        ridge=running.ridge.without_class(column),
        members=tuple(member.without_class(column) for member in running.members),
        familiarity=running.familiarity.without_class(column),
        track_weights=np.delete(running.track_weights, column),
        head=replace(
            head,
            class_names=head.class_names[:column] + head.class_names[column + 1 :],
            class_accuracies=head.class_accuracies[:column] + head.class_accuracies[column + 1 :],
        ),
    )


def _assembled(running: RunningHead, changes: Sequence[TrackChange]) -> TrainedHead:
    head, scale = running.head, float(_scale(running.head))
    fitted = np.stack([scale * member.weights for member in running.members])
    return replace(
        head,
        weights=running.ridge.weights.astype(np.float32),
        familiarity=running.familiarity.of_classes(),
        committee=Committee(head.committee.subspaces, fitted.astype(np.float32)),
        dataset_revision=_next_revision(head.dataset_revision, changes),
    )


def _next_revision(revision: str, changes: Sequence[TrackChange]) -> str:
    """SHA-256 of the set that it followed and of what changed, in order."""
    digest = hashlib.sha256(f"whatsit-dataset-1 after {revision}\n".encode())
    for change in changes:
        for text in (change.track_id, change.class_name):
            encoded = text.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8, "little") + encoded)
        digest.update(change.embeddings.astype("<f4").tobytes())
    return digest.hexdigest()


def _scale(head: TrainedHead) -> np.float32:
    """What `train_committee` scales a member's features by."""
    return np.float32(math.sqrt(head.dim / head.committee.subspaces.shape[1]))


def _class_weights(
    labels: Indices, groups: Indices, weights: Doubles, classes: int
) -> tuple[Doubles, float]:
    """What a track of each class weighs, (classes,), and the only one of a class."""
    _, track, views = np.unique(groups, return_inverse=True, return_counts=True)
    first = np.unique(labels, return_index=True)[1]
    of_track = weights[first] * views[track[first]]
    tracks = np.bincount(labels, weights=1.0 / views[track], minlength=classes)
    return of_track, float(of_track[0] * tracks[0] ** CLASS_BALANCE)


def _taught(
    training_set: TrainingSet, track_ids: Sequence[str], track_weights: Doubles
) -> dict[str, Taught]:
    """The tracks of which every row is seen and called the same."""
    called: dict[str, set[int]] = {}
    for row, track_id in enumerate(track_ids):
        label = int(training_set.labels[row]) if training_set.seen[row] else NOT_SEEN
        called.setdefault(track_id, set()).add(label)
    return {
        track_id: Taught(training_set.class_names[label], float(track_weights[label]))
        for track_id, labels in called.items()
        if len(labels) == 1 and (label := min(labels)) != NOT_SEEN
    }
