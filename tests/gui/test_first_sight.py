"""Whoever waits for the window is told when it can be used, and not before."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import LinkChanged, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.first_sight import tell_when_ready
from operator_gui.views.main_window import AppWindow
from tests.gui import scenes
from tests.gui.conftest import Ask


def test_that_it_is_told_once_when_a_question_is_seen(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask
) -> None:
    told: list[bool] = []
    tell_when_ready(model, window, lambda: told.append(True))
    window.update()
    _settle()
    assert told == []  # questions wait, and none has come yet
    ask("q1")
    qtbot.waitUntil(lambda: bool(told))
    ask("q2")
    model.ask.answer("dont_know")
    _settle()
    assert told == [True]


def test_that_it_is_told_when_nothing_waits(
    qtbot: QtBot, window: AppWindow, model: AppModel
) -> None:
    told: list[bool] = []
    model.take(LinkChanged("connecting", "", 0))
    tell_when_ready(model, window, lambda: told.append(True))
    model.take(StatusArrived(scenes.status(waiting=0)))
    _settle()
    assert told == []
    model.take(LinkChanged("connected", "", 0))
    qtbot.waitUntil(lambda: bool(told))


def _settle() -> None:
    """All that is due is done and painted."""
    for _ in range(5):
        QApplication.processEvents()
