"""Which class another one becomes part of: what was typed, highlighted, ticked and pressed."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.completion import KnownName
from operator_gui.viewmodels.merging import merge_matches, merge_target
from operator_gui.views.main_window import AppWindow
from operator_gui.views.merge_dialog import MergeDialog
from operator_gui.workers.link_worker import CurationReady
from shared.domain import NOT_AN_OBJECT
from shared.protocol.curation import ClassesWanted, ClassList, ClassStanding, Curate, Merge, Rename
from tests.gui.station_log import StationLog

NAMES = (KnownName("mug", 130), KnownName("bowl", 3), KnownName("mustard", 1), KnownName("cúp", 2))


@pytest.fixture
def asked(window: AppWindow, model: AppModel, log: StationLog, qtbot: QtBot) -> MergeDialog:
    """Of cup, which is to be merged."""
    window.show_page(1)
    (wanted,) = (one for one in log.requests if isinstance(one, ClassesWanted))
    classes = tuple(ClassStanding(name=one.name, tracks=one.tracks) for one in NAMES)
    classes += (ClassStanding(name="cup", tracks=12), ClassStanding(name=NOT_AN_OBJECT, tracks=5))
    model.take(CurationReady(ClassList(request_id=wanted.request_id, classes=classes), ()))
    window.objects.changes.merge("cup")
    found = QApplication.activeModalWidget()
    assert isinstance(found, MergeDialog)
    return found


def done(log: StationLog) -> list[object]:
    return [one.change for one in log.requests if isinstance(one, Curate)]


def highlighted(asked: MergeDialog) -> str:
    return str(asked.list.currentIndex().data() or "")


# ------------------------------------------------------------ what it would come to


@pytest.mark.parametrize(
    ("typed", "name", "is_new", "note"),
    [
        ("", "", False, "Choose the other class, or type its name."),
        (" MUG ", "mug", False, "cup and the 130 tracks of mug become one class."),
        ("mu", "mu", True, "No class is called mu."),
        ("Cup", "", False, "That is this class itself."),
        ("CÚP", "cúp", False, "cup and the 2 tracks of cúp become one class."),
        (NOT_AN_OBJECT, "", False, "That is no name for a class."),
    ],
)
def test_that_it_is_said_what_a_name_would_come_to(
    typed: str, name: str, is_new: bool, note: str
) -> None:
    target = merge_target("cup", typed, NAMES)
    assert (target.name, target.is_new, target.note) == (name, is_new, note)


@pytest.mark.parametrize(("typed", "name"), [("mug", "mug"), ("MUG", "mug"), ("Mug", "")])
def test_that_two_classes_that_differ_in_case_alone_can_become_one(typed: str, name: str) -> None:
    assert merge_target("Mug", typed, NAMES).name == name


def test_that_all_classes_are_there_before_anything_is_typed() -> None:
    assert [one.known.name for one in merge_matches("", NAMES)] == ["bowl", "cúp", "mug", "mustard"]
    assert [one.known.name for one in merge_matches("mu", NAMES)] == ["mug", "mustard"]


# ------------------------------------------------------------ what is pressed


def test_that_enter_takes_the_highlighted_class_while_only_a_part_of_it_is_typed(
    asked: MergeDialog, log: StationLog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(asked.field, "mu")
    assert highlighted(asked) == "mug"
    qtbot.keyClick(asked.field, Qt.Key.Key_Down)
    assert highlighted(asked) == "mustard"
    assert asked.note.text() == "No class is called mu. Enter takes mustard."
    qtbot.keyClick(asked.field, Qt.Key.Key_Up)
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert (asked.field.text(), done(log)) == ("mug", [])
    assert "130 tracks of mug" in asked.note.text()
    assert asked.field.accessibleDescription() == asked.note.text()
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert done(log) == [Merge(names=("cup",), into="mug")]


def test_that_a_held_enter_does_no_more_than_one_press(
    asked: MergeDialog, log: StationLog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(asked.field, "mug")
    held = QKeyEvent(
        QKeyEvent.Type.KeyPress,
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.NoModifier,
        autorep=True,
    )
    QApplication.sendEvent(asked.field, held)
    assert done(log) == []


def test_that_a_name_that_no_class_has_is_a_rename_and_has_to_be_ticked(
    asked: MergeDialog, log: StationLog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(asked.field, "glass")
    assert (asked.note.text(), asked.anew.isVisible()) == ("No class is called glass.", True)
    assert not asked.does.isEnabled()
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert done(log) == []
    qtbot.keyClick(asked.anew, Qt.Key.Key_Space)
    assert asked.does.text() == "Rename"
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert done(log) == [Rename(name="cup", to="glass")]


def test_that_what_is_ticked_counts_for_that_name_alone(
    asked: MergeDialog, log: StationLog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(asked.field, "mu")
    qtbot.keyClick(asked.anew, Qt.Key.Key_Space)
    qtbot.keyClicks(asked.field, "s")
    assert not asked.anew.isChecked()
    assert not asked.does.isEnabled()
    qtbot.keyClick(asked.anew, Qt.Key.Key_Space)
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert done(log) == [Rename(name="cup", to="mus")]  # and not mustard, which is highlighted


def test_that_a_click_on_a_class_writes_it(
    asked: MergeDialog, log: StationLog, qtbot: QtBot
) -> None:
    place = asked.list.visualRect(asked.list.model().index(0, 0)).center()
    qtbot.mouseClick(asked.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (asked.field.text(), done(log)) == ("bowl", [])
    assert asked.does.isEnabled()


def test_that_the_list_never_lies_over_what_is_said(asked: MergeDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(asked.field, "mu")
    assert QApplication.activePopupWidget() is None
    assert not asked.list.geometry().intersects(asked.note.geometry())
    assert not asked.list.geometry().intersects(asked.anew.geometry())
    assert asked.list.currentIndex() != QModelIndex()
