"""Tracks whose names are known, and what a head says of them: what candidates are judged by. Pure.

Every track counts once, by the mean over its views, as everywhere else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.recalibration import Audited
from shared.learning.ridge import Doubles, Flags
from shared.learning.sign_test import loss_chance


@dataclass(frozen=True, eq=False, slots=True)
class Exam:
    """t tracks with their true names.

    ids, names: t each. embeddings: (n, d) float32, the views of the first track first.
    starts: (t,) int64, where each track's views begin.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    embeddings: Floats
    starts: Indices

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, ids: Sequence[str], tracks: Sequence[Audited], *, dim: int) -> Self:
        """From one id a track; d is `dim`."""
        sizes = [len(track.embeddings) for track in tracks]
        rows = [track.embeddings for track in tracks]
        return cls(
            ids=tuple(ids),
            names=tuple(track.class_name for track in tracks),
            embeddings=np.concatenate(rows) if rows else np.zeros((0, dim), np.float32),
            starts=np.cumsum([0, *sizes[:-1]]).astype(np.int64)[: len(rows)],
        )

    @classmethod
    def together(cls, parts: Sequence["Exam"], *, dim: int) -> Self:
        """The tracks of several, in their order."""
        offsets = np.cumsum([0, *(len(part.embeddings) for part in parts)])
        starts = [part.starts + offset for part, offset in zip(parts, offsets, strict=False)]
        empty: Floats = np.zeros((0, dim), np.float32)
        return cls(
            ids=tuple(one for part in parts for one in part.ids),
            names=tuple(name for part in parts for name in part.names),
            embeddings=np.concatenate([empty, *(part.embeddings for part in parts)]),
            starts=np.concatenate([np.zeros(0, np.int64), *starts]),
        )

    def latest(self, count: int) -> "Exam":
        """The first tracks, which were answered last, at most so many."""
        if len(self) <= count:
            return self
        return Exam(
            self.ids[:count],
            self.names[:count],
            self.embeddings[: self.starts[count]],
            self.starts[:count],
        )

    def means(self, rows: Floats) -> Doubles:
        """(n, ...) averaged by track to (t, ...)."""
        if not len(self):
            return np.zeros((0, *rows.shape[1:]))
        sizes = np.diff(np.append(self.starts, len(self.embeddings)))
        sums = np.add.reduceat(rows.astype(np.float64), self.starts, axis=0)
        return np.asarray(sums / sizes.reshape(-1, *([1] * (rows.ndim - 1))))


@dataclass(frozen=True, eq=False, slots=True)
class Said:
    """What a head said of t tracks.

    class_names: k, in the order of the columns. probabilities: (t, k) float64.
    top_scores: (t,) float64, how familiar each track is to it.
    """

    class_names: tuple[str, ...]
    probabilities: Doubles
    top_scores: Doubles

    @classmethod
    def of(
        cls, exam: Exam, class_names: tuple[str, ...], probabilities: Floats, tops: Floats
    ) -> Self:
        """From what it said of each view: (n, k) and (n,) float32."""
        return cls(class_names, exam.means(probabilities), exam.means(tops))

    def part(self, rows: slice | Flags) -> "Said":
        """Of some of the tracks."""
        return Said(self.class_names, self.probabilities[rows], self.top_scores[rows])

    def named(self, among: Collection[str] | None = None) -> tuple[str, ...]:
        """The likeliest class of each track, of those in `among`; "" where it knows none."""
        allowed = [
            column for column, name in enumerate(self.class_names) if among is None or name in among
        ]
        if not allowed:
            return ("",) * len(self.probabilities)
        best = self.probabilities[:, allowed].argmax(axis=1)
        return tuple(self.class_names[allowed[column]] for column in best)

    def true_probabilities(self, names: Sequence[str]) -> Doubles:
        """(t,) of each track's true class; NaN where the head does not know it."""
        columns = {name: column for column, name in enumerate(self.class_names)}
        found = np.full(len(names), np.nan)
        for row, name in enumerate(names):
            if name in columns:
                found[row] = self.probabilities[row, columns[name]]
        return found


@dataclass(frozen=True, slots=True)
class Paired:
    """Two heads on the same tracks of one class, or of all.

    before, after: how many the active head and the candidate name rightly. lost: those that only
    the active head does; gained: those that only the candidate does.
    """

    name: str
    tracks: int
    before: int
    after: int
    lost: int
    gained: int

    @classmethod
    def of(cls, name: str, before: npt.NDArray[np.bool_], after: npt.NDArray[np.bool_]) -> Self:
        """before, after: (t,) bool, whether each head is right."""
        return cls(
            name=name,
            tracks=int(before.size),
            before=int(before.sum()),
            after=int(after.sum()),
            lost=int((before & ~after).sum()),
            gained=int((after & ~before).sum()),
        )

    @property
    def chance(self) -> float:
        """How likely so many losses are if the candidate is no worse."""
        return loss_chance(self.lost, self.gained)


@dataclass(frozen=True, slots=True)
class Compared:
    """Both heads on one exam.

    of_classes: how many classes have tracks in it. classes: those of which the heads say different
    things, the worst for the candidate first, at most CLASSES_MAX. lost: ids of tracks that only
    the active head names rightly, at most LOST_MAX.
    """

    overall: Paired
    of_classes: int = 0
    classes: tuple[Paired, ...] = ()
    lost: tuple[str, ...] = ()


CLASSES_MAX = 100
LOST_MAX = 20


def compare(
    ids: Sequence[str], names: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> Compared:
    """ids, true names, and what each head calls the tracks: t each."""
    truth = np.asarray(names, np.str_)
    was = np.asarray(before, np.str_) == truth
    now = np.asarray(after, np.str_) == truth
    differing = np.unique(truth[was != now])
    classes = sorted(
        (Paired.of(str(name), was[truth == name], now[truth == name]) for name in differing),
        key=lambda pair: pair.chance,
    )
    lost = np.flatnonzero(was & ~now)[:LOST_MAX]
    return Compared(
        overall=Paired.of("", was, now),
        of_classes=int(np.unique(truth).size),
        classes=tuple(classes[:CLASSES_MAX]),
        lost=tuple(ids[row] for row in lost),
    )
