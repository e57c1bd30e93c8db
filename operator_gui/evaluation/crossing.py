"""Every track named by a head that learned from others: cross-validation by tracks and sessions."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shared.errors import LearningError
from shared.learning.classifier import Classifier, HeadKind
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.exam import Exam
from shared.learning.intervals import Share, wilson
from shared.learning.judgement import TrackIndex, left_out_together
from shared.learning.measures import Separation, calibration_error
from shared.learning.recalibration import Audited
from shared.learning.ridge import Doubles, Flags

FOLDS = 5
UNKNOWN_SHARE = 0.3
"""So many of the classes are left out to be strange …"""

DRAWS = 3
"""… as often as this, others each time."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """How one kind of head fares. accuracy: of tracks of classes with two of them or more.

    separation: the mean area under the curve for telling tracks of classes that were left out from
    those of others, None with fewer than four classes. train_s: the median of the trainings.
    """

    kind: str
    accuracy: Share | None
    calibration_error: float
    separation: float | None
    train_s: float


def crossed(kind: HeadKind, views: TrainingSet, *, seed: int) -> Crossed:
    """Trains `FOLDS` times on parts of what cameras saw, and `DRAWS` times without some classes."""
    judged = TrackIndex.of(views.labels, views.groups, seen=views.seen)
    folds = _folds(views, np.random.default_rng(seed))
    sure: list[float] = []
    right: list[bool] = []
    taken: list[float] = []
    for fold in range(FOLDS):
        asked = (folds == fold) & judged.judged
        started_s = time.perf_counter()
        head = _taught(kind, views, folds != fold)
        taken.append(time.perf_counter() - started_s)
        if head is None or not asked.any():
            continue
        exam = _exam(views, asked)
        probabilities = exam.means(head.say(exam.embeddings)[0])
        named = [head.class_names[column] for column in probabilities.argmax(axis=1)]
        sure += [float(value) for value in probabilities.max(axis=1)]
        right += [name == true for name, true in zip(named, exam.names, strict=True)]
    areas = list(_areas(kind, views, folds, np.random.default_rng(seed)))
    return Crossed(
        kind=kind.name,
        accuracy=wilson(sum(right), len(right)) if right else None,
        calibration_error=calibration_error(np.array(sure), np.array(right, np.bool_)),
        separation=float(np.mean(areas)) if areas else None,
        train_s=float(np.median(taken)),
    )


def _folds(views: TrainingSet, rng: np.random.Generator) -> Indices:
    """(n,) in which part each row is left out: tracks, and sessions where there are several, stay
    whole, and each class is spread over the parts."""
    apart = (
        None
        if views.sessions is None
        else left_out_together(views.labels, views.groups, views.sessions)
    )
    _, first, unit = np.unique(
        views.groups if apart is None else apart, return_index=True, return_inverse=True
    )
    order = rng.permutation(first.size)
    order = order[np.argsort(views.labels[first[order]], kind="stable")]
    part = np.empty(first.size, np.int64)
    part[order] = np.arange(first.size) % FOLDS
    return np.asarray(part[unit], np.int64)


def _areas(
    kind: HeadKind, views: TrainingSet, folds: Indices, rng: np.random.Generator
) -> Iterator[float]:
    classes = len(views.class_names)
    unknown = round(UNKNOWN_SHARE * classes)
    if unknown < 1 or classes - unknown < 2:
        return
    for draw in range(DRAWS):
        strange = np.isin(views.labels, rng.permutation(classes)[:unknown])
        head = _taught(kind, views, ~strange & (folds != draw))
        if head is None:
            continue
        known = ~strange & (folds == draw) & views.seen
        taught = np.isin(views.labels, np.flatnonzero(np.isin(views.class_names, head.class_names)))
        separation = Separation.of(
            _tops(head, views, known & taught), _tops(head, views, strange & views.seen)
        )
        if separation is not None:
            yield separation.area


def _taught(kind: HeadKind, views: TrainingSet, rows: Flags) -> Classifier | None:
    """None where the rows teach nothing."""
    if not rows.any():
        return None
    at = np.flatnonzero(rows)
    part = TrainingSet.of_names(
        embeddings=views.embeddings[at],
        names=[views.class_names[label] for label in views.labels[at]],
        track_ids=[str(group) for group in views.groups[at]],
        view_ids=[views.view_ids[row] for row in at],
        made=None if views.made is None else [bool(made) for made in views.made[at]],
        session_ids=None
        if views.sessions is None
        else [str(session) for session in views.sessions[at]],
    )
    try:
        return kind.fit(part)
    except LearningError:
        return None


def _tops(head: Classifier, views: TrainingSet, rows: Flags) -> Doubles:
    if not rows.any():
        return np.zeros(0)
    exam = _exam(views, rows)
    return exam.means(head.say(exam.embeddings)[1])


def _exam(views: TrainingSet, rows: Flags) -> Exam:
    """The tracks of those rows, each under each of its names."""
    pairs: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(rows):
        pairs.setdefault((int(views.groups[row]), int(views.labels[row])), []).append(int(row))
    tracks = [
        Audited(views.embeddings[at], views.class_names[label]) for (_, label), at in pairs.items()
    ]
    return Exam.of([str(group) for group, _ in pairs], tracks, dim=views.dim)
