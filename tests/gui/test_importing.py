"""A data set brought in in the window: what is asked, what would come of it, how it ends."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from operator_gui.import_send import SendProgress
from operator_gui.operator_events import LinkChanged, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.importing import report_of
from operator_gui.views.import_dialogs import ImportDialog, ImportReportDialog, RefusedDialog
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.exchange_worker import ImportChecked, ImportFinished, ImportMoved
from shared.protocol.exchange import ImportedClass, ImportState
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize

PLACE = Path("/data/mugs")
CHECKED = ImportState(
    request_id="r",
    stage="checked",
    import_id="3f0c2a9b81d4",
    total=9,
    new=3,
    same=2,
    corrected=2,
    kept=1,
    reopened=1,
    classes=(
        ImportedClass(name="mug", tracks=4),
        ImportedClass(name="vase", tracks=1, is_new=True),
    ),
    class_count=2,
    notes=("1 pictures without a label were left out",),
)
DONE = ImportState(
    request_id="r", stage="done", import_id="3f0c2a9b81d4", total=9, new=3, corrected=2
)


@pytest.fixture
def learning(window: AppWindow, model: AppModel) -> AppWindow:
    """The page Learning, of a station that is there."""
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(scenes.status()))
    window.show_page(2)
    return window


D = TypeVar("D", bound=QDialog)


def open_dialog(window: AppWindow, kind: type[D]) -> D:
    (dialog,) = (one for one in window.learning.findChildren(kind) if one.isVisible())
    return dialog


def begin(window: AppWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.learning.bring_in, Qt.MouseButton.LeftButton)
    dialog = open_dialog(window, ImportDialog)
    dialog.path.setText(str(PLACE))
    qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)


def test_that_what_is_chosen_is_what_is_checked(
    qtbot: QtBot, learning: AppWindow, log: StationLog
) -> None:
    qtbot.mouseClick(learning.learning.bring_in, Qt.MouseButton.LeftButton)
    dialog = open_dialog(learning, ImportDialog)
    assert not dialog.does.isEnabled()
    assert "whole path" in dialog.problem.text()
    assert not dialog.undo.isVisible()
    qtbot.keyClicks(dialog.path, "~nobody-here/set")
    assert "whole path" in dialog.problem.text()
    dialog.path.setText(str(PLACE))
    qtbot.keyClicks(dialog.kind, "YO")
    qtbot.keyClick(dialog.split, Qt.Key.Key_End)
    qtbot.keyClick(dialog.path, Qt.Key.Key_Return)
    assert log.imports == [(PLACE, "yolo", "own")]
    assert "is being read" in learning.learning.incoming.text.text()


def test_that_nothing_is_taken_in_before_it_was_seen_what_would_come_of_it(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog
) -> None:
    begin(learning, qtbot)
    model.take(ImportChecked(CHECKED))
    assert log.applied == 0
    dialog = open_dialog(learning, ImportReportDialog)
    assert dialog.lines.text().splitlines() == [
        "3 objects are new.",
        "2 objects are there already.",
        "2 objects get another name than they had.",
        "1 object stays as a person has named it since.",
        "1 object stays open: its answer was taken back.",
        "Names: mug 4, vase 1 (new)",
        "1 pictures without a label were left out",
    ]
    qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    assert (log.applied, log.cancelled) == (1, 0)
    model.take(ImportFinished(DONE))
    assert not learning.learning.incoming.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_that_a_key_meant_for_a_question_takes_nothing_in(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog, key: Qt.Key
) -> None:
    told: list[str] = []
    model.importing.noticed.connect(lambda notice: told.append(notice.text))
    begin(learning, qtbot)
    learning.show_page(0)
    model.take(ImportChecked(CHECKED))
    assert told == ["The data set has been checked: see on Learning what would come of it."]
    assert QApplication.activeModalWidget() is None
    qtbot.keyClick(learning.ask, key)
    assert log.applied == 0
    assert "waits for your word" in model.importing.words
    learning.show_page(2)
    dialog = open_dialog(learning, ImportReportDialog)
    qtbot.keyClick(dialog.focusWidget(), key)
    assert (log.applied, log.cancelled) == (0, 1)


def test_that_an_import_that_ended_meanwhile_cannot_be_taken_in_any_more(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog
) -> None:
    begin(learning, qtbot)
    model.take(ImportChecked(CHECKED))
    dialog = open_dialog(learning, ImportReportDialog)
    model.take(ImportFinished(None, ("the station has said nothing of it for 30 s",)))
    assert not dialog.isVisible()
    model.importing.apply()
    model.importing.cancel()
    assert (log.applied, log.cancelled) == (0, 0)
    assert not model.importing.is_running
    assert learning.learning.bring_in.isEnabled()


def test_that_an_import_that_is_taken_in_unheard_is_not_called_refused(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog
) -> None:
    told: list[str] = []
    model.importing.noticed.connect(lambda notice: told.append(notice.text))
    begin(learning, qtbot)
    model.take(ImportChecked(CHECKED))
    qtbot.mouseClick(open_dialog(learning, ImportReportDialog).does, Qt.MouseButton.LeftButton)
    model.take(ImportFinished(None, taken_id="3f0c2a9b81d4"))
    assert told == [
        "The station was taking the import in when it was heard of last, and does that to the end: "
        "look at your objects once it is there."
    ]
    model.importing.take_back()
    assert log.undone_imports == ["3f0c2a9b81d4"]


def test_that_who_does_not_want_it_then_changes_nothing(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog
) -> None:
    told: list[str] = []
    model.importing.noticed.connect(lambda notice: told.append(notice.text))
    begin(learning, qtbot)
    model.take(ImportChecked(CHECKED))
    qtbot.keyClick(open_dialog(learning, ImportReportDialog), Qt.Key.Key_Escape)
    assert (log.applied, log.cancelled) == (0, 1)
    model.take(ImportFinished(None))
    assert told == ["The import was cancelled; nothing was changed."]


def test_that_what_would_change_nothing_cannot_be_taken_in() -> None:
    report = report_of(ImportState(request_id="r", stage="checked", same=4))
    assert (report.is_change, report.lines) == (False, ("4 objects are there already.",))


def test_that_the_last_import_can_be_taken_back(
    qtbot: QtBot, learning: AppWindow, model: AppModel, log: StationLog
) -> None:
    told: list[str] = []
    model.importing.noticed.connect(lambda notice: told.append(notice.text))
    begin(learning, qtbot)
    model.take(ImportFinished(DONE))
    qtbot.mouseClick(learning.learning.bring_in, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(open_dialog(learning, ImportDialog).undo, Qt.MouseButton.LeftButton)
    assert log.undone_imports == ["3f0c2a9b81d4"]
    model.take(ImportFinished(DONE, is_undo=True))
    assert model.importing.last_import_id == ""
    assert told == [
        "Imported: 5 objects have a name now.",
        "The import was taken back: 9 objects.",
    ]


def test_that_what_is_wrong_is_told_line_by_line(
    qtbot: QtBot, learning: AppWindow, model: AppModel
) -> None:
    told: list[str] = []
    model.importing.noticed.connect(lambda notice: told.append(f"{notice.tone}: {notice.text}"))
    begin(learning, qtbot)
    model.take(ImportFinished(None, ("'a.jpg': it is a link", "'b.jpg': it cannot be read")))
    assert told == ["bad: Nothing was imported: 'a.jpg': it is a link"]
    dialog = open_dialog(learning, RefusedDialog)
    assert dialog.lines.text() == "'a.jpg': it is a link\n'b.jpg': it cannot be read"
    dialog.reject()


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (SendProgress("reading", 3, 40), "3 of 40 pictures"),
        (SendProgress("sending", 3_000_000, 12_000_000), "3.0 MB of 12 MB"),
        (SendProgress("checking"), "checks the data set"),
        (SendProgress("looking", 3, 40), "looked at 3 of 40"),
        (SendProgress("taking", 3, 40), "3 of 40 objects have been taken in"),
    ],
)
def test_that_it_is_shown_how_far_it_is(
    progress: SendProgress, words: str, qtbot: QtBot, learning: AppWindow, model: AppModel
) -> None:
    begin(learning, qtbot)
    model.take(ImportMoved(progress))
    bar = learning.learning.incoming
    assert words in bar.text.text()
    assert bar.isVisible()
    for button in (learning.learning.bring_in, learning.learning.export):
        assert (button.isEnabled(), button.toolTip()) == (False, "another data set is on its way")


@pytest.mark.parametrize("size", SIZES)
def test_that_nothing_of_it_is_cut_off(
    qtbot: QtBot, learning: AppWindow, model: AppModel, size: QSize
) -> None:
    resize(learning, size)
    begin(learning, qtbot)
    model.take(ImportFinished(DONE))
    qtbot.mouseClick(learning.learning.bring_in, Qt.MouseButton.LeftButton)
    asked = open_dialog(learning, ImportDialog)
    lay_out(learning)
    assert clipped(asked) == []
    asked.reject()
    begin(learning, qtbot)
    model.take(ImportChecked(CHECKED))
    lay_out(learning)
    assert clipped(open_dialog(learning, ImportReportDialog)) == []
    assert clipped(learning) == []
