"""A detector that another program trained, run beside the one that is active on labelled frames.

Belongs into quarantine (`outside_detector_process`): the file may be anything.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from edge_node.adoption.looked_at import ProbeOrder
from edge_node.adoption.probe import probe
from edge_node.adoption.wishes import load_wishes
from edge_node.perception.detector import Detector
from edge_node.perception.providers import Runtime
from edge_node.sources.image_files import read_image
from shared.bundle import DetectorSpec
from shared.detector_trial import (
    FOUND_IOU,
    CompareOrder,
    DetectorFigures,
    DetectorOrder,
    DetectorReply,
    ReadOrder,
)
from shared.domain import Box, Image
from shared.errors import ModelError, SourceError, WhatsitError
from shared.process_memory import PeakMemory

ROUNDS = 9
TIMED_AGAIN = 4
"""A candidate that seems slow is timed again so often: a busy machine is no fault of its own."""


def try_detector(order: DetectorOrder) -> DetectorReply:
    """Looks at the file; whatever stops it is said in the reply."""
    try:
        match order.task:
            case ReadOrder() as task:
                return DetectorReply(spec=_read(task))
            case CompareOrder() as task:
                return _compared(task)
            case other:
                assert_never(other)
    except (WhatsitError, MemoryError, OSError) as error:
        return DetectorReply(refusal=str(error) or "it takes too much memory")


def _compared(order: CompareOrder) -> DetectorReply:
    first = _image(order.frames[0].path)
    candidate, after_bytes = _loaded(order.spec, Path(order.outside), first)
    running, before_bytes = _loaded(order.running_spec, Path(order.running), first)
    before_ms, after_ms = _least_ms(running, candidate, first)
    for _ in range(TIMED_AGAIN):
        if after_ms <= order.slower * before_ms:
            break
        again_ms = _least_ms(running, candidate, first)
        before_ms, after_ms = min(before_ms, again_ms[0]), min(after_ms, again_ms[1])
    before, after = _Tally(running), _Tally(candidate)
    for frame in order.frames:
        image, boxes = _image(frame.path), [Box(*corners) for corners in frame.boxes]
        before.look(image, boxes)
        after.look(image, boxes)
    return DetectorReply(
        before=before.figures(before_ms, before_bytes),
        after=after.figures(after_ms, after_bytes),
    )


def _read(order: ReadOrder) -> DetectorSpec:
    """How the candidate is read. Raises ModelError if it is no detector, ConfigError."""
    wish = load_wishes(Path(order.config) if order.config else None).model
    looked = probe(
        ProbeOrder(path=order.outside, file=order.file, wish=wish, provider="cpu", runs=1)
    )
    if looked.refusal or looked.reading is None:
        raise ModelError(looked.refusal)
    spec = looked.reading.detector_spec(order.file)
    if spec is None:
        raise ModelError("it is no detector: it gives classes or an embedding, and no boxes")
    return spec


def _loaded(spec: DetectorSpec, path: Path, image: Image) -> tuple[Detector, int]:
    """The detector, and the most memory that loading it and running it took."""
    memory = PeakMemory()
    detector = Detector(spec, path, runtime=Runtime())
    detector.detect(image)
    return detector, memory.grown_bytes


def _least_ms(running: Detector, candidate: Detector, image: Image) -> tuple[float, float]:
    """Of both, which take turns, so that a busy machine slows both alike."""
    taken_ms: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for detector, times in zip((running, candidate), taken_ms, strict=True):
            start_s = time.perf_counter()
            detector.detect(image)
            times.append(1e3 * (time.perf_counter() - start_s))
    return min(taken_ms[0]), min(taken_ms[1])


class _Tally:
    """What one detector found, frame after frame."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._found: list[tuple[bool, ...]] = []
        self._boxes = 0

    def look(self, image: Image, labelled: Sequence[Box]) -> None:
        given = [Box(*map(float, row)) for row in self._detector.detect(image).boxes]
        self._boxes += len(given)
        self._found.append(which_found(labelled, given))

    def figures(self, least_ms: float, memory_bytes: int) -> DetectorFigures:
        return DetectorFigures(
            found=tuple(self._found),
            boxes=self._boxes,
            least_ms=least_ms,
            memory_bytes=memory_bytes,
        )


def which_found(labelled: Sequence[Box], given: Sequence[Box]) -> tuple[bool, ...]:
    """Whether each labelled box has one of the given ones to itself, the closest pairs first."""
    pairs = sorted(
        (
            (box.iou(other), at, number)
            for at, box in enumerate(labelled)
            for number, other in enumerate(given)
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for iou, at, number in pairs:
        if iou >= FOUND_IOU and at not in found and number not in found.values():
            found[at] = number
    return tuple(at in found for at in range(len(labelled)))


def _image(path: str) -> Image:
    try:
        return read_image(Path(path))
    except SourceError as error:
        raise ModelError(f"a stored picture cannot be looked at: {error}") from error
