"""Accuracy by number of labels: what each strategy's questions are worth to one head."""

import numpy as np

from shared.learning.dataset import Indices
from tests.bench.strategies.ground import Ground, situation
from tests.bench.strategies.peers import Chooser

START = 20
"""Labels drawn by lot before the first choice, the same for all strategies."""


def curve(ground: Ground, choose: Chooser, *, seed: int, batch: int) -> list[float]:
    """Accuracy on the tests after START labels and after each batch."""
    rng = np.random.default_rng(seed)
    labelled: Indices = rng.permutation(len(ground.labels))[:START]
    accuracies = []
    while True:
        now, accuracy = situation(ground, labelled, np.random.default_rng(seed))
        accuracies.append(accuracy)
        count = min(batch, ground.budget - len(labelled))
        if count <= 0:
            return accuracies
        labelled = np.concatenate([labelled, now.left[choose(now, count, rng)]])


def area(accuracies: list[float]) -> float:
    """The mean height of the curve, by trapezoids."""
    if len(accuracies) == 1:
        return accuracies[0]
    return float(np.trapezoid(accuracies) / (len(accuracies) - 1))
