"""Heads of scikit-learn behind the protocol of all heads; imported only to compare."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestCentroid

from shared.domain import Floats
from shared.errors import UsageError
from shared.learning.classifier import HeadKind, Ridge
from shared.learning.dataset import TrainingSet
from shared.learning.features import normalise
from shared.learning.ridge import row_weights

CLOSENESS = 0.02
"""What a difference of squared distances between unit rows has to be to make a name e times as
likely. It sets how sure the nearest mean claims to be, and not what it names."""


@dataclass(frozen=True, eq=False, slots=True)
class _Logistic:
    class_names: tuple[str, ...]
    model: Any

    def say(self, embeddings: Floats) -> tuple[Floats, Floats]:
        if self.model is None or not len(embeddings):  # one class: there is nothing to tell apart
            ones = np.ones((len(embeddings), len(self.class_names)), np.float32)
            return ones, ones[:, 0]
        features = normalise(embeddings)
        logits = self.model.decision_function(features).reshape(len(features), -1)
        probabilities = self.model.predict_proba(features).astype(np.float32)
        tops = np.abs(logits[:, 0]) if logits.shape[1] == 1 else logits.max(axis=1)
        return probabilities, tops.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Logistic:
    """Logistic regression on the same features and row weights as the ridge."""

    name: str = "logistic"

    def fit(self, training_set: TrainingSet) -> _Logistic:
        if len(training_set.class_names) == 1:
            return _Logistic(training_set.class_names, None)
        weights = row_weights(training_set.labels, training_set.groups)
        model = LogisticRegression(C=10.0, max_iter=300)
        with warnings.catch_warnings():  # as far as it came is what is compared
            warnings.simplefilter("ignore", ConvergenceWarning)
            features = normalise(training_set.embeddings)
            model.fit(features, training_set.labels, sample_weight=weights)
        return _Logistic(training_set.class_names, model)


@dataclass(frozen=True, eq=False, slots=True)
class _NearestMean:
    class_names: tuple[str, ...]
    centres: Floats

    def say(self, embeddings: Floats) -> tuple[Floats, Floats]:
        features = normalise(embeddings)
        nearness = 2.0 * features @ self.centres.T - np.square(self.centres).sum(axis=1)
        powers = np.exp((nearness - nearness.max(axis=1, keepdims=True)) / CLOSENESS)
        probabilities = powers / powers.sum(axis=1, keepdims=True)
        return probabilities.astype(np.float32), nearness.max(axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class NearestMean:
    """The class whose mean feature is the nearest."""

    name: str = "nearest_mean"

    def fit(self, training_set: TrainingSet) -> _NearestMean:
        features = normalise(training_set.embeddings)
        if len(training_set.class_names) == 1:
            return _NearestMean(training_set.class_names, features.mean(axis=0, keepdims=True))
        with warnings.catch_warnings():  # of features that are 0 throughout a class, as many are
            warnings.filterwarnings(
                "ignore", message=".*within_class_std_dev_", category=UserWarning
            )
            model = NearestCentroid().fit(features, training_set.labels)
        return _NearestMean(training_set.class_names, np.asarray(model.centroids_, np.float32))


KINDS: dict[str, HeadKind] = {kind.name: kind for kind in (Ridge(), Logistic(), NearestMean())}


def kinds_of(names: Sequence[str]) -> list[HeadKind]:
    """By name. Raises UsageError for one that does not exist."""
    for name in names:
        if name not in KINDS:
            raise UsageError(f"no head {name!r}; there are {', '.join(KINDS)}")
    return [KINDS[name] for name in names]
