"""An urgent question on the real window: first, never under a finger, and gone in time."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import QuestionsWithdrawn
from operator_gui.urgency import Urgency
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.urgent import GUARD_S
from operator_gui.views.main_window import AppWindow
from tests.fakes import ManualClock
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog
from tests.gui.test_ask_keys import Press, focused, top_id

LEFT_S = 30.0
AFTER_GUARD_S = GUARD_S + 0.1


@pytest.fixture
def press(qtbot: QtBot, clock: ManualClock) -> Press:
    return Press(qtbot, clock)


@pytest.fixture
def urge(ask: Ask, clock: ManualClock) -> Ask:
    """Puts an urgent question, as the link would."""

    def put(
        query_id: str = "u1",
        *choices: str,
        question: str = "Is the door open?",
        teaches: bool = False,
        left_s: float = LEFT_S,
    ) -> None:
        until_s = clock.monotonic_s() + left_s
        suggested = (("mug", 0.42), ("bowl", 0.38)) if teaches and not choices else ()
        ask(query_id, suggested=suggested, urgency=Urgency(question, choices, teaches, until_s))

    return put  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def _two_questions(window: AppWindow, ask: Ask) -> None:
    ask("q1")
    ask("q2")


def notices(model: AppModel) -> list[str]:
    told: list[str] = []
    model.ask.noticed.connect(lambda notice: told.append(notice.text))
    return told


def test_that_it_is_shown_first_with_its_words_its_choices_and_its_time(
    urge: Ask, window: AppWindow, model: AppModel
) -> None:
    urge("u1", "yes", "no")
    panel = window.ask.panel
    assert top_id(model) == "u1"
    assert panel.heading.text() == "Is the door open?"
    assert not panel.heading.isHidden()
    shown = [button.text() for button in panel.suggestions.buttons if button.isVisible()]
    assert shown == ["yes", "no"]
    assert panel.banner.text == "rover-1 waits for your answer: 30 s left"
    assert not panel.x_button.isEnabled()


def test_that_the_time_is_counted_down(
    urge: Ask, window: AppWindow, model: AppModel, clock: ManualClock
) -> None:
    urge()
    clock.advance(7.0)
    model.tick()
    assert window.ask.panel.banner.text.endswith("23 s left")


def test_that_a_digit_chooses_and_the_other_question_is_back(
    urge: Ask, press: Press, log: StationLog, model: AppModel, window: AppWindow
) -> None:
    urge("u1", "yes", "no")
    press("2")
    assert log.said == [("name", "no")]
    assert top_id(model) == "q1"
    assert window.ask.panel.heading.text() == "What's this?"
    assert window.ask.panel.banner.text == ""
    assert window.ask.panel.x_button.isEnabled()


def test_that_typing_completes_among_the_choices_alone(
    urge: Ask, press: Press, log: StationLog, window: AppWindow, model: AppModel
) -> None:
    urge("u1", "open", "shut")
    press.type("mug", each_s=AFTER_GUARD_S)
    assert window.ask.panel.hint.text() == "“mug” is none of the robot's choices"
    press(Qt.Key.Key_Return)
    assert log.said == []
    for _ in range(3):
        press(Qt.Key.Key_Backspace)
    press.type("sh", each_s=AFTER_GUARD_S)
    assert window.ask.panel.hint.text() == "Enter takes “shut”"
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "shut")]


def test_that_enter_alone_chooses_nothing_among_a_robots_choices(
    urge: Ask, press: Press, log: StationLog
) -> None:
    urge("u1", "yes", "no")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert log.said == []


def test_that_enter_takes_the_first_suggestion_of_a_question_that_teaches(
    urge: Ask, press: Press, log: StationLog
) -> None:
    urge("u1", question="What's this?", teaches=True)
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "mug")]


def test_that_any_words_answer_a_question_without_choices(
    urge: Ask, press: Press, log: StationLog, window: AppWindow
) -> None:
    urge(question="Which colour?")
    press.type("mu", each_s=AFTER_GUARD_S)  # nothing is made of it, though a class is called mug
    assert window.ask.panel.hint.text() == "Enter answers “mu”"
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "mu")]


def test_that_it_is_not_an_object_is_no_choice(
    urge: Ask, press: Press, log: StationLog, model: AppModel
) -> None:
    urge("u1", "yes", "no")
    told = notices(model)
    press("x")
    assert log.said == []
    assert told == ["Choose one of the robot's answers, or U"]
    press("u")
    assert log.said == [("dont_know", "")]


def test_that_it_waits_while_something_is_typed_and_then_comes(
    urge: Ask, press: Press, log: StationLog, model: AppModel, window: AppWindow
) -> None:
    press.type("va")
    told = notices(model)
    urge("u1", "yes", "no")
    assert top_id(model) == "q1"
    assert window.ask.panel.field.text() == "va"
    assert told == []  # the banner says it, and nothing lies over the field
    assert "rover-1 waits for your answer" in window.banner.text
    press.type("se")
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "vase")]
    assert top_id(model) == "u1"


def test_that_it_comes_after_the_letters_were_taken_away(
    urge: Ask, press: Press, model: AppModel
) -> None:
    press.type("v")
    urge()
    press(Qt.Key.Key_Backspace)
    assert top_id(model) == "q1"  # perhaps another letter follows
    model.tick()
    assert top_id(model) == "u1"


@pytest.mark.parametrize("key", ["1", "x", "u", "v", Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_that_a_key_on_its_way_answers_nothing(
    urge: Ask, press: Press, log: StationLog, model: AppModel, window: AppWindow, key: Qt.Key | str
) -> None:
    told = notices(model)
    urge("u1", "yes", "no")
    press(key, after_s=GUARD_S / 2)
    assert log.said == []
    assert top_id(model) == "u1"
    assert window.ask.panel.field.text() == ""
    assert told == ["A robot's question came in between: what was pressed was held back."]


def test_that_an_answer_to_the_question_before_does_not_answer_it_too(
    urge: Ask, press: Press, log: StationLog
) -> None:
    press.type("v")
    urge("u1", "yes", "no")
    press(Qt.Key.Key_Return)
    press("1", after_s=0.1)
    assert log.said == [("name", "v")]


def test_that_it_leaves_at_its_deadline_and_says_so(
    urge: Ask, press: Press, log: StationLog, model: AppModel, clock: ManualClock
) -> None:
    urge("u1", "yes", "no", left_s=5.0)
    told = notices(model)
    clock.advance(5.0)
    model.tick()
    assert top_id(model) == "q1"
    assert told == ["The robot no longer waits for an answer. Its time is over."]
    press("1", after_s=0.1)  # it was meant for the robot
    assert log.said == []


def test_that_it_stays_at_its_deadline_while_something_is_typed(
    urge: Ask, press: Press, log: StationLog, model: AppModel, window: AppWindow, clock: ManualClock
) -> None:
    urge("u1", "yes", "no", left_s=5.0)
    press.type("ye", each_s=AFTER_GUARD_S)
    clock.advance(5.0)
    model.tick()
    assert top_id(model) == "u1"
    assert "Yours would come too late" in window.ask.panel.banner.text
    press(Qt.Key.Key_Return)
    assert log.said == []
    assert top_id(model) == "q1"


def test_that_what_teaches_counts_after_its_deadline_too(
    urge: Ask, press: Press, log: StationLog, model: AppModel, window: AppWindow, clock: ManualClock
) -> None:
    urge("u1", question="What's this?", teaches=True, left_s=5.0)
    press.type("vas", each_s=AFTER_GUARD_S)
    clock.advance(5.0)
    model.tick()
    assert "Yours still counts" in window.ask.panel.banner.text
    press(Qt.Key.Key_Return)
    assert log.said == [("name", "vas")]


def test_that_it_leaves_when_another_operator_answered(urge: Ask, model: AppModel) -> None:
    urge()
    model.take(QuestionsWithdrawn(("u1",), "Bo answered it"))
    assert top_id(model) == "q1"


def test_that_later_leaves_it_to_others_and_is_no_answer_to_take_back(
    urge: Ask, press: Press, log: StationLog, model: AppModel
) -> None:
    urge()
    press(Qt.Key.Key_Space)
    assert log.said == [("later", "")]
    assert top_id(model) == "q1"
    assert model.ask.desk.given == ()


def test_that_what_a_robot_was_told_cannot_be_taken_back(
    urge: Ask, press: Press, log: StationLog, model: AppModel, window: AppWindow
) -> None:
    urge("u1", "yes", "no")
    press("1")
    told = notices(model)
    press("z")
    assert log.said == [("name", "yes")]
    assert told == ["The robot has been told “yes”: that cannot be taken back."]
    assert not model.ask.change(log.last.answer_id)


def test_that_undo_shows_the_earlier_question_and_the_urgent_one_comes_after_it(
    urge: Ask, press: Press, log: StationLog, model: AppModel
) -> None:
    press("1")
    urge("u1", "yes", "no")
    press("z")
    assert top_id(model) == "q1"
    model.tick()
    assert top_id(model) == "q1"  # the operator wanted to see this one
    press("2")
    assert top_id(model) == "u1"


def test_that_on_another_page_it_is_said_that_a_robot_waits(
    urge: Ask, window: AppWindow, model: AppModel, clock: ManualClock
) -> None:
    window.show_page(1)
    urge()
    assert "rover-1 waits for your answer: 30 s left" in window.banner.text
    clock.advance(5.0)
    model.tick()
    assert "25 s left" in window.banner.text
    window.show_page(0)
    assert window.banner.text == ""


def test_that_it_is_said_how_long_a_robot_waits_while_something_is_typed(
    urge: Ask, press: Press, window: AppWindow, model: AppModel, clock: ManualClock
) -> None:
    press.type("va")
    urge()
    assert window.banner.text.startswith("rover-1 waits for your answer: 30 s left.")
    assert "take it away with Esc" in window.banner.text
    window.show_page(1)
    clock.advance(5.0)
    model.tick()
    assert "25 s left" in window.banner.text
    window.show_page(0)
    press(Qt.Key.Key_Escape)
    model.tick()
    assert top_id(model) == "u1"
    assert window.banner.text == ""


def test_that_it_is_said_that_it_comes_after_a_question_that_was_brought_back(
    urge: Ask, press: Press, window: AppWindow, model: AppModel
) -> None:
    press("1")
    urge("u1", "yes", "no")
    press("z")
    assert window.banner.text.endswith("Its question comes after the one on the Ask page.")


def test_that_it_waits_while_an_input_method_composes_and_comes_when_it_is_given_up(
    urge: Ask, press: Press, window: AppWindow, model: AppModel
) -> None:
    press("/")
    compose("ねこ")
    urge()
    assert top_id(model) == "q1"
    model.tick()
    assert top_id(model) == "q1"
    compose("")
    model.tick()
    assert top_id(model) == "u1"


def test_that_letters_which_were_given_up_with_the_field_hold_no_robot_up(
    urge: Ask, press: Press, window: AppWindow, model: AppModel
) -> None:
    press("/")
    compose("ねこ")
    press(Qt.Key.Key_Escape)
    urge()
    assert top_id(model) == "u1"


def compose(letters: str) -> None:
    QApplication.sendEvent(focused(), QInputMethodEvent(letters, []))


def test_that_a_key_answers_nothing_that_came_under_a_dialog(
    urge: Ask, press: Press, window: AppWindow, log: StationLog, clock: ManualClock, qtbot: QtBot
) -> None:
    dialog = window.open_settings()
    qtbot.waitUntil(lambda: not window.ask.hasFocus())
    urge("u1", "yes", "no")
    clock.advance(AFTER_GUARD_S)
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.ask.hasFocus)
    press("1", after_s=0.1)  # it was meant for what was there before
    assert log.said == []
    press("1", after_s=AFTER_GUARD_S)
    assert log.said == [("name", "yes")]


@pytest.mark.parametrize("key", ["1", "2", Qt.Key.Key_Space])
def test_that_a_key_answers_nothing_that_came_on_another_page(
    urge: Ask, press: Press, window: AppWindow, log: StationLog, clock: ManualClock, key: str
) -> None:
    window.show_page(1)
    urge("u1", "yes", "no")
    clock.advance(AFTER_GUARD_S)
    window.show_page(0)
    press(key, after_s=0.1)
    assert log.said == []
    press("2", after_s=AFTER_GUARD_S)
    assert log.said == [("name", "no")]


def test_that_a_long_question_is_readable(urge: Ask, window: AppWindow, qtbot: QtBot) -> None:
    urge(
        "u1", *(f"answer number {at}" for at in range(9)), question="Is it " + "very " * 30 + "far?"
    )
    window.resize(760, 520)
    heading = window.ask.panel.heading
    qtbot.waitUntil(lambda: heading.height() >= heading.heightForWidth(heading.width()))
    assert focused() is window.ask
