"""Every key of the Ask page, pressed on the real window."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import QuestionsWithdrawn
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.desk import ROOM
from operator_gui.viewmodels.keys import CALM_S
from operator_gui.views.main_window import AppWindow
from tests.fakes import ManualClock
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def press(qtbot: QtBot, clock: ManualClock) -> "Press":
    return Press(qtbot, clock)


class Press:
    """Presses keys where the focus is; a person takes a moment between two of them."""

    def __init__(self, qtbot: QtBot, clock: ManualClock) -> None:
        self._qtbot = qtbot
        self._clock = clock

    def __call__(
        self,
        key: Qt.Key | str,
        modifier: Qt.KeyboardModifier = NO_MODIFIER,
        *,
        after_s: float = 1.0,
    ) -> None:
        self._clock.advance(after_s)
        self._qtbot.keyClick(focused(), key, modifier)

    def type(self, text: str, *, each_s: float = 0.15) -> None:
        for letter in text:
            self(letter, after_s=each_s)


@pytest.fixture(autouse=True)
def _three_questions(window: AppWindow, ask: Ask) -> None:
    for query_id in ("q1", "q2", "q3"):
        ask(query_id)


def top_id(model: AppModel) -> str:
    return "" if model.ask.top is None else model.ask.top.query.query_id


def test_that_enter_takes_the_first_suggestion(
    press: Press, log: StationLog, model: AppModel
) -> None:
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "mug")]
    assert top_id(model) == "q2"


@pytest.mark.parametrize(("digit", "name"), [("1", "mug"), ("2", "bowl"), ("3", "vase")])
def test_that_a_digit_takes_that_suggestion(
    press: Press, log: StationLog, digit: str, name: str
) -> None:
    press(digit)
    assert log.said == [("name", name)]


def test_that_a_digit_without_a_suggestion_does_nothing(press: Press, log: StationLog) -> None:
    press("9")
    assert log.said == []


@pytest.mark.parametrize(
    ("key", "kind"),
    [("x", "not_an_object"), ("u", "dont_know"), (Qt.Key.Key_Space, "later")],
)
def test_that_a_shortcut_answers_at_once(
    press: Press, log: StationLog, model: AppModel, key: Qt.Key | str, kind: str
) -> None:
    press(key)
    assert log.said == [(kind, "")]
    assert top_id(model) == "q2"


def test_that_typing_begins_a_name_and_enter_saves_it(
    press: Press, log: StationLog, window: AppWindow
) -> None:
    press.type("vas")
    assert window.ask.panel.field.text() == "vas"
    press.type("es")
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "vases")]
    assert window.ask.panel.field.text() == ""
    assert focused() is window.ask


def test_that_in_the_field_shortcuts_are_letters(
    press: Press, log: StationLog, window: AppWindow
) -> None:
    press.type("/xuz1 ?")
    assert window.ask.panel.field.text() == "xuz1 ?"
    assert log.said == []
    assert not window.overlay.isVisible()


def test_that_shift_begins_a_name_with_a_shortcut_letter(press: Press, window: AppWindow) -> None:
    press(Qt.Key.Key_X, SHIFT)
    press.type("ylo")
    assert window.ask.panel.field.text() == "xylo"


def test_that_tab_goes_to_the_field_first(press: Press, window: AppWindow) -> None:
    press(Qt.Key.Key_Tab)
    assert focused() is window.ask.panel.field


def test_that_escape_leaves_the_field(press: Press, log: StationLog, window: AppWindow) -> None:
    press.type("bo")
    press(Qt.Key.Key_Escape)
    assert focused() is window.ask
    assert window.ask.panel.field.text() == ""
    press("u")
    assert log.said == [("dont_know", "")]


def test_that_a_name_that_was_begun_goes_on_after_another_page(
    press: Press, log: StationLog, window: AppWindow
) -> None:
    press.type("bo")
    window.show_page(1)
    window.show_page(0)
    press("x")
    assert window.ask.panel.field.text() == "box"
    assert log.said == []


def test_that_a_click_beside_the_field_does_not_end_a_name_that_was_begun(
    press: Press, log: StationLog, window: AppWindow, qtbot: QtBot
) -> None:
    press.type("bo")
    qtbot.mouseClick(window.ask.context, Qt.MouseButton.LeftButton)
    assert focused() is window.ask.panel.field
    press("x")
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "box")]


def test_that_the_field_can_be_left_backwards_and_enter_saves_what_is_written_there(
    press: Press, log: StationLog, window: AppWindow
) -> None:
    press.type("box")
    press(Qt.Key.Key_Backtab, SHIFT)
    assert focused() is window.ask
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "box")]


def test_that_enter_in_an_empty_field_takes_the_first_suggestion(
    press: Press, log: StationLog
) -> None:
    press("/")
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "mug")]


def test_that_a_known_name_keeps_its_spelling(press: Press, log: StationLog) -> None:
    press.type("/STAPLER")
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "stapler")]


def test_that_not_an_object_may_be_written_out(press: Press, log: StationLog) -> None:
    press.type("/Not an object")
    press(Qt.Key.Key_Return)
    assert log.said == [("not_an_object", "")]


def test_that_a_name_which_begins_with_a_shortcut_costs_one_answer_and_not_two(
    press: Press, log: StationLog, model: AppModel, window: AppWindow
) -> None:
    press.type("xylophone")
    press(Qt.Key.Key_Return, after_s=0.2)
    assert log.said == [("not_an_object", "")]
    assert top_id(model) == "q2"
    assert "held back" in window.toast.text
    press.type("vase", each_s=2 * CALM_S)
    assert window.ask.panel.field.text() == "vase"


@pytest.mark.parametrize(("key", "modifier"), [("z", NO_MODIFIER), ("z", CTRL)])
def test_that_undo_takes_back_what_was_sent(
    press: Press, log: StationLog, model: AppModel, key: str, modifier: Qt.KeyboardModifier
) -> None:
    press("1")
    first = log.last
    press(key, modifier)
    assert log.said == [("name", "mug"), ("withdrawn", "")]
    assert (log.last.supersedes, log.last.query_id) == (first.answer_id, "q1")
    assert top_id(model) == "q1"
    assert model.ask.top_pictures is not None
    press("2")
    assert log.last.supersedes == log.answers[1].answer_id
    assert top_id(model) == "q2"


def test_that_ctrl_shift_z_gives_the_answer_again(
    press: Press, log: StationLog, model: AppModel, window: AppWindow
) -> None:
    press("1")
    press("z", CTRL)
    press("z", CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert log.said == [("name", "mug"), ("withdrawn", ""), ("name", "mug")]
    assert log.last.supersedes == log.answers[1].answer_id
    assert top_id(model) == "q2"
    assert window.toast.text == "Said “mug” again"
    press("z", CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.toast.text == "There is nothing to do again"


def test_that_ctrl_z_in_the_field_undoes_typing_first(
    press: Press, log: StationLog, window: AppWindow
) -> None:
    press("1")
    press.type("/bow")
    press("z", CTRL)
    assert window.ask.panel.field.text() == ""
    assert log.said == [("name", "mug")]
    press("z", CTRL)
    assert log.said[-1] == ("withdrawn", "")


@pytest.mark.parametrize("page", ["1", "3", "4"])
def test_that_ctrl_z_takes_an_answer_back_wherever_no_labels_are_changed(
    press: Press, log: StationLog, page: str
) -> None:
    press("1")
    press(page, CTRL)
    press("z", CTRL)
    assert log.said[-1] == ("withdrawn", "")


def test_that_undo_says_so_when_there_is_nothing_to_undo(press: Press, window: AppWindow) -> None:
    press("z")
    assert window.toast.text == "There is nothing to undo"


def test_that_a_key_held_down_answers_once(
    qtbot: QtBot, log: StationLog, window: AppWindow
) -> None:
    for repeated in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, NO_MODIFIER, "\r", autorep=repeated
        )
        QApplication.sendEvent(window.ask, event)
    assert log.said == [("name", "mug")]


def test_that_a_suggestion_reached_by_tab_is_taken_by_space_and_by_enter(
    press: Press, log: StationLog, window: AppWindow
) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        window.ask.panel.suggestions.buttons[1].setFocus(Qt.FocusReason.TabFocusReason)
        press(key)
    assert log.said == [("name", "bowl"), ("name", "bowl")]


def test_that_everything_is_reached_by_tab(qtbot: QtBot, press: Press, window: AppWindow) -> None:
    panel = window.ask.panel
    press("1")  # so that there is something to undo and to change
    qtbot.waitUntil(lambda: not window.is_drawing)
    wanted: list[QWidget] = [
        panel.field,
        *panel.suggestions.buttons[:3],
        panel.x_button,
        panel.u_button,
        panel.space_button,
        panel.z_button,
        panel.compare,
        window.ask.context,
        window.ask.about_box.adjust,
        window.ask.filmstrip,
        window.ask.lately.buttons[0],
    ]
    reached = []
    for _ in wanted:
        press(Qt.Key.Key_Tab)
        reached.append(focused())
    assert reached == wanted


def test_that_a_click_answers_and_leaves_the_letters_their_meaning(
    qtbot: QtBot, press: Press, log: StationLog, window: AppWindow
) -> None:
    qtbot.mouseClick(window.ask.panel.suggestions.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(window.ask.panel.x_button, Qt.MouseButton.LeftButton)
    press("u")
    assert [kind for kind, _ in log.said] == ["name", "not_an_object", "dont_know"]


def test_that_as_many_questions_are_wanted_as_there_is_room_for(
    press: Press, log: StationLog
) -> None:
    assert log.wants[-1] == (ROOM - 3, ("q1", "q2", "q3"))
    press("1")
    assert log.wants[-1] == (ROOM - 2, ("q2", "q3"))


def test_that_the_time_taken_is_told(press: Press, log: StationLog, clock: ManualClock) -> None:
    press("1", after_s=4.0)
    assert log.last.elapsed_ms == pytest.approx(4000.0)
    assert log.last.operator == "Ada"
    assert log.last.answered_at_s == clock.now_s()


def test_that_a_question_nobody_needs_stays_under_the_finger(
    press: Press, log: StationLog, model: AppModel, window: AppWindow
) -> None:
    press.type("/bow")
    model.take(QuestionsWithdrawn(("q1", "q3"), "answered by Bo"))
    assert window.ask.panel.field.text() == "bow"
    assert "answered by Bo" in window.ask.panel.banner.text
    press(Qt.Key.Key_Escape)  # out of the field
    assert top_id(model) == "q1"
    press(Qt.Key.Key_Escape)  # on to the next
    assert top_id(model) == "q2"
    assert log.said == []
    assert log.wants[-1] == (ROOM - 1, ("q2",))


def test_that_a_question_that_comes_under_the_keys_is_not_answered_by_the_key_that_closes_them(
    press: Press, log: StationLog, window: AppWindow, model: AppModel
) -> None:
    press("?", SHIFT)
    model.ask.later()  # as if it had been answered elsewhere: the next one comes
    press("x")
    assert not window.overlay.isVisible()
    assert log.said == [("later", "")]
    assert focused() is window.ask


def test_that_question_mark_shows_the_keys_and_any_key_closes_them(
    press: Press, log: StationLog, window: AppWindow
) -> None:
    press("?", SHIFT)
    assert window.overlay.isVisible()
    press("x")
    assert not window.overlay.isVisible()
    assert log.said == []
    assert focused() is window.ask
