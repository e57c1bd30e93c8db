"""What looks the same, with real keys and clicks on the real window."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import QuestionsWithdrawn
from operator_gui.urgency import Urgency
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.alike_strip import AlikeStrip
from operator_gui.views.main_window import AppWindow
from tests.fakes import ManualClock
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog
from tests.gui.test_ask_keys import CTRL, Press, focused

TWELVE = tuple(f"a{at}" for at in range(12))


@pytest.fixture
def press(qtbot: QtBot, clock: ManualClock) -> Press:
    return Press(qtbot, clock)


@pytest.fixture
def strip(window: AppWindow, ask: Ask) -> AlikeStrip:
    ask("q1", alike=TWELVE)
    ask("q2")
    return window.ask.panel.alike


def asked(log: StationLog) -> list[str]:
    return [answer.query_id for answer in log.submissions[-1]]


def test_that_a_click_takes_one_out_and_another_puts_it_back(
    qtbot: QtBot, strip: AlikeStrip, press: Press, log: StationLog, window: AppWindow
) -> None:
    for at in (3, 7, 7):
        qtbot.mouseClick(strip.buttons[at], Qt.MouseButton.LeftButton)
    assert [at for at, b in enumerate(strip.buttons) if not b.isChecked()] == [3]
    assert "the answer goes to 12" in window.ask.panel.hint.text()
    assert focused() is window.ask  # letters go on meaning what they meant
    press("2")
    assert asked(log) == ["q1", *(a for a in TWELVE if a != "a3")]
    assert {(a.kind, a.name) for a in log.answers} == {("name", "bowl")}
    assert not strip.isVisible()
    assert "goes to" not in window.ask.panel.hint.text()


def test_that_a_cluster_is_answered_undone_and_answered_again_by_keyboard_alone(
    strip: AlikeStrip, press: Press, log: StationLog, window: AppWindow, model: AppModel
) -> None:
    press("g", CTRL)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    press.type("kettle")
    press(Qt.Key.Key_Return)
    assert asked(log) == ["q1", *(a for a in TWELVE if a != "a1")]
    assert window.ask.lately.items[0].said == "kettle × 12"
    press("z", CTRL)
    assert len(log.submissions) == 2
    assert {answer.kind for answer in log.submissions[-1]} == {"withdrawn"}
    assert strip.isVisible()
    assert not strip.buttons[1].isChecked()
    press.type("kettle")
    press(Qt.Key.Key_Return)
    assert asked(log) == ["q1", *(a for a in TWELVE if a != "a1")]


def test_that_arrows_walk_and_stop_at_the_ends(strip: AlikeStrip, press: Press) -> None:
    press("g", CTRL)
    press(Qt.Key.Key_Left)
    assert focused() is strip.buttons[0]
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Right)
    assert focused() is strip.buttons[11]
    press(Qt.Key.Key_Up)
    assert focused().y() < strip.buttons[11].y()
    assert focused().x() == strip.buttons[11].x()
    press(Qt.Key.Key_Home)
    assert focused() is strip.buttons[0]


def test_that_tab_reaches_the_strip_after_the_suggestions_and_escape_leaves_it(
    strip: AlikeStrip, press: Press, window: AppWindow
) -> None:
    window.ask.panel.suggestions.buttons[2].setFocus()
    press(Qt.Key.Key_Tab)
    assert focused() is strip.buttons[0]
    press(Qt.Key.Key_Tab)
    assert focused() is window.ask.panel.x_button
    strip.buttons[0].setFocus()
    press(Qt.Key.Key_Escape)
    assert focused() is window.ask


def test_that_enter_and_the_letters_answer_from_the_strip_as_well(
    strip: AlikeStrip, press: Press, log: StationLog
) -> None:
    press("g", CTRL)
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "mug")] * 13


def test_that_zero_answers_this_one_alone(strip: AlikeStrip, press: Press, log: StationLog) -> None:
    press("0")
    press("0")
    press("0")
    press("x")
    assert asked(log) == ["q1"]


def test_that_a_screen_reader_hears_place_and_standing(strip: AlikeStrip, press: Press) -> None:
    press("g", CTRL)
    assert focused().accessibleName() == "look-alike 1 of 12, in; press to take it out"
    press(Qt.Key.Key_Space)
    assert focused().accessibleName() == "look-alike 1 of 12, taken out; press to put it back"
    assert strip.accessibleName()


def test_that_in_and_out_differ_in_shape_and_not_by_colour_alone(
    strip: AlikeStrip, qtbot: QtBot
) -> None:
    def is_marked_in_the_middle() -> bool:
        """The picture is of one colour: what differs near its middle was drawn over it."""
        image = strip.buttons[0].grab().toImage()
        return image.pixelColor(17, 17).lightness() != image.pixelColor(22, 14).lightness()

    assert not is_marked_in_the_middle()
    qtbot.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)
    assert is_marked_in_the_middle()


def test_that_what_was_answered_elsewhere_leaves_and_the_focus_is_never_on_another_button(
    strip: AlikeStrip, press: Press, model: AppModel, window: AppWindow
) -> None:
    press("g", CTRL)
    press(Qt.Key.Key_End)
    model.take(QuestionsWithdrawn(TWELVE[6:], "Bo answered them"))
    assert [b.isVisible() for b in strip.buttons] == [True] * 6 + [False] * 6
    assert focused() is strip.buttons[0]
    model.take(QuestionsWithdrawn(TWELVE, "Bo answered them"))
    assert not strip.isVisible()
    assert focused() is window.ask
    assert model.ask.top is not None
    assert model.ask.top.query.query_id == "q1"


def test_that_what_was_typed_stays_while_one_is_taken_out(
    qtbot: QtBot, strip: AlikeStrip, press: Press, log: StationLog, window: AppWindow
) -> None:
    press.type("ket")
    qtbot.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)
    assert window.ask.panel.field.text() == "ket"
    assert focused() is window.ask.panel.field
    press.type("tle")
    press(Qt.Key.Key_Return)
    assert log.last.name == "kettle"
    assert asked(log) == ["q1", *TWELVE[1:]]


def test_that_a_robots_own_question_has_no_strip(
    window: AppWindow, ask: Ask, clock: ManualClock
) -> None:
    urgency = Urgency("Door open?", ("yes", "no"), False, clock.monotonic_s() + 60)
    ask("q9", urgency=urgency, alike=TWELVE)
    assert not window.ask.panel.alike.isVisible()
