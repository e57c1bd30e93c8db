"""What a robot sees, on the Robots page: asked for while somebody looks, drawn, and in words."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from operator_gui.operator_events import StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.live import SILENT_S, object_words
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import LiveReady
from shared.protocol.live import LiveFrame, LiveObject
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.station_log import StationLog

ROVER, RIG = "id-rover-1", "id-rig-2"


def seen(node_id: str = ROVER, *objects: LiveObject) -> LiveReady:
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    frame = LiveFrame(
        node_id=node_id,
        source_id="camera",
        sequence=7,
        captured_at_s=1.0,
        width_px=640,
        height_px=480,
        objects=objects,
    )
    return LiveReady(frame, picture)


@pytest.fixture
def robots(window: AppWindow, model: AppModel) -> AppWindow:
    model.take(StatusArrived(scenes.status()))
    window.show_page(3)
    return window


def test_that_a_robot_is_asked_for_its_picture_only_while_its_page_is_shown(
    window: AppWindow, model: AppModel, log: StationLog, clock: ManualClock
) -> None:
    model.take(StatusArrived(scenes.status()))
    model.tick()
    assert log.live_wanted == []
    window.show_page(3)
    assert log.live_wanted == [ROVER]
    model.tick()
    assert log.live_wanted == [ROVER]  # a second has not gone by
    clock.advance(1.0)
    model.tick()
    assert log.live_wanted == [ROVER, ROVER]
    window.show_page(0)
    clock.advance(5.0)
    model.tick()
    assert log.live_wanted == [ROVER, ROVER]
    assert model.live.seen is None


def test_that_another_robot_is_looked_at_once_it_is_selected(
    robots: AppWindow, model: AppModel, log: StationLog
) -> None:
    model.take(seen(ROVER))
    assert model.live.seen is not None
    robots.robots.table.selectRow(1)
    assert log.live_wanted == [ROVER, RIG]
    assert model.live.seen is None
    model.take(seen(ROVER))  # was on its way
    assert model.live.seen is None


def test_that_it_says_what_is_seen_and_since_when_nothing_is(
    robots: AppWindow, model: AppModel, clock: ManualClock
) -> None:
    card = robots.robots.live
    assert card.caption.text() == "Waiting for a picture…"
    clock.advance(SILENT_S)
    model.tick()
    assert "No picture comes" in card.caption.text()
    model.take(seen(ROVER, LiveObject(box=(0, 0, 9, 9), name="mug"), LiveObject(box=(0, 0, 9, 9))))
    assert card.caption.text() == "camera · frame 7 · 2 objects, 1 without a name"
    clock.advance(4.0)
    model.tick()
    assert card.caption.text().endswith("no newer one for 4 s")
    robots.robots.table.selectRow(1)
    assert "offline" in card.caption.text()


def test_that_a_box_is_drawn_where_it_is_and_read_out(robots: AppWindow, model: AppModel) -> None:
    thing = LiveObject(box=(160, 240, 480, 460), name="mug", probability=0.875, asked=True)
    assert object_words(thing) == "mug 88 % · asked"
    assert object_words(LiveObject(box=(0, 0, 1, 1))) == "?"
    picture = robots.robots.live.picture
    model.take(seen(ROVER))
    QApplication.processEvents()
    before = picture.grab().toImage()
    model.take(seen(ROVER, thing))
    QApplication.processEvents()
    after = picture.grab().toImage()
    changed = [
        (x, y)
        for x in range(after.width())
        for y in range(after.height())
        if after.pixel(x, y) != before.pixel(x, y)
    ]
    scale = min(picture.width() / 640, picture.height() / 480)
    left = (picture.width() - 640 * scale) / 2
    box_left, box_right = left + 160 * scale, left + 480 * scale
    assert min(x for x, _ in changed) == pytest.approx(box_left, abs=4)
    assert max(x for x, _ in changed) == pytest.approx(box_right, abs=4)
    assert "mug 88 % · asked" in picture.accessibleDescription()


def test_that_it_stands_below_where_the_window_is_narrow(robots: AppWindow) -> None:
    page = robots.robots
    robots.resize(1500, 900)
    QApplication.processEvents()
    assert page.live.x() > page.asking.x()
    robots.resize(760, 900)
    QApplication.processEvents()
    assert page.live.y() > page.asking.y()
    assert page.live.isVisible()
