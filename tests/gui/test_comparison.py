"""The asked object beside known ones: what is asked for, shown and answered."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import CommandFinished
from operator_gui.operator_link import TOO_OLD
from operator_gui.urgency import Urgency
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.comparison import (
    LOOKING,
    MOST_EXAMPLES,
    NO_OTHER,
    NONE_YET,
    ComparisonModel,
)
from operator_gui.viewmodels.gallery import AGAIN_S
from operator_gui.views.comparison_overlay import ComparisonOverlay
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import CurationReady
from shared.protocol.curation import TrackList, TracksWanted
from shared.protocol.deployment import CommandResult
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import MANY, SIZES, lay_out, resize


@pytest.fixture
def comparison(model: AppModel, ask: Ask) -> ComparisonModel:
    """A question that suggests mug, bowl and vase, and brings a mug along."""
    ask("q1")
    assert model.comparison.open(model.ask.top, model.ask.top_pictures)
    return model.comparison


def wanted(log: StationLog) -> list[TracksWanted]:
    return [one for one in log.requests if isinstance(one, TracksWanted)]


def shown(about: TracksWanted, query_ids: tuple[str, ...]) -> CurationReady:
    tracks = tuple(scenes.track(one, name=about.name) for one in query_ids)
    pictures = tuple(scenes.image(96, 72) for _ in query_ids)
    reply = TrackList(request_id=about.request_id, tracks=tracks, total=len(tracks))
    return CurationReady(reply, pictures)


def test_that_a_few_of_every_suggestion_are_asked_for(
    comparison: ComparisonModel, log: StationLog
) -> None:
    assert [one.name for one in wanted(log)] == ["mug", "bowl", "vase"]
    assert all(one.show == "class" and one.limit == MOST_EXAMPLES + 1 for one in wanted(log))
    assert [row.number for row in comparison.rows] == [1, 2, 3]


def test_that_what_came_along_is_there_before_the_station_answers(
    comparison: ComparisonModel,
) -> None:
    assert [len(row.examples) for row in comparison.rows] == [1, 0, 0]
    assert {row.note for row in comparison.rows} == {LOOKING}


def test_that_what_the_station_shows_takes_its_place(
    model: AppModel, comparison: ComparisonModel, log: StationLog
) -> None:
    model.take(shown(wanted(log)[0], ("t1", "t2", "t3")))
    mug = comparison.rows[0]
    assert len(mug.examples) == 3
    assert mug.note == ""
    assert "answered by Ada" in mug.examples[0].words


def test_that_the_asked_object_is_not_its_own_example(
    model: AppModel, comparison: ComparisonModel, log: StationLog
) -> None:
    model.take(shown(wanted(log)[0], ("q1", "t2")))
    assert len(comparison.rows[0].examples) == 1
    model.take(shown(wanted(log)[1], ("q1",)))
    assert comparison.rows[1].note == NO_OTHER


def test_that_lost_pictures_are_left_out(
    model: AppModel, comparison: ComparisonModel, log: StationLog
) -> None:
    ready = shown(wanted(log)[1], ("t1", "t2"))
    model.take(CurationReady(ready.reply, (ready.pictures[0], type(ready.pictures[0])())))
    assert len(comparison.rows[1].examples) == 1


@pytest.mark.parametrize(
    ("text", "note"), [("there is no class 'bowl'", NONE_YET), (TOO_OLD, TOO_OLD)]
)
def test_that_a_row_says_why_it_is_empty(
    model: AppModel, comparison: ComparisonModel, log: StationLog, text: str, note: str
) -> None:
    about = wanted(log)[1].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text=text)))
    assert comparison.rows[1].note == note


def test_that_what_was_lost_is_asked_for_again_and_the_rest_is_not(
    model: AppModel, comparison: ComparisonModel, log: StationLog, clock: ManualClock
) -> None:
    first = wanted(log)
    model.take(shown(first[0], ("t1",)))
    log.requests.clear()
    model.tick()
    assert wanted(log) == []
    clock.advance(AGAIN_S)
    model.tick()
    assert wanted(log) == first[1:]


def test_that_what_comes_after_it_was_closed_changes_nothing(
    model: AppModel, comparison: ComparisonModel, log: StationLog
) -> None:
    comparison.close()
    model.take(shown(wanted(log)[0], ("t1",)))
    assert comparison.rows == ()


def test_that_without_a_suggestion_there_is_nothing_to_compare(
    window: AppWindow, qtbot: QtBot, ask: Ask, log: StationLog
) -> None:
    ask(suggested=())
    qtbot.keyClick(window.ask, ".")
    assert not window.comparison.isVisible()
    assert "no suggestion" in window.toast.text
    assert not window.ask.panel.compare.isVisible()


# ------------------------------------------------------------ on the screen


def test_that_enter_on_the_button_compares_and_answers_nothing(
    window: AppWindow, qtbot: QtBot, ask: Ask, log: StationLog
) -> None:
    ask()
    qtbot.keyClick(window.ask.panel.compare, Qt.Key.Key_Return)
    assert window.comparison.isVisible()
    assert log.said == []


@pytest.fixture
def overlay(
    window: AppWindow, model: AppModel, ask: Ask, qtbot: QtBot, log: StationLog
) -> ComparisonOverlay:
    """Open, with three mugs, a bowl and no vase."""
    for query_id in ("q1", "q2"):
        ask(query_id)
    qtbot.keyClick(window.ask, ".")
    assert window.comparison.isVisible()
    mug, bowl, _ = wanted(log)
    for about, ids in ((mug, ("t1", "t2", "t3")), (bowl, ("t4",))):
        model.take(shown(about, ids))
    return window.comparison


def press(qtbot: QtBot, key: Qt.Key | str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)


def test_that_arrows_walk_the_examples_and_show_one_large(
    qtbot: QtBot, overlay: ComparisonOverlay
) -> None:
    assert overlay.rows[0].buttons[0].hasFocus()
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Right)
    assert overlay.rows[0].buttons[2].hasFocus()
    assert overlay.known_words.text().startswith("Known: mug")
    press(qtbot, Qt.Key.Key_Down)
    assert overlay.rows[1].buttons[0].hasFocus()
    assert overlay.known_words.text().startswith("Known: bowl")
    press(qtbot, Qt.Key.Key_Tab)
    assert overlay.rows[2].name.hasFocus()
    assert overlay.known_words.text() == ""
    press(qtbot, Qt.Key.Key_Tab)
    assert overlay.rows[0].buttons[0].hasFocus()


def test_that_enter_answers_with_the_row_and_the_page_goes_on(
    qtbot: QtBot, overlay: ComparisonOverlay, log: StationLog, window: AppWindow, model: AppModel
) -> None:
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Return)
    assert log.said == [("name", "bowl")]
    assert not overlay.isVisible()
    assert window.ask.hasFocus()
    assert model.comparison.rows == ()


def test_that_a_digit_answers_and_what_has_no_number_does_nothing(
    qtbot: QtBot, overlay: ComparisonOverlay, log: StationLog
) -> None:
    for key in ("9", "0", "x", "m"):
        press(qtbot, key)
    assert log.said == []
    assert overlay.isVisible()
    press(qtbot, "3")
    assert log.said == [("name", "vase")]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, "."])
def test_that_it_closes_without_an_answer(
    qtbot: QtBot, overlay: ComparisonOverlay, log: StationLog, window: AppWindow, key: Qt.Key | str
) -> None:
    press(qtbot, key)
    assert not overlay.isVisible()
    assert log.said == []
    assert window.ask.hasFocus()


def test_that_a_click_on_a_name_answers(
    qtbot: QtBot, overlay: ComparisonOverlay, log: StationLog
) -> None:
    qtbot.mouseClick(overlay.rows[0].buttons[1], Qt.MouseButton.LeftButton)
    assert log.said == []
    qtbot.mouseClick(overlay.rows[1].name, Qt.MouseButton.LeftButton)
    assert log.said == [("name", "bowl")]


def test_that_it_closes_where_another_question_takes_the_place(
    overlay: ComparisonOverlay, model: AppModel, ask: Ask
) -> None:
    model.ask.later()
    assert not overlay.isVisible()


def test_that_examples_keep_the_focus_when_more_arrive(
    qtbot: QtBot, overlay: ComparisonOverlay, model: AppModel, log: StationLog
) -> None:
    press(qtbot, Qt.Key.Key_Right)
    model.take(shown(wanted(log)[2], ("t7", "t8")))
    assert overlay.rows[0].buttons[1].hasFocus()
    assert overlay.rows[2].buttons[1].isVisible()


@pytest.mark.parametrize("size", SIZES)
def test_that_nothing_of_it_is_cut_off(
    window: AppWindow, model: AppModel, ask: Ask, log: StationLog, size: QSize
) -> None:
    resize(window, size)
    ask(suggested=MANY)
    window.ask.compare()
    for about in wanted(log)[:8]:
        model.take(shown(about, tuple(f"t{n}" for n in range(7))))
    lay_out(window)
    assert clipped(window.comparison) == []
    card = window.comparison._card.geometry()
    assert window.comparison.rect().contains(card)


def test_that_why_a_row_is_empty_has_the_room_where_its_examples_would_stand(
    model: AppModel, window: AppWindow, qtbot: QtBot, ask: Ask, log: StationLog
) -> None:
    resize(window, QSize(1280, 720))
    ask("q1")
    window.ask.compare()
    asked = wanted(log)
    model.take(shown(asked[0], tuple(f"t{n}" for n in range(MOST_EXAMPLES))))
    no = CommandResult(command_id=asked[1].request_id, ok=False, text="there is no class 'bowl'")
    model.take(CommandFinished(no))
    lay_out(window)
    note = window.comparison.rows[1].note
    assert note.text() == NONE_YET
    assert note.width() >= note.fontMetrics().horizontalAdvance(note.text())


def test_that_a_robots_own_choices_are_not_compared(model: AppModel, ask: Ask) -> None:
    urgency = Urgency(question="left?", choices=("left", "right"), teaches=False, until_s=1e9)
    asked = ask("u1", urgency=urgency)
    assert model.ask.top is not None
    assert model.ask.top.query == asked
    assert not model.comparison.open(model.ask.top, model.ask.top_pictures)
