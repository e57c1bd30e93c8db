import sys

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QTimeEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from operator_gui.theming.stylesheet import ARROWS, stylesheet
from operator_gui.theming.theme import Theme, palette
from operator_gui.theming.tokens import (
    DARK,
    LIGHT,
    SHAPE_CONTRAST,
    SHAPE_PAIRS,
    TEXT_CONTRAST,
    TEXT_PAIRS,
    Tokens,
    contrast,
)

SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


@pytest.mark.parametrize("tokens", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_that_every_text_can_be_read(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= TEXT_CONTRAST


@pytest.mark.parametrize("tokens", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), SHAPE_PAIRS)
def test_that_every_shape_can_be_seen(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= SHAPE_CONTRAST


def test_that_contrast_is_as_defined() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", SCHEMES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
        (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
    ],
)
def test_that_the_palette_can_be_read(
    tokens: Tokens, ink: QPalette.ColorRole, ground: QPalette.ColorRole
) -> None:
    made = palette(tokens)
    assert contrast(made.color(ink).name(), made.color(ground).name()) >= TEXT_CONTRAST


@pytest.mark.parametrize("tokens", SCHEMES)
def test_that_arrows_have_the_colour_of_their_scheme(tokens: Tokens) -> None:
    for way in ("up", "down"):
        drawn = (ARROWS / f"{way}-{tokens.scheme}.svg").read_text()
        assert f'stroke="{tokens.muted}"' in drawn


@pytest.mark.parametrize("tokens", SCHEMES)
@pytest.mark.parametrize("kind", [QComboBox, QDoubleSpinBox, QTimeEdit])
def test_that_a_field_is_flat_and_shows_its_arrow_its_focus_and_that_it_is_off(
    qtbot: QtBot, tokens: Tokens, kind: type[QWidget]
) -> None:
    holder, field, other = QWidget(), kind(), QTimeEdit()
    holder.setPalette(palette(tokens))
    holder.setStyleSheet(stylesheet(tokens))
    beside = QHBoxLayout(holder)
    beside.addWidget(field)
    beside.addWidget(other)
    qtbot.addWidget(holder)
    field.setFixedSize(120, 34)
    with qtbot.waitExposed(holder):
        holder.show()
    holder.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    calm = field.grab().toImage()
    assert _edge(calm) == tokens.field_line
    assert {calm.pixelColor(70, y).name() for y in range(3, 31)} == {tokens.card}
    right = {calm.pixelColor(x, y).name() for x in range(96, 117) for y in range(3, 31)}
    assert max(contrast(ink, tokens.card) for ink in right) >= SHAPE_CONTRAST
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert _edge(field.grab().toImage()) == tokens.accent
    field.setEnabled(False)
    off = field.grab().toImage()
    assert _edge(off) == tokens.line
    assert QColor(off.pixelColor(70, 17)).name() == tokens.sunken


def _edge(field: QImage) -> str:
    """The colour of its outline, in the middle of the upper edge."""
    return str(field.pixelColor(60, 0).name())


def test_that_the_scheme_can_be_toggled(theme: Theme) -> None:
    changes: list[str] = []
    theme.changed.connect(lambda: changes.append(theme.tokens.scheme))
    theme.toggle()
    theme.toggle()
    assert changes == ["dark", "light"]


def test_that_qt_leaves_none_alone(theme: Theme) -> None:
    """PySide6 6.12.0 on Python 3.11 gave a reference to None away with every such call."""
    receiver = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        receiver.parent()
        receiver.event(QEvent(QEvent.Type.None_))
        receiver.setObjectName("x")
    assert sys.getrefcount(None) > before - 500


def test_that_icons_are_drawn_once_for_each_scheme(qapp: QApplication) -> None:
    theme = Theme("light")
    light = theme.icon("saved", "muted", 18)
    assert theme.icon("saved", "muted", 18) is light
    theme.toggle()
    assert theme.icon("saved", "muted", 18) is not light
    colours = [t.pixmap(18, 18).toImage() for t in (light, theme.icon("saved", "muted", 18))]
    assert colours[0] != colours[1]
