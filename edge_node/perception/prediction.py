"""What the head says of a track, from what it says of each of the track's views. Pure."""

import numpy as np

from shared.bundle import HeadSpec
from shared.domain import HeadOutput, Prediction
from shared.selection.conformal import is_novel, prediction_sets
from shared.selection.novelty import novelty

MAX_RANKED = 5


def mean_over_views(output: HeadOutput, rows: slice) -> HeadOutput:
    """The rows of one track as a single row: the means, with the first row's feature.

    The head is calibrated on such means, track by track.
    """
    return HeadOutput(
        probabilities=output.probabilities[rows].mean(axis=0, keepdims=True),
        top_scores=output.top_scores[rows].mean(keepdims=True),
        features=output.features[rows][:1],
        disagreement=output.disagreement[rows].mean(keepdims=True),
        votes=output.votes[:, rows].mean(axis=1, keepdims=True),
    )


def predict_row(output: HeadOutput, row: int, spec: HeadSpec) -> Prediction:
    """One row of the head's output in names.

    The prediction set of what is novel is empty.
    """
    probabilities = output.probabilities[row]
    belongs = prediction_sets(probabilities[None], spec.conformal_threshold)
    strangeness = novelty(output.top_scores[row : row + 1], spec.known_scores)
    novel = bool(is_novel(belongs, strangeness, risk=spec.risk)[0])
    order = np.argsort(-probabilities, kind="stable").tolist()
    shares, members = probabilities.tolist(), belongs[0].tolist()
    names = spec.class_names
    return Prediction(
        name=names[order[0]],
        probability=_share(shares[order[0]]),
        prediction_set=() if novel else tuple(names[i] for i in order if members[i]),
        novelty=_share(float(strangeness[0])),
        disagreement=float(output.disagreement[row]),
        ranked=tuple((names[i], _share(shares[i])) for i in order[:MAX_RANKED]),
    )


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
