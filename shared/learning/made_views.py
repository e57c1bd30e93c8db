"""Whether views that were made, and not seen, teach anything: judged by seen tracks left out.

A made view belongs to the track that it was made from, so that leaving out the track leaves out
its made views as well: nothing is judged by its own copies.
"""

from dataclasses import dataclass

import numpy as np

from shared.domain import MadeViewsVerdict
from shared.learning.comparison import LEAST_TRACKS, Comparison
from shared.learning.dataset import TrainingSet
from shared.learning.features import normalise
from shared.learning.judgement import TrackIndex
from shared.learning.ridge import Doubles, fit_ridge

UNTESTED = Comparison(tracks=0, gain=0.0, error=0.0, more_right=0)


@dataclass(frozen=True, slots=True)
class MadeViewsTrial:
    """What made views change, judged by the seen tracks of classes with two of them or more.

    views: how many were made. change: of the squared error of a left-out track's scores, which
    is a gain where it falls.
    """

    views: int
    change: Comparison = UNTESTED

    @property
    def verdict(self) -> MadeViewsVerdict:
        """They help if the gain is no chance, and no track more is named wrongly."""
        if self.views == 0 or self.change.tracks < LEAST_TRACKS:
            return "untested"
        return "help" if self.change.is_better else "no_help"


def try_made_views(training_set: TrainingSet) -> MadeViewsTrial:
    """Fits with and without the made views, and leaves every seen track out of both."""
    views = int(np.sum(~training_set.seen))
    if views in (0, len(training_set)):
        return MadeViewsTrial(views=views)
    plain, helped = _left_out(only_seen(training_set)), _left_out(training_set)
    more_right = helped.right - plain.right
    change = Comparison.of_gains(plain.errors - helped.errors, more_right=more_right)
    return MadeViewsTrial(views=views, change=change)


def only_seen(training_set: TrainingSet) -> TrainingSet:
    """The set without its made views, and without classes that only made views show.

    Raises LearningError if nothing is left.
    """
    seen = training_set.seen
    if seen.all():
        return training_set
    labels = training_set.labels[seen]
    classes, columns = np.unique(labels, return_inverse=True)
    return TrainingSet(
        embeddings=training_set.embeddings[seen],
        labels=columns.astype(np.int64),
        groups=training_set.groups[seen],
        class_names=tuple(training_set.class_names[label] for label in classes),
        view_ids=tuple(training_set.view_ids[row] for row in np.flatnonzero(seen)),
        sessions=None if training_set.sessions is None else training_set.sessions[seen],
    )


@dataclass(frozen=True, eq=False, slots=True)
class _LeftOut:
    """Seen tracks when left out: the squared errors of their scores, (t,) float64, and how many
    are named rightly. Tracks come in the same order whatever views were made."""

    errors: Doubles
    right: int


def _left_out(training_set: TrainingSet) -> _LeftOut:
    labels, groups = training_set.labels, training_set.groups
    index = TrackIndex.of(labels, groups, seen=training_set.seen)
    fit = fit_ridge(
        normalise(training_set.embeddings),
        labels,
        groups,
        classes=len(training_set.class_names),
        judged=index.judged,
    )
    scores = index.mean(fit.left_out[index.judged])
    targets = np.eye(scores.shape[1])[index.labels]
    return _LeftOut(
        errors=np.square(scores - targets).sum(axis=1),
        right=int(np.sum(scores.argmax(axis=1) == index.labels)),
    )
