"""A robot's earlier recordings on the Robots page: listed while looked at, and deleted."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import (
    CommandFinished,
    LinkChanged,
    RecordingsArrived,
    StatusArrived,
)
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.recordings import AGAIN_S, AT_FIRST, NOTHING
from operator_gui.views.label_dialogs import ConfirmDialog
from operator_gui.views.main_window import AppWindow
from operator_gui.views.recordings_card import RecordingsCard
from shared.protocol.deployment import CommandResult
from shared.protocol.recording import RecordingEntry, RecordingList
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.station_log import StationLog

ENTRIES = scenes.RECORDINGS


@pytest.fixture
def card(window: AppWindow, model: AppModel) -> RecordingsCard:
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(scenes.status()))
    window.show_page(3)
    return window.robots.recordings


def answer(
    model: AppModel, log: StationLog, entries: tuple[RecordingEntry, ...] = ENTRIES
) -> RecordingList:
    asked = log.recordings_wanted[-1]
    told = scenes.recording_list(asked.request_id, entries)
    model.take(RecordingsArrived(told))
    return told


def cells(card: RecordingsCard, column: int) -> list[str]:
    model = card.recordings
    return [model.index(at, column).data() for at in range(model.rowCount())]


def test_that_recordings_are_asked_for_only_while_they_are_looked_at(
    card: RecordingsCard,
    window: AppWindow,
    model: AppModel,
    log: StationLog,
    clock: ManualClock,
) -> None:
    model.tick()
    assert log.recordings_wanted == []
    card.unfold.click()
    assert [w.node_id for w in log.recordings_wanted] == ["id-rover-1"]
    assert card.note.text() == AT_FIRST
    answer(model, log)
    assert cells(card, 4) == [entry.file for entry in ENTRIES]
    assert cells(card, 3) == ["being written", "finished", "its end is missing"]
    assert cells(card, 1) == ["", "12:30", ""]
    assert "3 recordings" in card.note.text()
    assert "/home/rover/whatsit/recordings" in card.note.text()
    clock.advance(AGAIN_S + 1)
    model.tick()
    assert len(log.recordings_wanted) == 2
    window.show_page(0)
    clock.advance(AGAIN_S + 1)
    model.tick()
    assert len(log.recordings_wanted) == 2


def test_that_no_recordings_and_no_answer_are_said(
    card: RecordingsCard, model: AppModel, log: StationLog
) -> None:
    card.unfold.click()
    answer(model, log, ())
    assert (card.note.text(), card.table.isVisible()) == (NOTHING, False)
    model.recordings.refresh()
    about = log.recordings_wanted[-1].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text="it is offline")))
    assert card.note.text() == "It is offline."


def test_that_a_recording_is_deleted_only_once_that_is_confirmed(
    card: RecordingsCard, model: AppModel, log: StationLog, qtbot: QtBot
) -> None:
    card.unfold.click()
    answer(model, log)
    assert not card.delete.isEnabled()
    card.table.selectRow(0)
    assert (card.delete.isEnabled(), card.copy.isEnabled()) == (False, True)
    card.table.selectRow(1)
    card.delete.click()
    (dialog,) = card.findChildren(ConfirmDialog)
    dialog.reject()
    qtbot.waitUntil(lambda: not card.findChildren(ConfirmDialog))
    assert log.deleted_recordings == []
    card.delete.click()
    card.findChildren(ConfirmDialog)[-1].accept()
    (wish,) = log.deleted_recordings
    assert (wish.node_id, wish.file) == ("id-rover-1", ENTRIES[1].file)
    model.take(CommandFinished(CommandResult(command_id=wish.command_id, ok=True, text="gone")))
    assert len(log.recordings_wanted) == 2
    answer(model, log, (ENTRIES[0], ENTRIES[2]))
    assert card.selected is None
    assert not card.delete.isEnabled()


def test_that_the_selection_stays_with_its_file(
    card: RecordingsCard, model: AppModel, log: StationLog
) -> None:
    card.unfold.click()
    answer(model, log, ENTRIES[1:])
    card.table.selectRow(0)
    model.recordings.refresh()
    answer(model, log)
    assert card.selected == ENTRIES[1]
    model.recordings.refresh()
    answer(model, log, ENTRIES[:1] + ENTRIES[2:])
    assert card.selected is None


def test_that_the_path_is_copied(card: RecordingsCard, model: AppModel, log: StationLog) -> None:
    card.unfold.click()
    told = answer(model, log)
    card.table.selectRow(1)
    card.copy.click()
    assert QGuiApplication.clipboard().text() == f"{told.folder}/{ENTRIES[1].file}"


def test_that_another_robot_has_other_recordings(
    card: RecordingsCard, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    card.unfold.click()
    late = log.recordings_wanted[-1]
    window.robots.table.selectRow(1)
    other = log.recordings_wanted[-1]
    assert other.node_id != late.node_id
    model.take(RecordingsArrived(scenes.recording_list(late.request_id, ENTRIES)))
    assert cells(card, 4) == []
    assert other.node_id != "id-rover-1"


def test_that_the_rows_are_a_sound_model(
    card: RecordingsCard, model: AppModel, log: StationLog
) -> None:
    tester = QAbstractItemModelTester(
        card.recordings, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    card.unfold.click()
    for entries in (ENTRIES, ENTRIES[:1], ()):
        model.recordings.refresh()
        answer(model, log, entries)
    assert tester.model() is card.recordings
