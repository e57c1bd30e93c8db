"""The box of a question, adjusted or drawn anew: the geometry, the answer, keys and the mouse."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from operator_gui.urgency import Urgency
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.box_edit import (
    LOWER_RIGHT,
    UPPER_LEFT,
    WHOLE,
    BoxEdit,
    Grip,
    grip_at,
)
from operator_gui.views.main_window import AppWindow
from shared.domain import Box
from tests.gui.clipping import clipped
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize

BOX = Box(100.0, 80.0, 200.0, 180.0)
SEEN = Box(100.0, 80.0, 260.0, 300.0)
"""Of the questions that `ask` puts, in a frame of 640 by 480 that is shown at half its size."""

DRAWN = Box(90.0, 70.0, 250.0, 290.0)


# ------------------------------------------------------------ geometry


@pytest.mark.parametrize(
    ("x", "y", "grip"),
    [
        (150, 130, WHOLE),
        (98, 130, Grip(left=True)),
        (203, 130, Grip(right=True)),
        (150, 83, Grip(top=True)),
        (150, 176, Grip(bottom=True)),
        (101, 79, UPPER_LEFT),
        (199, 182, LOWER_RIGHT),
        (199, 81, Grip(top=True, right=True)),
        (90, 130, None),
        (150, 300, None),
    ],
)
def test_that_what_is_near_is_taken_hold_of(x: float, y: float, grip: Grip | None) -> None:
    assert grip_at(BOX, x, y, reach=5) == grip


def test_that_of_a_tiny_box_only_one_of_two_edges_is_taken() -> None:
    grip = grip_at(Box(10, 10, 13, 13), 12.5, 12.5, reach=9)
    assert grip == LOWER_RIGHT


def edit(box: Box = BOX) -> BoxEdit:
    return BoxEdit(box, box, 320, 240)


def test_that_an_edge_follows_the_mouse_and_stays_in_the_picture() -> None:
    held = edit().pressed(200, 130, reach=5)
    assert held.moved(230, 999).box == Box(100, 80, 230, 180)
    assert held.moved(999, 130).box == Box(100, 80, 320, 180)


def test_that_edges_do_not_pass_each_other() -> None:
    box = edit().pressed(200, 180, reach=5).moved(0, 0).box
    assert box.width_px > 0
    assert box.height_px > 0


def test_that_the_whole_box_is_moved_but_not_out_of_the_picture() -> None:
    held = edit().pressed(150, 130, reach=5)
    assert held.moved(160, 125).box == Box(110, 75, 210, 175)
    assert held.moved(999, -999).box == Box(220, 0, 320, 100)


def test_that_outside_of_it_another_box_is_drawn_whichever_way() -> None:
    held = edit().pressed(60, 50, reach=5)
    assert held.moved(20, 10).box == Box(20, 10, 60, 50)
    assert held.moved(61, 51).box == BOX  # a click draws nothing
    released = held.moved(20, 10).released()
    assert released.moved(300, 200) == released


# ------------------------------------------------------------ the answer


def test_that_a_box_goes_along_with_a_name_and_with_nothing_else(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    for query_id in ("q1", "q2", "q3"):
        ask(query_id)
    model.ask.draw_box(DRAWN)
    model.ask.answer("dont_know")
    assert log.last.box is None
    model.ask.draw_box(DRAWN)
    model.ask.name("mug")
    assert log.last.box == DRAWN
    model.ask.name("mug")
    assert log.last.box is None


def test_that_what_looks_the_same_does_not_get_the_box(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1", alike=("a1", "a2"))
    model.ask.draw_box(DRAWN)
    model.ask.name("mug")
    assert [answer.box for answer in log.answers] == [DRAWN, None, None]


def test_that_undo_takes_the_box_back(model: AppModel, ask: Ask, log: StationLog) -> None:
    ask("q1")
    model.ask.draw_box(DRAWN)
    model.ask.name("mug")
    model.ask.undo()
    assert log.last.box is None
    assert model.ask.box is None


def test_that_an_answer_that_is_given_again_has_its_box(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    model.ask.draw_box(DRAWN)
    model.ask.name("mug")
    model.ask.undo()
    model.ask.redo()
    assert (log.last.name, log.last.box) == ("mug", DRAWN)


def test_that_an_answer_that_is_changed_keeps_its_box(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    for query_id in ("q1", "q2"):
        ask(query_id)
    model.ask.draw_box(DRAWN)
    model.ask.name("mug")
    model.ask.change(log.last.answer_id)
    assert model.ask.box == DRAWN
    model.ask.name("cup")
    assert (log.last.name, log.last.box) == ("cup", DRAWN)


def test_that_a_box_waits_with_its_question(model: AppModel, ask: Ask) -> None:
    ask("q1")
    model.ask.draw_box(DRAWN)
    ask("u1", urgency=Urgency(question="?", choices=(), teaches=True, until_s=1e9))
    assert model.ask.box is None
    assert not model.ask.may_draw
    model.ask.name("mug")
    assert model.ask.box == DRAWN


def test_that_a_box_where_the_robots_is_is_the_robots(model: AppModel, ask: Ask) -> None:
    ask("q1")
    model.ask.draw_box(DRAWN)
    model.ask.draw_box(Box(*(edge + 0.001 for edge in SEEN)))
    assert model.ask.box is None


# ------------------------------------------------------------ on the screen


@pytest.fixture
def drawing(window: AppWindow, ask: Ask, qtbot: QtBot) -> AppWindow:
    """With two questions, of which the first one's box may be changed."""
    for query_id in ("q1", "q2"):
        ask(query_id)
    qtbot.keyClick(window, "b", Qt.KeyboardModifier.ControlModifier)
    assert window.ask.context.is_editing
    assert window.ask.context.hasFocus()
    return window


def on_screen(window: AppWindow, x: float, y: float) -> QPoint:
    """Where a pixel of the frame is in the view."""
    view = window.ask.context.viewport
    return QPointF(view.left + x / 2 * view.scale, view.top + y / 2 * view.scale).toPoint()


def drag(qtbot: QtBot, window: AppWindow, start: Box, end: Box) -> None:
    """From the lower right corner of one to that of the other."""
    context = window.ask.context
    qtbot.mousePress(context, Qt.MouseButton.LeftButton, pos=on_screen(window, start.x1, start.y1))
    qtbot.mouseMove(context, on_screen(window, end.x1, end.y1))
    qtbot.mouseRelease(context, Qt.MouseButton.LeftButton, pos=on_screen(window, end.x1, end.y1))


def test_that_a_corner_is_dragged_and_goes_into_the_answer(
    qtbot: QtBot, drawing: AppWindow, log: StationLog, model: AppModel
) -> None:
    drag(qtbot, drawing, SEEN, Box(100, 80, 400, 400))
    assert model.ask.box is not None
    assert model.ask.box == pytest.approx((100, 80, 400, 400), abs=2)
    qtbot.keyClick(drawing.ask.context, "1")
    assert log.last.box == pytest.approx((100, 80, 400, 400), abs=2)
    assert not drawing.ask.context.is_editing
    assert drawing.ask.hasFocus()
    assert model.ask.box is None


def test_that_arrows_move_it_and_with_shift_and_ctrl_a_corner(
    qtbot: QtBot, drawing: AppWindow, model: AppModel
) -> None:
    context = drawing.ask.context
    qtbot.keyClick(context, Qt.Key.Key_Right)
    moved = model.ask.box
    assert moved is not None
    assert moved.x0 > SEEN.x0
    assert moved.width_px == pytest.approx(SEEN.width_px)
    qtbot.keyClick(context, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    taller = model.ask.box
    assert taller is not None
    assert (taller.y0, taller.y1 > moved.y1) == (pytest.approx(moved.y0), True)
    qtbot.keyClick(context, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    wider = model.ask.box
    assert wider is not None
    assert (wider.x0 < taller.x0, wider.x1) == (True, pytest.approx(taller.x1))


def test_that_enter_keeps_it_and_answers_nothing(
    qtbot: QtBot, drawing: AppWindow, log: StationLog, model: AppModel
) -> None:
    qtbot.keyClick(drawing.ask.context, Qt.Key.Key_Right)
    qtbot.keyClick(drawing.ask.context, Qt.Key.Key_Return)
    assert log.said == []
    assert model.ask.box is not None
    assert drawing.ask.hasFocus()
    assert "every export" in drawing.ask.about_box.words.text()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_that_the_robots_box_comes_back(
    qtbot: QtBot, drawing: AppWindow, model: AppModel, key: Qt.Key
) -> None:
    qtbot.keyClick(drawing.ask.context, Qt.Key.Key_Right)
    qtbot.keyClick(drawing.ask.context, key)
    assert model.ask.box is None
    assert not drawing.ask.context.is_editing
    assert drawing.ask.about_box.words.text() == ""


def test_that_escape_leaves_the_box_that_was_drawn_before(
    qtbot: QtBot, drawing: AppWindow, model: AppModel
) -> None:
    context = drawing.ask.context
    qtbot.keyClick(context, Qt.Key.Key_Right)
    qtbot.keyClick(context, Qt.Key.Key_Return)
    first = model.ask.box
    assert first is not None
    drawing.ask.adjust_box()
    qtbot.keyClick(context, Qt.Key.Key_Down)
    qtbot.keyClick(context, Qt.Key.Key_Escape)
    assert model.ask.box == pytest.approx(first)


def test_that_without_editing_the_mouse_draws_nothing(
    qtbot: QtBot, window: AppWindow, ask: Ask, model: AppModel
) -> None:
    ask("q1")
    drag(qtbot, window, SEEN, Box(100, 80, 400, 400))
    assert model.ask.box is None


def test_that_a_robots_question_has_no_box_to_adjust(window: AppWindow, ask: Ask) -> None:
    ask("u1", urgency=Urgency(question="?", choices=(), teaches=False, until_s=1e9))
    window.ask.adjust_box()
    assert not window.ask.context.is_editing
    assert not window.ask.about_box.adjust.isVisible()
    assert "no box" in window.toast.text


@pytest.mark.parametrize("size", SIZES)
def test_that_the_words_about_the_box_are_not_cut_off(
    window: AppWindow, ask: Ask, size: object
) -> None:
    resize(window, size)  # type: ignore[arg-type]
    ask("q1")
    window.ask.adjust_box()
    lay_out(window)
    assert clipped(window) == []
