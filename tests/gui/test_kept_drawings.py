"""What was drawn is kept until it would look otherwise."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.urgent import Offer
from operator_gui.views.best_view import BestView
from operator_gui.views.kept_drawings import KeptDrawings
from operator_gui.views.key_button import Face, SuggestionButton
from tests.gui import scenes
from tests.gui.conftest import show


class Painting:
    """Fills everything, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, painter: QPainter) -> None:
        self.times += 1
        painter.fillRect(0, 0, 10, 10, QColor("blue"))


def test_that_something_is_drawn_once_for_a_size_and_a_screen(qapp: QApplication) -> None:
    kept, paint, size = KeptDrawings(4), Painting(), QSize(10, 10)
    for _ in range(3):
        assert kept.of("mug", size, 1.0, paint).toImage().pixelColor(5, 5) == QColor("blue")
    assert paint.times == 1
    dense = kept.of("mug", size, 2.0, paint)
    assert dense.size() == QSize(20, 20)
    assert dense.toImage().pixelColor(19, 19) == QColor("blue")
    kept.of("mug", QSize(12, 10), 1.0, paint)
    kept.of("bowl", size, 1.0, paint)
    assert paint.times == 4
    kept.forget_all()
    kept.of("mug", size, 1.0, paint)
    assert paint.times == 5


def test_that_the_drawing_that_was_not_shown_for_longest_is_let_go(qapp: QApplication) -> None:
    kept, paint, size = KeptDrawings(2), Painting(), QSize(10, 10)
    for key in ("mug", "bowl", "mug", "vase"):
        kept.of(key, size, 1.0, paint)
    assert paint.times == 3
    kept.of("mug", size, 1.0, paint)
    assert paint.times == 3
    kept.of("bowl", size, 1.0, paint)
    assert paint.times == 4


def test_that_nothing_is_drawn_where_there_is_no_room(qapp: QApplication) -> None:
    kept, paint = KeptDrawings(2), Painting()
    for size in (QSize(0, 52), QSize(200, 0)):
        assert kept.of("mug", size, 1.0, paint).isNull()
    assert paint.times == 0


def test_that_a_suggestion_may_be_prepared_before_it_has_a_place(
    qtbot: QtBot, theme: Theme
) -> None:
    made = SuggestionButton(theme, KeptDrawings(8))
    qtbot.addWidget(made)
    made.resize(200, 0)
    made.prepare(Face(1, Offer("mug", 0.4), scenes.image(40, 30)))  # Qt would warn, and that fails


@pytest.fixture
def button(qtbot: QtBot, theme: Theme) -> SuggestionButton:
    made = SuggestionButton(theme, KeptDrawings(8))
    made.resize(240, 52)
    made.show_face(Face(2, Offer("mug", 0.4), scenes.image(40, 30)))
    show(qtbot, made)
    made.clearFocus()
    made.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)  # wherever the pointer happens to be
    return made


def test_that_a_suggestion_is_painted_as_it_was_prepared(button: SuggestionButton) -> None:
    before = button.grab().toImage()
    other = Face(3, Offer("bowl", 0.2), scenes.image(40, 30))
    button.prepare(other)
    assert button.grab().toImage() == before
    button.show_face(other)
    assert button.grab().toImage() != before


def test_that_a_name_has_all_of_the_width_beside_the_example(
    button: SuggestionButton, monkeypatch: pytest.MonkeyPatch
) -> None:
    button.resize(196, 52)  # of two columns on a screen of 1366 px
    written: list[str] = []
    monkeypatch.setattr(
        QPainter, "drawText", lambda _, *told: written.append(str(told[-1])), raising=True
    )
    button.prepare(Face(1, Offer("refrigerator", 0.23), scenes.image(40, 30)))
    assert "refrigerator" in written


def test_that_a_suggestion_shows_what_it_stands_for_now(
    button: SuggestionButton, theme: Theme
) -> None:
    plain = button.grab().toImage()
    button.setDown(True)
    assert button.grab().toImage() != plain
    button.setDown(False)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.grab().toImage() != plain
    button.clearFocus()
    assert button.grab().toImage() == plain
    theme.choose("dark")
    assert button.grab().toImage() != plain
    theme.choose("light")
    larger = QFont(button.font())
    larger.setStretch(150)
    button.setFont(larger)
    assert button.grab().toImage() != plain


def test_that_the_best_view_follows_the_picture_and_the_colours(qtbot: QtBot, theme: Theme) -> None:
    best = BestView(theme)
    show(qtbot, best)
    images = [scenes.image(40, 30), scenes.image(30, 40)]
    seen = []
    for image in images:
        best.show_view(image, "best view")
        seen.append(best.grab().toImage())
    theme.choose("dark")
    seen.append(best.grab().toImage())
    assert len({bytes(image.constBits()) for image in seen}) == 3
