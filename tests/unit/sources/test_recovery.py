import pytest

from edge_node.sources import SourceOptions
from edge_node.sources.messages import FrameReady
from edge_node.sources.reading import Place
from edge_node.sources.recovery import Recovery
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


@pytest.mark.parametrize(
    "options",
    [
        {"loops": -1},
        {"slots": 2},
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
