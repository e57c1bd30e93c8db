"""What breaks the protocol is told at once to whoever wanted it said, and stops nothing else."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operator_gui.export_fetch import ExportFetch
from operator_gui.import_send import ImportSend
from operator_gui.station_caller import StationCaller
from shared.cli import run
from shared.clock import SystemClock
from shared.errors import ExchangeError, LinkError
from shared.protocol.enrolment import SetAccess
from shared.protocol.exchange import MAX_CLASSES, ExportWanted
from shared.protocol.playback import ControlPlayback
from shared.protocol.robot_log import LogWanted
from tests.unit.station.station_world import RunningStation

LONG = "x" * 121
SOON_S = 10.0
"""Less than the half minute after which a station counts as silent."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path_factory.mktemp("station")) as running:
        yield running


@pytest.fixture
def caller(running: RunningStation) -> Iterator[StationCaller]:
    with StationCaller(running.endpoint, operator="Ada", clock=SystemClock()) as caller:
        caller.status()
        yield caller


def wanted(*classes: str) -> ExportWanted:
    return ExportWanted(request_id="r", kind="coco", splits=("train",), classes=classes)


def test_that_an_export_that_cannot_be_said_fails_with_its_reason(
    caller: StationCaller, tmp_path: Path
) -> None:
    fetch = ExportFetch(
        caller,
        wanted(LONG),
        clock=SystemClock(),
        on_progress=lambda _: None,
        cancelled=threading.Event(),
    )
    with pytest.raises(ExchangeError, match="cannot send a ExportWanted"):
        fetch.into(tmp_path / "out")
    assert caller.status() is not None  # the link lives


def test_that_an_undo_that_cannot_be_said_fails_with_its_reason(caller: StationCaller) -> None:
    with (
        ImportSend(
            caller, clock=SystemClock(), on_progress=lambda _: None, cancelled=threading.Event()
        ) as sending,
        pytest.raises(ExchangeError, match="cannot send a ImportUndo"),
    ):
        sending.undo("x" * 65)


@pytest.mark.parametrize(
    "call",
    [
        lambda c: (
            c.decide(SetAccess(command_id="r", action="revoke", name=LONG), within_s=SOON_S).text
        ),
        lambda c: (
            c.control_playback(
                ControlPlayback(command_id="r", node_id=LONG, paused=True), within_s=SOON_S
            ).text
        ),
        lambda c: c.command("adopt", candidate=LONG, within_s=SOON_S).text,
    ],
    ids=["access", "playback", "candidate"],
)
def test_that_a_wish_that_cannot_be_said_fails_with_its_reason(
    call: Callable[[StationCaller], str], caller: StationCaller
) -> None:
    assert "that breaks the protocol" in call(caller)


def test_that_a_log_that_cannot_be_asked_for_fails_with_its_reason(caller: StationCaller) -> None:
    with pytest.raises(LinkError, match="no log is shown: cannot send a LogWanted"):
        caller.log(LogWanted(request_id="r", node_id=LONG), within_s=SOON_S)


def test_that_a_link_that_fails_is_told_at_once(running: RunningStation) -> None:
    """Nobody can be greeted by a name as long as that."""
    with (
        pytest.raises(LinkError, match=r"the link .* ended: cannot send a Hello"),
        StationCaller(
            running.endpoint, operator=LONG, clock=SystemClock(), connect_s=60.0
        ) as caller,
    ):
        caller.status()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["export", "coco", "{out}", "--classes", LONG], "a name has at most 120"),
        (
            ["export", "coco", "{out}", "--classes", ",".join(map(str, range(MAX_CLASSES + 1)))],
            "5,001 classes: at most 5,000 can be named",
        ),
        (["import", "--undo", "x" * 65], "is no import"),
    ],
)
def test_that_what_cannot_be_said_is_told_before_anybody_is_called(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = ["--station", "127.0.0.1:1", "--state", str(tmp_path / "operator")]
    assert run([a.format(out=tmp_path / "out") for a in arguments] + nobody) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert told in said[0]
