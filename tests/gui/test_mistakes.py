"""What is taken for what: the matrix, when it is asked for, and the way to its pictures."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from operator_gui.itemmodels.mistakes_table import MistakesTable
from operator_gui.operator_events import CommandFinished, StatusArrived
from operator_gui.operator_link import TOO_OLD
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.gallery import AGAIN_S, Subject
from operator_gui.viewmodels.mistakes import Matrix, matrix_of
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import CurationReady
from shared.domain import NOT_AN_OBJECT
from shared.protocol.curation import TracksWanted
from shared.protocol.deployment import CommandResult
from shared.protocol.mistakes import ClassRight, MistakeCell, Mistakes, MistakesWanted
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize

CLASSES = (
    ClassRight(name="bowl", tracks=10, right=9),
    ClassRight(name="mug", tracks=40, right=33),
    ClassRight(name="vase", tracks=5, right=5),
)
CELLS = (
    MistakeCell(called="mug", taken_for="bowl", tracks=6),
    MistakeCell(called="mug", taken_for=NOT_AN_OBJECT, tracks=1),
    MistakeCell(called="bowl", taken_for="mug", tracks=1),
)
TOLD = Mistakes(request_id="r", classes=CLASSES, cells=CELLS)


def wanted(log: StationLog) -> list[MistakesWanted]:
    return [one for one in log.requests if isinstance(one, MistakesWanted)]


def tell(model: AppModel, log: StationLog, told: Mistakes = TOLD) -> None:
    about = wanted(log)[-1].request_id
    reply = Mistakes(request_id=about, classes=told.classes, cells=told.cells)
    model.take(CurationReady(reply, ()))


def test_that_classes_with_the_most_mistakes_come_first() -> None:
    matrix = matrix_of(TOLD)
    assert [row.title for row in matrix.rows] == ["mug", "bowl", "vase"]
    assert matrix.columns == ("mug", "bowl", "not an object")
    mug = matrix.rows[0]
    assert mug.right == "82 % (68 to 91)"
    assert [None if c is None else c.tracks for c in mug.cells] == [None, 6, 1]
    assert mug.cells[1] is not None
    assert mug.cells[1].words == "mug taken for bowl: 6 of 40 tracks"
    assert mug.cells[1].subject == Subject("mistaken", "mug", "bowl")
    assert matrix.rows[2].cells == (None, None, None)
    assert "Of 55 tracks" in matrix.summary


def test_that_before_the_first_training_it_says_so() -> None:
    matrix = matrix_of(Mistakes(request_id="r"))
    assert matrix.rows == ()
    assert "No training" in matrix.summary


def test_that_nothing_is_said_of_trainings_before_the_station_told_of_them(
    window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(2)
    assert model.mistakes.matrix.summary == "Asking the station…"
    tell(model, log, Mistakes(request_id="r"))
    assert "No training" in model.mistakes.matrix.summary


def test_that_figures_that_make_no_sense_are_survived() -> None:
    odd = Mistakes(
        request_id="r",
        classes=(
            ClassRight(name="mug", tracks=1, right=7),
            ClassRight(name="cup", tracks=0, right=0),
        ),
        cells=(MistakeCell(called="cup", taken_for="elsewhere", tracks=9),),
    )
    assert len(matrix_of(odd).rows) == 2


def test_that_the_table_is_a_sound_model() -> None:
    table = MistakesTable()
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Warning)
    for matrix in (matrix_of(TOLD), Matrix(), matrix_of(TOLD)):
        table.show(matrix)
    assert tester.model() is table
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.data(table.index(0, 3), role) == "mug taken for bowl: 6 of 40 tracks"
    assert table.data(table.index(0, 3)) == "6"
    assert table.data(table.index(0, 2)) == ""


def test_that_it_is_asked_for_while_it_is_looked_at_and_at_every_version(
    window: AppWindow, model: AppModel, log: StationLog, clock: ManualClock
) -> None:
    assert wanted(log) == []
    window.show_page(2)
    assert len(wanted(log)) == 1
    clock.advance(AGAIN_S)
    model.tick()
    assert wanted(log)[0] == wanted(log)[1]
    tell(model, log)
    clock.advance(AGAIN_S)
    model.tick()
    assert len(wanted(log)) == 2
    newer = (scenes.version(12), scenes.version(13, state="candidate"))
    model.take(StatusArrived(scenes.status(versions=newer)))
    model.take(StatusArrived(scenes.status(versions=newer)))
    assert len(wanted(log)) == 3
    window.show_page(0)
    model.take(StatusArrived(scenes.status(versions=(*newer, scenes.version(14)))))
    assert len(wanted(log)) == 3


def test_that_an_older_station_is_said_to_be_one(
    window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(2)
    about = wanted(log)[0].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text=TOO_OLD)))
    assert "older release" in window.learning.mistakes.summary.text()
    assert not window.learning.mistakes.table.isVisible()


@pytest.mark.parametrize("way", ["click", "key"])
def test_that_a_number_leads_to_its_pictures(
    qtbot: QtBot, window: AppWindow, model: AppModel, log: StationLog, way: str
) -> None:
    window.show_page(2)
    tell(model, log)
    log.requests.clear()
    card = window.learning.mistakes
    index = card.cells.index(0, 3)
    if way == "click":
        card.table.scrollTo(index)
        pos = card.table.visualRect(index).center()
        qtbot.mouseClick(card.table.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    else:
        card.table.setCurrentIndex(index)
        qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.objects
    asked = [one for one in log.requests if isinstance(one, TracksWanted)]
    assert [(one.show, one.name, one.taken_for) for one in asked] == [("mistaken", "mug", "bowl")]
    line = window.objects.classes.entries.entries[0]
    assert (line.title, line.tracks) == ("mug as bowl", 6)
    assert window.objects.title.text() == "mug as bowl"


def test_that_an_empty_cell_leads_nowhere(
    qtbot: QtBot, window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(2)
    tell(model, log)
    card = window.learning.mistakes
    for column in (0, 1, 2):
        card.table.setCurrentIndex(card.cells.index(0, column))
        qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.learning


def test_that_a_search_hides_the_line_of_what_is_mistaken(
    window: AppWindow, model: AppModel, log: StationLog
) -> None:
    window.show_page(2)
    tell(model, log)
    cell = model.mistakes.matrix.rows[0].cells[1]
    assert cell is not None
    window.learning.mistakes.chosen.emit(cell)
    model.objects.search("va", "name")
    assert all(entry.subject.show != "mistaken" for entry in model.objects.entries)


@pytest.mark.parametrize("size", SIZES)
def test_that_nothing_of_it_is_cut_off(
    window: AppWindow, model: AppModel, log: StationLog, size: QSize
) -> None:
    resize(window, size)
    window.show_page(2)
    tell(model, log)
    lay_out(window)
    assert clipped(window) == []
