"""The trainer's examiner: gathers what a candidate is asked, and remembers what it found before."""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from operator_gui.station.evidence import Evidence
from operator_gui.station.exam_reader import ExamReader, ExamTracks
from operator_gui.station.examination import LeftOut, Papers, examine
from operator_gui.station.label_reader import LabelledViews
from operator_gui.station.trainer_wire import TrainRequest
from operator_gui.station.trial_head import TrialHead
from shared.blobs import BlobStore
from shared.bundle import HeadSpec
from shared.errors import LearningError, ModelError, StorageError
from shared.learning.dataset import Indices
from shared.learning.exam import Exam
from shared.learning.head import train_head
from shared.learning.judgement import Judgement

TAUGHT_MAX = 1000
"""So many taught tracks are asked again at most, of every class in turn …"""

TAUGHT_MAX_LIGHT = 200
"""… and so many after an update by one answer."""

LIGHT_MAX = 200
"""So many tracks of the hold-out and of corrections are asked after an update by one answer."""

LATEST_MAX = 200
"""So many of the latest answers are looked at, at most."""

REMEMBERED = 8
"""Of so many trainings it is remembered what they left out."""


class Examiner:
    """One for a trainer process; nothing is lost with it that cannot be found out again."""

    def __init__(self, reader: ExamReader | None = None) -> None:
        self._reader = reader or ExamReader()
        self._left_out: dict[str, LeftOut] = {}
        self._active: TrialHead | None = None

    def examine(
        self,
        request: TrainRequest,
        spec: HeadSpec,
        graph: bytes,
        views: LabelledViews,
        *,
        left_out: Judgement | None = None,
        unseen: Collection[str] = (),
        light: bool = False,
    ) -> Evidence:
        """Asks a candidate, and the active head where there is one.

        graph: the candidate's, exactly as nodes would run it. views: the labels as they are now.
        left_out: how the candidate's training judges the tracks that it left out; None for a head
        that was trained in another way. unseen: tracks that the candidate was not taught, though
        they are among the views. light: only what takes a moment.

        Raises StorageError if the database cannot be read.
        """
        active = self._loaded(request)
        tracks = self._reader.read(
            Path(request.database),
            embedder_sha256=request.embedder_sha256,
            dim=request.dim,
            with_answered=not light,
        )
        latest, learned = _latest(tracks, request)
        mine = theirs = None
        if left_out is not None:
            mine = LeftOut.of(left_out, spec.class_names, _track_ids(views))
        if mine is not None and active is not None:
            theirs = self._of_active(request, active.spec, views, learned)
        if mine is not None:
            self._remember(spec, mine, request.active)
        held = tracks.holdout.latest(LIGHT_MAX) if light else tracks.holdout
        papers = Papers(
            taught=_taught(
                views,
                frozenset(latest),
                frozenset(unseen),
                limit=TAUGHT_MAX_LIGHT if light else TAUGHT_MAX,
                seed=request.seed,
            ),
            measured=Exam.together([held, _checks(views, request.dim)], dim=request.dim),
            corrections=tracks.corrections.latest(LIGHT_MAX) if light else tracks.corrections,
            strange=tracks.strange.latest(0) if light else tracks.strange,
            latest=latest,
            learned=learned,
            left_out=mine,
            active_left_out=theirs,
            teachable=frozenset(_seen(views, views.names)),
            light=light,
        )
        return examine(
            spec, graph, papers, dim=request.dim, active=active, slower=request.gate.slower
        )

    def _loaded(self, request: TrainRequest) -> TrialHead | None:
        """The active head; None if there is none, or none that can still be asked."""
        spec = request.active
        if spec is None:
            self._active = None
        elif self._active is None or self._active.spec != spec:
            try:
                graph = BlobStore(Path(request.blobs)).get(spec.file.sha256)
                self._active = TrialHead.load(spec, graph, dim=request.dim)
            except (ModelError, StorageError):  # lost or damaged: it cannot be defended
                self._active = None
        return self._active

    def _of_active(
        self,
        request: TrainRequest,
        spec: HeadSpec,
        views: LabelledViews,
        learned: Collection[str],
    ) -> LeftOut | None:
        """What the active head's training left out; after a restart that is trained again."""
        known = self._left_out.get(spec.file.sha256)
        if known is not None:
            return known
        rows = [
            row
            for row, track in enumerate(views.track_ids)
            if track in learned and not views.made[row]
        ]
        if not rows:
            return None
        training_set = views.training_set(rows)
        rng = np.random.default_rng(request.seed)
        try:
            head = train_head(training_set, risk=request.risk, members=1, rng=rng)
        except LearningError:
            return None
        if head.left_out is None:
            return None
        ids = sorted({views.track_ids[row] for row in rows})
        found = LeftOut.of(head.left_out, head.class_names, ids)
        self._left_out[spec.file.sha256] = found
        return found

    def _remember(self, spec: HeadSpec, found: LeftOut, active: HeadSpec | None) -> None:
        self._left_out[spec.file.sha256] = found
        kept = "" if active is None else active.file.sha256
        for sha256 in [one for one in self._left_out if one != kept][:-REMEMBERED]:
            del self._left_out[sha256]


def _track_ids(views: LabelledViews) -> list[str]:
    """By the number that `TrainingSet.of_names` gives to each track."""
    return sorted(set(views.track_ids))


def _seen(views: LabelledViews, values: Sequence[str]) -> list[str]:
    return [value for value, made in zip(values, views.made, strict=True) if not made]


def _checks(views: LabelledViews, dim: int) -> Exam:
    ids = [f"check {number}" for number in range(len(views.checks))]
    return Exam.of(ids, views.checks, dim=dim)


def _latest(tracks: ExamTracks, request: TrainRequest) -> tuple[list[str], frozenset[str]]:
    """The tracks whose answers came last, but for those that a person looked at twice; and those
    that the active head learned."""
    seq = request.active_answer_seq
    learned = frozenset(track.query_id for track in tracks.answered if track.seq <= seq)
    count = min(LATEST_MAX, max(request.gate.latest, len(tracks.answered) - len(learned)))
    latest = [track.query_id for track in tracks.answered[-count:] if not track.twice]
    return (latest if request.gate.latest else []), learned


def _taught(
    views: LabelledViews,
    latest: Collection[str],
    unseen: Collection[str],
    *,
    limit: int,
    seed: int,
) -> Exam:
    """The best views of labelled tracks, but for unseen ones; where there are too many, of every
    class in turn, and the latest in any case."""
    best: dict[str, int] = {}
    for row, track in enumerate(views.track_ids):
        if not views.made[row] and track not in unseen:
            best.setdefault(track, row)
    rows = np.array(list(best.values()), np.int64)
    names = np.array([views.names[row] for row in rows], np.str_)
    drawn = _in_turn(names, limit, np.random.default_rng(seed))
    is_latest = np.array([views.track_ids[row] in latest for row in rows], np.bool_)
    chosen = [int(row) for row in rows[np.union1d(drawn, np.flatnonzero(is_latest))]]
    return Exam(
        ids=tuple(views.track_ids[row] for row in chosen),
        names=tuple(views.names[row] for row in chosen),
        embeddings=np.stack([views.embeddings[row] for row in chosen]),
        starts=np.arange(len(chosen), dtype=np.int64),
    )


def _in_turn(
    names: "np.ndarray[tuple[int], np.dtype[np.str_]]", limit: int, rng: np.random.Generator
) -> Indices:
    """At most `limit` places, drawn from every name in turn."""
    order = rng.permutation(len(names))
    if len(order) <= limit:
        return order
    _, kind = np.unique(names[order], return_inverse=True)
    by_kind = np.argsort(kind, kind="stable")
    starts = np.searchsorted(kind[by_kind], np.arange(kind.max() + 1))
    turn = np.empty(len(order), np.int64)
    turn[by_kind] = np.arange(len(order)) - starts[kind[by_kind]]
    return np.asarray(order[np.argsort(turn, kind="stable")[:limit]], np.int64)
