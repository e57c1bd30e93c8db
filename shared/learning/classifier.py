"""One protocol for heads of any kind, so that they can be compared on the same labels. Pure."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, apply_head, train_head


class Classifier(Protocol):
    """A head that has learned."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """k names, in the order of the columns."""

    def say(self, embeddings: Floats) -> tuple[Floats, Floats]:
        """Probabilities (n, k), rows that sum to 1, and how familiar each row is, (n,), the higher
        the more so; both float32. embeddings: (n, d) float32."""


class HeadKind(Protocol):
    """A way to learn."""

    @property
    def name(self) -> str: ...

    def fit(self, training_set: TrainingSet) -> Classifier:
        """Learns from any valid training set. Raises LearningError if it cannot from this one."""


@dataclass(frozen=True, eq=False, slots=True)
class RidgeHead:
    """The station's own head; the only kind that becomes a graph as it is."""

    head: TrainedHead

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.head.class_names

    def say(self, embeddings: Floats) -> tuple[Floats, Floats]:
        said = apply_head(self.head, embeddings)
        return said.probabilities, said.top_scores


@dataclass(frozen=True, slots=True)
class Ridge:
    """As the station trains, without its committee. risk: above 0 and below 1."""

    risk: float = 0.05
    seed: int = 0
    name: str = "ridge"

    def fit(self, training_set: TrainingSet) -> RidgeHead:
        rng = np.random.default_rng(self.seed)
        return RidgeHead(train_head(training_set, risk=self.risk, members=1, rng=rng))
