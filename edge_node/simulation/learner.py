"""What a head says of the objects of a simulation. Pure."""

from dataclasses import dataclass

import numpy as np

from edge_node.simulation.objects import Objects, class_columns
from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.head import TrainedHead, apply_head
from shared.learning.ridge import DEFAULT_REGULARISATION
from shared.selection.candidates import Candidates
from shared.selection.novelty import novelty

OBJECTS_AT_ONCE = 4096
"""So many are judged together, which bounds the memory."""


@dataclass(frozen=True, eq=False, slots=True)
class Opinion:
    """What a head says of n objects, each the mean over its views.

    probabilities: (n, k) float32. votes: (m, n, k) float32. novelty: (n,) float32.
    """

    probabilities: Floats
    votes: Floats
    novelty: Floats


def judge(head: TrainedHead | None, objects: Objects, indices: Indices) -> Opinion:
    """What the head says of some of the objects; without one, that all are the same and new."""
    if head is None:
        n = indices.size
        return Opinion(
            np.ones((n, 1), np.float32), np.ones((1, n, 1), np.float32), np.ones(n, np.float32)
        )
    parts = [
        _judge(head, objects.take(indices[start : start + OBJECTS_AT_ONCE]))
        for start in range(0, indices.size, OBJECTS_AT_ONCE)
    ]
    return Opinion(
        probabilities=np.concatenate([part.probabilities for part in parts]),
        votes=np.concatenate([part.votes for part in parts], axis=1),
        novelty=np.concatenate([part.novelty for part in parts]),
    )


def _judge(head: TrainedHead, objects: Objects) -> Opinion:
    output = apply_head(head, objects.embeddings)
    votes = objects.mean_over_views(output.votes.transpose(1, 0, 2))
    return Opinion(
        probabilities=objects.mean_over_views(output.probabilities),
        votes=votes.transpose(1, 0, 2),
        novelty=novelty(objects.mean_over_views(output.top_scores), head.known_scores),
    )


def candidates_of(
    head: TrainedHead | None,
    pool: Objects,
    *,
    still_open: Indices,
    asked: Indices,
    answers: Indices,
    risk: float,
) -> Candidates:
    """The objects that may be asked about, as a strategy sees them.

    still_open, asked: indices into the pool. answers: (n,) int64, what each was said to be.
    """
    opinion = judge(head, pool, still_open)
    columns = np.zeros(asked.size, np.int64)
    if head is not None:
        positions = np.zeros(len(pool.class_names), np.int64)
        known = class_columns(head.class_names, pool.class_names)
        positions[known] = np.arange(known.size)
        columns = positions[answers[asked]]
    return Candidates(
        probabilities=opinion.probabilities,
        features=pool.features[still_open],
        votes=opinion.votes,
        novelty=opinion.novelty,
        asked=pool.features[asked],
        asked_labels=columns,
        recent=pool.features,
        regularisation=DEFAULT_REGULARISATION if head is None else head.regularisation,
        conformal_threshold=0.0 if head is None else head.conformal_threshold,
        risk=risk,
    )


@dataclass(frozen=True, slots=True)
class Score:
    """How a head does on objects it was not taught. accuracy: the share named right. balanced:
    the same for each class that is there, averaged over the classes. All 0 to 1."""

    accuracy: float
    balanced: float


def score(head: TrainedHead, objects: Objects) -> Score:
    """Names are the likeliest ones; what is of a class that the head was not taught is wrong."""
    names = class_columns(head.class_names, objects.class_names)
    opinion = judge(head, objects, np.arange(len(objects)))
    right = names[opinion.probabilities.argmax(axis=1)] == objects.labels
    present = np.bincount(objects.labels)
    by_class = np.bincount(objects.labels, weights=right)[present > 0] / present[present > 0]
    return Score(float(right.mean()), float(by_class.mean()))
