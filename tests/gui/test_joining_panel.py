"""Who wants to join, and who was turned away, on the Robots page."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import CommandFinished, LinkChanged, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from shared.protocol.deployment import CommandResult
from shared.protocol.enrolment import MAX_JOINING, Joining, Stranger
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize

ROVER = Joining(
    code="493 021", name="rover-2", role="robot", key="0f0f0f0f0f0f", address="192.0.2.8"
)


def hear(model: AppModel, *joining: Joining, strangers: tuple[Stranger, ...] = ()) -> None:
    model.take(StatusArrived(scenes.status(joining=joining, strangers=strangers)))


@pytest.fixture
def page(window: AppWindow, model: AppModel) -> AppWindow:
    window.show_page(3)
    return window


def test_that_who_wants_to_join_is_shown_with_the_code(page: AppWindow, model: AppModel) -> None:
    panel = page.robots.joining
    assert not panel.isVisible()
    hear(model, ROVER)
    assert panel.isVisible()
    line = panel.lines[0]
    assert line.text.text() == "Code 493 021: robot “rover-2” from 192.0.2.8, key 0f0f0f0f0f0f"
    assert line.accept.accessibleName() == "Accept rover-2, code 493 021"
    assert [one.isVisible() for one in panel.lines] == [True] + [False] * (MAX_JOINING - 1)
    hear(model)
    assert not panel.isVisible()


@pytest.mark.parametrize("action", ["accept", "refuse"])
def test_that_it_is_decided_with_the_keyboard_and_the_outcome_is_told(
    qtbot: QtBot, page: AppWindow, model: AppModel, log: StationLog, action: str
) -> None:
    hear(model, ROVER)
    button = getattr(page.robots.joining.lines[0], action)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    (wish,) = log.wishes
    assert (wish.action, wish.code) == (action, "493 021")
    told: list[str] = []
    model.commands.noticed.connect(lambda notice: told.append(notice.text))
    reason = "only an admin may decide who joins"
    model.take(CommandFinished(CommandResult(command_id=wish.command_id, ok=False, text=reason)))
    assert told == [f"Who shows 493 021 did not work: {reason}"]


def someone(code: str) -> Joining:
    return Joining(code=code, name="stranger", role="robot", key="ab" * 6)


def test_that_a_second_press_lets_in_nobody_else(
    qtbot: QtBot, page: AppWindow, model: AppModel, log: StationLog
) -> None:
    hear(model, ROVER, someone("555 555"))
    lines = page.robots.joining.lines
    place = lines[0].accept.mapTo(page, lines[0].accept.rect().center())
    qtbot.mouseClick(lines[0].accept, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(lines[0].accept, Qt.MouseButton.LeftButton)
    hear(model, someone("555 555"), someone("777 777"))
    assert page.childAt(place) is lines[0].accept
    qtbot.mouseClick(lines[0].accept, Qt.MouseButton.LeftButton)
    assert [(wish.action, wish.code) for wish in log.wishes] == [("accept", "493 021")]
    assert lines[0].text.text() == "Code 493 021: “rover-2” does not wait any more"
    assert "555 555" in lines[1].text.text()
    assert "777 777" in lines[2].text.text()
    hear(model)
    hear(model, someone("777 777"))
    assert "777 777" in lines[0].text.text()


def test_that_who_gets_the_place_of_another_is_not_let_in_by_a_press_for_them(
    qtbot: QtBot, page: AppWindow, model: AppModel, log: StationLog
) -> None:
    crowd = tuple(someone(f"{at}00 000") for at in range(1, MAX_JOINING + 1))
    hear(model, *crowd)
    hear(model, *crowd[1:])
    line = page.robots.joining.lines[0]
    assert not line.accept.isEnabled()
    hear(model, *crowd[1:], ROVER)
    assert "493 021" in line.text.text()
    qtbot.mouseClick(line.accept, Qt.MouseButton.LeftButton)
    assert log.wishes == []
    qtbot.waitUntil(line.accept.isEnabled)
    qtbot.mouseClick(line.accept, Qt.MouseButton.LeftButton)
    assert [wish.code for wish in log.wishes] == ["493 021"]


def test_that_nobody_joins_while_the_station_is_away(page: AppWindow, model: AppModel) -> None:
    hear(model, ROVER)
    model.take(LinkChanged("connecting", "", 0))
    assert not page.robots.joining.isVisible()


def test_that_strangers_are_told_of_while_it_is_news(page: AppWindow, model: AppModel) -> None:
    assert not page.robots.strangers.isVisible()
    stranger = Stranger(
        reason="unknown",
        text="a key that was never enrolled",
        count=3,
        last_at_s=scenes.NOW_S - 5,
        key="0f0f0f0f0f0f",
        address="192.0.2.7",
    )
    hear(model, strangers=(stranger,))
    text = page.robots.strangers.text
    assert text.startswith("Turned away 3 times, 5 s ago: a key that was never enrolled")
    assert text.endswith("key 0f0f0f0f0f0f, from 192.0.2.7")
    old = Stranger(reason="unknown", text="x", count=1, last_at_s=scenes.NOW_S - 3600)
    hear(model, strangers=(old,))
    assert page.robots.strangers.text == ""


@pytest.mark.parametrize("size", SIZES)
def test_that_nothing_is_cut_off_while_somebody_wants_to_join(
    qtbot: QtBot, page: AppWindow, model: AppModel, size: tuple[int, int]
) -> None:
    long = Joining(code="493 022", name="r" * 60, role="operator", key="0f" * 6, address="::1")
    strange = Stranger(reason="unknown", text="a key", count=1, last_at_s=scenes.NOW_S)
    hear(model, ROVER, long, strangers=(strange,))
    resize(page, size)
    lay_out(page)
    assert clipped(page) == []


def test_that_on_any_page_it_is_said_once_who_knocks_and_who_was_turned_away(
    window: AppWindow, model: AppModel
) -> None:
    told: list[str] = []
    model.commands.noticed.connect(lambda notice: told.append(notice.text))
    stranger = Stranger(reason="unknown", text="a key", count=1, last_at_s=scenes.NOW_S)
    for _ in range(2):
        hear(model, ROVER, strangers=(stranger,))
    assert told == [
        "rover-2 wants to join: see the page Robots",
        "Turned away once, 0 s ago: a key",
    ]
    hear(model)
    hear(model, ROVER)
    assert len(told) == 3


def test_that_what_happened_before_the_app_was_opened_is_no_news(model: AppModel) -> None:
    told: list[str] = []
    model.commands.noticed.connect(lambda notice: told.append(notice.text))
    stranger = Stranger(reason="unknown", text="a key", count=1, last_at_s=scenes.NOW_S)
    hear(model, strangers=(stranger,))
    assert told == []


def test_that_a_name_can_neither_pretend_a_code_nor_hide_one(
    page: AppWindow, model: AppModel
) -> None:
    sly = Joining(code="111 222", name="<b>x</b> code 493 021", role="robot", key="0f" * 6)
    hear(model, sly)
    text = page.robots.joining.lines[0].text
    assert text.text().startswith("Code 111 222: robot “<b>x</b> code")
    assert text.textFormat() == Qt.TextFormat.PlainText
