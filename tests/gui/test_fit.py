"""Every screen fits: in the window's own size, in a screen of 1920 × 1200 pixels at 200 and 300 %,
and in 800 logical pixels; in every language."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.language import FOLDER, read_language
from operator_gui.texts import ENGLISH, speak
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from tests.gui import make_screenshots, street
from tests.gui.clipping import clipped
from tests.gui.conftest import Ask
from tests.gui.dialogs import DIALOGS, opened
from tests.gui.overlapping import overlapping, sideways
from tests.gui.station_log import StationLog

SIZES = {
    "100 %": QSize(1280, 800),
    "200 %": QSize(960, 600),
    "800 px": QSize(800, 600),
    "300 %": QSize(640, 400),
}
FRAME = QSize(2, 24)
"""What the desktop puts around a dialog."""

LANGUAGES = {
    "en": ENGLISH,
    **{file.stem[-2:]: read_language(file) for file in FOLDER.glob("*.qm")},
}


@pytest.fixture(scope="module")
def pictures() -> street.Street:
    """Cut out once: reading the clip takes longer than all else."""
    return street.Street()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    speak(LANGUAGES[request.param])
    yield request.param
    speak(ENGLISH)


@pytest.mark.parametrize("size", [pytest.param(size, id=name) for name, size in SIZES.items()])
@pytest.mark.parametrize("state", make_screenshots.STATES)
@pytest.mark.usefixtures("language")  # which comes before the window, that is made in it
def test_that_every_screen_fits(
    language: str,
    window: AppWindow,
    model: AppModel,
    log: StationLog,
    pictures: street.Street,
    size: QSize,
    state: str,
) -> None:
    window.setMinimumSize(QSize(0, 0))
    window.resize(size)
    make_screenshots.fill(state, model, log, pictures)
    faults: list[str] = []
    for name, shown in make_screenshots.screens(state, window, model, log, pictures):
        lay_out(shown)
        found = (*clipped(shown), *overlapping(shown), *sideways(shown))
        faults += [f"{name}: {fault}" for fault in found]
    assert window.size() == size
    assert faults == []


def lay_out(shown: QWidget) -> None:
    """Layouts are done anew by posted events, and one may cause another."""
    for _ in range(4):
        QApplication.processEvents()


@pytest.mark.usefixtures("language")
def test_that_a_question_can_be_answered_at_300_percent(
    language: str, window: AppWindow, ask: Ask
) -> None:
    """What is asked, the field for its name and the first suggestion stand in the window."""
    window.setMinimumSize(QSize(0, 0))
    window.resize(SIZES["300 %"])
    ask()
    lay_out(window)
    panel = window.ask.panel
    for needed in (panel.why, panel.field, panel.suggestions.buttons[0]):
        assert needed.visibleRegion().boundingRect().size() == needed.size()


@pytest.mark.parametrize("dialog", DIALOGS)
@pytest.mark.usefixtures("language")
def test_that_every_dialog_fits(
    language: str, window: AppWindow, model: AppModel, log: StationLog, dialog: str
) -> None:
    """As it opens, and in a screen of 640 x 400: its buttons are in sight, all else is scrolled."""
    shown = opened(dialog, window, model, log)
    small = SIZES["300 %"] - FRAME
    for size in (shown.size(), small):
        shown.resize(size)
        lay_out(shown)
        assert [*clipped(shown), *overlapping(shown), *sideways(shown)] == [], size
        assert (shown.width(), shown.height()) == (size.width(), size.height())
    for button in shown.findChildren(QDialogButtonBox)[0].buttons():
        assert button.visibleRegion().boundingRect().size() == button.size()
    shown.close()


@pytest.mark.parametrize("dialog", ["delete", "export", "rename"])
def test_that_a_dialog_is_not_scrolled_where_there_is_room(
    window: AppWindow, model: AppModel, log: StationLog, dialog: str
) -> None:
    shown = opened(dialog, window, model, log)
    lay_out(shown)
    (area,) = shown.findChildren(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0
    shown.close()


@pytest.mark.parametrize("dialog", ["rename", "split", "export", "import"])
def test_that_the_keyboard_comes_to_what_is_asked_before_the_buttons(
    qtbot: QtBot, window: AppWindow, model: AppModel, log: StationLog, dialog: str
) -> None:
    shown = opened(dialog, window, model, log)
    (box,) = shown.findChildren(QDialogButtonBox)
    (area,) = shown.findChildren(QScrollArea)
    qtbot.waitUntil(lambda: shown.focusWidget() is not None)
    for _ in range(3):
        focused = shown.focusWidget()
        assert focused is not None
        assert area.isAncestorOf(focused) or dialog == "rename"
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    while (focused := shown.focusWidget()) is not None and area.isAncestorOf(focused):
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert focused in box.buttons()
    shown.close()


# ------------------------------------------------------------ that the checks find what is wrong


def test_that_what_lies_over_another_is_found(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    for at, left in enumerate((0, 40)):
        QLabel(f"label {at}", holder).setGeometry(left, 0, 50, 20)
    holder.show()
    assert overlapping(holder) == [
        "QLabel 'label 0' and QLabel 'label 1' share 10 x 20 px at 40, 0"
    ]


def test_that_a_page_that_is_too_wide_is_found(qtbot: QtBot) -> None:
    area = QScrollArea()
    holder = QWidget()
    qtbot.addWidget(holder)
    area.setParent(holder)
    inner = QWidget()
    inner.setMinimumWidth(500)
    QLabel("wide", inner).setGeometry(0, 0, 450, 20)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    holder.resize(300, 200)
    area.resize(300, 200)
    holder.show()
    (fault,) = sideways(holder)
    assert fault.startswith("500 px in ")
    assert "QLabel 'wide' to 450" in fault
