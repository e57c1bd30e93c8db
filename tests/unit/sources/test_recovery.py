import pytest

from edge_node.sources import SourceOptions
from edge_node.sources.messages import FrameReady
from edge_node.sources.reading import Place
from edge_node.sources.recovery import LossNews, Recovery
from shared.errors import UsageError


def _frame(*, position: int | None, sequence: int) -> FrameReady:
    return FrameReady(
        slot=0,
        height=1,
        width=1,
        sequence=sequence,
        captured_at_s=0.0,
        position=position,
        pass_index=2,
        pass_start_s=8.0,
        recorded_s=1.5,
        name="",
    )


def _delays(recovery: Recovery, n: int) -> list[float]:
    delays = []
    for _ in range(n):
        recovery.failed("broken", was_open=True, now_s=100.0)
        delays.append(recovery.retry_at_s - 100.0)
    return delays


def test_that_the_wait_doubles_up_to_the_cap_and_starts_over_after_a_frame() -> None:
    recovery = Recovery(SourceOptions(), is_recording=False)
    assert _delays(recovery, 8) == [0.5, 1, 2, 4, 8, 16, 30, 30]
    recovery.arrived(_frame(position=None, sequence=5))
    assert _delays(recovery, 1) == [0.5]


def test_that_a_camera_is_never_given_up() -> None:
    recovery = Recovery(SourceOptions(), is_recording=False)
    assert all(recovery.failed("broken", was_open=True, now_s=0.0) is None for _ in range(2_000))
    assert recovery.frames_skipped == 0


def test_that_a_recording_goes_on_after_the_last_frame_that_came() -> None:
    recovery = Recovery(SourceOptions(), is_recording=True)
    recovery.arrived(_frame(position=7, sequence=30))
    assert recovery.place == Place(
        sequence=31, pass_index=2, position=8, pass_start_s=8.0, recorded_s=1.5
    )


def test_that_a_frame_is_skipped_after_three_failures_and_a_recording_given_up_after_eight() -> (
    None
):
    recovery = Recovery(SourceOptions(), is_recording=True)
    recovery.arrived(_frame(position=7, sequence=30))
    verdicts, positions = [], []
    for _ in range(8):
        verdicts.append(recovery.failed("broken", was_open=True, now_s=0.0))
        positions.append(recovery.place.position)
    assert verdicts[:7] == [None] * 7
    assert verdicts[7] == "given up at frame 10 after repeated failures: broken"
    assert positions == [8, 8, 9, 9, 9, 10, 10, 10]
    assert recovery.frames_skipped == 2


def test_that_no_frame_is_blamed_for_a_reader_that_never_came_to_it() -> None:
    recovery = Recovery(SourceOptions(), is_recording=True)
    recovery.arrived(_frame(position=7, sequence=30))
    for _ in range(7):
        assert recovery.failed("no such file", was_open=False, now_s=0.0) is None
    assert (recovery.place.position, recovery.frames_skipped) == (8, 0)
    assert "given up at frame 8" in (recovery.failed("gone", was_open=False, now_s=0.0) or "")


def test_that_a_recording_begins_at_its_start_offset_and_times_count_from_there() -> None:
    recovery = Recovery(SourceOptions(start_s=30), is_recording=True)
    assert recovery.place == Place(seek_s=30, pass_start_s=-30)
    assert Recovery(SourceOptions(start_s=30), is_recording=False).place == Place()


def test_that_winding_goes_on_in_the_same_pass_after_the_last_frame() -> None:
    recovery = Recovery(SourceOptions(), is_recording=True)
    recovery.arrived(_frame(position=7, sequence=30))
    recovery.seek(4.0)
    assert recovery.place == Place(sequence=31, pass_index=2, seek_s=4.0, after_s=9.5)


def test_that_a_place_found_by_time_is_passed_by_time_where_readers_fail_at_it() -> None:
    recovery = Recovery(SourceOptions(), is_recording=True)
    recovery.arrived(_frame(position=7, sequence=30))
    recovery.seek(4.0)
    verdicts = [recovery.failed("broken", was_open=True, now_s=0.0) for _ in range(8)]
    assert recovery.place.seek_s == pytest.approx(4.2)
    assert recovery.place.after_s == 9.5
    assert recovery.frames_skipped == 2
    assert (verdicts[7] or "").startswith("given up at 4.2 s after repeated failures")


def test_that_a_series_of_losses_is_said_now_and_then_with_their_number() -> None:
    news = LossNews()
    assert news.lost(0.0) == ""
    assert news.is_told
    assert [news.lost(float(second)) for second in range(1, 30)] == [None] * 29
    assert not news.is_told
    assert news.lost(30.0) == " (29 more times since that was last said)"
    assert news.is_told
    assert news.lost(900.0) == ""


@pytest.mark.parametrize(
    "options",
    [
        {"loops": -1},
        {"slots": 2},
        {"stride": 0},
        {"start_s": -1.0},
        {"start_s": float("nan")},
        {"frozen_after_s": -1.0},
        {"black_after_s": float("inf")},
        {"slots": 1_000},
        {"speed": 0.0},
        {"speed": float("nan")},
        {"hang_timeout_s": -1.0},
        {"frame_interval_s": float("inf")},
    ],
)
def test_that_options_without_sense_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=f"{next(iter(options))}: expected"):
        SourceOptions(**options)  # type: ignore[arg-type]
