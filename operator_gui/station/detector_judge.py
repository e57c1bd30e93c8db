"""A detector from outside, judged beside the active one on stored frames that people labelled.

The file is only opened in quarantine, and so is the active detector, which is to be timed and
measured beside it.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from operator_gui.station.candidates import (
    CandidateFolder,
    DetectorCandidate,
    DetectorDone,
    OutsideRequest,
    RunningDetector,
)
from operator_gui.station.evidence import DetectorExam, Evidence
from operator_gui.station.exchange.labelled_set import LabelledBox, LabelledPicture, PictureBytes
from operator_gui.station.exchange.station_labels import Wanted, collect
from shared.blobs import BlobStore, sha256_of
from shared.bundle import DetectorSpec, ModelFile
from shared.detector_trial import (
    TRIAL_MODULE,
    CompareOrder,
    DetectorFigures,
    DetectorOrder,
    DetectorReply,
    LabelledFrame,
    ReadOrder,
)
from shared.domain import NOT_AN_OBJECT
from shared.errors import LearningError, ModelError, UsageError
from shared.learning.exam import Paired, compare
from shared.quarantine import Quarantine, QuarantineError
from shared.texts import phrase

READING_S = 60.0
TRIAL_S = 300.0
MAX_FRAMES = 300
"""So many frames are looked at, at most, chosen by lot."""

LEAST_OBJECTS = 8
"""With fewer labelled objects that it never saw, it would be chance that decides."""

MODEL_FILE = "model.onnx"
"""What messages call the file."""


@dataclass(frozen=True, eq=False, slots=True)
class _Frames:
    """Frames and the labelled boxes in each, in the same order."""

    files: tuple[LabelledFrame, ...]
    boxes: tuple[tuple[LabelledBox, ...], ...]


def judge_detector(request: OutsideRequest, candidate: DetectorCandidate) -> DetectorDone:
    """Runs both detectors. Raises ModelError if the candidate cannot be one, LearningError if there
    is too little to judge it by, StorageError."""
    started_s, running = time.monotonic(), request.detector
    if running is None:
        raise ModelError(
            phrase("station", "this station classifies whole frames; it has no use for a detector")
        )
    folder = Path(request.state_folder)
    content = CandidateFolder(folder).graph(candidate)
    file = ModelFile(sha256=sha256_of(content), size_bytes=len(content))
    if file.sha256 == running.spec.file.sha256:
        raise ModelError(phrase("station", "it is the detector that is active"))
    with tempfile.TemporaryDirectory(prefix="whatsit-detector-") as name:
        place = Path(name)
        (place / MODEL_FILE).write_bytes(content)
        spec = _read(place, file, candidate.config)
        frames = _frames(folder, candidate, place)
        reply = _asked(
            CompareOrder(
                outside=str(place / MODEL_FILE),
                spec=spec,
                running=running.path,
                running_spec=running.spec,
                frames=frames.files,
                slower=request.training.gate.detector_slower,
            ),
            place,
            TRIAL_S,
        )
    if reply.before is None or reply.after is None:
        raise ModelError(phrase("station", "its trial said nothing of what it found"))
    BlobStore(Path(request.training.blobs)).put(content)
    active = request.training.active
    return DetectorDone(
        spec=spec,
        against=running.spec.file.sha256,
        evidence=Evidence(
            against="" if active is None else active.dataset_revision,
            detector=_exam(frames, reply.before, reply.after, spec, running),
        ),
        elapsed_ms=1000.0 * (time.monotonic() - started_s),
    )


def _read(place: Path, file: ModelFile, config: str) -> DetectorSpec:
    order = ReadOrder(outside=str(place / MODEL_FILE), file=file)
    if config:
        (place / "config.toml").write_text(config, encoding="utf-8")
        order = ReadOrder(outside=order.outside, file=file, config=str(place / "config.toml"))
    spec = _asked(order, place, READING_S).spec
    if spec is None:
        raise ModelError(phrase("station", "its trial does not say how it is read"))
    return spec


def _asked(task: ReadOrder | CompareOrder, place: Path, timeout_s: float) -> DetectorReply:
    """What a child says in which nothing ran before. Raises ModelError."""
    try:
        reply = Quarantine(TRIAL_MODULE).ask(
            DetectorOrder(task=task), DetectorReply, timeout_s=timeout_s
        )
    except QuarantineError as error:
        raise ModelError(f"it {error}") from error
    if reply.refusal:
        raise ModelError(reply.refusal.replace(f"{place}/", ""))
    return reply


def _frames(folder: Path, candidate: DetectorCandidate, place: Path) -> _Frames:
    """Stored frames of tracks that its program saw nothing of, as files in `place`."""
    wanted = Wanted(tracks=frozenset(candidate.checked))
    try:
        collected = collect(folder, wanted, "frames")
    except UsageError as error:
        raise LearningError(
            phrase("station", "there is nothing to judge it by any more: {error}").format(
                error=error
            )
        ) from error
    chosen = sorted(collected.labelled.pictures, key=lambda one: sha256_of(repr(one.key).encode()))
    chosen = chosen[:MAX_FRAMES]
    objects = sum(box.name != NOT_AN_OBJECT for picture in chosen for box in picture.boxes)
    if objects < LEAST_OBJECTS:
        raise LearningError(
            phrase(
                "station",
                "only {objects} labelled objects are there to judge it by, at least "
                "{least_objects} are needed",
            ).format(objects=objects, least_objects=LEAST_OBJECTS)
        )
    return _Frames(
        files=tuple(
            _file(
                picture,
                collected.pictures.file_of,
                place / f"frame-{number}.jpg",
            )
            for number, picture in enumerate(chosen)
        ),
        boxes=tuple(picture.boxes for picture in chosen),
    )


def _file(picture: LabelledPicture, content_of: PictureBytes, path: Path) -> LabelledFrame:
    path.write_bytes(content_of(picture))
    boxes = [item.box for item in picture.boxes]
    return LabelledFrame(path=str(path), boxes=tuple((b.x0, b.y0, b.x1, b.y1) for b in boxes))


def _exam(
    frames: _Frames,
    before: DetectorFigures,
    after: DetectorFigures,
    spec: DetectorSpec,
    running: RunningDetector,
) -> DetectorExam:
    counts = [len(boxes) for boxes in frames.boxes]
    for figures in (before, after):
        if [len(found) for found in figures.found] != counts:
            raise ModelError(
                phrase("station", "its trial gave another number of boxes than it was asked about")
            )
    items = [item for boxes in frames.boxes for item in boxes]
    was = [found for row in before.found for found in row]
    now = [found for row in after.found for found in row]
    rows = list(zip(items, was, now, strict=True))
    objects = [row for row in rows if row[0].name != NOT_AN_OBJECT]
    others = [row for row in rows if row[0].name == NOT_AN_OBJECT]
    return DetectorExam(
        found=compare(
            [item.provenance.query_id for item, _, _ in objects],
            [item.name for item, _, _ in objects],
            [item.name if found else "" for item, found, _ in objects],
            [item.name if found else "" for item, _, found in objects],
        ),
        no_objects=_no_objects([row[1] for row in others], [row[2] for row in others]),
        frames=len(frames.files),
        before_boxes=before.boxes,
        after_boxes=after.boxes,
        before_ms=before.least_ms,
        after_ms=after.least_ms,
        before_bytes=running.spec.file.size_bytes,
        after_bytes=spec.file.size_bytes,
        before_memory_bytes=before.memory_bytes,
        after_memory_bytes=after.memory_bytes,
    )


def _no_objects(was: list[bool], now: list[bool]) -> Paired | None:
    if not was:
        return None
    return Paired.of(NOT_AN_OBJECT, np.array(was, np.bool_), np.array(now, np.bool_))
