"""How heads of several kinds fare on a station's labels, read from its folder as it is."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from operator_gui.evaluation.crossing import Crossed, crossed
from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.exam_reader import ExamReader
from operator_gui.station.exchange.standalone import version_manifest
from operator_gui.station.label_reader import LabelledViews, LabelReader
from operator_gui.station.trial_head import TrialHead
from shared.blobs import BlobStore
from shared.bundle import HeadSpec
from shared.errors import LearningError, StorageError, UsageError
from shared.learning.classifier import HeadKind
from shared.learning.exam import Exam
from shared.learning.measures import Trust
from shared.learning.recalibration import Audited

SEED = 0


class _Header(msgspec.Struct, frozen=True):
    embedding_dim: int


_headers = msgspec.msgpack.Decoder(_Header)


@dataclass(frozen=True, eq=False, slots=True)
class StationLabels:
    """The labels of the embedder that the latest of them belongs to. dim: of its vectors."""

    views: LabelledViews
    embedder_sha256: str
    dim: int


@dataclass(frozen=True, slots=True)
class ActiveReport:
    """The active version on tracks that nothing was learned from; None where there are none."""

    version: int
    holdout: Trust | None
    audit: Trust | None


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """labels, tracks, classes: of what was judged by. heads: in the order in which they were
    named. active: None while no version is."""

    labels: int
    tracks: int
    classes: int
    heads: tuple[Crossed, ...]
    active: ActiveReport | None


def evaluate_station(
    folder: Path, kinds: Sequence[HeadKind], *, on_kind: Callable[[str], None]
) -> EvaluationReport:
    """on_kind: hears the name of each kind before it is tried, which may take minutes.

    Raises StorageError if there is no station in the folder, and LearningError if it has no label.
    """
    labels = station_labels(folder)
    views = labels.views
    training_set = views.training_set()
    found = []
    for kind in kinds:
        on_kind(kind.name)
        found.append(crossed(kind, training_set, seed=SEED))
    return EvaluationReport(
        labels=len(training_set),
        tracks=training_set.tracks,
        classes=len(training_set.class_names),
        heads=tuple(found),
        active=_active(folder, labels.embedder_sha256, labels.dim, views),
    )


def station_labels(folder: Path) -> StationLabels:
    """What the station in this folder learns from; as of `evaluate_station`."""
    database = folder / FILE_NAME
    if not database.is_file():
        raise StorageError(f"no station keeps anything in {folder}; name its folder with --state")
    embedder, dim = _embedder(database)
    views = LabelReader().read(
        database, embedder_sha256=embedder, dim=dim, rng=np.random.default_rng(SEED)
    )
    if not views.names:
        raise LearningError("there is no answer to learn from yet")
    return StationLabels(views, embedder, dim)


def _embedder(database: Path) -> tuple[str, int]:
    """The embedder of the latest question that teaches, and the length of its vectors."""
    with contextlib.closing(read_only(database)) as connection:
        row = connection.execute(
            "SELECT q.embedder_sha256, q.header FROM query q JOIN label l USING (query_id) "
            "ORDER BY q.arrival DESC LIMIT 1"
        ).fetchone()
    if row is None:
        raise LearningError("there is no answer to learn from yet")
    return str(row[0]), _headers.decode(row[1]).embedding_dim


def _active(folder: Path, embedder: str, dim: int, views: LabelledViews) -> ActiveReport | None:
    try:
        manifest = version_manifest(folder, None)
    except UsageError:
        return None
    spec = manifest.head
    if spec is None or manifest.embedder.file.sha256 != embedder:
        return None
    head = TrialHead.load(spec, BlobStore(folder / "heads").get(spec.file.sha256), dim=dim)
    held = ExamReader().read(
        folder / FILE_NAME, embedder_sha256=embedder, dim=dim, with_answered=False
    )
    return ActiveReport(
        version=manifest.version,
        holdout=_trust(head, spec, _tracks(held.holdout), dim),
        audit=_trust(head, spec, views.checks, dim),
    )


def _tracks(exam: Exam) -> list[Audited]:
    parts = np.split(exam.embeddings, exam.starts[1:]) if len(exam) else []
    return [Audited(part, name) for part, name in zip(parts, exam.names, strict=True)]


def _trust(head: TrialHead, spec: HeadSpec, tracks: Sequence[Audited], dim: int) -> Trust | None:
    """Of those whose class it knows."""
    known = [track for track in tracks if track.class_name in spec.class_names]
    if not known:
        return None
    exam = Exam.of([str(number) for number in range(len(known))], known, dim=dim)
    labels = np.array([spec.class_names.index(name) for name in exam.names], np.int64)
    said = head.say(exam)
    return Trust.of(said.probabilities, labels, threshold=spec.conformal_threshold)
