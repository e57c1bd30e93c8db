"""Whose keys the station knows, on the Robots page."""

import msgspec
import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from operator_gui.itemmodels.keys_table import KeysTable
from operator_gui.operator_events import CommandFinished, KeysArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.gallery import AGAIN_S
from operator_gui.views.label_dialogs import ConfirmDialog
from operator_gui.views.main_window import AppWindow
from shared.protocol.deployment import CommandResult
from shared.protocol.enrolment import EnrolledKey, KeyList
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize

ADA = EnrolledKey(key="0f" * 32, role="admin", name="Ada", enrolled_at_s=scenes.NOW_S)
ROVER = EnrolledKey(
    key="1e" * 32, role="robot", name="rover-1", enrolled_at_s=scenes.NOW_S, enrolled_by="Ada"
)
GONE = msgspec.structs.replace(
    ROVER, key="2d" * 32, name="old rig", revoked_at_s=scenes.NOW_S, revoked_by="Ada"
)


def tell(model: AppModel, log: StationLog) -> None:
    about = log.keys_wanted[-1].request_id
    model.take(KeysArrived(KeyList(request_id=about, keys=(ADA, ROVER, GONE))))


@pytest.fixture
def robots(window: AppWindow, model: AppModel, log: StationLog) -> AppWindow:
    """The Robots page with two keys that are in and one that is not."""
    window.show_page(3)
    tell(model, log)
    return window


def test_that_keys_are_asked_for_while_the_page_is_shown(
    window: AppWindow, model: AppModel, log: StationLog, clock: ManualClock
) -> None:
    assert log.keys_wanted == []
    window.show_page(3)
    clock.advance(AGAIN_S)
    model.tick()
    assert len(log.keys_wanted) == 2
    assert log.keys_wanted[0] == log.keys_wanted[1]
    tell(model, log)
    window.show_page(0)
    clock.advance(AGAIN_S)
    model.tick()
    assert len(log.keys_wanted) == 2


def test_that_every_key_is_a_line_with_its_standing(robots: AppWindow) -> None:
    table = robots.robots.keys.keys
    QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Warning)
    texts = [[table.data(table.index(at, n)) for n in range(6)] for at in range(3)]
    assert [line[0] for line in texts] == ["Ada", "rover-1", "old rig"]
    assert texts[1][2] == "1e1e1e1e1e1e"
    assert texts[1][5] == "may speak"
    assert texts[2][5].startswith("shut out ")
    assert texts[2][5].endswith(" by Ada")


def test_that_a_key_is_shut_out_only_after_a_second_word(
    qtbot: QtBot, robots: AppWindow, model: AppModel, log: StationLog
) -> None:
    card = robots.robots.keys
    assert not card.revoke.isEnabled()
    card.table.selectRow(1)
    card.revoke.click()
    dialog = card.findChild(ConfirmDialog)
    assert dialog is not None
    dialog.reject()
    assert log.wishes == []
    card.revoke.click()
    dialog = next(d for d in card.findChildren(ConfirmDialog) if d.isVisible())
    dialog.accept()
    assert [(wish.action, wish.key) for wish in log.wishes] == [("revoke", ROVER.key)]
    before = len(log.keys_wanted)
    done = CommandResult(command_id=log.wishes[0].command_id, ok=True, text="revoked 'rover-1'")
    model.take(CommandFinished(done))
    assert len(log.keys_wanted) == before + 1


def test_that_who_was_shut_out_cannot_be_shut_out_again(robots: AppWindow) -> None:
    card = robots.robots.keys
    card.table.selectRow(2)
    assert not card.revoke.isEnabled()


def test_that_it_is_said_why_no_key_is_shown(
    window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(3)
    about = log.keys_wanted[-1].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text="only an admin may")))
    card = window.robots.keys
    assert card.note.text() == "Only an admin may."
    assert not card.table.isVisible()
    assert not card.revoke.isVisible()


def test_that_the_table_is_a_sound_model() -> None:
    table = KeysTable()
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Warning)
    for keys in ((ADA, ROVER), (), (GONE,)):
        table.show(keys, scenes.NOW_S)
    assert tester.model() is table


@pytest.mark.parametrize("size", SIZES)
def test_that_nothing_of_it_is_cut_off(robots: AppWindow, size: QSize) -> None:
    resize(robots, size)
    lay_out(robots)
    assert clipped(robots) == []
