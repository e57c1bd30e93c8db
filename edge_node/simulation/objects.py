"""Objects with their true names, as vectors: all that a strategy is tried on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from shared.domain import Floats
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.features import normalise, unit_rows

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Objects:
    """n objects of k classes, in v views.

    embeddings: (v, d) float32, as the embedder gives them. owners: (v,) int64, ascending, the
    object of each view; every object has one. labels: (n,) int64, index into `class_names`.
    """

    embeddings: Floats
    owners: Indices
    labels: Indices
    class_names: tuple[str, ...]

    def __len__(self) -> int:
        return int(self.labels.size)

    @cached_property
    def features(self) -> Floats:
        """(n, d) float32, unit rows: the mean direction of each object's views."""
        return unit_rows(self.mean_over_views(normalise(self.embeddings)))

    def mean_over_views(self, values: Floats) -> Floats:
        """Values of the views, (v, ...) float32, averaged by object to (n, ...) float32."""
        if self.owners.size == len(self):
            return values
        starts = np.searchsorted(self.owners, np.arange(len(self)))
        sums = np.add.reduceat(values, starts, axis=0)
        counts = np.bincount(self.owners, minlength=len(self)).astype(np.float32)
        return np.asarray(sums / counts.reshape(-1, *([1] * (values.ndim - 1))), np.float32)

    def take(self, indices: Indices) -> "Objects":
        """Some of the objects, in the order of the indices, each at most once."""
        position = np.full(len(self), -1)
        position[indices] = np.arange(indices.size)
        owners = position[self.owners]
        rows = np.flatnonzero(owners >= 0)
        rows = rows[np.argsort(owners[rows], kind="stable")]
        return Objects(
            embeddings=self.embeddings[rows],
            owners=owners[rows],
            labels=self.labels[indices],
            class_names=self.class_names,
        )

    def drawn_views(self, indices: Indices, count: int, rng: np.random.Generator) -> Floats:
        """The embeddings of a view of each of at most `count` of the objects, by lot."""
        drawn = np.sort(rng.permutation(indices)[:count])
        return np.asarray(self.embeddings[np.searchsorted(self.owners, drawn)])

    def labelled(self, indices: Indices, answers: Indices) -> TrainingSet:
        """What a head learns from answers about some of the objects, at least one.

        answers: (n,) int64, the class that each object was said to be of. Classes of which there
        is no answer are not in it; the others keep their order.
        """
        rows = np.flatnonzero(np.isin(self.owners, indices))
        classes, labels = np.unique(answers[self.owners[rows]], return_inverse=True)
        return TrainingSet(
            embeddings=self.embeddings[rows],
            labels=labels.astype(np.int64),
            groups=self.owners[rows],
            class_names=tuple(self.class_names[i] for i in classes),
            view_ids=tuple(map(str, rows)),
        )


def class_columns(known: Sequence[str], all_names: Sequence[str]) -> Indices:
    """The position among `all_names` of each of the known ones, (k,) int64."""
    position = {name: number for number, name in enumerate(all_names)}
    return np.array([position[name] for name in known], np.int64)
