"""How unsure the head is of one object, from its class probabilities.

The three measures of Settles, "Active learning literature survey" (University of
Wisconsin-Madison, 2009), section 3.1, each scaled to 0 (sure) to 1 (every class as likely).
With one class there is nothing to be unsure between, and all are 0: what knows one class only
asks by novelty.

probabilities: (n, k) float32, k at least 1, rows sum to 1. Returns (n,) float32, 0 to 1.
"""

import numpy as np
import numpy.typing as npt

from shared.domain import Floats


def least_confidence(probabilities: Floats) -> Floats:
    """One less the highest probability, over its maximum `1 - 1 / k`."""
    classes = probabilities.shape[1]
    if classes == 1:
        return _sure(probabilities)
    # As runs of one long row, maxima take a third of the time that they take along an axis.
    starts = np.arange(0, probabilities.size, classes)
    highest = np.maximum.reduceat(probabilities.ravel(), starts)
    return _unit_range((1.0 - highest) * (classes / (classes - 1)))


def margin(probabilities: Floats) -> Floats:
    """One less the distance between the two highest probabilities."""
    classes = probabilities.shape[1]
    if classes == 1:
        return _sure(probabilities)
    highest = np.partition(_as_bits(probabilities), classes - 2, axis=1)[:, -2:].view(np.float32)
    return np.asarray(1.0 - (highest[:, 1] - highest[:, 0]), np.float32)


def entropy(probabilities: Floats) -> Floats:
    """The Shannon entropy over its maximum `log k`."""
    classes = probabilities.shape[1]
    if classes == 1:
        return _sure(probabilities)
    safe = np.where(probabilities > 0.0, probabilities, 1.0)
    return _unit_range(-np.sum(probabilities * np.log(safe), axis=1) / np.log(classes))


def _as_bits(probabilities: Floats) -> npt.NDArray[np.int32]:
    """Whole numbers in the same order, which numpy compares in half the time.

    As bits, binary32 numbers of 0 and more are in their own order (IEEE 754, section 3.4).
    """
    return np.ascontiguousarray(probabilities, np.float32).view(np.int32)


def _sure(probabilities: Floats) -> Floats:
    return np.zeros(probabilities.shape[0], np.float32)


def _unit_range(scores: Floats) -> Floats:
    return np.asarray(np.minimum(np.maximum(scores, 0.0), 1.0), np.float32)
