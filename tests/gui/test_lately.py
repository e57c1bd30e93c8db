from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import AnswerRefused, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.desk import REMEMBERED
from operator_gui.views.main_window import AppWindow
from shared.protocol.answers import Answer, AnswerProgress
from tests.gui import scenes
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog

CTRL = Qt.KeyboardModifier.ControlModifier


def progress(answer: Answer, state: str, version: int = 0) -> AnswerProgress:
    return AnswerProgress(
        answer_id=answer.answer_id,
        query_id=answer.query_id,
        kind=answer.kind,
        name=answer.name,
        state=state,  # type: ignore[arg-type]
        version=version,
    )


def shown(window: AppWindow) -> list[tuple[str, str]]:
    return [(item.said, item.state) for item in window.ask.lately.items]


def test_that_every_answer_tells_how_far_it_has_come(
    window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    for at, name in enumerate(("mug", "bowl", "stapler", "vase")):
        ask(f"q{at}")
        model.ask.name(name)
    assert shown(window)[0] == ("vase", "on its way")
    mug, bowl, stapler, _ = log.answers
    told = (progress(mug, "deployed", 12), progress(bowl, "trained"), progress(stapler, "saved"))
    model.take(StatusArrived(scenes.status(progress=told)))
    assert shown(window) == [
        ("vase", "on its way"),
        ("stapler", "saved"),
        ("bowl", "trained"),
        ("mug", "in v12"),
    ]
    icons = [item.icon for item in window.ask.lately.items]
    assert len(set(icons)) == 4  # told apart by shape, not by colour alone


def test_that_only_the_last_ten_are_shown(window: AppWindow, model: AppModel, ask: Ask) -> None:
    for at in range(REMEMBERED + 3):
        ask(f"q{at}")
        model.ask.name(f"thing {at}")
    assert len(shown(window)) == REMEMBERED
    assert shown(window)[0][0] == f"thing {REMEMBERED + 2}"


def test_that_a_click_opens_the_question_again_with_its_pictures(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    ask("q2")
    model.ask.choose(1)
    window.show_page(2)
    window.show_page(0)
    qtbot.waitUntil(lambda: not window.is_drawing)
    qtbot.mouseClick(window.ask.lately.buttons[0], Qt.MouseButton.LeftButton)
    assert model.ask.top is not None
    assert model.ask.top.query.query_id == "q1"
    assert model.ask.top_pictures is not None
    assert "You answered “mug”" in window.ask.panel.banner.text
    assert shown(window) == [("mug", "on its way")]
    qtbot.keyClick(window.ask, "2")
    assert log.said == [("name", "mug"), ("name", "bowl")]
    assert log.last.supersedes == log.answers[0].answer_id
    assert shown(window) == [("bowl", "on its way")]
    assert model.ask.top.query.query_id == "q2"


def test_that_the_keyboard_opens_and_leaves_an_earlier_answer(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    for at in range(4):
        ask(f"q{at}")
    for _ in range(3):
        model.ask.choose(1)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, key)
    assert model.ask.top is not None
    assert model.ask.top.changing is not None
    assert model.ask.top.query.query_id == "q1"
    qtbot.keyClick(window.ask, Qt.Key.Key_Escape)
    assert model.ask.top.query.query_id == "q3"
    assert len(log.answers) == 3


def test_that_space_keeps_an_answer_that_is_being_changed(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    model.ask.choose(1)
    model.ask.change(log.last.answer_id)
    assert window.ask.panel.space_button.text() == "keep it"
    qtbot.keyClick(window.ask, Qt.Key.Key_Space)
    assert model.ask.top is None
    assert log.said == [("name", "mug")]


def test_that_a_refused_answer_leaves_the_list_and_is_told(
    window: AppWindow, model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    model.ask.choose(1)
    model.take(AnswerRefused(log.last.answer_id, "no such query"))
    assert shown(window) == []
    assert window.toast.text == "The station did not take “mug”: no such query"


def test_that_escape_leaves_the_strip(
    qtbot: QtBot, window: AppWindow, model: AppModel, ask: Ask
) -> None:
    ask("q1")
    model.ask.choose(1)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    assert window.ask.lately.buttons[0].hasFocus()
    qtbot.keyClick(window.ask.lately.buttons[0], Qt.Key.Key_Escape)
    assert window.ask.hasFocus()
