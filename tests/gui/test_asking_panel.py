"""The settings of a robot on the Robots page."""

import msgspec
import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import CommandFinished, LinkChanged, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from shared.protocol.asking import AskingState, AskRules
from shared.protocol.deployment import CommandResult
from shared.protocol.status import NodeSummary
from shared.selection.registry import STRATEGIES
from shared.selection.stream_registry import STREAM_RULES
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize

RULES = AskRules(
    strategy="margin",
    stream="quantile",
    questions_per_hour=60.0,
    audit_share=0.05,
    quiet_from_min=1350,
    quiet_to_min=375,
)


def _node(name: str = "rover-1", **asking: object) -> NodeSummary:
    revision = asking.pop("settings_revision", 0)
    fields: dict[str, object] = {"rules": RULES, "since_s": scenes.NOW_S - 60} | asking
    state = AskingState(**fields)  # type: ignore[arg-type]
    return scenes.node(name, asking=state, settings_revision=revision)


def _hear(model: AppModel, *nodes: NodeSummary) -> None:
    model.take(StatusArrived(scenes.status(nodes=nodes)))


@pytest.fixture
def page(window: AppWindow, model: AppModel) -> AppWindow:
    window.show_page(3)
    _hear(model, _node(revision=3, settings_revision=3, asked=12, returned=2), _node("arm-2"))
    return window


def test_that_the_first_robot_is_shown_with_what_is_in_force(page: AppWindow) -> None:
    panel = page.robots.asking
    assert panel.title.text() == "How rover-1 asks"
    assert panel.standing.text().startswith("In force since ")
    assert panel.standing.text().endswith("set from here.")
    assert panel.rules() == RULES
    assert panel.strategy_when.text() == STRATEGIES["margin"].when
    assert panel.stream_when.text() == STREAM_RULES["quantile"].when
    assert "12 asked since its start · 2 given back" in panel.figures.text()
    assert not panel.apply.isEnabled()


def test_that_every_strategy_and_stream_rule_can_be_chosen_by_its_title(page: AppWindow) -> None:
    panel = page.robots.asking
    for box, known in ((panel.strategy, STRATEGIES), (panel.stream, STREAM_RULES)):
        assert [box.itemData(at) for at in range(box.count())] == list(known)
        assert [box.itemText(at) for at in range(box.count())] == [k.title for k in known.values()]


def test_that_settings_are_changed_and_applied_with_the_keyboard_alone(
    qtbot: QtBot, page: AppWindow, model: AppModel, log: StationLog
) -> None:
    panel = page.robots.asking
    panel.strategy.setFocus()
    first = next(iter(STRATEGIES))
    qtbot.keyClick(panel.strategy, Qt.Key.Key_Home)
    qtbot.keyClick(panel.strategy, Qt.Key.Key_Tab)
    assert panel.stream.hasFocus()
    qtbot.keyClick(panel.stream, Qt.Key.Key_Home)
    qtbot.keyClick(panel.stream, Qt.Key.Key_Tab)
    assert panel.per_hour.hasFocus()
    panel.per_hour.selectAll()
    qtbot.keyClicks(panel.per_hour, "30")
    qtbot.keyClick(panel.per_hour, Qt.Key.Key_Tab)
    qtbot.keyClick(panel.audit, Qt.Key.Key_Tab)
    assert panel.quiet.hasFocus()
    qtbot.keyClick(panel.quiet, Qt.Key.Key_Space)
    assert panel.standing.text().startswith("In force")
    model.tick()
    assert panel.standing.text().startswith("Changed, and not applied yet.")
    qtbot.keyClick(panel.apply, Qt.Key.Key_Space)
    wanted = AskRules(strategy=first, stream="fixed", questions_per_hour=30.0, audit_share=0.05)
    assert log.settings == [("id-rover-1", wanted)]
    assert not panel.apply.isEnabled()


def test_that_what_is_being_edited_is_not_overwritten_but_another_robot_starts_anew(
    page: AppWindow, model: AppModel
) -> None:
    panel = page.robots.asking
    panel.per_hour.setValue(7.0)
    panel.quiet_from.setTime(QTime(1, 2))
    _hear(model, _node(revision=3, settings_revision=3), _node("arm-2"))
    assert (panel.rules().questions_per_hour, panel.rules().quiet_from_min) == (7.0, 62)
    page.robots.table.selectRow(1)
    assert panel.title.text() == "How arm-2 asks"
    assert panel.rules() == RULES
    assert panel.standing.text().endswith("from its own configuration.")


def test_that_what_is_set_back_by_hand_is_no_change(page: AppWindow, model: AppModel) -> None:
    panel = page.robots.asking
    panel.per_hour.setValue(61.0)
    panel.per_hour.setValue(60.0)
    assert not panel.apply.isEnabled()
    _hear(model, _node(revision=3, settings_revision=3))
    assert panel.standing.text().startswith("In force since ")


def test_that_what_was_in_force_is_a_change_once_something_else_was_applied(
    page: AppWindow, log: StationLog
) -> None:
    panel = page.robots.asking
    for per_hour in (90.0, 60.0):
        panel.per_hour.setValue(per_hour)
        assert panel.apply.isEnabled()
        panel.apply.click()
    told = [rules.questions_per_hour for _, rules in log.settings if rules is not None]
    assert told == [90.0, 60.0]


def test_that_what_was_not_changed_goes_back_as_it_came(page: AppWindow, model: AppModel) -> None:
    panel = page.robots.asking
    sparing = msgspec.structs.replace(RULES, questions_per_hour=0.004, audit_share=0.00041234)
    page.robots.table.selectRow(1)
    _hear(model, _node(), _node("arm-2", rules=sparing))
    panel.quiet.setChecked(False)
    assert panel.rules().questions_per_hour == 0.004
    assert panel.rules().audit_share == 0.00041234
    panel.per_hour.setValue(0.25)
    assert panel.per_hour.text() == "0.25"
    assert panel.rules().questions_per_hour == 0.25
    panel.per_hour.setValue(30)
    assert panel.per_hour.text() == "30"


def test_that_until_the_robot_obeys_it_is_said_so_and_the_wish_stays_in_the_fields(
    page: AppWindow, model: AppModel
) -> None:
    panel = page.robots.asking
    panel.per_hour.setValue(7.0)
    panel.apply.click()
    _hear(model, _node(revision=3, settings_revision=4))
    assert panel.standing.text() == "Kept by the station; rover-1 is told now."
    assert panel.rules().questions_per_hour == 7.0
    obeyed = msgspec.structs.replace(RULES, questions_per_hour=7.0)
    _hear(model, _node(rules=obeyed, revision=4, settings_revision=4))
    assert panel.standing.text().startswith("In force since")
    assert panel.rules() == obeyed


def test_that_a_robot_goes_back_to_its_own_configuration(page: AppWindow, log: StationLog) -> None:
    page.robots.asking.own.click()
    assert log.settings == [("id-rover-1", None)]


def test_that_settings_that_a_robot_does_not_take_are_told_with_the_reason(
    page: AppWindow, model: AppModel
) -> None:
    problem = "strategy: none is called 'tarot'"
    _hear(model, _node(revision=4, settings_revision=4, problem=problem))
    assert problem in page.robots.asking.standing.text()


@pytest.mark.parametrize("why", ["old", "offline", "nobody"])
def test_that_what_cannot_be_set_is_not_offered(page: AppWindow, model: AppModel, why: str) -> None:
    panel = page.robots.asking
    if why == "old":
        _hear(model, scenes.node())
        assert "its release takes no settings" in panel.standing.text()
    elif why == "offline":
        model.take(LinkChanged("connecting", "", 0))
        assert "no station is connected" in panel.standing.text()
    else:
        _hear(model)
        assert not panel.isVisible()
    assert not panel.strategy.isEnabled()
    assert not panel.apply.isEnabled()
    assert not panel.own.isEnabled()


def test_that_the_station_s_refusal_reaches_the_screen(page: AppWindow, model: AppModel) -> None:
    page.robots.asking.own.click()
    said: list[str] = []
    model.commands.noticed.connect(lambda notice: said.append(notice.text))
    model.take(CommandFinished(CommandResult(command_id="settings-1", ok=False, text="too old")))
    assert said == ["Settings of rover-1 did not work: too old"]


def test_that_a_strategy_of_a_newer_release_is_shown_by_its_name(
    page: AppWindow, model: AppModel
) -> None:
    _hear(model, _node(rules=msgspec.structs.replace(RULES, strategy="oracle")))
    assert page.robots.asking.strategy.currentText() == "oracle"
    assert page.robots.asking.rules().strategy == "oracle"


@pytest.mark.parametrize("size", SIZES)
def test_that_the_settings_are_not_cut_off(page: AppWindow, model: AppModel, size: object) -> None:
    _hear(model, _node(held="attention", problem="strategy: none is called 'tarot' " * 4))
    resize(page, size)  # type: ignore[arg-type]
    lay_out(page)
    assert clipped(page) == []


def test_that_no_letter_of_the_page_means_two_things(page: AppWindow) -> None:
    panel = page.robots.asking
    texts = [made.text() for made in panel.findChildren(QLabel) if made.buddy() is not None]
    texts += [made.text() for made in panel.findChildren(QAbstractButton)]
    texts += [action.text() for action in page.menuBar().actions()]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(letters) == len(set(letters)) == 7 + 4
