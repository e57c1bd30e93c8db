"""The labels that a head is trained on, as one immutable and validated table of views."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt

from shared.domain import Floats
from shared.errors import LearningError

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class TrainingSet:
    """Labelled views, one a row.

    embeddings: (n, d) float32, finite, as the embedder gives them (not normalised).
    labels: (n,) int64, index into `class_names`; every class has at least one view.
    groups: (n,) int64, the physical track of each view: what is left out is left out whole.
    class_names: k distinct names; the head's columns are in this order.
    view_ids: n distinct names of the views, from which `revision` takes its order.
    made: (n,) bool, views that were made and not seen, in the group of the track that they
        were made from: they teach, and nothing is judged by them. None: all were seen.
    sessions: (n,) int64, the run of a camera in which each track was seen; made views are of their
        track's. None: not known.
    revision: SHA-256 in hexadecimal of all of the above. Neither the order of the rows nor that
        of the classes nor the numbers chosen for groups and sessions change it.

    Raises LearningError for anything else. Views of one track may have different labels, as
    when a tracker jumped from one object to another.
    """

    embeddings: Floats
    labels: Indices
    groups: Indices
    class_names: tuple[str, ...]
    view_ids: tuple[str, ...]
    made: npt.NDArray[np.bool_] | None = None
    sessions: Indices | None = None
    revision: str = field(init=False)

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_labels(self)
        object.__setattr__(self, "revision", _revision(self))

    def __len__(self) -> int:
        return int(self.embeddings.shape[0])

    @property
    def dim(self) -> int:
        return int(self.embeddings.shape[1])

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """(n,) bool: the views that a camera saw."""
        return np.ones(len(self), np.bool_) if self.made is None else ~self.made

    @property
    def tracks(self) -> int:
        """How many physical objects the views show."""
        return int(np.unique(self.groups).size)

    @classmethod
    def of_names(
        cls,
        *,
        embeddings: Floats,
        names: Sequence[str],
        track_ids: Sequence[str],
        view_ids: Sequence[str],
        made: Sequence[bool] | None = None,
        session_ids: Sequence[str] | None = None,
    ) -> Self:
        """From one name, track id and session id a view; classes come in alphabetical order."""
        class_names, labels = np.unique(np.asarray(names, dtype=np.str_), return_inverse=True)
        return cls(
            embeddings=embeddings,
            labels=labels.astype(np.int64),
            groups=_numbered(track_ids),
            class_names=tuple(str(name) for name in class_names),
            view_ids=tuple(view_ids),
            made=None if made is None else np.asarray(made, np.bool_),
            sessions=None if session_ids is None else _numbered(session_ids),
        )


def _numbered(ids: Sequence[str]) -> Indices:
    numbers = np.unique(np.asarray(ids, dtype=np.str_), return_inverse=True)[1]
    return numbers.astype(np.int64)


def _check_shapes(views: TrainingSet) -> None:
    if views.embeddings.ndim != 2 or 0 in views.embeddings.shape:
        raise LearningError(
            f"embeddings: expected shape (n, d) with n and d at least 1, "
            f"got {views.embeddings.shape}"
        )
    n = views.embeddings.shape[0]
    for name, array in (("labels", views.labels), ("groups", views.groups)):
        if array.shape != (n,):
            raise LearningError(f"{name}: expected shape ({n},), got {array.shape}")
    if views.seen.shape != (n,):
        raise LearningError(f"made: expected shape ({n},), got {views.seen.shape}")
    if views.sessions is not None:
        if views.sessions.shape != (n,):
            raise LearningError(f"sessions: expected shape ({n},), got {views.sessions.shape}")
        tracks = np.unique(np.stack([views.groups, views.sessions]), axis=1).shape[1]
        if tracks != views.tracks:
            raise LearningError("sessions: the views of a track are in different ones")
    if views.embeddings.dtype != np.float32:
        raise LearningError(f"embeddings: expected float32, got {views.embeddings.dtype}")
    if not np.isfinite(views.embeddings).all():
        raise LearningError("embeddings: not all values are finite numbers")
    if len(views.view_ids) != n or len(set(views.view_ids)) != n:
        raise LearningError(f"view_ids: expected {n} distinct names")


def _check_labels(views: TrainingSet) -> None:
    k = len(views.class_names)
    if len(set(views.class_names)) != k:
        raise LearningError("class_names: a name occurs twice")
    if views.labels.min() < 0 or views.labels.max() >= k:
        raise LearningError(
            f"labels: expected 0 to {k - 1}, got {views.labels.min()} to {views.labels.max()}"
        )
    counts = np.bincount(views.labels, minlength=k)
    for name, count in zip(views.class_names, counts, strict=True):
        if count == 0:
            raise LearningError(f"class {name!r}: has no view to learn from")


def _revision(views: TrainingSet) -> str:
    order = sorted(range(len(views)), key=views.view_ids.__getitem__)
    numbers: dict[int, int] = {}
    sessions: dict[int, int] = {}
    digest = hashlib.sha256(f"whatsit-dataset-1 {views.dim}\n".encode())
    for row in order:
        number = numbers.setdefault(int(views.groups[row]), len(numbers))
        for text in (views.view_ids[row], views.class_names[views.labels[row]]):
            encoded = text.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8, "little") + encoded)
        digest.update(number.to_bytes(8, "little"))
        digest.update(views.embeddings[row].astype("<f4").tobytes())
        if not views.seen[row]:
            digest.update(b"made")
        if views.sessions is not None:
            session = sessions.setdefault(int(views.sessions[row]), len(sessions))
            digest.update(b"session" + session.to_bytes(8, "little"))
    return digest.hexdigest()
