"""A picture of the gallery, large: what is asked for, shown, and gone through."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import CommandFinished
from operator_gui.operator_link import TOO_OLD
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.enlarged import EnlargedModel
from operator_gui.viewmodels.gallery import AGAIN_S, Subject
from operator_gui.views.enlarged_overlay import EnlargedOverlay
from operator_gui.views.gallery_view import GalleryView
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import CurationReady
from shared.protocol.curation import OtherAnswer, Suspicion, TrackList, TracksWanted
from shared.protocol.deployment import CommandResult
from shared.protocol.track_view import TrackView, TrackViewWanted
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.clipping import clipped
from tests.gui.station_log import StationLog
from tests.gui.test_scaling import SIZES, lay_out, resize

SMALL, WHOLE, FRAME = QSize(96, 72), QSize(320, 240), QSize(640, 360)
TRACKS = 20
WRONG = Suspicion(
    looks_like="bowl", probability=0.93, own_probability=0.02, reason="looks like bowl (93 %)"
)

MUCH_SAID = scenes.track(
    "t1",
    suspicion=WRONG,
    source_id="camera above the door",
    seen_at_s=scenes.NOW_S - 86_400.0,
    asked_by=12,
    others=tuple(
        OtherAnswer(kind="name", name="bowl", operator=who, answered_at_s=scenes.NOW_S - 90.0)
        for who in ("Bo", "Cleo", "Dana")
    ),
)


def wanted(log: StationLog) -> list[TrackViewWanted]:
    return [one for one in log.requests if isinstance(one, TrackViewWanted)]


def shown(about: TrackViewWanted, *, lost: bool = False) -> CurationReady:
    """What a station says to it."""
    reply = TrackView(
        request_id=about.request_id,
        query_id=about.query_id,
        frame_width_px=1280,
        box=(10.0, 20.0, 110.0, 220.0),
    )
    sizes = () if lost else (WHOLE, FRAME)
    pictures = tuple(scenes.image(size.width(), size.height()) for size in sizes)
    return CurationReady(reply, pictures or (QImage(), QImage()))


@pytest.fixture
def enlarged(model: AppModel) -> EnlargedModel:
    """A mug, of which the small picture is there."""
    model.enlarged.show(scenes.track("t1"), scenes.image(96, 72))
    return model.enlarged


@pytest.fixture
def gallery(window: AppWindow, model: AppModel, log: StationLog) -> GalleryView:
    """Of mugs, the second of which is selected."""
    window.show_page(1)
    model.objects.choose(Subject("class", "mug"))
    asked = next(one for one in log.requests if isinstance(one, TracksWanted))
    tracks = tuple(scenes.track(f"t{n}", suspicion=WRONG) for n in range(TRACKS))
    told = TrackList(request_id=asked.request_id, tracks=tracks, total=TRACKS)
    model.take(CurationReady(told, tuple(scenes.image(96, 72) for _ in tracks)))
    found = window.objects.gallery
    found.setFocus()
    found.setCurrentIndex(window.objects.list.index(1, 0))
    log.requests.clear()
    return found


@pytest.fixture
def overlay(window: AppWindow, gallery: GalleryView, qtbot: QtBot) -> EnlargedOverlay:
    qtbot.keyClick(gallery, Qt.Key.Key_Space)
    return window.enlarged


def named(enlarged: EnlargedModel) -> str:
    assert enlarged.now is not None
    return enlarged.now.track.query_id


def size(enlarged: EnlargedModel) -> QSize:
    assert enlarged.now is not None
    return enlarged.now.picture.size()


# ------------------------------------------------------------ what is asked for


def test_that_the_small_picture_is_large_until_the_whole_one_comes(
    model: AppModel, enlarged: EnlargedModel, log: StationLog
) -> None:
    assert enlarged.now is not None
    assert (size(enlarged), enlarged.now.context.isNull()) == (SMALL, True)
    assert "asking the station" in enlarged.now.note
    model.take(shown(wanted(log)[0]))
    assert (size(enlarged), enlarged.now.context.size()) == (WHOLE, FRAME)
    assert enlarged.now.note == ""


def test_that_who_walks_on_is_shown_the_whole_of_where_they_end(
    model: AppModel, enlarged: EnlargedModel, log: StationLog
) -> None:
    for name in ("t2", "t3", "t4"):
        enlarged.show(scenes.track(name), None)
    first = wanted(log)
    assert [one.query_id for one in first] == ["t1"]  # one at a time
    model.take(shown(first[0]))
    assert size(enlarged) == QSize(0, 0)  # that was of another
    assert [one.query_id for one in wanted(log)] == ["t1", "t4"]
    model.take(shown(wanted(log)[1]))
    assert (named(enlarged), size(enlarged)) == ("t4", WHOLE)


def test_that_what_was_lost_is_asked_for_again(
    model: AppModel, enlarged: EnlargedModel, log: StationLog, clock: ManualClock
) -> None:
    model.tick()
    assert len(wanted(log)) == 1
    clock.advance(AGAIN_S)
    model.tick()
    assert wanted(log) == [wanted(log)[0]] * 2


def test_that_nothing_is_asked_for_or_taken_once_it_is_closed(
    model: AppModel, enlarged: EnlargedModel, log: StationLog, clock: ManualClock
) -> None:
    (asked,) = wanted(log)
    enlarged.close()
    clock.advance(AGAIN_S)
    model.tick()
    model.take(shown(asked))
    assert (wanted(log), enlarged.now) == ([asked], None)


def test_that_a_lost_picture_and_an_old_station_are_said_and_the_small_one_stays(
    model: AppModel, enlarged: EnlargedModel, log: StationLog
) -> None:
    model.take(shown(wanted(log)[0], lost=True))
    assert enlarged.now is not None
    assert (size(enlarged), enlarged.now.note) == (SMALL, "The station has lost the picture.")
    enlarged.show(scenes.track("t2"), scenes.image(96, 72))
    about = wanted(log)[1].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text=TOO_OLD)))
    assert (size(enlarged), enlarged.now.note) == (SMALL, TOO_OLD)


def test_that_a_refusal_of_what_is_looked_at_no_more_is_not_shown(
    model: AppModel, enlarged: EnlargedModel, log: StationLog
) -> None:
    enlarged.show(scenes.track("t2"), None)
    about = wanted(log)[0].request_id
    model.take(CommandFinished(CommandResult(command_id=about, ok=False, text="no track")))
    assert enlarged.now is not None
    assert enlarged.now.note != "no track"
    assert [one.query_id for one in wanted(log)] == ["t1", "t2"]


# ------------------------------------------------------------ on the page


def test_that_a_key_shows_it_large_with_who_said_what_and_where_it_was_seen(
    overlay: EnlargedOverlay, model: AppModel, log: StationLog
) -> None:
    assert overlay.isVisible()
    assert overlay.heading.text() == "mug"
    assert "Ada said so" in overlay.facts.text()
    assert "seen by" in overlay.facts.text()
    assert overlay.wrong.text() == "looks like bowl (93 %)"
    assert overlay.accessibleName() == "Large: mug, answered by Ada, looks like bowl (93 %)"
    assert not overlay.context.isVisible()
    model.take(shown(wanted(log)[0]))
    assert overlay.context.isVisible()
    assert "labelled mug" in overlay.context.accessibleDescription()


def test_that_a_double_click_shows_it_large(
    window: AppWindow, gallery: GalleryView, qtbot: QtBot
) -> None:
    place = gallery.visualRect(window.objects.list.index(3, 0)).center()
    for act in (qtbot.mouseClick, qtbot.mouseDClick):
        act(gallery.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.enlarged.isVisible()
    assert named(window._model.enlarged) == "t3"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_that_the_key_and_escape_go_back_to_where_it_was_opened(
    overlay: EnlargedOverlay, gallery: GalleryView, qtbot: QtBot, key: Qt.Key
) -> None:
    qtbot.keyClick(overlay, key)
    assert not overlay.isVisible()
    assert gallery.hasFocus()
    assert gallery.selected_rows == (1,)


def test_that_arrows_go_to_the_neighbours_and_no_further_than_the_ends(
    overlay: EnlargedOverlay, model: AppModel, gallery: GalleryView, qtbot: QtBot
) -> None:
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(overlay, key)
        seen.append(named(model.enlarged))
    assert seen == ["t2", "t1", "t0", "t0"]
    columns = gallery._grid.columns
    qtbot.keyClick(overlay, Qt.Key.Key_Down)
    assert named(model.enlarged) == f"t{columns}"
    assert gallery.selected_rows == (columns,)


def test_that_several_stay_selected_while_they_are_looked_at(
    window: AppWindow, model: AppModel, gallery: GalleryView, qtbot: QtBot
) -> None:
    gallery.selectAll()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right):
        qtbot.keyClick(window.enlarged if window.enlarged.isVisible() else gallery, key)
    assert named(model.enlarged) == "t2"
    assert len(gallery.selected_rows) == TRACKS


def test_that_no_other_key_does_anything_below_it(
    overlay: EnlargedOverlay, gallery: GalleryView, log: StationLog, qtbot: QtBot
) -> None:
    log.requests.clear()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_M, Qt.Key.Key_Tab, Qt.Key.Key_Return):
        qtbot.keyClick(overlay, key)
    assert log.requests == []
    assert overlay.isVisible()


def test_that_another_key_can_be_had_and_space_does_nothing_then(
    window: AppWindow, gallery: GalleryView, qtbot: QtBot
) -> None:
    assert window.preferences.put_key("enlarge", "v") == ""
    qtbot.keyClick(gallery, Qt.Key.Key_Space)
    assert not window.enlarged.isVisible()
    qtbot.keyClick(gallery, Qt.Key.Key_V)
    assert window.enlarged.isVisible()
    assert "V or Esc closes" in window.enlarged.foot.text()
    qtbot.keyClick(window.enlarged, Qt.Key.Key_V)
    assert not window.enlarged.isVisible()
    qtbot.keyClick(gallery, "V", Qt.KeyboardModifier.ShiftModifier)  # with Shift it begins a name
    assert window.objects.tracks.field.text() == "V"


def test_that_another_page_closes_it(overlay: EnlargedOverlay, window: AppWindow) -> None:
    window.show_page(0)
    assert not overlay.isVisible()


@pytest.mark.parametrize("at", SIZES)
def test_that_nothing_of_it_is_cut_off(
    window: AppWindow, gallery: GalleryView, model: AppModel, log: StationLog, at: QSize
) -> None:
    resize(window, at)
    window.objects.enlarging.emit()
    model.enlarged.show(MUCH_SAID, None)
    lay_out(window)
    assert clipped(window.enlarged) == []
    model.take(shown(wanted(log)[0]))
    lay_out(window)
    assert clipped(window.enlarged) == []
