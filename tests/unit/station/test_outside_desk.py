"""The station's handle on the judging of heads from outside: one at a time, never waited for."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from operator_gui.station.learner import Outcome
from operator_gui.station.outside_desk import DEADLINE_S, MOST_WAITING, NOTE_S, OutsideDesk
from operator_gui.station.trainer_wire import TrainDone, TrainFailed, TrainRequest
from tests.conftest import ExpectWarnings
from tests.fakes import ManualClock, runs, wait_until
from tests.unit.station.test_status import HEAD

ROOT = Path(__file__).parents[3]

DONE = TrainDone(
    job=0,
    head=HEAD,
    classes=(),
    accuracy_low=None,
    accuracy_high=None,
    answer_seq=1,
    elapsed_ms=1.0,
)


class FakeLearner:
    """Takes every head that was judged."""

    def __init__(self) -> None:
        self.adopted_by: list[str] = []
        self.running_detector = None

    def request(self, *, job: int) -> TrainRequest:
        return TrainRequest(
            job=job,
            database="d",
            blobs="b",
            embedder_sha256="e",
            dim=2,
            risk=0.1,
            members=1,
            seed=0,
        )

    def adopted(self, done: TrainDone, *, by: str) -> Outcome:
        assert done == DONE
        self.adopted_by.append(by)
        return Outcome(True, "adopted")


class Desk:
    """A desk whose judge is a program of the test's, and what it told."""

    def __init__(self, clock: ManualClock, program: str) -> None:
        self.learner = FakeLearner()
        self.told: list[Outcome] = []
        self.desk = OutsideDesk(
            learner=self.learner,  # type: ignore[arg-type]
            state_folder="s",
            clock=clock,
            command=(sys.executable, "-c", program),
        )

    def adopt(self, by: str = "Ada") -> None:
        self.desk.adopt("c" * 64, by=by, tell=self.told.append)

    def step(self, *, commits: bool = True) -> None:
        """A round of the station."""
        for reply in self.desk.poll():
            self.desk.take(reply)
            if commits:
                self.desk.commit()


def says(reply: TrainDone | TrainFailed) -> str:
    return f"import sys; sys.stdin.read(); print({msgspec.json.encode(reply).decode()!r}, end='')"


def test_that_one_after_the_other_is_judged(clock: ManualClock) -> None:
    desk = Desk(clock, says(DONE))
    for name in ("Ada", "Grace"):
        desk.adopt(name)
    wait_until(lambda: len(desk.told) == 2, step=desk.step)
    assert desk.learner.adopted_by == ["Ada", "Grace"]
    assert desk.told == [Outcome(True, "adopted")] * 2
    assert not desk.desk.is_busy
    assert desk.desk.note == ""


def test_that_the_judge_is_asked_for_that_candidate(clock: ManualClock, tmp_path: Path) -> None:
    order = tmp_path / "order"
    desk = Desk(
        clock, f"import sys; open({str(order)!r}, 'w').write(sys.stdin.read()); {says(DONE)}"
    )
    desk.adopt()
    wait_until(lambda: desk.told, step=desk.step)
    asked = msgspec.json.decode(order.read_bytes())
    assert (asked["candidate"], asked["state_folder"]) == ("c" * 64, "s")
    assert asked["training"]["database"] == "d"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (says(TrainFailed(job=0, reason="it is no head")), "refused: it is no head"),
        ("import os; os.kill(os.getpid(), 9)", r"the process that judged it died (code -9)"),
        ("raise SystemExit(3)", "the process that judged it died (code 3)"),
        ("print('rubbish')", "the process that judged it died (code 0)"),
    ],
)
def test_that_a_judge_that_says_no_or_nothing_is_a_reason(
    clock: ManualClock, expected_warnings: ExpectWarnings, program: str, said: str
) -> None:
    expected_warnings("the model from outside was refused")
    desk = Desk(clock, program)
    desk.adopt()
    wait_until(lambda: desk.told, step=desk.step)
    assert not desk.told[0].ok
    assert said in desk.told[0].text
    assert desk.desk.note == desk.told[0].text
    clock.advance(NOTE_S)
    assert desk.desk.note == ""


def test_that_a_judge_that_does_not_end_is_ended(
    clock: ManualClock, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("judging it took over 600 s")
    desk = Desk(clock, "import time; time.sleep(600)")
    desk.adopt()
    desk.step()
    desk.step()
    assert desk.told == []
    clock.advance(DEADLINE_S)
    desk.step()
    assert "judging it took over 600 s" in desk.told[0].text


def test_that_what_could_not_be_kept_is_judged_again(clock: ManualClock) -> None:
    desk = Desk(clock, says(DONE))
    desk.adopt()
    wait_until(lambda: desk.told, step=lambda: desk.step(commits=False))
    assert desk.desk.is_busy
    wait_until(lambda: not desk.desk.is_busy, step=desk.step)
    assert desk.learner.adopted_by == ["Ada", "Ada"]


def test_that_the_queue_is_bounded_and_closing_ends_what_is_under_way(clock: ManualClock) -> None:
    desk = Desk(clock, "import time; time.sleep(600)")
    for _ in range(MOST_WAITING + 1):
        desk.adopt()
    assert [outcome.text for outcome in desk.told] == [
        f"{MOST_WAITING} candidates are waiting already; try again later"
    ]
    desk.step()
    desk.desk.close()
    desk.desk.close()


def test_that_a_judge_that_cannot_be_started_is_a_reason(
    clock: ManualClock, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("cannot be started")
    desk = Desk(clock, "")
    desk.desk = OutsideDesk(
        learner=desk.learner,  # type: ignore[arg-type]
        state_folder="s",
        clock=clock,
        command=("/no/such/program",),
    )
    desk.adopt()
    wait_until(lambda: desk.told, step=desk.step)
    assert "the process that judges cannot be started: No such file" in desk.told[0].text


DYING_STATION = """
import sys, time
from pathlib import Path
from operator_gui.station.outside_desk import OutsideDesk
from shared.clock import SystemClock
from tests.unit.station.test_outside_desk import FakeLearner
judge = (
    "import os, sys, time; from pathlib import Path; from shared.parentage import end_with_parent;"
    "end_with_parent(); Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"
)
desk = OutsideDesk(
    learner=FakeLearner(),
    state_folder="s",
    clock=SystemClock(),
    command=(sys.executable, "-c", judge, sys.argv[1]),
)
desk.adopt("c" * 64, by="Ada", tell=print)
desk.poll()
time.sleep(600)
"""


def test_that_who_judges_ends_with_a_station_that_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    station = subprocess.Popen([sys.executable, "-c", DYING_STATION, str(pid_file)], cwd=ROOT)
    try:
        wait_until(lambda: pid_file.is_file() and pid_file.read_text() != "", deadline_s=60.0)
        assert runs(int(pid_file.read_text()))
    finally:
        station.kill()
        station.wait()
    wait_until(lambda: not runs(int(pid_file.read_text())), deadline_s=60.0)
