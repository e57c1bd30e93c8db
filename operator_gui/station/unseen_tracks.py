"""Tracks that a head never saw, and what it says of them: as of tracks that a training left out.
Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from operator_gui.station.label_reader import LabelledViews
from operator_gui.station.trainer_wire import ClassResult
from shared.domain import Floats
from shared.learning.intervals import Share, wilson
from shared.learning.judgement import Judgement
from shared.learning.ridge import Doubles


@dataclass(frozen=True, eq=False, slots=True)
class UnseenTracks:
    """ids, names: t each. class_names: k, in the order of the columns of `said`, (t, k) float64:
    the mean over a track's views."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    class_names: tuple[str, ...]
    said: Doubles

    @property
    def right(self) -> list[bool]:
        """Whether each is named rightly."""
        named = [self.class_names[column] for column in self.said.argmax(axis=1)]
        return [name == true for name, true in zip(named, self.names, strict=True)]

    @property
    def accuracy(self) -> Share:
        """With its 95 % interval; there is a track."""
        return wilson(sum(self.right), len(self.right))

    @property
    def true_probabilities(self) -> Doubles:
        """(t,) float64, of the true classes."""
        return np.asarray(self.said[np.arange(len(self.names)), self._labels()])

    def judgement(self, views: LabelledViews) -> Judgement:
        """The same with the numbers that the tracks have among the labelled views."""
        numbers = {one: number for number, one in enumerate(sorted(set(views.track_ids)))}
        return Judgement(
            temperature=1.0,
            class_shifts=np.zeros(len(self.class_names)),
            labels=self._labels(),
            groups=np.array([numbers[one] for one in self.ids], np.int64),
            probabilities=self.said,
            true_probabilities=self.true_probabilities,
            top_scores=self.said.max(axis=1),
        )

    def class_results(self, views: LabelledViews) -> tuple[ClassResult, ...]:
        """By class; how many tracks have it counts all that are labelled."""
        labelled = set(zip(views.names, views.track_ids, strict=True))
        right = [name for name, hit in zip(self.names, self.right, strict=True) if hit]
        return tuple(
            ClassResult(
                name=name,
                tracks=sum(one == name for one, _ in labelled),
                hits=right.count(name),
                judged=self.names.count(name),
            )
            for name in self.class_names
        )

    def _labels(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        columns = {name: column for column, name in enumerate(self.class_names)}
        return np.array([columns[name] for name in self.names], np.int64)


def means(said: Floats, views: Sequence[int]) -> Doubles:
    """Of so many rows for each track, one track after the other, (t, k) float64."""
    if not views:
        return np.zeros((0, said.shape[1]))
    starts = np.cumsum([0, *views])[:-1]
    sums = np.add.reduceat(said.astype(np.float64), starts, axis=0)
    return np.asarray(sums / np.asarray(views)[:, None])
