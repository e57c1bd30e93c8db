"""What a demo reports is what happened, counted against the truth."""

import pytest

from operator_gui.demo.evaluation import (
    DemoReport,
    Quantiles,
    build_report,
    quantiles,
    share_named_right,
    split_into_passes,
)
from operator_gui.station.report import StationReport
from shared.domain import Box
from shared.protocol.publication import FrameDetections, PublishedDetection
from shared.truth import ImageTruth, KeyFrame, TruthObject, VideoTruth

MUG, BOWL = (0.0, 0.0, 10.0, 10.0), (100.0, 0.0, 110.0, 10.0)


def truth(**objects: tuple[float, float, float, float]) -> VideoTruth:
    return VideoTruth(
        format="whatsit-truth-1",
        source="street.mp4",
        sha256="0" * 64,
        width_px=640,
        height_px=480,
        frame_count=100,
        objects=tuple(
            TruthObject(
                id=number,
                name=name,
                keyframes=(KeyFrame(frame=0, box=box), KeyFrame(frame=99, box=box)),
            )
            for number, (name, box) in enumerate(objects.items())
        ),
    )


def record(
    position: int | None,
    *seen: tuple[str, tuple[float, float, float, float]],
    frame_name: str = "",
) -> FrameDetections:
    return FrameDetections(
        node_id="n",
        source_id="clip",
        sequence=0,
        position=position,
        frame_name=frame_name,
        captured_at_s=0.0,
        published_at_s=0.0,
        width_px=640,
        height_px=480,
        version=0,
        detections=tuple(
            PublishedDetection(
                track_id=1,
                box=box,
                detector_score=1.0,
                detector_class="cup",
                name=name,
                name_source="head",
            )
            for name, box in seen
        ),
    )


@pytest.mark.parametrize(
    ("positions", "passes"),
    [
        ([], []),
        ([0, 1, 2], [[0, 1, 2]]),
        ([0, 1, 2, 0, 1, 2], [[0, 1, 2], [0, 1, 2]]),
        ([0, 5, 9, 1, 8, 0], [[0, 5, 9], [1, 8], [0]]),
        ([0, 0, 0], [[0], [0], [0]]),
        ([None, None], [[None, None]]),
    ],
)
def test_that_a_pass_ends_where_the_position_falls_back(
    positions: list[int | None], passes: list[list[int | None]]
) -> None:
    split = split_into_passes(record(position) for position in positions)
    assert [[r.position for r in one] for one in split] == passes


@pytest.mark.parametrize(
    ("values_ms", "p50", "p95"),
    [
        ([], None, None),
        ([7.04], 7.0, 7.0),
        ([2.0, 1.0], 1.0, 2.0),
        ([3.0, 1.0, 2.0], 2.0, 3.0),
        ([4.0, 3.0, 2.0, 1.0], 2.0, 4.0),
        ([float(n) for n in range(1, 21)], 10.0, 19.0),
        ([float(n) for n in range(1, 101)], 50.0, 95.0),
    ],
)
def test_that_quantiles_are_those_of_the_nearest_rank(
    values_ms: list[float], p50: float | None, p95: float | None
) -> None:
    assert quantiles(values_ms) == Quantiles(p50, p95)


def test_that_an_object_is_named_by_the_majority_of_a_pass() -> None:
    records = [record(n, ("mug" if n < 6 else "cup", MUG)) for n in range(10)]
    assert share_named_right(records, truth(mug=MUG)) == 1.0
    records = [record(n, ("mug" if n < 4 else "cup", MUG)) for n in range(10)]
    assert share_named_right(records, truth(mug=MUG)) == 0.0


def test_that_believing_nothing_for_most_of_the_pass_is_not_right() -> None:
    records = [record(n, ("mug" if n < 4 else "", MUG)) for n in range(10)]
    assert share_named_right(records, truth(mug=MUG)) == 0.0


def test_that_an_object_never_detected_counts_as_not_named() -> None:
    records = [record(n, ("mug", MUG)) for n in range(10)]
    assert share_named_right(records, truth(mug=MUG, bowl=BOWL)) == 0.5
    assert share_named_right([], truth(mug=MUG)) == 0.0


def test_that_objects_are_told_apart_by_where_they_stand() -> None:
    right = [record(n, ("mug", MUG), ("bowl", BOWL)) for n in range(3)]
    swapped = [record(n, ("bowl", MUG), ("mug", BOWL)) for n in range(3)]
    assert share_named_right(right, truth(mug=MUG, bowl=BOWL)) == 1.0
    assert share_named_right(swapped, truth(mug=MUG, bowl=BOWL)) == 0.0


def test_that_a_box_that_overlaps_too_little_has_no_vote() -> None:
    aside = (5.0, 0.0, 15.0, 10.0)  # a third of the union
    assert share_named_right([record(0, ("mug", aside))], truth(mug=MUG)) == 0.0
    assert share_named_right([record(None, ("mug", MUG))], truth(mug=MUG)) == 0.0


def test_that_a_folder_of_images_is_measured_by_file() -> None:
    known = ImageTruth(
        {
            "a.jpg": ((1, "mug", Box(0.0, 0.0, 0.5, 0.5)),),
            "b.jpg": ((2, "bowl", Box(0.0, 0.0, 0.5, 0.5)),),
        }
    )
    box = (0.0, 0.0, 320.0, 240.0)
    records = [
        record(0, ("mug", box), frame_name="a.jpg"),
        record(1, ("mug", box), frame_name="b.jpg"),
    ]
    assert share_named_right(records, known) == 0.5


STATION = StationReport(
    questions=3,
    answers=2,
    labels=9,
    withdrawn=1,
    versions_active=(1, 2),
    answer_to_active_ms=(800.04, 1200.0),
)


def test_that_a_report_puts_everything_together() -> None:
    before = [record(n, ("cup", MUG)) for n in range(3)]
    after = [record(n, ("mug", MUG)) for n in range(3)]
    report = build_report(
        truth=truth(mug=MUG, bowl=BOWL),
        station=STATION,
        frames=6,
        frames_dropped=1,
        passes=[before, after],
        mode="simulated",
    )
    assert report == DemoReport(
        frames=6,
        frames_dropped=1,
        objects=2,
        questions=3,
        answers=2,
        withdrawn=1,
        questions_per_object=1.5,
        versions_active=(1, 2),
        answer_to_active_ms=Quantiles(800.0, 1200.0),
        named_right_before=0.0,
        named_right_after=0.5,
        named_right_by_pass=(0.0, 0.5),
        passes=2,
        mode="simulated",
    )


def test_that_a_report_without_a_truth_measures_nothing_against_it() -> None:
    report = build_report(
        truth=None,
        station=StationReport(),
        frames=3,
        frames_dropped=0,
        passes=[[record(n) for n in range(3)]],
        mode="person",
    )
    assert (report.objects, report.questions_per_object) == (None, None)
    assert (report.named_right_before, report.named_right_after) == (None, None)
    assert report.answer_to_active_ms == Quantiles(None, None)
    assert report.passes == 1


def test_that_one_pass_has_no_after() -> None:
    report = build_report(
        truth=truth(mug=MUG),
        station=STATION,
        frames=1,
        frames_dropped=0,
        passes=[[record(0, ("mug", MUG))]],
        mode="simulated",
    )
    assert (report.named_right_before, report.named_right_after) == (1.0, None)
