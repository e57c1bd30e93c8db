"""Pause, place and speed of the recording that a robot plays, by mouse and keyboard."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import CommandFinished, LinkChanged, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.robot_words import clock_words, why_no_playback
from operator_gui.views.main_window import AppWindow
from operator_gui.views.playback_bar import PlaybackBar
from shared.protocol.deployment import CommandResult
from shared.protocol.playback import PlaybackState
from shared.protocol.status import NodeSummary, RecordingState, Temperature
from tests.gui import scenes
from tests.gui.station_log import StationLog

PLAYING = PlaybackState(position_s=12.5, length_s=90.0, speed=1.0)


def rover(playback: PlaybackState | None = PLAYING, **changes: object) -> NodeSummary:
    return scenes.node(playback=playback, **({"minor": 5} | changes))


def tell(model: AppModel, *nodes: NodeSummary) -> None:
    model.take(StatusArrived(scenes.status(nodes=nodes)))


@pytest.fixture
def bar(window: AppWindow, model: AppModel) -> PlaybackBar:
    model.take(LinkChanged("connected", "", 0))
    tell(model, rover(), scenes.node("rig-2", minor=5))
    window.show_page(3)
    return window.robots.live.playback


def wishes(log: StationLog) -> list[tuple[bool | None, float | None, float | None]]:
    assert {wish.node_id for wish in log.playback} <= {"id-rover-1"}
    return [(wish.paused, wish.speed, wish.to_s) for wish in log.playback]


def test_that_it_shows_how_the_recording_is_played(bar: PlaybackBar, model: AppModel) -> None:
    assert bar.controls.isVisible()
    assert (bar.hold.text(), bar.place.text()) == ("Pause", "0:12 of 1:30")
    assert (bar.slider.value(), bar.slider.maximum()) == (125, 900)
    assert bar.speed.currentText() == "1 ×"
    tell(model, rover(PlaybackState(position_s=4000.0, speed=0.0, paused=True)))
    assert (bar.hold.text(), bar.place.text()) == ("Resume", "1:06:40")
    assert bar.speed.currentText() == "as fast as it goes"
    assert not bar.slider.isEnabled()
    tell(model, rover(msgspec.structs.replace(PLAYING, speed=3.0)))
    assert bar.speed.currentText() == "3 ×"


def test_that_it_is_paused_and_resumed_by_keyboard(
    qtbot: QtBot, bar: PlaybackBar, model: AppModel, log: StationLog
) -> None:
    bar.hold.setFocus()
    qtbot.keyClick(bar.hold, Qt.Key.Key_Space)
    assert wishes(log) == [(True, None, None)]
    assert bar.hold.text() == "Pause"  # until the robot says so
    tell(model, rover(msgspec.structs.replace(PLAYING, paused=True)))
    qtbot.keyClick(bar.hold, Qt.Key.Key_Space)
    assert wishes(log)[1:] == [(False, None, None)]


def test_that_it_is_wound_once_the_keys_rest(
    qtbot: QtBot, bar: PlaybackBar, model: AppModel, log: StationLog
) -> None:
    bar.slider.setFocus()
    for _ in range(3):
        qtbot.keyClick(bar.slider, Qt.Key.Key_Right)
    assert bar.place.text() == "0:15 of 1:30"
    tell(model, rover())  # does not take it back meanwhile
    assert bar.slider.value() == 155
    qtbot.waitUntil(lambda: len(log.playback) == 1)
    assert wishes(log) == [(None, None, 15.5)]
    tell(model, rover())  # of before it got there
    assert bar.slider.value() == 155


def test_that_a_slider_that_is_dragged_is_left_alone_and_sent_once(
    qtbot: QtBot, bar: PlaybackBar, model: AppModel, log: StationLog
) -> None:
    bar.slider.setSliderDown(True)
    for tenths in range(200, 400, 20):
        bar.slider.setValue(tenths)
        tell(model, rover())
    assert (bar.slider.value(), wishes(log)) == (380, [])
    bar.slider.setSliderDown(False)
    qtbot.waitUntil(lambda: len(log.playback) == 1)
    assert wishes(log) == [(None, None, 38.0)]


def test_that_the_speed_is_chosen_by_keyboard(
    qtbot: QtBot, bar: PlaybackBar, log: StationLog
) -> None:
    bar.speed.setFocus()
    qtbot.keyClick(bar.speed, Qt.Key.Key_Down)
    assert wishes(log) == [(None, 2.0, None)]
    qtbot.keyClick(bar.speed, Qt.Key.Key_End)
    assert wishes(log)[1:] == [(None, 0.0, None)]


def test_that_only_what_fails_is_told(
    bar: PlaybackBar, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    for _ in range(2):
        bar.hold.click()
    done, failed = (wish.command_id for wish in log.playback)
    model.take(CommandFinished(CommandResult(command_id=done, ok=True, text="paused")))
    assert window.toast.text == ""
    refused = CommandResult(command_id=failed, ok=False, text="the robot did not answer")
    model.take(CommandFinished(refused))
    assert window.toast.text == "Playback on rover-1 did not work: the robot did not answer"


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (rover(None), "A live camera cannot be paused or wound back"),
        (rover(None, minor=4), "runs an older release"),
    ],
)
def test_that_it_says_why_there_is_nothing_to_control(
    bar: PlaybackBar, model: AppModel, node: NodeSummary, words: str
) -> None:
    tell(model, node)
    assert not bar.controls.isVisible()
    assert bar.why_not.isVisible()
    assert words in bar.why_not.text()


def test_that_a_robot_that_is_away_has_no_controls_and_says_so_once(
    bar: PlaybackBar, window: AppWindow, model: AppModel
) -> None:
    tell(model, rover(online=False))
    assert not bar.controls.isVisible()
    assert not bar.why_not.isVisible()
    assert "offline" in window.robots.live.caption.text()


def test_that_nothing_is_controlled_without_a_station() -> None:
    assert why_no_playback(rover(), connected=False) == "No station is connected."
    assert why_no_playback(rover(), connected=True) == ""
    assert why_no_playback(None, connected=True) == "No robot is selected."


def test_that_another_robot_forgets_what_was_not_sent(
    bar: PlaybackBar, window: AppWindow, log: StationLog
) -> None:
    bar.slider.setValue(300)
    assert any(timer.isActive() for timer in bar.findChildren(QTimer))
    window.robots.table.selectRow(1)
    window.robots.table.selectRow(0)
    assert bar.slider.value() == 125
    assert not any(timer.isActive() for timer in bar.findChildren(QTimer))
    assert log.playback == []


def test_that_everything_has_a_name_and_can_be_reached(qtbot: QtBot, bar: PlaybackBar) -> None:
    for part in (bar.hold, bar.slider, bar.speed):
        assert part.accessibleName() or part.text()  # type: ignore[attr-defined]
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert bar.mapTo(bar.window(), QPoint(0, 0)).y() > 0


def test_that_heat_and_a_recording_are_told(
    bar: PlaybackBar, window: AppWindow, model: AppModel
) -> None:
    machine = window.robots.live.machine
    assert not machine.isVisible()
    cool = Temperature(celsius=61.4, sensor="x86_pkg_temp", hot_celsius=95.0)
    recording = RecordingState(file="rover-1.mcap", size_bytes=12_000_000, length_s=65.0)
    tell(model, rover(temperature=cool, recording=recording))
    assert machine.text().splitlines() == [
        "Machine: 61 °C · sensor x86_pkg_temp, hot from 95 °C on",
        "Records rover-1.mcap: 1:05, 12 MB",
    ]
    assert machine.property("role") == "muted"
    note = window.robots.nodes.index(0, window.robots.nodes.columnCount() - 1)
    assert note.data() == ""
    tell(model, rover(temperature=msgspec.structs.replace(cool, celsius=97.0)))
    assert machine.text().startswith("Machine: 97 °C, hot")
    assert machine.property("role") == "warn"
    assert note.data() == "its machine is at 97 °C, hot"
    tell(model, rover(clock_ahead_s=-7200.0, note="the disk is full"))
    assert note.data() == "its clock is 2 h behind the station's; the disk is full"


def test_that_a_recording_is_begun_and_ended_by_keyboard(
    qtbot: QtBot, bar: PlaybackBar, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    button = window.robots.live.record
    assert (button.isVisible(), button.text()) == (True, "Start recording")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert [(wish.node_id, wish.on) for wish in log.recordings] == [("id-rover-1", True)]
    done = CommandResult(command_id=log.recordings[0].command_id, ok=True, text="it records to a")
    model.take(CommandFinished(done))
    assert window.toast.text == "Recording on rover-1: it records to a"
    tell(model, rover(recording=RecordingState(file="a.mcap")))
    assert button.text() == "Stop recording"
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert [wish.on for wish in log.recordings] == [True, False]
    for node in (rover(minor=4), rover(online=False)):
        tell(model, node)
        assert not button.isVisible()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1.0, "0:00"), (7.9, "0:07"), (60.0, "1:00"), (3599.9, "59:59"), (3723.0, "1:02:03")],
)
def test_that_a_place_is_told_as_on_a_clock(seconds: float, words: str) -> None:
    assert clock_words(seconds) == words
