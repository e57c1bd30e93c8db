"""An earlier recording is watched in place of what the robot sees: by key, mouse, and in words."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import (
    CommandFinished,
    LinkChanged,
    RecordingsArrived,
    StatusArrived,
)
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.watching import AGAIN_S
from operator_gui.views.live_view import LivePicture
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import ShotReady
from shared.protocol.deployment import CommandResult
from shared.protocol.live import LiveObject
from shared.protocol.status import NodeSummary
from shared.protocol.watching import WATCH_MINOR, RecordedShot, ShotWanted
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.station_log import StationLog
from tests.gui.test_live_view import seen

ROVER = "id-rover-1"
WHOLE = scenes.RECORDINGS[1]
FRAME_S, LENGTH_S = 0.5, 600.0


def rover(**changes: object) -> NodeSummary:
    return scenes.node(**({"minor": WATCH_MINOR} | changes))  # type: ignore[arg-type]


def tell(model: AppModel, *nodes: NodeSummary) -> None:
    model.take(StatusArrived(scenes.status(nodes=nodes)))


def shown(wanted: ShotWanted, **changes: object) -> ShotReady:
    """As a robot answers whose recording has two frames a second."""
    position_s = min(FRAME_S * (wanted.at_s // FRAME_S), LENGTH_S)
    fields: dict[str, object] = {
        "request_id": wanted.request_id,
        "node_id": wanted.node_id,
        "file": wanted.file,
        "position_s": position_s,
        "next_s": None if position_s >= LENGTH_S else position_s + FRAME_S,
        "length_s": LENGTH_S,
        "captured_at_s": scenes.NOW_S - 3600,
        "width_px": 640,
        "height_px": 480,
        "objects": (LiveObject(box=(160, 240, 480, 460), name="mug", probability=0.875),),
    }
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    return ShotReady(RecordedShot(**(fields | changes)), picture)  # type: ignore[arg-type]


class Watching:
    """The Robots page with its recordings unfolded and told, and a robot that answers."""

    def __init__(
        self, window: AppWindow, model: AppModel, log: StationLog, clock: ManualClock, bot: QtBot
    ) -> None:
        self.window, self.model, self.log, self.clock, self.bot = window, model, log, clock, bot
        self.card, self.live = window.robots.recordings, window.robots.live
        self.bar = self.live.watch.playback
        model.take(LinkChanged("connected", "", 0))
        tell(model, rover(), scenes.node("rig-2", minor=WATCH_MINOR))
        window.show_page(3)
        self.card.unfold.click()
        self.told()

    def told(self, *files: int) -> None:
        asked = self.log.recordings_wanted[-1].request_id
        entries = tuple(scenes.RECORDINGS[at] for at in files or range(3))
        self.model.take(RecordingsArrived(scenes.recording_list(asked, entries)))

    def play(self, row: int = 1) -> None:
        self.card.table.selectRow(row)
        self.card.play.click()

    def answer(self, **changes: object) -> None:
        self.model.take(shown(self.log.shots_wanted[-1], **changes))

    def refuse(self, text: str) -> None:
        about = self.log.shots_wanted[-1].request_id
        self.model.take(CommandFinished(CommandResult(command_id=about, ok=False, text=text)))

    def asked(self) -> list[float]:
        return [round(wanted.at_s, 3) for wanted in self.log.shots_wanted]

    def go(self, seconds: float) -> None:
        """Time goes by, and the window looks at the clock."""
        self.clock.advance(seconds)
        self.model.watching.advance()


@pytest.fixture
def watching(
    window: AppWindow, model: AppModel, log: StationLog, clock: ManualClock, qtbot: QtBot
) -> Watching:
    return Watching(window, model, log, clock, qtbot)


def press(watching: Watching, widget: QWidget, key: Qt.Key) -> None:
    widget.setFocus()
    watching.bot.keyClick(widget, key)


# ------------------------------------------------------------ beginning


def begin_by_button(watching: Watching) -> None:
    watching.card.table.selectRow(1)
    press(watching, watching.card.play, Qt.Key.Key_Space)


def begin_by_enter(watching: Watching) -> None:
    watching.card.table.selectRow(1)
    press(watching, watching.card.table, Qt.Key.Key_Return)


def begin_by_two_clicks(watching: Watching) -> None:
    table = watching.card.table
    place = table.visualRect(watching.card.recordings.index(1, 0)).center()
    watching.bot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    watching.bot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("begin", [begin_by_button, begin_by_enter, begin_by_two_clicks])
def test_that_a_recording_is_watched_in_place_of_what_is_live(
    watching: Watching, begin: Callable[[Watching], None]
) -> None:
    live = watching.live
    begin(watching)
    (wanted,) = watching.log.shots_wanted
    assert (wanted.node_id, wanted.file, wanted.at_s) == (ROVER, WHOLE.file, 0.0)
    assert live.title.text() == f"Recording {WHOLE.file}"
    assert live.caption.text() == "Waiting for a picture…"
    assert (live.watch.isVisible(), live.playback.isVisible()) == (True, False)
    watching.answer()
    assert live.caption.text().endswith(" · 1 object")
    assert watching.bar.place.text() == "0:00 of 10:00"
    assert watching.bar.hold.text() == "Pause"
    picture = live.picture
    assert picture.accessibleName() == f"Recording {WHOLE.file}"
    assert picture.accessibleDescription() == "What the robot saw then: mug 88 %"


def test_that_it_comes_into_sight_and_takes_the_keys(watching: Watching) -> None:
    watching.window.resize(960, 600)
    scroll = watching.window.robots.findChild(QScrollArea)
    assert scroll is not None
    QApplication.processEvents()
    scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    watching.play()
    QApplication.processEvents()
    picture = watching.live.picture
    top = picture.mapTo(scroll.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= scroll.viewport().height() - picture.height()
    assert watching.window.focusWidget() is watching.bar.hold


def test_that_the_picture_says_that_it_is_not_live_in_words(
    watching: Watching, qtbot: QtBot, theme: Theme
) -> None:
    watching.play()
    watching.answer()
    assert watching.model.watching.mark() == "Recording, 0:00 of 10:00"
    picture = LivePicture(theme)
    qtbot.addWidget(picture)
    picture.resize(360, 220)
    plain = picture.grab().toImage()
    picture.show_mark(watching.model.watching.mark())
    marked = picture.grab().toImage()
    changed = [
        (x, y) for x in range(360) for y in range(220) if marked.pixel(x, y) != plain.pixel(x, y)
    ]
    assert len(changed) > 500
    assert max(y for _, y in changed) < 60
    ready = shown(watching.log.shots_wanted[-1], objects=(LiveObject(box=(0, 0, 640, 480)),))
    picture.show_seen(ready.shot, QPixmap.fromImage(ready.picture), name="", spoken="")
    with_picture = picture.grab().toImage()  # of which nothing lies under the words
    assert [with_picture.pixel(x, 14) for x in range(360)] == [
        marked.pixel(x, 14) for x in range(360)
    ]
    picture.show_seen(None, QPixmap(), name="", spoken="")
    picture.show_mark("")
    assert picture.grab().toImage() == plain


def test_that_nothing_of_what_is_live_is_asked_or_shown_meanwhile(
    watching: Watching, model: AppModel, log: StationLog, clock: ManualClock
) -> None:
    before = len(log.live_wanted)
    watching.play()
    watching.answer()
    clock.advance(5.0)
    model.tick()
    model.take(seen(ROVER))
    assert len(log.live_wanted) == before
    assert model.live.seen is None
    assert "mug" in watching.live.picture.accessibleDescription()


# ------------------------------------------------------------ playing


def test_that_it_plays_with_one_question_at_a_time(watching: Watching) -> None:
    watching.play()
    watching.go(3.0)
    assert watching.asked() == [0.0]
    watching.answer()
    watching.go(0.4)
    assert watching.asked() == [0.0]
    watching.go(0.2)
    assert watching.asked() == [0.0, 0.6]
    watching.go(1.0)
    assert len(watching.asked()) == 2
    watching.answer()
    assert watching.model.watching.playback.position_s == pytest.approx(1.1)


def test_that_the_window_plays_by_itself_while_it_is_seen(watching: Watching) -> None:
    watching.play()
    watching.answer()
    watching.clock.advance(0.6)
    watching.bot.waitUntil(lambda: len(watching.asked()) == 2)
    watching.answer()
    watching.window.show_page(0)
    watching.clock.advance(5.0)
    watching.bot.wait(200)
    assert len(watching.asked()) == 2
    watching.window.show_page(3)
    assert watching.bar.hold.text() == "Resume"
    assert watching.model.watching.is_on


def test_that_it_is_paused_wound_and_paced_by_keyboard(watching: Watching) -> None:
    bar = watching.bar
    watching.play()
    watching.answer()
    press(watching, bar.hold, Qt.Key.Key_Space)
    assert bar.hold.text() == "Resume"
    watching.go(9.0)
    assert watching.asked() == [0.0]
    for _ in range(3):
        press(watching, bar.slider, Qt.Key.Key_Right)
    watching.bot.waitUntil(lambda: watching.asked() == [0.0, 3.0])
    watching.answer()
    assert bar.place.text() == "0:03 of 10:00"
    press(watching, bar.slider, Qt.Key.Key_End)
    watching.bot.waitUntil(lambda: watching.asked()[2:] == [600.0])
    watching.answer()
    press(watching, bar.slider, Qt.Key.Key_Home)
    watching.bot.waitUntil(lambda: watching.asked()[3:] == [0.0])
    watching.answer()
    press(watching, bar.speed, Qt.Key.Key_Down)
    assert watching.model.watching.playback.speed == 2.0
    press(watching, bar.hold, Qt.Key.Key_Space)
    watching.go(1.0)
    assert watching.asked()[4:] == [2.0]
    assert watching.log.playback == []  # the robot itself goes on as it does


def test_that_each_frame_is_asked_for_once_the_one_before_is_there(watching: Watching) -> None:
    watching.play()
    watching.answer()
    watching.bar.hold.click()
    press(watching, watching.bar.speed, Qt.Key.Key_End)  # as fast as it goes
    watching.bar.hold.click()
    for at_s in (0.5, 1.0, 1.5):
        assert watching.asked()[-1] == at_s
        watching.answer()
    assert watching.bar.place.text() == "0:01 of 10:00"


def test_that_it_is_wound_while_the_slider_is_dragged(watching: Watching) -> None:
    watching.play()
    watching.answer()
    slider = watching.bar.slider
    slider.setSliderDown(True)
    slider.setValue(1000)
    watching.bot.waitUntil(lambda: watching.asked()[1:] == [100.0])
    slider.setValue(2000)
    watching.answer()
    assert slider.value() == 2000
    watching.bot.waitUntil(lambda: watching.asked()[2:] == [200.0])
    slider.setSliderDown(False)


def test_that_at_the_end_it_stands_on_the_last_frame(watching: Watching) -> None:
    watching.play()
    watching.answer()
    watching.model.watching.control(to_s=LENGTH_S)
    watching.answer()
    assert (watching.bar.hold.text(), watching.bar.place.text()) == ("Resume", "10:00 of 10:00")
    watching.go(5.0)
    assert len(watching.asked()) == 2
    assert "mug" in watching.live.picture.accessibleDescription()
    watching.bar.hold.click()
    assert watching.asked()[2:] == [0.0]


def test_that_an_answer_to_what_was_asked_before_is_late(watching: Watching) -> None:
    watching.play()
    late = watching.log.shots_wanted[-1]
    watching.play(2)
    watching.model.take(shown(late))
    assert watching.model.watching.seen is None
    watching.answer(version=11)
    assert watching.live.caption.text().endswith("1 object · judged by v11")
    watching.go(0.6)
    watching.answer(note="what was found in this frame was not recorded", objects=())
    assert watching.live.caption.text().endswith("was not recorded")
    assert "nothing" in watching.live.picture.accessibleDescription()


def test_that_what_may_be_lost_is_asked_for_again(watching: Watching) -> None:
    watching.play()
    watching.go(AGAIN_S - 1.0)
    assert len(watching.log.shots_wanted) == 1
    watching.go(1.5)
    first, second = watching.log.shots_wanted
    assert first == second


# ------------------------------------------------------------ when it does not go on


def test_that_a_failure_is_said_and_tried_again_at_wish(watching: Watching) -> None:
    watching.play()
    watching.answer()
    watching.go(0.6)
    watching.refuse("it has no recording a.mcap; see which there are")
    caption = watching.live.caption
    assert caption.text() == "It has no recording a.mcap; see which there are."
    assert watching.bar.hold.text() == "Resume"
    watching.go(20.0)
    assert len(watching.asked()) == 2
    watching.bar.hold.click()
    watching.go(0.6)
    assert len(watching.asked()) == 3
    assert "no recording" not in caption.text()


def test_that_a_recording_that_cannot_be_shown_at_all_can_be_tried_again(
    watching: Watching,
) -> None:
    watching.play()
    watching.refuse("no frame can be read in a.mcap")
    assert watching.live.caption.text() == "No frame can be read in a.mcap."
    watching.go(20.0)
    assert watching.asked() == [0.0]
    watching.bar.hold.click()
    assert watching.asked() == [0.0, 0.0]


def test_that_a_picture_that_is_damaged_is_said(watching: Watching) -> None:
    watching.play()
    ready = shown(watching.log.shots_wanted[-1])
    watching.model.take(ShotReady(ready.shot, QImage()))
    assert watching.live.caption.text() == "The picture that came is damaged."
    assert watching.bar.hold.text() == "Resume"


def test_that_a_robot_that_goes_offline_is_said_until_it_is_back(
    watching: Watching, model: AppModel
) -> None:
    watching.play()
    watching.answer()
    tell(model, rover(online=False))
    live = watching.live
    assert live.caption.text() == "rover-1 is offline."
    assert (live.watch.isVisible(), watching.bar.hold.text()) == (True, "Resume")
    assert "mug" in live.picture.accessibleDescription()
    tell(model, rover())
    assert live.caption.text().endswith("1 object")
    assert watching.bar.hold.text() == "Resume"
    model.take(LinkChanged("connecting", "", 0))
    assert live.caption.text() == "No station is connected."


def test_that_a_recording_that_was_deleted_is_said(watching: Watching) -> None:
    watching.play()
    watching.answer()
    watching.told(0, 2)
    assert watching.live.caption.text() == f"{WHOLE.file} is not on the robot any more."
    assert watching.bar.hold.text() == "Resume"


# ------------------------------------------------------------ ending


def test_that_one_comes_back_to_what_is_live(watching: Watching, log: StationLog) -> None:
    watching.play()
    watching.answer()
    before = len(log.live_wanted)
    press(watching, watching.live.watch.leave, Qt.Key.Key_Space)
    live = watching.live
    assert (live.title.text(), live.watch.isVisible()) == ("Live", False)
    assert live.playback.isVisible()
    assert log.live_wanted[before:] == [ROVER]
    assert live.picture.accessibleName() == "What the robot sees"
    assert live.picture.accessibleDescription() == ""
    watching.model.take(shown(log.shots_wanted[-1]))
    assert watching.model.watching.seen is None


def test_that_another_robot_is_seen_live(watching: Watching, log: StationLog) -> None:
    watching.play()
    watching.window.robots.table.selectRow(1)
    assert not watching.model.watching.is_on
    assert watching.live.title.text() == "Live"
    assert log.live_wanted[-1] == "id-rig-2"


# ------------------------------------------------------------ what cannot be watched


def test_that_only_what_can_be_watched_can_be_chosen(watching: Watching, model: AppModel) -> None:
    play = watching.card.play
    watching.card.table.clearSelection()
    assert not play.isEnabled()
    watching.card.table.selectRow(0)
    assert (play.isEnabled(), "still being written" in play.toolTip()) == (False, True)
    press(watching, watching.card.table, Qt.Key.Key_Return)
    assert watching.log.shots_wanted == []
    watching.card.table.selectRow(2)  # its end is missing
    assert (play.isEnabled(), "as the robot judged" in play.toolTip()) == (True, True)
    tell(model, rover(minor=WATCH_MINOR - 1))
    assert not play.isEnabled()
    assert "rover-1 runs an older release" in play.toolTip()
    assert play.accessibleDescription() == play.toolTip()
    tell(model, rover(online=False))
    assert (play.isEnabled(), play.toolTip()) == (False, "rover-1 is offline.")


def test_that_everything_has_a_name_and_can_be_reached(watching: Watching) -> None:
    watching.play()
    bar = watching.bar
    for part in (bar.hold, bar.slider, bar.speed, watching.live.watch.leave, watching.card.play):
        assert part.accessibleName() or part.text()  # type: ignore[attr-defined]
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_that_no_letter_means_two_things_on_the_page(watching: Watching) -> None:
    watching.play()
    watching.answer()
    menus = [action.text() for action in watching.window.menuBar().actions()]
    parts = [
        part.text()
        for kind in (QAbstractButton, QLabel)
        for part in watching.window.robots.findChildren(kind)
        if part.isVisible() and (kind is QAbstractButton or part.buddy() is not None)
    ]
    letters = [QKeySequence.mnemonic(text).toString() for text in (*menus, *parts)]
    used = sorted(letter for letter in letters if letter)
    assert {"Alt+Y", "Alt+B"} <= set(used)
    own = [letter for letter in used if letter in ("Alt+Y", "Alt+B")]
    assert own == ["Alt+B", "Alt+Y"], used
