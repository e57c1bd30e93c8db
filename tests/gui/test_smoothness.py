"""What is painted, and when: a press paints the next question once and nothing else before it."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import StatusArrived
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views import scaled_pictures
from operator_gui.views.context_view import ContextView
from operator_gui.views.key_button import Face, SuggestionButton
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import QuestionReady
from shared.domain import AskReason
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.conftest import Ask
from tests.gui.test_scaling import lay_out, resize


class Paintings(QObject):
    """Counts what is painted: `of` by widget, `rounds` by how often the window paints."""

    def __init__(self, window: AppWindow) -> None:
        super().__init__()
        self._window = window
        self.of: Counter[QWidget] = Counter()
        self.rounds = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.of[watched] += 1
        if event.type() == QEvent.Type.UpdateRequest and watched is self._window:
            self.rounds += 1
        return False

    def clear(self) -> None:
        self.of.clear()
        self.rounds = 0


@pytest.fixture
def paintings(qapp: QApplication, qtbot: QtBot, window: AppWindow, ask: Ask) -> Iterator[Paintings]:
    """Of a window that has painted all that there is: a question on top and two that wait."""
    for at in range(3):
        ask(f"q{at}")
    counted = Paintings(window)
    qapp.installEventFilter(counted)
    settle(qtbot, window)
    counted.clear()
    yield counted
    qapp.removeEventFilter(counted)


def settle(qtbot: QtBot, window: AppWindow) -> None:
    qtbot.waitUntil(lambda: not window.is_drawing)
    for _ in range(5):
        QCoreApplication.processEvents()


def test_that_a_press_paints_the_next_question_once_and_the_last_answers_after_it(
    qtbot: QtBot, window: AppWindow, paintings: Paintings
) -> None:
    qtbot.keyClick(window.ask, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: paintings.rounds > 0)
    strip = window.ask.lately
    assert paintings.of[window.ask.context] == 1
    assert max(paintings.of.values()) == 1
    assert not any(paintings.of[button] for button in strip.buttons)
    settle(qtbot, window)
    assert paintings.of[strip.buttons[0]] > 0
    assert strip.buttons[0].text() == "mug · on its way"
    assert paintings.of[window.ask.context] == 1


def test_that_a_word_of_the_station_with_nothing_new_paints_nothing(
    qtbot: QtBot, window: AppWindow, model: AppModel, paintings: Paintings
) -> None:
    model.take(StatusArrived(scenes.status()))
    settle(qtbot, window)
    assert paintings.of == Counter()


def test_that_a_second_that_passes_paints_nothing_of_the_question(
    qtbot: QtBot, window: AppWindow, model: AppModel, clock: ManualClock, paintings: Paintings
) -> None:
    clock.advance(1.0)
    model.tick()
    settle(qtbot, window)
    assert not any(isinstance(widget, ContextView) for widget in paintings.of)
    assert window.ask.panel.best not in paintings.of


def test_that_a_question_that_comes_to_wait_paints_nothing(
    qtbot: QtBot, window: AppWindow, ask: Ask, paintings: Paintings
) -> None:
    ask("q4")
    settle(qtbot, window)
    assert paintings.of == Counter()


def test_that_the_pictures_of_the_next_question_are_in_their_size_before_the_press(
    qtbot: QtBot,
    window: AppWindow,
    model: AppModel,
    paintings: Paintings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []
    scale = scaled_pictures._scaled

    def scaling(image: QImage, size: QSize) -> QImage:
        made.append(image.cacheKey())
        return scale(image, size)

    monkeypatch.setattr(scaled_pictures, "_scaled", scaling)
    drawn: list[QImage | None] = []
    draw = SuggestionButton._paint_face

    def drawing(button: SuggestionButton, painter: QPainter, face: Face) -> None:
        drawn.append(face.example)
        draw(button, painter, face)

    monkeypatch.setattr(SuggestionButton, "_paint_face", drawing)
    for presses in (1, 2):
        made.clear()
        drawn.clear()
        qtbot.keyClick(window.ask, Qt.Key.Key_1)
        qtbot.waitUntil(lambda: paintings.of[window.ask.context] == presses)  # noqa: B023
        settle(qtbot, window)
        shown, following = model.ask.top_pictures, model.ask.next_pictures
        assert shown is not None
        assert not any(image.cacheKey() in made for image in (shown.context, *shown.views))
        assert not any(image is example for image in shown.examples.values() for example in drawn)
        if presses == 1:
            assert following is not None
            assert drawn == list(following.examples.values())  # the others look the same
            assert made == [image.cacheKey() for image in (following.context, *following.views)]


@pytest.mark.parametrize("size", [QSize(800, 800), QSize(1280, 800), QSize(1366, 728)])
def test_that_suggestions_are_of_one_size_whatever_else_a_question_says(
    qtbot: QtBot, window: AppWindow, model: AppModel, size: QSize
) -> None:
    """What was drawn ahead in another size would be drawn again while a person waits."""
    resize(window, size)
    panel, sizes = window.ask.panel, list[set[object]]()
    reasons: tuple[AskReason, ...] = ("novel", "ambiguous", "audit")
    suggested = tuple((f"suggestion number {at}", 0.9 / (at + 1)) for at in range(5))
    for reason, name, views in product(reasons, ("a", 6 * "rover "), (1, 16)):
        asked = msgspec.structs.replace(
            scenes.query(
                f"{reason} {name} {views}", suggested=suggested, reason=reason, views=views
            ),
            node_name=name,
        )
        model.take(QuestionReady(asked, scenes.pictures(asked), None))
        lay_out(window)
        assert model.ask.top is not None
        assert model.ask.top.query == asked
        sizes.append({button.size().toTuple() for button in panel.suggestions.buttons[:5]})
        assert panel._scroll.verticalScrollBar().maximum() == 0
        qtbot.keyClick(window.ask, Qt.Key.Key_X)
    assert len(set.union(*sizes[1:])) == 1  # with the first one the page is laid out


def test_that_what_is_made_ready_is_made_in_several_turns(
    qtbot: QtBot, window: AppWindow, paintings: Paintings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, pieces = window.ask, Counter[int]()
    turn = page._prepare_one

    def noting() -> None:
        before = len(page._to_prepare)
        turn()
        pieces[before - len(page._to_prepare)] += 1

    page._later.timeout.disconnect()
    page._later.timeout.connect(noting)
    qtbot.keyClick(page, Qt.Key.Key_1)
    settle(qtbot, window)
    assert pieces == Counter({1: 8})  # frame, three buttons, three views, the best of them
    assert page._to_prepare == []


def test_that_what_comes_next_waits_until_what_is_asked_is_painted(
    qtbot: QtBot, window: AppWindow, paintings: Paintings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, painted = window.ask, list[int]()
    turn = page._prepare_one

    def noting() -> None:
        painted.append(paintings.of[page.context])
        turn()

    page._later.timeout.disconnect()
    page._later.timeout.connect(noting)
    qtbot.keyClick(page, Qt.Key.Key_1)
    settle(qtbot, window)
    assert painted
    assert min(painted) == 1


def test_that_nothing_is_made_ready_any_more_where_nothing_comes_next(
    qtbot: QtBot, window: AppWindow, model: AppModel, paintings: Paintings
) -> None:
    qtbot.keyClick(window.ask, Qt.Key.Key_1)
    model.ask.take_gone(("q2",), "answered by Ben")
    assert not window.ask._later.isActive()
    settle(qtbot, window)
    assert model.ask.next_pictures is None
