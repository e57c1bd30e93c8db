"""Nothing is cut off: at any size that is allowed, and on screens of twice the density."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QScrollArea

from operator_gui.operator_events import LinkChanged, StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from tests.gui import scenes, street
from tests.gui.clipping import clipped
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # `test_fit.py` looks at every screen at these sizes in each run
MANY = tuple((f"suggestion number {at}", 0.9 / (at + 1)) for at in range(9))
SIZES = [
    pytest.param(QSize(1280, 800), id="default"),
    pytest.param(QSize(960, 600), id="least"),
    pytest.param(QSize(640, 400), id="1280x800 at 200 %"),
    pytest.param(QSize(1920, 1080), id="large"),
]


def resize(window: AppWindow, size: QSize) -> None:
    window.setMinimumSize(QSize(0, 0))
    window.resize(size)


def lay_out(window: AppWindow) -> None:
    """Layouts are done anew by posted events, and one may cause another."""
    for _ in range(3):
        QApplication.processEvents()
    assert not window.grab().isNull()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("suggested", [(), MANY[:3], MANY], ids=["none", "three", "nine"])
def test_that_no_question_is_cut_off(
    window: AppWindow, ask: Ask, size: QSize, suggested: tuple[tuple[str, float], ...]
) -> None:
    resize(window, size)
    ask(suggested=suggested, views=16)
    lay_out(window)
    assert window.size() == size
    assert clipped(window) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("suggested", [(), MANY], ids=["none", "nine"])
def test_that_nothing_that_looks_the_same_is_cut_off(
    window: AppWindow, ask: Ask, size: QSize, suggested: tuple[tuple[str, float], ...]
) -> None:
    resize(window, size)
    ask(suggested=suggested, alike=tuple(f"a{at}" for at in range(12)))
    lay_out(window)
    buttons = window.ask.panel.alike.buttons
    assert len({(button.x(), button.y()) for button in buttons}) == 12
    assert clipped(window) == []
    resize(window, SIZES[2].values[0])  # type: ignore[arg-type]
    lay_out(window)
    assert clipped(window) == []
    assert all(b.geometry().right() < window.ask.panel.alike.width() for b in buttons)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", [1, 2, 3], ids=["objects", "learning", "robots"])
def test_that_no_page_is_cut_off(window: AppWindow, size: QSize, page: int) -> None:
    resize(window, size)
    window.show_page(page)
    lay_out(window)
    assert window.size() == size
    assert clipped(window) == []


@pytest.mark.parametrize("size", SIZES)
def test_that_a_robot_of_a_long_name_leaves_the_page_its_width(
    window: AppWindow, model: AppModel, size: QSize
) -> None:
    robot = scenes.node("Rover of a very long name " * 4)
    model.take(StatusArrived(msgspec.structs.replace(scenes.status(), nodes=(robot,))))
    resize(window, size)
    window.show_page(3)
    lay_out(window)
    page = window.robots
    for part in (page.table, page.asking, page.live, page.recordings, page.log):
        edge = part.mapTo(window, part.rect().topRight())
        assert edge.x() < window.width(), type(part).__name__
    assert page.table.columnWidth(0) <= 240


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", ["connected", "connecting", "refused"])
def test_that_no_empty_page_is_cut_off(
    window: AppWindow, model: AppModel, size: QSize, state: str
) -> None:
    resize(window, size)
    reason = "it speaks protocol 2 and this app protocol 1: update the app " * 2
    model.take(LinkChanged(state, reason, 3))  # type: ignore[arg-type]
    lay_out(window)
    assert clipped(window) == []


def test_that_the_keys_are_not_cut_off(window: AppWindow) -> None:
    for size in (QSize(1280, 800), QSize(640, 400)):
        resize(window, size)
        window.overlay.open()
        lay_out(window)
        assert clipped(window.overlay) == []
        window.overlay.close_overlay()


@pytest.mark.skipif("QT_SCALE_FACTOR" in os.environ, reason="is the scaled run itself")
def test_that_the_same_holds_at_200_percent() -> None:
    """The scale is read once, when Qt starts: so in a process of its own."""
    this = Path(__file__).relative_to(ROOT)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-k",
            "default or 200",
            str(this),
        ],
        cwd=ROOT,
        env=os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_that_the_table_of_robots_is_not_scrolled_sideways_for_nothing(
    window: AppWindow, model: AppModel, log: StationLog
) -> None:
    street.show_full(model, log, street.Street())
    window.show_page(3)
    resize(window, QSize(1280, 800))
    lay_out(window)
    table = window.robots.table
    assert table.horizontalScrollBar().maximum() == 0
    header = table.horizontalHeader()
    assert header.length() == table.viewport().width()
    resize(window, QSize(640, 400))
    lay_out(window)
    assert header.sectionSize(header.count() - 1) == 100
    assert table.horizontalScrollBar().maximum() > 0


@pytest.mark.parametrize("size", [QSize(960, 600), QSize(1280, 800)], ids=["least", "default"])
def test_that_the_learning_page_needs_no_scrolling_sideways(
    window: AppWindow, model: AppModel, log: StationLog, size: QSize
) -> None:
    resize(window, size)
    street.show_full(model, log, street.Street())  # which the page shows only once it is seen
    window.show_page(2)
    lay_out(window)
    scroll = window.learning.findChild(QScrollArea)
    assert scroll is not None
    assert scroll.horizontalScrollBar().maximum() == 0
