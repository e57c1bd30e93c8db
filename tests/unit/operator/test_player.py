"""A recording is played by asking for one frame at a time: when, and where, with time coming in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operator_gui.viewmodels.player import AHEAD_S, GAP_S, Player, Shown

FRAME_S, LENGTH_S = 0.25, 10.0
LAST = int(LENGTH_S / FRAME_S)


class Robot:
    """Answers what a player asks for, a while later, and advances the time. Frames lie a quarter of
    a second from one another."""

    def __init__(
        self, player: Player, *, answers_after_s: float = 0.0, step_s: float = 0.05
    ) -> None:
        self.player = player
        self.now_s = 100.0
        self.answers_after_s = answers_after_s
        self.step_s = step_s
        self.asked: list[float] = []
        self.seen: list[float] = []
        self._due_s = 0.0

    def run(self, for_s: float) -> None:
        for _ in range(round(for_s / self.step_s)):
            self._step()
            self.now_s += self.step_s

    def _step(self) -> None:
        if self.player.asked is not None and self.now_s >= self._due_s:
            self.answer()
        if (at_s := self.player.wish_s(self.now_s)) is not None:
            self.player = self.player.ask(at_s, self.now_s)
            self._due_s = self.now_s + self.answers_after_s
            self.asked.append(at_s)
            assert self.player.wish_s(self.now_s) is None  # one at a time

    def answer(self) -> None:
        assert self.player.asked is not None
        number = min(int(self.player.asked.at_s / FRAME_S), LAST)
        next_s = None if number == LAST else (number + 1) * FRAME_S
        self.seen.append(number * FRAME_S)
        self.player = self.player.take(Shown(number * FRAME_S, next_s), LENGTH_S, self.now_s)


def started(**how: float) -> Robot:
    return Robot(Player(length_s=LENGTH_S, since_s=100.0), **how)


def test_that_it_goes_as_fast_as_it_was_recorded() -> None:
    robot = started()
    robot.run(4.0)
    assert robot.player.place_s(robot.now_s) == pytest.approx(4.0, abs=0.15)
    assert robot.seen == [n * FRAME_S for n in range(len(robot.seen))]
    assert len(robot.seen) in (15, 16, 17)


@pytest.mark.parametrize("speed", [0.25, 2.0, 8.0])
def test_that_it_goes_at_the_speed_that_is_wanted(speed: float) -> None:
    robot = started()
    robot.run(0.2)
    robot.player = robot.player.set_speed(speed, robot.now_s)
    begun_s = robot.player.place_s(robot.now_s)
    robot.run(1.0)
    gone_s = robot.player.place_s(robot.now_s) - begun_s
    assert gone_s == pytest.approx(speed, rel=0.15, abs=0.1)
    assert robot.seen == sorted(set(robot.seen))
    assert len(robot.asked) <= 1.2 / GAP_S + 2


def test_that_at_the_end_it_stands_on_the_last_frame_and_begins_anew_at_wish() -> None:
    robot = started()
    robot.player = robot.player.set_speed(8.0, robot.now_s)
    robot.run(4.0)
    assert robot.seen[-1] == LENGTH_S
    assert (robot.player.is_paused, robot.player.is_at_end) == (True, True)
    assert robot.player.place_s(robot.now_s) == LENGTH_S
    asked = len(robot.asked)
    robot.run(5.0)
    assert len(robot.asked) == asked
    robot.player = robot.player.resume(robot.now_s)
    robot.run(0.2)
    assert robot.seen[asked] == 0.0
    assert not robot.player.is_paused


def test_that_it_shows_every_frame_where_it_goes_as_fast_as_it_can() -> None:
    robot = started(answers_after_s=0.1)
    robot.player = robot.player.set_speed(0.0, robot.now_s)
    robot.run(30.0)
    assert robot.seen == [n * FRAME_S for n in range(LAST + 1)]
    assert robot.player.is_at_end


def test_that_it_stands_while_it_is_paused_and_goes_on_from_there() -> None:
    robot = started()
    robot.run(2.0)
    robot.player = robot.player.pause(robot.now_s)
    place_s, asked = robot.player.place_s(robot.now_s), len(robot.asked)
    robot.run(60.0)
    assert robot.player.place_s(robot.now_s) == place_s
    assert len(robot.asked) <= asked + 1
    robot.player = robot.player.resume(robot.now_s)
    robot.run(1.0)
    assert robot.player.place_s(robot.now_s) == pytest.approx(place_s + 1.0, abs=0.15)


def test_that_it_is_wound_while_it_is_paused_and_shows_one_frame() -> None:
    robot = started()
    robot.run(1.0)
    robot.player = robot.player.pause(robot.now_s)
    robot.run(1.0)
    seen = len(robot.seen)
    for to_s in (7.1, 3.3, 99.0, -1.0):
        robot.player = robot.player.seek(to_s, robot.now_s)
        robot.run(1.0)
    assert robot.seen[seen:] == [7.0, 3.25, LENGTH_S, 0.0]
    assert robot.player.is_paused
    assert not robot.player.is_at_end


def test_that_a_place_without_a_frame_of_its_own_stays_where_it_was_put() -> None:
    robot = started()
    robot.run(0.5)
    robot.player = robot.player.pause(robot.now_s).seek(3.1, robot.now_s)
    robot.run(1.0)
    assert robot.player.place_s(robot.now_s) == 3.1


def test_that_the_latest_of_several_places_is_shown_in_the_end() -> None:
    robot = started(answers_after_s=0.4)
    robot.run(1.0)
    robot.player = robot.player.pause(robot.now_s)
    for to_s in (2.0, 4.0, 6.0, 8.0):
        robot.player = robot.player.seek(to_s, robot.now_s)
        robot.run(0.1)
    assert robot.player.place_s(robot.now_s) == 8.0
    robot.run(1.0)
    assert robot.seen[-1] == 8.0
    assert len(robot.asked) <= 5


def test_that_a_slow_robot_is_seen_slowly_and_not_in_leaps() -> None:
    robot = started(answers_after_s=3.0)
    robot.run(30.0)
    leaps = [after - before for before, after in zip(robot.seen, robot.seen[1:], strict=False)]
    assert len(leaps) >= 6
    assert max(leaps) <= AHEAD_S + FRAME_S
    assert min(leaps) > 0.0


def test_that_its_place_never_goes_back_while_it_plays() -> None:
    robot = started(answers_after_s=0.7)
    before = 0.0
    for _ in range(200):
        robot.run(0.05)
        place_s = robot.player.place_s(robot.now_s)
        assert place_s >= before
        before = place_s


def test_that_a_failure_is_asked_about_no_more_until_it_is_told_to_go_on() -> None:
    robot = started(answers_after_s=9.0)
    robot.run(0.1)
    robot.player = robot.player.fail(robot.now_s)
    robot.run(5.0)
    assert (len(robot.asked), robot.player.is_paused) == (1, True)
    robot.player = robot.player.resume(robot.now_s)
    robot.run(0.1)
    assert robot.asked == [0.0, 0.0]


def test_that_it_goes_on_after_a_failure_in_the_middle() -> None:
    robot = started()
    robot.run(2.0)
    place_s = robot.player.place_s(robot.now_s)
    robot.player = robot.player.fail(robot.now_s).resume(robot.now_s)
    robot.run(1.0)
    assert robot.player.place_s(robot.now_s) == pytest.approx(place_s + 1.0, abs=0.3)


def test_that_a_frame_that_says_the_next_lies_no_later_is_the_end() -> None:
    player = Player(length_s=5.0).ask(1.0, 0.0).take(Shown(1.0, 1.0), 5.0, 0.1)
    assert player.is_at_end
    assert player.is_paused


ACTS = st.sampled_from(["step", "answer", "fail", "pause", "resume", "seek", "fast", "every"])


@given(st.lists(ACTS, max_size=60))
def test_that_whatever_is_done_one_question_is_open_and_the_place_is_in_the_recording(
    acts: list[str],
) -> None:
    robot = started(answers_after_s=1e9)
    for at, act in enumerate(acts):
        match act:
            case "step":
                robot.run(0.3)
            case "answer" if robot.player.asked is not None:
                robot.answer()
            case "fail" if robot.player.asked is not None:
                robot.player = robot.player.fail(robot.now_s)
            case "pause":
                robot.player = robot.player.pause(robot.now_s)
            case "resume":
                robot.player = robot.player.resume(robot.now_s)
            case "seek":
                robot.player = robot.player.seek(at * 0.7, robot.now_s)
            case "fast":
                robot.player = robot.player.set_speed(8.0, robot.now_s)
            case "every":
                robot.player = robot.player.set_speed(0.0, robot.now_s)
            case _:
                pass
        assert 0.0 <= robot.player.place_s(robot.now_s) <= LENGTH_S
        if robot.player.asked is not None:
            assert robot.player.wish_s(robot.now_s) is None
    robot.player = replace(robot.player, asked=None).seek(5.0, robot.now_s)
    robot.answers_after_s = 0.0
    robot.run(0.1)
    assert 5.0 in robot.seen
