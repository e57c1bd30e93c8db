"""What a run achieved, measured against the truth: pure functions over published detections."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from operator_gui.station.report import StationReport
from shared.domain import Box
from shared.protocol.publication import FrameDetections
from shared.truth import Truth, best_match, objects_in

MIN_IOU = 0.5


class Quantiles(msgspec.Struct, frozen=True):
    """Median and 95th percentile; None where nothing was measured."""

    p50: float | None
    p95: float | None


class DemoReport(msgspec.Struct, frozen=True, kw_only=True):
    """`report.json` of a demo run. Shares are of the truth's objects; None without a truth.

    withdrawn: questions that a newer model answered itself before anybody else did.
    """

    frames: int
    frames_dropped: int
    objects: int | None
    questions: int
    answers: int
    withdrawn: int
    questions_per_object: float | None
    versions_active: tuple[int, ...]
    answer_to_active_ms: Quantiles
    named_right_before: float | None
    named_right_after: float | None
    named_right_by_pass: tuple[float, ...]
    passes: int
    mode: Literal["simulated", "person"] = "simulated"


def build_report(
    *,
    truth: Truth | None,
    station: StationReport,
    frames: int,
    frames_dropped: int,
    passes: list[list[FrameDetections]],
    mode: Literal["simulated", "person"],
) -> DemoReport:
    """Puts together what the node counted, what the station knows, and what the truth says."""
    shares = tuple(round(share_named_right(p, truth), 4) for p in passes) if truth else ()
    objects = truth.object_count if truth else None
    return DemoReport(
        frames=frames,
        frames_dropped=frames_dropped,
        objects=objects,
        questions=station.questions,
        answers=station.answers,
        withdrawn=station.withdrawn,
        questions_per_object=round(station.questions / objects, 3) if objects else None,
        versions_active=station.versions_active,
        answer_to_active_ms=quantiles(station.answer_to_active_ms),
        named_right_before=shares[0] if shares else None,
        named_right_after=shares[-1] if len(shares) > 1 else None,
        named_right_by_pass=shares,
        passes=len(passes),
        mode=mode,
    )


def quantiles(values_ms: Iterable[float]) -> Quantiles:
    """Nearest-rank quantiles of any number of values."""
    ordered = sorted(values_ms)
    if not ordered:
        return Quantiles(None, None)

    def at(percent: int) -> float:
        rank = -(-percent * len(ordered) // 100)  # rounded up, counted from 1
        return round(ordered[rank - 1], 1)

    return Quantiles(at(50), at(95))


def split_into_passes(records: Iterable[FrameDetections]) -> list[list[FrameDetections]]:
    """The records of each pass over the recording: a pass ends where the position falls back."""
    passes: list[list[FrameDetections]] = []
    last: int | None = None
    for record in records:
        falls_back = record.position is not None and last is not None and record.position <= last
        if falls_back or not passes:
            passes.append([])
        passes[-1].append(record)
        last = record.position
    return passes


def share_named_right(records: Iterable[FrameDetections], truth: Truth) -> float:
    """Share of the truth's objects, 0 to 1, that carry their name over most of one pass.

    In every frame each published detection votes for the truth object that it overlaps most, by
    an intersection over union of at least 0.5. An object is named right if the name with the most
    votes is its own; one that was never detected is not.
    """
    votes: dict[int, Counter[str]] = {}
    true_names: dict[int, str] = {}
    for record in records:
        objects = objects_in(
            truth,
            position=record.position,
            frame_name=record.frame_name,
            width_px=record.width_px,
            height_px=record.height_px,
        )
        for detection in record.detections:
            found = best_match(objects, Box(*detection.box), min_iou=MIN_IOU)
            if found is not None:
                key, true_names[found[0]] = found
                votes.setdefault(key, Counter())[detection.name] += 1
    right = sum(counter.most_common(1)[0][0] == true_names[key] for key, counter in votes.items())
    return right / max(1, truth.object_count)
