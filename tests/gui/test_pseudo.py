"""Every text can be translated, and finds room where it is two fifths longer."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea

from operator_gui.operator_events import LinkChanged
from operator_gui.texts import ENGLISH, speak
from operator_gui.urgency import Urgency
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from shared.protocol.enrolment import Stranger
from tests.fakes import ManualClock
from tests.gui import street
from tests.gui.clipping import clipped
from tests.gui.conftest import Ask
from tests.gui.dialogs import DIALOGS, opened
from tests.gui.overlapping import sideways
from tests.gui.pseudo import pseudo, untranslated
from tests.gui.station_log import StationLog
from tests.gui.test_joining_panel import ROVER, hear
from tests.gui.test_scaling import lay_out, resize

SIZES = [QSize(1280, 800), QSize(960, 600)]

KEYS = "Enter Esc Space Tab Ctrl Shift Del"
UNITS = "MB GB ms"
QTS_OWN = "Close Cancel"
NAMES = "whatsit rover rig gate cam camera rtsp street mp mcap Ada"
CLASSES = "cup board stapler car taxi bus van bicycle pedestrian mug bowl vase"
COMMANDS = "whatsit edge FILE demo doctor import English Deutsch tcp"
KNOWN = frozenset(f"{KEYS} {UNITS} {QTS_OWN} {NAMES} {CLASSES} {COMMANDS}".split())


@pytest.fixture(autouse=True)
def _pseudo(qapp: QApplication) -> Iterator[None]:
    speak(pseudo())
    yield
    speak(ENGLISH)


@pytest.fixture
def window(_pseudo: None, window: AppWindow) -> AppWindow:
    """The window is made after the language was put in."""
    return window


def check(shown: AppWindow | QDialog) -> None:
    for _ in range(3):
        QApplication.processEvents()
    left = untranslated(shown, KNOWN)
    assert not left, "\n".join(left)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", range(4))
def test_that_all_of_a_full_page_is_translated(
    window: AppWindow, model: AppModel, log: StationLog, page: int, size: QSize
) -> None:
    pictures = street.Street()
    street.show_full(model, log, pictures)
    window.show_page(page)
    if page in (1, 2):
        street.answer_objects(model, log, pictures)
    if page == 3:
        street.show_live(model, log, pictures)
        street.answer_keys(model, log)
    resize(window, size)
    lay_out(window)
    check(window)
    assert clipped(window) == []
    if page == 2:
        scroll = window.learning.findChild(QScrollArea)
        assert scroll is not None
        assert scroll.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", range(4))
@pytest.mark.parametrize("show", [street.show_empty, lambda model, _log: street.show_error(model)])
def test_that_all_of_an_empty_page_and_of_one_without_its_station_is_translated(
    window: AppWindow,
    model: AppModel,
    log: StationLog,
    show: Callable[[AppModel, StationLog], None],
    page: int,
    size: QSize,
) -> None:
    show(model, log)
    window.show_page(page)
    street.answer_nothing(model, log)
    resize(window, size)
    lay_out(window)
    check(window)
    assert clipped(window) == []


@pytest.mark.parametrize("size", SIZES)
def test_that_what_the_station_says_of_a_refusal_is_translated(
    window: AppWindow, model: AppModel, size: QSize
) -> None:
    model.take(LinkChanged("refused", "this key is not enrolled", 3))
    resize(window, size)
    lay_out(window)
    check(window)
    assert clipped(window) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("choices", [(), ("mug", "bowl")], ids=["own words", "choices"])
def test_that_a_robots_question_is_translated(
    window: AppWindow, ask: Ask, clock: ManualClock, size: QSize, choices: tuple[str, ...]
) -> None:
    ask("u1", urgency=Urgency("mug?", choices, not choices, clock.monotonic_s() + 30.0))
    resize(window, size)
    lay_out(window)
    check(window)
    assert clipped(window) == []


@pytest.mark.parametrize("size", SIZES)
def test_that_what_looks_the_same_is_translated(window: AppWindow, ask: Ask, size: QSize) -> None:
    ask(suggested=(("mug", 0.42), ("bowl", 0.38)), alike=tuple(f"a{at}" for at in range(5)))
    resize(window, size)
    lay_out(window)
    check(window)
    assert clipped(window) == []
    window.ask.panel.field.setText("vase")
    check(window)


@pytest.mark.parametrize("size", SIZES)
def test_that_what_is_shown_over_the_page_is_translated(
    window: AppWindow, ask: Ask, size: QSize
) -> None:
    ask(suggested=(("mug", 0.42), ("bowl", 0.38)))
    resize(window, size)
    window.overlay.open()
    lay_out(window)
    check(window)
    assert clipped(window.overlay) == []
    window.overlay.close_overlay()
    window.guide.open()
    for _ in range(3):
        lay_out(window)
        check(window)
        window.guide.go_on.click()
    window.ask.compare()
    lay_out(window)
    check(window)
    window.comparison.close_overlay()
    window.ask.adjust_box()
    lay_out(window)
    check(window)


@pytest.mark.parametrize("size", SIZES)
def test_that_a_recording_that_is_watched_is_translated(
    window: AppWindow, model: AppModel, log: StationLog, size: QSize
) -> None:
    pictures = street.Street()
    street.show_full(model, log, pictures)
    window.show_page(3)
    window.robots.recordings.unfold.click()
    street.answer_recordings(model, log)
    window.robots.recordings.table.selectRow(1)
    window.robots.recordings.play.click()
    resize(window, size)
    lay_out(window)
    check(window)
    street.answer_shot(model, log, pictures)
    lay_out(window)
    check(window)
    assert clipped(window) == []
    window.robots.recordings.table.selectRow(0)
    check(window)


def test_that_who_wants_to_join_is_translated(window: AppWindow, model: AppModel) -> None:
    refused = Stranger(reason="unknown", text="a key that was never enrolled", count=3, last_at_s=1)
    hear(model, ROVER, strangers=(refused,))
    window.show_page(3)
    check(window)
    assert clipped(window) == []


@pytest.mark.parametrize("dialog", DIALOGS)
def test_that_every_dialog_is_translated(
    window: AppWindow, log: StationLog, model: AppModel, dialog: str
) -> None:
    shown = opened(dialog, window, model, log)
    check(shown)
    assert [*clipped(shown), *sideways(shown)] == []
    shown.close()
