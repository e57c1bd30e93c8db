"""The pictures: the frame with its box, the filmstrip, the best view."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import ReceivedQuestion
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.context_view import ContextView
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import QuestionReady
from operator_gui.workers.pictures import MOST_PIXELS, Pictures, decode, decode_pictures
from tests.gui import scenes
from tests.gui.conftest import Ask

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def turn_wheel(view: ContextView, steps: int) -> None:
    at = QPointF(view.rect().center())
    event = QWheelEvent(
        at,
        view.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        NO_MODIFIER,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_that_the_wheel_zooms_and_a_double_click_fits(
    qtbot: QtBot, window: AppWindow, ask: Ask
) -> None:
    ask()
    context = window.ask.context
    fitted = context.viewport
    turn_wheel(context, 3)
    assert context.viewport.scale > fitted.scale
    qtbot.mouseDClick(context, Qt.MouseButton.LeftButton)
    assert context.viewport == fitted


def test_that_the_keyboard_zooms_moves_and_fits(qtbot: QtBot, window: AppWindow, ask: Ask) -> None:
    ask()
    context = window.ask.context
    fitted = context.viewport
    context.setFocus()
    for _ in range(6):
        qtbot.keyClick(context, "+")
    near = context.viewport
    qtbot.keyClick(context, Qt.Key.Key_Right)
    assert context.viewport.left < near.left
    qtbot.keyClick(context, "f")
    assert context.viewport == fitted
    qtbot.keyClick(context, "+")
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert context.viewport == fitted


def test_that_a_zoomed_picture_is_dragged(qtbot: QtBot, window: AppWindow, ask: Ask) -> None:
    ask()
    context = window.ask.context
    turn_wheel(context, 10)
    near = context.viewport
    qtbot.mousePress(context, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(context, QPoint(70, 90))
    qtbot.mouseRelease(context, Qt.MouseButton.LeftButton, pos=QPoint(70, 90))
    assert (context.viewport.left - near.left, context.viewport.top - near.top) == (-30, -10)


def test_that_another_question_is_shown_fitted(
    window: AppWindow, model: AppModel, ask: Ask
) -> None:
    ask("q1")
    ask("q2")
    turn_wheel(window.ask.context, 5)
    model.ask.choose(1)
    assert window.ask.context.viewport.fitted


def test_that_a_view_of_the_filmstrip_is_shown_large(
    qtbot: QtBot, window: AppWindow, ask: Ask
) -> None:
    ask(views=3)
    strip = window.ask.filmstrip
    assert "best view of 3" in window.ask.panel.which.text()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(100, 30))
    assert strip.at == 1
    assert window.ask.panel.which.text() == "view 2 of 3, quality 80 %"
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_End)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.at == 2
    assert "view 3 of 3" in strip.accessibleDescription()


def test_that_the_views_beyond_the_edge_are_reached(
    qtbot: QtBot, window: AppWindow, ask: Ask
) -> None:
    ask(views=16)
    strip = window.ask.filmstrip
    strip.setFocus()
    for _ in range(20):
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.at == 15


def test_that_jpegs_are_decoded() -> None:
    asked = scenes.query()
    jpeg = scenes.jpeg(scenes.image(40, 30))
    received = ReceivedQuestion(asked, jpeg, (jpeg, jpeg, jpeg), (("mug", jpeg),))
    pictures = decode_pictures(received)
    assert pictures.context.width() == 40
    assert len(pictures.views) == 3
    assert pictures.examples["mug"].height() == 30


@pytest.mark.qt_log_ignore("Not a JPEG file")
def test_that_rubbish_is_a_missing_picture_and_not_a_crash(
    qtbot: QtBot, window: AppWindow, model: AppModel
) -> None:
    broken = decode(b"no jpeg at all")
    assert broken.isNull()
    asked = scenes.query(views=2)
    model.take(QuestionReady(asked, Pictures(broken, (broken, broken), {"mug": broken})))
    assert not window.grab().isNull()
    assert window.ask.context.accessibleDescription() == "The frame could not be read"
    qtbot.keyClick(window.ask, "1")
    assert model.ask.top is None


def test_that_a_huge_picture_is_not_decoded() -> None:
    jpeg = bytearray(scenes.jpeg(scenes.image(40, 30)))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = (60_000).to_bytes(2) + (60_000).to_bytes(2)
    assert MOST_PIXELS < 60_000**2
    assert decode(bytes(jpeg)).isNull()
