"""What the head says of a track, from what it says of each of the track's views. Pure."""

from collections.abc import Sequence

import numpy as np

from shared.bundle import HeadSpec
from shared.domain import Floats, HeadOutput, Prediction
from shared.selection.conformal import is_novel, prediction_sets
from shared.selection.novelty import novelty

MAX_RANKED = 5


def mean_over_views(output: HeadOutput, counts: Sequence[int]) -> HeadOutput:
    """A row for each track: the means over its views, with the first view's feature.

    The head is calibrated on such means, track by track. counts: how many of the rows are each
    track's, at least one, in the order of the rows.
    """
    starts = np.cumsum([0, *counts[:-1]])
    shares = (1.0 / np.asarray(counts, np.float32)).astype(np.float32)
    return HeadOutput(
        probabilities=np.add.reduceat(output.probabilities, starts, axis=0) * shares[:, None],
        top_scores=np.add.reduceat(output.top_scores, starts) * shares,
        features=output.features[starts],
        disagreement=np.add.reduceat(output.disagreement, starts) * shares,
        votes=np.add.reduceat(output.votes, starts, axis=1) * shares[:, None],
    )


def predict_rows(output: HeadOutput, spec: HeadSpec) -> list[Prediction]:
    """Each row of the head's output in names.

    The prediction set of what is novel is empty.
    """
    belongs = prediction_sets(output.probabilities, spec.conformal_threshold)
    strangeness = novelty(output.top_scores, spec.known_scores)
    novel = is_novel(belongs, strangeness, risk=spec.risk)
    order = np.argsort(-output.probabilities, axis=1, kind="stable")
    in_set = np.where(novel, 0, belongs.sum(axis=1))
    return [
        _prediction(ranks, row, count, strange, disagreement, names=spec.class_names)
        for ranks, row, count, strange, disagreement in zip(
            order.tolist(),
            output.probabilities,
            in_set.tolist(),
            strangeness.tolist(),
            output.disagreement.tolist(),
            strict=True,
        )
    ]


def _prediction(
    ranks: list[int],
    probabilities: Floats,
    in_set: int,
    strangeness: float,
    disagreement: float,
    *,
    names: Sequence[str],
) -> Prediction:
    """ranks: the classes, likeliest first; the first `in_set` cannot be ruled out, since what
    belongs is what is likely enough."""
    ranked = tuple((names[i], _share(float(probabilities[i]))) for i in ranks[:MAX_RANKED])
    name, probability = ranked[0]
    return Prediction(
        name=name,
        probability=probability,
        prediction_set=tuple(names[i] for i in ranks[:in_set]),
        novelty=_share(strangeness),
        disagreement=disagreement,
        ranked=ranked,
    )


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
