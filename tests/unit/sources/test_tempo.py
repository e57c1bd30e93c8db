"""When the frames of a recording are due, as its speed changes and while it is held."""

import threading
import time

import pytest

from edge_node.sources.tempo import Pace, Tempo
from tests.fakes import wait_until


class Played:
    """A thread that waits for the frames of a recording, 0.04 s apart, from a moment on."""

    def __init__(self, pace: Pace, from_s: float, n_frames: int) -> None:
        self.due: list[float] = []
        self._thread = threading.Thread(target=self._run, args=(pace, from_s, n_frames))
        self._thread.start()

    def _run(self, pace: Pace, from_s: float, n_frames: int) -> None:
        for number in range(n_frames):
            pace.wait_until_due(from_s + 0.04 * number)
            self.due.append(time.monotonic())

    def end(self) -> list[float]:
        self._thread.join(60.0)
        assert not self._thread.is_alive()
        return self.due


@pytest.mark.parametrize(("before", "after"), [(1000.0, 1.0), (1.0, 4.0), (0.01, None)])
def test_that_a_new_speed_holds_from_the_next_frame_on(before: float, after: float | None) -> None:
    pace = Pace(Tempo(before), beat=lambda: None)
    pace.wait_until_due(1000.0)
    started_s = time.monotonic()
    pace.keep(Tempo(after))
    due = Played(pace, 1000.04, 6).end()
    assert due[-1] - started_s < 30.0  # by the old beginning, it would be many minutes
    if after is not None:
        assert due[-1] - started_s >= 5 * 0.04 / after - 0.001


def test_that_fifty_years_by_a_clock_that_was_set_are_not_waited_for() -> None:
    pace = Pace(Tempo(1.0), beat=lambda: None)
    pace.wait_until_due(0.0)
    started_s = time.monotonic()
    due = Played(pace, 1_700_000_000.0, 2).end()
    assert due[-1] - started_s < 30.0
    assert due[1] - due[0] >= 0.04 - 0.001  # and what comes after is paced


def test_that_a_held_frame_shows_life_and_goes_on_at_once() -> None:
    beats: list[float] = []
    pace = Pace(Tempo(1.0), beat=lambda: beats.append(time.monotonic()))
    pace.wait_until_due(0.0)
    pace.keep(Tempo(1.0, is_paused=True))
    played = Played(pace, 0.04, 1)
    wait_until(lambda: len(beats) >= 4, deadline_s=10.0)
    assert played.due == []
    pace.keep(Tempo())
    resumed_s = time.monotonic()
    (due_s,) = played.end()
    assert due_s - resumed_s < 5.0


def test_that_one_frame_is_let_through_where_it_begins_held() -> None:
    pace = Pace(Tempo(is_paused=True), beat=lambda: None)
    played = Played(pace, 0.0, 2)
    wait_until(lambda: len(played.due) == 1)
    pace.keep(Tempo())
    assert len(played.end()) == 2
