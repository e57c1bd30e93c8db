"""The Objects page, driven by keys and clicks; the station is what the test says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from operator_gui.itemmodels.gallery_list import TRACKS_MIME
from operator_gui.operator_events import CommandFinished, LinkChanged, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.class_list import entries
from operator_gui.viewmodels.gallery import AGAIN_S, Subject
from operator_gui.viewmodels.track_words import caption, details, spoken
from operator_gui.views.gallery_view import GalleryView
from operator_gui.views.label_dialogs import (
    ConfirmDialog,
    DeleteDialog,
    GroupsDialog,
    NameDialog,
    SplitDialog,
)
from operator_gui.views.main_window import AppWindow
from operator_gui.views.objects_page import ObjectsPage
from operator_gui.workers.link_worker import CurationReady
from shared.domain import NOT_AN_OBJECT
from shared.protocol.curation import (
    MAX_CHANGED,
    MAX_PAGE,
    AnyLabelChange,
    ClassesWanted,
    ClassList,
    ClassStanding,
    Confirm,
    Curate,
    Delete,
    Merge,
    OperationSummary,
    OtherAnswer,
    Provenance,
    ProvenanceWanted,
    Relabel,
    Rename,
    Split,
    SplitPart,
    SplitProposal,
    SplitWanted,
    Suspicion,
    TrackList,
    TrackSummary,
    TracksWanted,
    Undo,
)
from shared.protocol.deployment import CommandResult
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import lay_out

CLASSES = (
    ClassStanding(name="bowl", tracks=3),
    ClassStanding(name="mug", tracks=130, suspicious=2),
    ClassStanding(name=NOT_AN_OBJECT, tracks=5),
)
LOOKS_WRONG = Suspicion(
    looks_like="bowl", probability=0.93, own_probability=0.02, reason="looks like bowl (93 %)"
)


class Answering:
    """Answers the page's requests as a station would, one by one when told."""

    def __init__(self, log: StationLog, model: AppModel) -> None:
        self._log = log
        self._model = model
        self.operations: tuple[OperationSummary, ...] = ()
        self.classes = CLASSES
        self.learned: tuple[int, ...] = (11, 12)
        self.tracks = {
            name: [scenes.track(f"{name}-{n}", name=name) for n in range(count)]
            for name, count in (("mug", 130), ("bowl", 3))
        }

    def all(self) -> None:
        while self._log.requests:
            self.one()

    def one(self) -> None:
        request = self._log.requests.pop(0)
        match request:
            case ClassesWanted(request_id=about):
                told = ClassList(
                    request_id=about, classes=self.classes, operations=self.operations, unknown=4
                )
                self._model.take(CurationReady(told, ()))
            case TracksWanted(request_id=about, name=name, cursor=cursor, show=show):
                tracks = self.tracks.get(name, []) if show == "class" else self.wrong()
                shown = tuple(tracks[cursor : cursor + MAX_PAGE])
                end = cursor + MAX_PAGE
                more = end if end < len(tracks) else 0
                said = TrackList(
                    request_id=about, tracks=shown, total=len(tracks), next_cursor=more
                )
                pictures = tuple(scenes.image(40, 30) for _ in shown)
                self._model.take(CurationReady(said, pictures))
            case ProvenanceWanted(request_id=about):
                told_of = Provenance(request_id=about, versions=self.learned, answers=())
                self._model.take(CurationReady(told_of, ()))
            case other:
                raise AssertionError(f"not asked for: {other}")

    def wishes(self) -> list[Curate]:
        """What is to be done."""
        return [one for one in self._log.requests if isinstance(one, Curate)]

    def lists(self) -> None:
        """Answers what is asked for, but does nothing of what is to be done."""
        wishes = self.wishes()
        self._log.requests[:] = [r for r in self._log.requests if not isinstance(r, Curate)]
        while self._log.requests:
            self.one()
            wishes += [one for one in self._log.requests if isinstance(one, Curate)]
            self._log.requests[:] = [r for r in self._log.requests if not isinstance(r, Curate)]
        self._log.requests += wishes

    def wrong(self) -> list[TrackSummary]:
        return [
            scenes.track("mug-1", suspicion=LOOKS_WRONG),
            scenes.track("mug-2", suspicion=LOOKS_WRONG),
        ]

    def taken(self) -> list[AnyLabelChange]:
        """What was to be done, and forgets it; other requests are answered."""
        changes = [r.change for r in self._log.requests if isinstance(r, Curate)]
        self._log.requests[:] = [r for r in self._log.requests if not isinstance(r, Curate)]
        return changes


@pytest.fixture
def told(model: AppModel) -> list[str]:
    """What the operator is told of labels."""
    said: list[str] = []
    model.objects.noticed.connect(lambda notice: said.append(notice.text))
    return said


@pytest.fixture
def answering(log: StationLog, model: AppModel) -> Answering:
    return Answering(log, model)


@pytest.fixture
def page(window: AppWindow, answering: Answering, log: StationLog) -> ObjectsPage:
    log.requests.clear()
    window.show_page(1)
    answering.all()
    return window.objects


def choose(page: ObjectsPage, title: str) -> None:
    at = next(n for n, e in enumerate(page.classes.entries.entries) if e.title == title)
    page.classes.list.setCurrentIndex(page.classes.entries.index(at, 0))


def chosen_line(page: ObjectsPage) -> str:
    return str(page.classes.list.currentIndex().data())


def select(page: ObjectsPage, *rows: int) -> None:
    page.gallery.clearSelection()
    for row in rows:
        index = page.list.index(row, 0)
        page.gallery.selectionModel().select(
            index, page.gallery.selectionModel().SelectionFlag.Select
        )


def corners(gallery: GalleryView) -> tuple[QPoint, QPoint]:
    """In the first and in the last cell that are in sight."""
    bottom = gallery.viewport().height() - 1
    last = (gallery._grid.columns - 1) * gallery._grid.width_px + 1
    return QPoint(1, 1), QPoint(last, bottom)


def let_draw(gallery: GalleryView, qtbot: QtBot) -> None:
    """Until all that is in sight was drawn."""
    gallery.viewport().repaint()
    qtbot.waitUntil(lambda: not gallery.is_drawing)


def dialog(of: type[QDialog]) -> QDialog:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, of) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def test_that_nothing_is_asked_before_the_page_is_shown(window: AppWindow, log: StationLog) -> None:
    assert log.requests == []
    window.show_page(1)
    assert [type(request) for request in log.requests] == [ClassesWanted]


def test_that_what_looks_wrong_comes_first_and_every_class_has_a_line(page: ObjectsPage) -> None:
    assert [(e.title, e.tracks, e.suspicious) for e in page.classes.entries.entries] == [
        ("Look wrong", 2, 0),
        ("Nobody knew", 4, 0),
        ("bowl", 3, 0),
        ("mug", 130, 2),
        ("not an object", 5, 0),
    ]
    assert page.title.text() == "Look wrong"


def test_that_a_search_narrows_the_lines_and_enter_takes_the_first(
    page: ObjectsPage, qtbot: QtBot
) -> None:
    qtbot.keyClicks(page.classes.search, "MU")
    assert [entry.title for entry in page.classes.entries.entries] == ["mug"]
    qtbot.keyClick(page.classes.search, Qt.Key.Key_Return)
    assert page.classes.subject == Subject("class", "mug")


def test_that_more_is_fetched_only_as_the_end_comes_into_sight(
    page: ObjectsPage, answering: Answering, log: StationLog
) -> None:
    choose(page, "mug")
    answering.one()
    assert page.list.rowCount() == MAX_PAGE
    assert page.count.text() == "130 tracks"
    log.requests.clear()
    bar = page.gallery.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert [r.cursor for r in log.requests if isinstance(r, TracksWanted)] == [MAX_PAGE]
    answering.all()
    bar.setValue(bar.maximum())
    answering.all()
    assert page.list.rowCount() == 130
    assert not page.list.canFetchMore(page.gallery.rootIndex())


def test_that_scrolling_draws_only_what_comes_into_sight(
    page: ObjectsPage, answering: Answering, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page, "mug")
    answering.all()
    gallery = page.gallery
    let_draw(gallery, qtbot)
    drawn: list[int] = []
    draw = gallery._drawn
    monkeypatch.setattr(gallery, "_drawn", lambda row: drawn.append(row) or draw(row))
    seen = [index.row() for index in map(gallery.indexAt, corners(gallery))]
    gallery.verticalScrollBar().setValue(gallery._grid.height_px)
    qtbot.waitUntil(lambda: bool(drawn) and not gallery.is_drawing)
    assert min(drawn) > seen[1]
    assert len(drawn) == len(set(drawn)) <= gallery._grid.columns
    drawn.clear()
    gallery.verticalScrollBar().setValue(0)
    select(page, 0)
    QCoreApplication.processEvents()
    assert drawn == []


def test_that_a_picture_that_comes_late_is_drawn(
    page: ObjectsPage, answering: Answering, log: StationLog, qtbot: QtBot
) -> None:
    choose(page, "bowl")
    answering.all()
    gallery = page.gallery
    let_draw(gallery, qtbot)
    lost = page._objects.gallery
    assert lost is not None
    lost._pictures.clear()
    gallery._cells.forget_all()
    let_draw(gallery, qtbot)
    middle = gallery.visualRect(page.list.index(1, 0)).center() - QPoint(0, 10)
    assert gallery.grab().toImage().pixelColor(middle) == page.gallery._theme.colour("picture")
    assert [type(request) for request in log.requests] == [TracksWanted]
    answering.all()
    let_draw(gallery, qtbot)
    assert gallery.grab().toImage().pixelColor(middle) != page.gallery._theme.colour("picture")


def test_that_the_item_models_keep_qts_rules(page: ObjectsPage, answering: Answering) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    testers = [QAbstractItemModelTester(model, mode) for model in (page.list, page.classes.entries)]
    for title in ("mug", "bowl", "not an object", "mug"):
        choose(page, title)
        answering.all()
    page.classes.search.setText("b")
    assert testers


def test_that_arrows_move_in_the_wall_and_stay_on_it(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "mug")
    answering.all()
    page.gallery.setFocus()
    page.gallery.setCurrentIndex(page.list.index(0, 0))
    qtbot.keyClick(page.gallery, Qt.Key.Key_Right)
    assert page.gallery.currentIndex().row() == 1
    qtbot.keyClick(page.gallery, Qt.Key.Key_Down)
    columns = page.gallery.currentIndex().row() - 1
    assert columns > 1
    qtbot.keyClick(page.gallery, Qt.Key.Key_Home)
    qtbot.keyClick(page.gallery, Qt.Key.Key_Left)
    assert page.gallery.currentIndex().row() == 0
    qtbot.keyClick(page.gallery, Qt.Key.Key_End)
    assert page.gallery.currentIndex().row() == page.list.rowCount() - 1


def test_that_a_click_selects_the_picture_under_it(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "bowl")
    answering.all()
    place = page.gallery.visualRect(page.list.index(2, 0)).center()
    qtbot.mouseClick(page.gallery.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.gallery.selected_rows == (2,)
    assert page.tracks.heading.text() == "bowl"
    nowhere = QPoint(page.gallery.viewport().width() - 3, page.gallery.viewport().height() - 3)
    qtbot.mouseClick(page.gallery.viewport(), Qt.MouseButton.LeftButton, pos=nowhere)
    assert page.gallery.selected_rows == ()


def test_that_typing_names_what_is_selected(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "mug")
    answering.all()
    select(page, 0, 3)
    page.gallery.setFocus()
    qtbot.keyClick(page.gallery, Qt.Key.Key_V)
    qtbot.waitUntil(page.tracks.field.hasFocus)
    qtbot.keyClicks(page.tracks.field, "ase")
    qtbot.keyClick(page.tracks.field, Qt.Key.Key_Return)
    assert answering.taken() == [Relabel(query_ids=("mug-0", "mug-3"), name="vase")]


@dataclass
class Naming:
    """One picture of mug was named, and the next is being named when the station says of the first
    that it was done."""

    page: ObjectsPage
    answering: Answering
    model: AppModel
    qtbot: QtBot

    def begin(self, *rows: int) -> Curate:
        """Returns what was to be done of the first."""
        choose(self.page, "mug")
        self.answering.all()
        self.page.list.fetchMore(QModelIndex())
        self.answering.all()
        select(self.page, 0)
        self.page.tracks.field.begin("vase")
        self.qtbot.keyClick(self.page.tracks.field, Qt.Key.Key_Return)
        (wish,) = self.answering.wishes()
        self.answering.taken()
        select(self.page, *rows)
        self.page.gallery.setCurrentIndex(self.page.list.index(rows[-1], 0))
        select(self.page, *rows)
        self.qtbot.keyClick(self.page.gallery, Qt.Key.Key_V)
        self.qtbot.waitUntil(self.page.tracks.field.hasFocus)
        self.answering.tracks["mug"].pop(0)
        return wish

    def done(self, wish: Curate) -> None:
        result = CommandResult(command_id=wish.command_id, ok=True, text="done")
        self.model.take(CommandFinished(result))


@pytest.fixture
def naming(page: ObjectsPage, answering: Answering, model: AppModel, qtbot: QtBot) -> Naming:
    return Naming(page, answering, model, qtbot)


def test_that_a_name_is_typed_on_while_what_was_named_before_is_done(
    naming: Naming, page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    naming.done(naming.begin(5, 100))
    while page.list.rowCount():  # until the classes are told, and the tracks are on their way
        answering.one()
    assert page.tracks.field.hasFocus()
    qtbot.keyClicks(page.tracks.field, "at")
    answering.all()
    assert page.tracks.field.hasFocus()
    assert [track.query_id for track in page.selected] == ["mug-5", "mug-100"]
    assert page.gallery.selected_rows == (4, 99)
    qtbot.keyClick(page.tracks.field, Qt.Key.Key_Return)
    assert answering.taken() == [Relabel(query_ids=("mug-5", "mug-100"), name="vat")]


def test_that_a_name_counts_while_its_tracks_are_fetched_anew(
    naming: Naming, page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    naming.done(naming.begin(5))
    while page.list.rowCount():
        answering.one()
    qtbot.keyClick(page.tracks.field, Qt.Key.Key_Return)
    assert answering.taken() == [Relabel(query_ids=("mug-5",), name="v")]


def test_that_no_button_gets_the_letters_of_a_name_whose_tracks_are_gone(
    naming: Naming, page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    wish = naming.begin(5)
    answering.tracks["mug"] = [t for t in answering.tracks["mug"] if t.query_id != "mug-5"]
    naming.done(wish)
    answering.all()
    assert page.gallery.hasFocus()
    assert page.tracks.field.text() == ""
    qtbot.keyClicks(page.gallery, "a b")
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)] == []


def test_that_the_keyboard_stays_at_its_place_when_a_picture_was_named(
    page: ObjectsPage, answering: Answering, qtbot: QtBot, model: AppModel
) -> None:
    choose(page, "mug")
    answering.all()
    page.gallery.setFocus()
    page.gallery.setCurrentIndex(page.list.index(40, 0))
    page.tracks.field.begin("vase")
    qtbot.keyClick(page.tracks.field, Qt.Key.Key_Return)
    (wish,) = answering.wishes()
    answering.taken()
    del answering.tracks["mug"][40]
    model.take(CommandFinished(CommandResult(command_id=wish.command_id, ok=True, text="done")))
    answering.all()
    assert page.gallery.hasFocus()
    assert page.gallery.selected_rows == ()
    assert page.gallery.currentIndex().row() == 40
    qtbot.keyClick(page.gallery, Qt.Key.Key_Right)
    assert [track.query_id for track in page.selected] == ["mug-41"]  # which came to its place


def test_that_the_first_picture_is_selected_by_an_arrow_after_tab_led_to_it(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "bowl")
    answering.all()
    page.classes.list.setFocus()
    qtbot.keyClick(page.classes.list, Qt.Key.Key_Tab)
    assert page.gallery.hasFocus()
    qtbot.keyClick(page.gallery, Qt.Key.Key_Right)
    assert page.gallery.selected_rows == (0,)
    qtbot.keyClick(page.gallery, Qt.Key.Key_Right)
    assert page.gallery.selected_rows == (1,)


def test_that_a_name_stays_written_while_there_is_no_station(
    page: ObjectsPage, answering: Answering, qtbot: QtBot, model: AppModel, told: list[str]
) -> None:
    choose(page, "mug")
    answering.all()
    select(page, 3)
    page.tracks.field.begin("bo")
    model.take(LinkChanged("connecting", "", 0))
    assert page.tracks.field.hasFocus()
    qtbot.keyClicks(page.tracks.field, "wl")
    qtbot.keyClick(page.tracks.field, Qt.Key.Key_Return)
    assert told == ["No station is connected: labels stay as they are until it is"]
    assert not page.tracks.field.popup.isVisible()
    assert answering.taken() == []
    model.take(LinkChanged("connected", "", 0))
    qtbot.keyClick(page.tracks.field, Qt.Key.Key_Return)
    assert answering.taken() == [Relabel(query_ids=("mug-3",), name="bowl")]


def test_that_a_name_that_was_begun_is_not_for_another_class(
    page: ObjectsPage, answering: Answering
) -> None:
    choose(page, "mug")
    answering.all()
    select(page, 3)
    page.tracks.field.begin("va")
    choose(page, "bowl")
    answering.all()
    assert page.tracks.field.text() == ""


def test_that_tracks_dropped_on_a_class_are_called_so(
    page: ObjectsPage, answering: Answering
) -> None:
    choose(page, "mug")
    answering.all()
    data = page.list.mimeData([page.list.index(5, 0), page.list.index(6, 0)])
    entries = page.classes.entries
    titles = [entry.title for entry in entries.entries]
    bowl = entries.index(titles.index("bowl"), 0)
    assert entries.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, bowl)
    assert answering.taken() == [Relabel(query_ids=("mug-5", "mug-6"), name="bowl")]
    wrong = entries.index(titles.index("Look wrong"), 0)
    assert not entries.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, wrong)
    assert not entries.dropMimeData(QMimeData(), Qt.DropAction.CopyAction, -1, -1, bowl)
    assert data.hasFormat(TRACKS_MIME)


def test_that_what_looks_wrong_says_why_and_can_be_confirmed(
    page: ObjectsPage, qtbot: QtBot, answering: Answering
) -> None:
    select(page, 0)
    assert page.tracks.wrong.text() == "looks like bowl (93 %)"
    assert page.list.index(0, 0).data() == "bowl?"
    qtbot.mouseClick(page.tracks.confirm, Qt.MouseButton.LeftButton)
    assert answering.taken() == [Confirm(query_ids=("mug-1",))]


def test_that_what_people_do_not_agree_on_can_be_confirmed(
    page: ObjectsPage, qtbot: QtBot, answering: Answering
) -> None:
    others = (OtherAnswer(kind="name", name="bowl", operator="Bo", answered_at_s=scenes.NOW_S),)
    answering.tracks["mug"] = [scenes.track("mug-1", others=others)]
    choose(page, "mug")
    answering.all()
    select(page, 0)
    qtbot.mouseClick(page.tracks.confirm, Qt.MouseButton.LeftButton)
    assert answering.taken() == [Confirm(query_ids=("mug-1",))]


def test_that_a_class_is_renamed(page: ObjectsPage, answering: Answering, qtbot: QtBot) -> None:
    choose(page, "mug")
    answering.all()
    qtbot.mouseClick(page.rename, Qt.MouseButton.LeftButton)
    asked = dialog(NameDialog)
    assert isinstance(asked, NameDialog)
    assert not asked.does.isEnabled()  # the name is what it was
    asked.field.setText("  big   mug ")
    qtbot.mouseClick(asked.does, Qt.MouseButton.LeftButton)
    assert answering.taken() == [Rename(name="mug", to="big mug")]


def test_that_renaming_to_a_name_in_use_says_that_two_classes_become_one(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "mug")
    answering.all()
    qtbot.mouseClick(page.rename, Qt.MouseButton.LeftButton)
    asked = dialog(NameDialog)
    assert isinstance(asked, NameDialog)
    asked.field.setText("BOWL")
    assert "become one" in asked.note.text()
    assert asked.note.geometry().bottom() < asked.field.y()  # where no list can lie over it
    assert asked.does.text() == "Merge"
    qtbot.mouseClick(asked.does, Qt.MouseButton.LeftButton)
    assert answering.taken() == [Merge(names=("mug",), into="bowl")]


def test_that_a_rename_does_not_become_a_merge_unsaid(
    page: ObjectsPage, answering: Answering, qtbot: QtBot, model: AppModel
) -> None:
    choose(page, "mug")
    answering.all()
    qtbot.mouseClick(page.rename, Qt.MouseButton.LeftButton)
    asked = dialog(NameDialog)
    assert isinstance(asked, NameDialog)
    asked.field.setText("cup")
    answering.classes = (*answering.classes, ClassStanding(name="cup", tracks=1))
    model.objects.refresh()
    answering.all()
    assert "cup" in {name for name, _ in model.objects.class_names}
    assert asked.does.text() == "Rename"
    qtbot.mouseClick(asked.does, Qt.MouseButton.LeftButton)
    assert answering.taken() == [Rename(name="mug", to="cup")]


def test_that_a_class_is_deleted_only_once_it_was_confirmed(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "bowl")
    answering.all()
    qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    asked = dialog(DeleteDialog)
    assert isinstance(asked, DeleteDialog)
    asked.reject()
    assert answering.taken() == []
    qtbot.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    asked = dialog(DeleteDialog)
    assert isinstance(asked, DeleteDialog)
    asked.again.setChecked(True)
    asked.accept()
    assert answering.taken() == [Delete(name="bowl", ask_again=True)]


def test_that_a_split_shows_its_parts_and_needs_a_name_for_each(
    page: ObjectsPage, answering: Answering, qtbot: QtBot, log: StationLog, model: AppModel
) -> None:
    choose(page, "mug")
    answering.all()
    qtbot.mouseClick(page.split, Qt.MouseButton.LeftButton)
    (wanted,) = (r for r in log.requests if isinstance(r, SplitWanted))
    log.requests.clear()
    proposal = SplitProposal(
        request_id=wanted.request_id,
        proposal_id="p",
        name="mug",
        parts=(SplitPart(tracks=100, examples=("a", "b")), SplitPart(tracks=30, examples=("c",))),
    )
    model.take(CurationReady(proposal, (scenes.image(), QImage(), scenes.image())))
    asked = dialog(SplitDialog)
    assert isinstance(asked, SplitDialog)
    assert not asked.does.isEnabled()
    asked.fields[1].setText("Mug")
    assert not asked.does.isEnabled()  # the same name twice is no split
    asked.fields[1].setText("beer mug")
    asked.accept()
    assert answering.taken() == [Split(name="mug", proposal_id="p", into=("mug", "beer mug"))]


def test_that_groups_of_what_nobody_knew_are_named(
    page: ObjectsPage, answering: Answering, qtbot: QtBot, model: AppModel, log: StationLog
) -> None:
    choose(page, "Nobody knew")
    answering.all()
    assert page.split.text() == "&Groups…"
    assert not page.rename.isEnabled()
    qtbot.mouseClick(page.split, Qt.MouseButton.LeftButton)
    wanted = next(r for r in log.requests if isinstance(r, SplitWanted))
    log.requests.remove(wanted)
    assert (wanted.name, wanted.parts) == ("", 2)
    proposal = SplitProposal(
        request_id=wanted.request_id,
        proposal_id="p",
        name="",
        parts=(SplitPart(tracks=3, examples=("a", "b")), SplitPart(tracks=1, examples=("c",))),
        unlike=1,
    )
    model.take(CurationReady(proposal, (scenes.image(), QImage(), scenes.image())))
    asked = dialog(GroupsDialog)
    assert isinstance(asked, GroupsDialog)
    assert not asked.does.isEnabled()
    asked.fields[1].setText(NOT_AN_OBJECT)
    assert not asked.does.isEnabled()
    asked.fields[1].setText(" mug ")
    assert asked.does.isEnabled()
    assert clipped(asked) == []
    asked.accept()
    assert answering.taken() == [Split(name="", proposal_id="p", into=("", "mug"))]
    choose(page, "mug")
    assert page.split.text() == "S&plit…"


def test_that_what_is_typed_for_a_question_names_no_group(
    page: ObjectsPage,
    window: AppWindow,
    answering: Answering,
    qtbot: QtBot,
    model: AppModel,
    log: StationLog,
) -> None:
    choose(page, "Nobody knew")
    answering.all()
    qtbot.mouseClick(page.split, Qt.MouseButton.LeftButton)
    wanted = next(r for r in log.requests if isinstance(r, SplitWanted))
    log.requests.remove(wanted)
    window.show_page(0)
    parts = (SplitPart(tracks=3, examples=("a",)), SplitPart(tracks=1, examples=("b",)))
    proposal = SplitProposal(
        request_id=wanted.request_id, proposal_id="p", name="", parts=parts, unlike=0
    )
    model.take(CurationReady(proposal, (scenes.image(), scenes.image())))
    assert QApplication.activeModalWidget() is None
    window.show_page(1)
    asked = dialog(GroupsDialog)
    assert isinstance(asked, GroupsDialog)
    qtbot.keyClicks(asked.fields[0], "cup")
    qtbot.keyClick(asked.fields[0], Qt.Key.Key_Return)
    assert answering.taken() == []
    assert asked.isVisible()
    qtbot.keyClick(asked.does, Qt.Key.Key_Space)
    assert answering.taken() == [Split(name="", proposal_id="p", into=("cup", ""))]


def test_that_undo_names_what_it_takes_back(
    page: ObjectsPage, answering: Answering, qtbot: QtBot, model: AppModel
) -> None:
    assert not page.undo.isEnabled()
    answering.operations = (
        OperationSummary(
            operation_id="o2", text="undone", at_s=0, operator="Ada", tracks=1, undone=True
        ),
        OperationSummary(
            operation_id="o1", text="mug is cup now", at_s=0, operator="Ada", tracks=130
        ),
    )
    model.objects.refresh()
    answering.all()
    assert page.undo.toolTip().startswith("mug is cup now, by you, ")
    assert page.undo.accessibleDescription() == page.undo.toolTip()
    assert page.undo.text() == "&Undo"
    qtbot.mouseClick(page.undo, Qt.MouseButton.LeftButton)
    assert answering.taken() == [Undo(operation_id="o1")]


class Operations:
    """What the station has done of all that was wished for."""

    def __init__(self, answering: Answering, model: AppModel, log: StationLog) -> None:
        self._answering = answering
        self._model = model
        self._log = log

    def done(self) -> list[AnyLabelChange]:
        """Has everything done that is wished for, and returns it."""
        wishes = [one for one in self._log.requests if isinstance(one, Curate)]
        changes = self._answering.taken()
        operations = list(self._answering.operations)
        for wish in wishes:
            undoes = wish.change.operation_id if isinstance(wish.change, Undo) else ""
            operations.insert(0, self._done(wish.command_id, undoes))
        standing: dict[str, bool] = {}
        for one in operations:  # the newest first
            standing.setdefault(one.operation_id, True)
            if one.undoes and standing[one.operation_id]:
                standing[one.undoes] = False
        self._answering.operations = tuple(
            msgspec.structs.replace(one, undone=not standing[one.operation_id])
            for one in operations
        )
        for wish in wishes:
            result = CommandResult(command_id=wish.command_id, ok=True, text="done")
            self._model.take(CommandFinished(result))
        self._answering.lists()
        return changes

    def _done(self, operation_id: str, undoes: str) -> OperationSummary:
        return OperationSummary(
            operation_id=operation_id,
            text="did it",
            at_s=0,
            operator="Ada",
            tracks=1,
            undoes=undoes,
        )


@pytest.fixture
def operations(answering: Answering, model: AppModel, log: StationLog) -> Operations:
    return Operations(answering, model, log)


def test_that_one_undo_takes_back_more_tracks_than_one_operation_may_have(
    page: ObjectsPage, answering: Answering, model: AppModel, operations: Operations
) -> None:
    tracks = tuple(f"mug-{n}" for n in range(2 * MAX_CHANGED + 1))
    model.objects.rename("bowl", "dish")
    operations.done()
    model.objects.relabel(tracks, "vase")
    made = [one for one in operations.done() if isinstance(one, Relabel)]
    assert [len(one.query_ids) for one in made] == [1000, 1000, 1]
    parts = [one.operation_id for one in answering.operations[:3]]
    model.objects.undo()
    assert operations.done() == [Undo(operation_id=part) for part in parts]
    undone = [one.operation_id for one in answering.operations[:3]]
    model.objects.redo()  # an undo can be taken back itself
    assert operations.done() == [Undo(operation_id=part) for part in undone]


def test_that_undo_after_undo_goes_back_act_by_act_and_redo_comes_forth_again(
    page: ObjectsPage, answering: Answering, model: AppModel, operations: Operations
) -> None:
    for name in ("dish", "plate", "saucer"):
        model.objects.rename("bowl", name)
        operations.done()
    saucer, plate, dish = (one.operation_id for one in answering.operations)

    def press(does: Callable[[], None]) -> str:
        does()
        (change,) = operations.done()
        assert isinstance(change, Undo)
        return change.operation_id

    assert press(model.objects.undo) == saucer
    assert press(model.objects.undo) == plate
    undo_of_plate, undo_of_saucer = (one.operation_id for one in answering.operations[:2])
    assert press(model.objects.redo) == undo_of_plate
    assert press(model.objects.redo) == undo_of_saucer
    assert not model.objects.to_redo
    assert press(model.objects.undo) == saucer
    assert press(model.objects.undo) == plate
    assert press(model.objects.undo) == dish
    assert not model.objects.to_undo
    model.objects.rename("bowl", "cup")
    operations.done()
    assert not model.objects.to_redo  # something else was done since


def test_that_undo_pressed_twice_in_a_row_waits_for_the_first(
    page: ObjectsPage, answering: Answering, model: AppModel, operations: Operations
) -> None:
    for name in ("dish", "plate"):
        model.objects.rename("bowl", name)
        operations.done()
    plate, dish = (one.operation_id for one in answering.operations)
    model.objects.undo()
    model.objects.undo()
    assert operations.done() == [Undo(operation_id=plate)]
    assert operations.done() == [Undo(operation_id=dish)]
    assert operations.done() == []


def by(operator: str, operation_id: str, text: str) -> OperationSummary:
    return OperationSummary(
        operation_id=operation_id, text=text, at_s=scenes.NOW_S, operator=operator, tracks=1
    )


def test_that_undo_passes_over_what_somebody_else_did(
    page: ObjectsPage,
    answering: Answering,
    model: AppModel,
    operations: Operations,
    told: list[str],
    qtbot: QtBot,
) -> None:
    answering.operations = (by("Bo", "o2", "deleted vase"), by("Ada", "o1", "mug is cup now"))
    model.objects.refresh()
    answering.all()
    assert page.undo.toolTip().startswith("mug is cup now, by you")
    qtbot.mouseClick(page.undo, Qt.MouseButton.LeftButton)
    assert operations.done() == [Undo(operation_id="o1")]
    assert told == ["done; you had done it"]
    undo = answering.operations[0].operation_id
    answering.operations = (by("Bo", "o3", "renamed dish to bowl"), *answering.operations)
    model.objects.refresh()
    answering.all()
    model.objects.redo()  # whatever somebody else did since
    assert operations.done() == [Undo(operation_id=undo)]


def test_that_what_somebody_else_did_is_taken_back_only_on_purpose(
    page: ObjectsPage,
    window: AppWindow,
    answering: Answering,
    model: AppModel,
    operations: Operations,
    told: list[str],
    qtbot: QtBot,
) -> None:
    answering.operations = (by("Bo", "o2", "deleted vase"),)
    model.objects.refresh()
    answering.all()
    assert page.undo.text() == "&Undo…"
    assert page.undo.toolTip().startswith("deleted vase, by Bo, ")
    qtbot.keyClick(window, "z", Qt.KeyboardModifier.ControlModifier)
    assert answering.taken() == []
    asked = dialog(ConfirmDialog)
    assert isinstance(asked, ConfirmDialog)
    assert asked.windowTitle() == "Take back what Bo did"
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    assert answering.taken() == []
    qtbot.keyClick(asked.does, Qt.Key.Key_Space)
    assert operations.done() == [Undo(operation_id="o2")]
    assert told == ["done; Bo had done it"]


def test_that_undo_pressed_once_too_often_asks_once(
    page: ObjectsPage,
    answering: Answering,
    model: AppModel,
    operations: Operations,
    qtbot: QtBot,
) -> None:
    answering.operations = (by("Bo", "o1", "deleted vase"),)
    model.objects.rename("bowl", "dish")
    operations.done()
    for _ in range(3):
        page.undo_last()
    assert [type(one) for one in operations.done()] == [Undo]
    asked = dialog(ConfirmDialog)  # once
    assert isinstance(asked, ConfirmDialog)
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert operations.done() == []


def test_that_nothing_is_asked_about_labels_on_another_page(
    page: ObjectsPage, window: AppWindow, answering: Answering, model: AppModel
) -> None:
    answering.operations = (by("Bo", "o1", "deleted vase"),)
    model.objects.refresh()
    answering.all()
    model.objects.refresh()
    page.undo_last()  # which waits for what the station says
    window.show_page(0)
    answering.all()
    assert QApplication.activeModalWidget() is None


def test_that_ctrl_z_on_this_page_takes_back_what_was_done_to_labels(
    page: ObjectsPage,
    window: AppWindow,
    model: AppModel,
    operations: Operations,
    log: StationLog,
    ask: Ask,
    qtbot: QtBot,
) -> None:
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    ask()
    model.ask.answer("name", "mug")
    qtbot.keyClick(window, "z", ctrl)
    assert window.toast.text == "There is nothing to undo"
    model.objects.rename("bowl", "dish")
    operations.done()
    qtbot.keyClick(window, "z", ctrl)
    assert [type(one) for one in operations.done()] == [Undo]
    qtbot.keyClick(window, "z", ctrl | shift)
    assert [type(one) for one in operations.done()] == [Undo]
    assert log.said == [("name", "mug")]  # and the answer stands
    model.take(LinkChanged("connecting", "", 0))
    qtbot.keyClick(window, "z", ctrl)
    assert "No station is connected" in window.toast.text


def test_that_the_page_goes_along_with_a_class_that_is_renamed_or_merged(
    page: ObjectsPage,
    answering: Answering,
    operations: Operations,
    model: AppModel,
    told: list[str],
) -> None:
    choose(page, "mug")
    answering.all()
    model.objects.rename("mug", "cup")
    (wish,) = answering.wishes()
    model.take(CommandFinished(CommandResult(command_id=wish.command_id, ok=True, text="done")))
    assert model.objects.gallery is not None
    assert page.list.rowCount() == len(model.objects.gallery)  # what is seen is still there
    answering.classes = (CLASSES[0], ClassStanding(name="cup", tracks=130), CLASSES[2])
    answering.tracks["cup"] = answering.tracks.pop("mug")
    operations.done()
    assert (page.title.text(), chosen_line(page)) == ("cup", "cup")
    assert page.count.text() == "130 tracks"
    model.objects.merge(("cup",), "bowl")
    answering.classes = (ClassStanding(name="bowl", tracks=133), CLASSES[2])
    operations.done()
    assert (page.title.text(), chosen_line(page)) == ("bowl", "bowl")
    assert told == ["done", "done"]


def test_that_the_next_class_is_looked_at_where_nothing_is_called_so_any_more(
    page: ObjectsPage,
    answering: Answering,
    operations: Operations,
    model: AppModel,
    told: list[str],
) -> None:
    choose(page, "bowl")
    answering.all()
    model.objects.relabel(("bowl-0", "bowl-1", "bowl-2"), "mug")
    answering.classes = (ClassStanding(name="mug", tracks=133, suspicious=2), CLASSES[2])
    del answering.tracks["bowl"]
    operations.done()
    assert (page.title.text(), chosen_line(page)) == ("mug", "mug")
    assert told == ["done"]


def test_that_a_class_that_somebody_else_renamed_is_left_without_a_word(
    page: ObjectsPage, answering: Answering, log: StationLog, model: AppModel, told: list[str]
) -> None:
    choose(page, "mug")
    (wanted,) = (one for one in log.requests if isinstance(one, TracksWanted))
    answering.classes = (CLASSES[0], ClassStanding(name="stein", tracks=130), CLASSES[2])
    no = CommandResult(command_id=wanted.request_id, ok=False, text="there is no class 'mug'")
    log.requests.clear()
    model.take(CommandFinished(no))
    answering.all()
    assert page.title.text() == chosen_line(page) == "stein"
    assert told == []


def test_that_a_refusal_to_show_a_class_that_is_there_is_told_once(
    page: ObjectsPage, answering: Answering, log: StationLog, model: AppModel, told: list[str]
) -> None:
    choose(page, "mug")
    (wanted,) = (one for one in log.requests if isinstance(one, TracksWanted))
    log.requests.clear()
    model.take(CommandFinished(CommandResult(command_id=wanted.request_id, ok=False, text="no")))
    answering.all()
    assert told == ["no"]
    assert log.requests == []


def test_that_no_other_line_looks_chosen_while_a_search_hides_the_chosen_one(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "mug")
    answering.all()
    qtbot.keyClicks(page.classes.search, "bow")
    assert not page.classes.list.currentIndex().isValid()
    assert page.title.text() == "mug"
    page.classes.search.clear()
    assert chosen_line(page) == "mug"


def test_that_a_long_name_leaves_the_page_its_width_and_is_told_by_the_tip(
    page: ObjectsPage, answering: Answering, window: AppWindow
) -> None:
    name = "W" * 100
    answering.classes = (ClassStanding(name=name, tracks=3),)
    answering.tracks[name] = answering.tracks["bowl"]
    page._objects.refresh()
    answering.all()
    choose(page, name)
    answering.all()
    lay_out(window)
    page.grab()
    assert page.title.shown.endswith("…")
    assert page.title.toolTip() == name
    assert page.gallery.mapTo(window, page.gallery.rect().topRight()).x() < window.width()


def test_that_shift_selects_all_that_is_read_between_two_pictures(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "mug")
    answering.all()
    gallery, shift = page.gallery, Qt.KeyboardModifier.ShiftModifier
    wide = gallery._grid.columns

    def click(row: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = gallery.visualRect(page.list.index(row, 0)).center()
        qtbot.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, held, place)

    click(wide - 1)
    click(wide + 1, shift)  # further left, and a row below
    assert gallery.selected_rows == (wide - 1, wide, wide + 1)
    click(wide + 1)
    qtbot.keyClick(gallery, Qt.Key.Key_Up, shift)
    assert gallery.selected_rows == tuple(range(1, wide + 2))


def test_that_pictures_are_reached_renamed_and_left_by_keys_alone(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "mug")
    answering.all()
    lines, gallery = page.classes.list, page.gallery
    lines.setFocus()
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    assert gallery.hasFocus()
    assert gallery.selected_rows == (0,)
    qtbot.keyClick(gallery, Qt.Key.Key_Return)
    assert page.tracks.field.hasFocus()
    qtbot.keyClick(page.tracks.field, Qt.Key.Key_Escape)
    assert gallery.hasFocus()
    qtbot.keyClick(gallery, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(gallery, Qt.Key.Key_Delete)
    changes = answering.taken()
    assert changes == [Relabel(query_ids=("mug-0", "mug-1"), kind="not_an_object")]
    qtbot.keyClick(gallery, Qt.Key.Key_Escape)
    assert gallery.selected_rows == ()
    qtbot.keyClick(gallery, Qt.Key.Key_Escape)
    assert lines.hasFocus()
    qtbot.keyClick(lines, Qt.Key.Key_Delete)
    dialog(DeleteDialog).reject()


def test_that_tab_goes_from_the_classes_to_their_pictures(
    page: ObjectsPage, answering: Answering, qtbot: QtBot
) -> None:
    choose(page, "mug")
    answering.all()
    page.classes.list.setFocus()
    qtbot.keyClick(page.classes.list, Qt.Key.Key_Tab)
    assert page.gallery.hasFocus()


def test_that_a_result_is_told_and_all_is_asked_anew(
    page: ObjectsPage, answering: Answering, log: StationLog, model: AppModel, told: list[str]
) -> None:
    model.objects.rename("mug", "cup")
    (wish,) = (r for r in log.requests if isinstance(r, Curate))
    answering.taken()
    done = CommandResult(command_id=wish.command_id, ok=True, text="mug is cup now: 130 tracks")
    model.take(CommandFinished(done))
    assert told == ["mug is cup now: 130 tracks"]
    assert {type(request) for request in log.requests} == {ClassesWanted}
    answering.one()
    assert {type(request) for request in log.requests} == {TracksWanted}


def test_that_a_wish_is_said_again_until_it_is_answered(
    page: ObjectsPage,
    answering: Answering,
    log: StationLog,
    model: AppModel,
    clock: ManualClock,
    told: list[str],
) -> None:
    model.objects.rename("mug", "cup")
    (wish,) = answering_requests(log)
    clock.advance(2.5)
    model.tick()
    assert answering_requests(log) == [wish]
    clock.advance(60)
    model.tick()
    assert answering_requests(log) == []
    assert told == ["Renaming mug: no answer came from the station"]


def test_that_without_a_station_nothing_can_be_done_and_the_page_says_why(
    window: AppWindow, model: AppModel
) -> None:
    model.take(LinkChanged("connecting", "", 0))
    window.show_page(1)
    page = window.objects
    assert "No station is connected" in page.nothing.text()
    assert not page.tracks.isVisible()  # there are no pictures to be selected
    assert not page.rename.isEnabled()


def answering_requests(log: StationLog) -> list[Curate]:
    found = [r for r in log.requests if isinstance(r, Curate)]
    log.requests.clear()
    return found


@pytest.fixture(autouse=True)
def _dialogs_are_closed() -> Iterator[None]:
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.close()
            widget.deleteLater()


# ------------------------------------------------------------ answered differently


def test_that_it_is_said_who_answered_differently() -> None:
    track = scenes.track(
        "t1",
        name="mug",
        others=(
            OtherAnswer(kind="name", name="bowl", operator="Bo", answered_at_s=scenes.NOW_S),
            OtherAnswer(kind="not_an_object", name="", operator="", answered_at_s=scenes.NOW_S),
        ),
    )
    words = details((track,), scenes.NOW_S)
    assert words is not None
    assert words.wrong.startswith("Bo said bowl, ")
    assert "; somebody said not an object, " in words.wrong
    assert any(fact.startswith("Ada said so") for fact in words.facts)
    assert caption(track, Subject("disputed")) == "mug / bowl"
    assert "Bo said bowl" in spoken(track)


def test_that_what_people_do_not_agree_on_has_a_line_of_its_own() -> None:
    told = ClassList(request_id="r", classes=(ClassStanding(name="mug", tracks=3),), disputed=2)
    first, *others = entries(told)
    assert (first.title, first.tracks, first.subject) == (
        "Answered differently",
        2,
        Subject("disputed"),
    )
    assert [entry.title for entry in others] == ["mug"]


# ------------------------------------------------------------ where it was learned


SEEN = scenes.track(
    "mug-0", node_id="id-rover-1", source_id="belt", seen_at_s=scenes.NOW_S - 90, asked_by=11
)


def test_that_it_is_said_where_a_label_was_learned(
    page: ObjectsPage, answering: Answering, log: StationLog, model: AppModel
) -> None:
    answering.tracks["mug"] = [SEEN, scenes.track("mug-1", teaches=False)]
    choose(page, "mug")
    answering.all()
    select(page, 0)
    facts = page.tracks.facts.text()
    assert "seen by rover-1 on belt, " in facts
    assert "when v11 asked" in facts
    assert "learned" not in facts
    asked = [one for one in log.requests if isinstance(one, ProvenanceWanted)]
    assert [one.answer_id for one in asked] == ["answer-mug-0"]
    answering.all()
    assert "2 versions learned from it, from v11 to v12" in page.tracks.facts.text()
    model.take(StatusArrived(scenes.status()))
    assert [one for one in log.requests if isinstance(one, ProvenanceWanted)] == []
    select(page, 1)
    assert [one for one in log.requests if isinstance(one, ProvenanceWanted)] == []
    assert "nothing is learned from it" in page.tracks.facts.text()


def test_that_another_version_may_have_learned_from_it(
    page: ObjectsPage, answering: Answering, log: StationLog, model: AppModel
) -> None:
    answering.tracks["mug"] = [SEEN]
    answering.learned = ()
    choose(page, "mug")
    answering.all()
    select(page, 0)
    answering.all()
    assert "no version has learned from it yet" in page.tracks.facts.text()
    answering.learned = (13,)
    newer = (*scenes.status().versions, scenes.version(13, state="passed"))
    model.take(StatusArrived(scenes.status(versions=newer)))
    answering.all()
    assert "v13 learned from it" in page.tracks.facts.text()


def test_that_where_it_was_learned_is_asked_again_until_it_is_said(
    page: ObjectsPage, answering: Answering, log: StationLog, model: AppModel, clock: ManualClock
) -> None:
    answering.tracks["mug"] = [SEEN]
    choose(page, "mug")
    answering.all()
    select(page, 0)
    clock.advance(AGAIN_S)
    model.tick()
    asked = [one for one in log.requests if isinstance(one, ProvenanceWanted)]
    assert len(asked) == 2
    assert asked[0] == asked[1]
    failed = CommandResult(command_id=asked[0].request_id, ok=False, text="no such answer")
    model.take(CommandFinished(failed))
    clock.advance(AGAIN_S)
    model.tick()
    assert len([one for one in log.requests if isinstance(one, ProvenanceWanted)]) == 2


def test_that_of_several_it_is_counted_who_saw_and_who_named_them() -> None:
    tracks = (
        *(scenes.track(f"r{n}", node_id="id-rover-1") for n in range(3)),
        scenes.track("g", node_id="gate", operator="Bo"),
    )
    words = details(tracks, scenes.NOW_S, robots={"id-rover-1": "rover-1"})
    assert words is not None
    assert words.facts == ("mug", "seen by rover-1 3, gate 1", "answered by Ada 3, Bo 1")


def test_that_an_older_station_s_word_of_a_track_is_enough() -> None:
    words = details((scenes.track("t"),), scenes.NOW_S, robots={"node-1": "rover-1"})
    assert words is not None
    assert "seen by rover-1" in words.facts
    before = scenes.track("t", seen_at_s=scenes.NOW_S, source_id="belt")
    words = details((before,), scenes.NOW_S)
    assert words is not None
    assert any("before it had a model" in fact for fact in words.facts)
