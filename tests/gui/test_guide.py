"""The first steps: shown once, skipped with a key, and out of the way of a robot that waits."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.theming.theme import Theme
from operator_gui.urgency import Urgency
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.guide import guide
from operator_gui.viewmodels.key_map import DEFAULT_KEYS
from operator_gui.views.main_window import AppWindow
from tests.gui.clipping import clipped
from tests.gui.conftest import Ask, show
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)


def test_that_the_guide_is_shown_once(window: AppWindow) -> None:
    assert not window.guide.isVisible()
    window.guide_once()
    assert window.guide.isVisible()
    window.guide.close_overlay()
    window.guide_once()
    assert not window.guide.isVisible()


def test_that_enter_walks_through_it_and_answers_nothing(
    qtbot: QtBot, window: AppWindow, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    window.guide_once()
    seen = []
    while window.guide.isVisible():
        seen.append(window.guide.heading)
        press(qtbot, Qt.Key.Key_Return)
    assert seen == [step.heading for step in guide(DEFAULT_KEYS)]
    assert log.said == []
    assert window.ask.hasFocus()


def test_that_a_question_that_comes_meanwhile_takes_no_key(
    qtbot: QtBot, window: AppWindow, ask: Ask, log: StationLog
) -> None:
    window.guide_once()
    ask("q1")
    press(qtbot, Qt.Key.Key_Return)
    assert log.said == []
    assert window.guide.heading == "One key is an answer"
    press(qtbot, Qt.Key.Key_Escape)
    assert window.ask.hasFocus()
    press(qtbot, Qt.Key.Key_X)
    assert log.said == [("not_an_object", "")]


def test_that_keys_work_after_steps_that_were_shown_before_the_window_was_active(
    qtbot: QtBot, theme: Theme, model: AppModel, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = AppWindow(theme=theme, model=model, settings=settings, endpoint="tcp://127.0.0.1:1")
    window.guide_once()
    show(qtbot, window)
    press(qtbot, Qt.Key.Key_Escape)
    assert window.ask.hasFocus()


def test_that_going_to_a_page_by_its_key_ends_it(qtbot: QtBot, window: AppWindow) -> None:
    window.guide_once()
    qtbot.keyClick(window, "2", Qt.KeyboardModifier.ControlModifier)
    assert not window.guide.isVisible()
    assert window.objects.hasFocus()


def test_that_arrows_walk_both_ways_and_tab_stays_inside(qtbot: QtBot, window: AppWindow) -> None:
    window.guide_once()
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Right)  # the last one is left with Enter alone
    assert window.guide.heading == "Nothing is asked yet?"
    press(qtbot, Qt.Key.Key_Left)
    assert window.guide.heading == "One key is an answer"
    for _ in range(5):
        press(qtbot, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert window.guide.isAncestorOf(focused)


def test_that_escape_skips_it(qtbot: QtBot, window: AppWindow) -> None:
    window.guide_once()
    press(qtbot, Qt.Key.Key_Escape)
    assert not window.guide.isVisible()


def test_that_it_makes_way_for_a_robot_that_waits(window: AppWindow, ask: Ask) -> None:
    window.guide_once()
    ask("q1")
    assert window.guide.isVisible()
    ask("u1", urgency=Urgency(question="?", choices=(), teaches=False, until_s=1e9))
    assert not window.guide.isVisible()


def test_that_it_names_the_keys_as_they_are() -> None:
    keys = DEFAULT_KEYS.with_key("undo", "-")
    assert ("-", "takes the last answer back") in guide(keys)[1].lines


@pytest.mark.parametrize("size", SIZES)
def test_that_no_step_is_cut_off(qtbot: QtBot, window: AppWindow, size: QSize) -> None:
    resize(window, size)
    window.guide_once()
    for _ in guide(DEFAULT_KEYS):
        lay_out(window)
        assert clipped(window.guide) == []
        assert window.guide.rect().contains(window.guide._card.geometry())
        window.guide.go_on.click()
