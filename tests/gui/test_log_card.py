"""A robot's log on the Robots page: asked for while it is unfolded, filtered, copied."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import CommandFinished, LinkChanged, LogArrived, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.robot_log import AGAIN_S, AT_FIRST, NOTHING
from operator_gui.viewmodels.robot_words import log_line_words
from operator_gui.views.log_card import LogCard
from operator_gui.views.main_window import AppWindow
from shared.protocol.deployment import CommandResult
from shared.protocol.robot_log import LogLine, RobotLog
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.station_log import StationLog

LINES = (
    LogLine(at_s=scenes.NOW_S - 1, level="error", part="edge_node.link", text="it is gone"),
    LogLine(at_s=scenes.NOW_S - 2, level="warning", part="edge_node.sources", text="it is slow"),
    LogLine(at_s=scenes.NOW_S - 3, level="info", part="edge_node.app", text="it is there"),
)


@pytest.fixture
def card(window: AppWindow, model: AppModel) -> LogCard:
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(scenes.status()))
    window.show_page(3)
    return window.robots.log


def answer(model: AppModel, log: StationLog, lines: Sequence[LogLine] = LINES) -> None:
    asked = log.logs_wanted[-1]
    told = RobotLog(request_id=asked.request_id, node_id=asked.node_id, lines=tuple(lines))
    model.take(LogArrived(told))


def cells(card: LogCard, column: int) -> list[str]:
    model = card.lines
    return [model.index(at, column).data() for at in range(model.rowCount())]


def test_that_the_log_is_asked_for_only_while_it_is_looked_at(
    card: LogCard, window: AppWindow, model: AppModel, log: StationLog, clock: ManualClock
) -> None:
    model.tick()
    assert (log.logs_wanted, card.table.isVisible()) == ([], False)
    card.unfold.click()
    assert [(w.node_id, w.level) for w in log.logs_wanted] == [("id-rover-1", "info")]
    assert card.note.text() == AT_FIRST
    answer(model, log)
    assert cells(card, 2) == ["it is gone", "it is slow", "it is there"]
    assert cells(card, 1) == ["error", "warning", "info"]
    assert not card.note.isVisible()
    clock.advance(AGAIN_S)
    model.tick()
    assert len(log.logs_wanted) == 2
    answer(model, log, (LogLine(at_s=scenes.NOW_S, level="info", part="p", text="new"), *LINES))
    assert cells(card, 2)[0] == "new"
    window.show_page(0)
    for _ in range(5):
        clock.advance(AGAIN_S)
        model.tick()
    assert len(log.logs_wanted) == 2
    window.show_page(3)
    assert len(log.logs_wanted) == 3


def test_that_what_was_lost_is_asked_for_again(
    card: LogCard, model: AppModel, log: StationLog, clock: ManualClock
) -> None:
    card.unfold.click()
    for _ in range(8):
        clock.advance(1.0)
        model.tick()
    assert len(log.logs_wanted) > 2
    answer(model, log)
    assert cells(card, 2)[0] == "it is gone"


def test_that_it_is_filtered_by_level(card: LogCard, model: AppModel, log: StationLog) -> None:
    card.unfold.click()
    answer(model, log)
    card.level.setCurrentIndex(2)
    assert log.logs_wanted[-1].level == "error"
    answer(model, log, LINES[:1])
    assert cells(card, 2) == ["it is gone"]
    card.level.setCurrentIndex(1)
    answer(model, log, ())
    assert card.note.text() == NOTHING
    assert not card.table.isVisible()


def test_that_another_robots_log_is_another_one(
    card: LogCard, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    card.unfold.click()
    answer(model, log)
    late = log.logs_wanted[-1]
    window.robots.table.selectRow(1)
    assert (cells(card, 2), card.title.text()) == ([], "Log of rig-2")
    assert log.logs_wanted[-1].node_id == "id-rig-2"
    model.take(LogArrived(RobotLog(request_id=late.request_id, node_id="x", lines=LINES)))
    assert cells(card, 2) == []


def test_that_it_says_why_no_log_comes_and_keeps_what_there_is(
    card: LogCard, model: AppModel, log: StationLog, clock: ManualClock
) -> None:
    card.unfold.click()
    answer(model, log)
    clock.advance(AGAIN_S)
    model.tick()
    about = log.logs_wanted[-1].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text="it is offline")))
    assert card.note.text() == "It is offline."
    assert card.note.isVisible()
    assert len(cells(card, 2)) == 3


def test_that_it_is_copied_by_keyboard_the_oldest_first(
    qtbot: QtBot, card: LogCard, model: AppModel, log: StationLog
) -> None:
    card.unfold.setFocus()
    qtbot.keyClick(card.unfold, Qt.Key.Key_Space)
    assert not card.copy.isEnabled()
    answer(model, log)
    card.copy.setFocus()
    qtbot.keyClick(card.copy, Qt.Key.Key_Space)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied == [log_line_words(line) for line in reversed(LINES)]
    assert copied[-1].endswith("error   edge_node.link: it is gone")


def test_that_everything_has_a_name(card: LogCard) -> None:
    for part in (card, card.level, card.copy, card.table):
        assert part.accessibleName()
    assert card.unfold.text() == "Show &log"
    card.unfold.click()
    assert card.unfold.text() == "Hide &log"


def test_that_its_table_is_a_sound_item_model(
    card: LogCard, model: AppModel, log: StationLog
) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(card.lines, mode)
    card.unfold.click()
    for lines in (LINES, LINES[:1], (), LINES):
        card.level.setCurrentIndex((card.level.currentIndex() + 1) % 3)
        answer(model, log, lines)
    assert tester.model() is card.lines
