"""The style sheet of the whole app, made from the tokens. Sizes are logical pixels."""

from pathlib import Path

from operator_gui.theming.tokens import Tokens

ARROWS = Path(__file__).parent / "arrows"
"""Of both schemes, in their muted colour: a style sheet takes pictures from files alone."""

RADIUS_PX = 10
GAP_PX = 12


def stylesheet(tokens: Tokens) -> str:
    """Rules for everything that is not painted by a widget of its own."""
    parts = (_TEXT, _CONTROLS, _FIELDS, _SURFACES)
    return "".join(part.format(t=tokens, arrows=ARROWS.as_posix()) for part in parts)


_TEXT = """
QWidget {{ font-size: 13px; color: {t.text}; }}
QLabel {{ background: transparent; }}
QLabel[role="question"] {{ font-size: 27px; font-weight: 650; }}
QLabel[role="title"] {{ font-size: 20px; font-weight: 650; }}
QLabel[role="figure"] {{ font-size: 24px; font-weight: 600; }}
QLabel[role="why"] {{ font-size: 17px; }}
QLabel[role="strong"] {{ font-size: 14px; font-weight: 600; }}
QLabel[role="body"] {{ font-size: 14px; }}
QLabel[role="muted"] {{ color: {t.muted}; }}
QLabel[role="small"] {{ color: {t.muted}; font-size: 12px; }}
QLabel[role="good"] {{ color: {t.good}; }}
QLabel[role="warn"] {{ color: {t.warn}; }}
QLabel[role="bad"] {{ color: {t.bad}; }}
QLabel[role="key"] {{
  color: {t.text}; background: {t.sunken}; border: 1px solid {t.line};
  border-bottom: 2px solid {t.line}; border-radius: 5px; padding: 1px 7px;
  font-size: 12px; font-weight: 600;
}}
QToolTip {{
  color: {t.text}; background: {t.card}; border: 1px solid {t.field_line}; padding: 5px 8px;
}}
"""

_CONTROLS = """
QLineEdit {{
  background: {t.card}; border: 1px solid {t.field_line}; border-radius: 9px;
  padding: 9px 12px; font-size: 16px; selection-background-color: {t.accent};
  selection-color: {t.on_accent}; placeholder-text-color: {t.muted};
}}
QLineEdit:focus {{ border: 2px solid {t.accent}; padding: 8px 11px; }}
QPushButton {{
  background: {t.card}; border: 1px solid {t.field_line}; border-radius: 8px;
  padding: 7px 14px; min-height: 18px;
}}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.accent_soft}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 6px 13px; }}
QPushButton:disabled {{ color: {t.muted}; border-color: {t.line}; background: {t.sunken}; }}
QPushButton[role="primary"] {{
  background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: 600;
}}
QPushButton[role="primary"]:hover {{ border: 1px solid {t.text}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[role="primary"]:disabled {{
  color: {t.muted}; border-color: {t.line}; background: {t.sunken};
}}
QPushButton[role="rail"] {{
  border: 2px solid transparent; border-radius: 10px; background: transparent;
  padding: 6px 2px; color: {t.muted}; font-size: 12px;
}}
QPushButton[role="rail"]:hover {{ background: {t.hover}; color: {t.text}; }}
QPushButton[role="rail"]:checked {{
  background: {t.accent_soft}; color: {t.accent}; font-weight: 650;
}}
QPushButton[role="rail"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton[role="flat"] {{ border: 2px solid transparent; background: transparent; }}
QPushButton[role="flat"]:hover {{ background: {t.hover}; }}
QPushButton[role="flat"]:focus {{ border: 2px solid {t.accent}; padding: 7px 14px; }}
QPushButton[role="link"] {{
  border: 2px solid transparent; border-radius: 6px; background: transparent;
  color: {t.accent}; padding: 1px 3px; text-align: left;
}}
QPushButton[role="link"]:hover {{ background: {t.hover}; }}
QPushButton[role="link"]:focus {{ border: 2px solid {t.accent}; padding: 1px 3px; }}
QMenuBar {{ background: {t.window}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: 6px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.hover}; }}
QMenu {{ background: {t.card}; border: 1px solid {t.line}; padding: 5px; }}
QMenu::item {{ padding: 6px 26px 6px 22px; border-radius: 6px; }}
QMenu::item:selected {{ background: {t.hover}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 5px 8px; }}
QScrollArea, QScrollArea > QWidget > QWidget[role="clear"] {{
  background: transparent; border: none;
}}
QScrollBar:vertical {{ width: 10px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 10px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {t.field_line}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""

_FIELDS = """
QComboBox, QAbstractSpinBox {{
  background: {t.card}; color: {t.text}; border: 1px solid {t.field_line}; border-radius: 8px;
  padding: 5px 28px 5px 10px; min-height: 20px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QAbstractSpinBox {{ padding: 5px 4px 5px 8px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox:hover, QComboBox:on {{ background: {t.hover}; }}
QComboBox:focus {{ border: 2px solid {t.accent}; padding: 4px 27px 4px 9px; }}
QAbstractSpinBox:focus {{ border: 2px solid {t.accent}; padding: 4px 3px 4px 7px; }}
QComboBox:disabled, QAbstractSpinBox:disabled {{
  color: {t.muted}; border-color: {t.line}; background: {t.sunken};
}}
QComboBox::drop-down {{
  subcontrol-origin: border; subcontrol-position: center right; width: 28px; border: none;
}}
QComboBox QAbstractItemView {{
  background: {t.card}; border: 1px solid {t.field_line}; border-radius: 0; padding: 3px;
  selection-background-color: {t.accent_soft}; selection-color: {t.text};
}}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 6px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
  subcontrol-origin: border; width: 24px; border: none; margin: 1px 1px 0 0;
  border-top-right-radius: 7px;
}}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{
  subcontrol-position: bottom right; margin: 0 1px 1px 0;
  border-top-right-radius: 0; border-bottom-right-radius: 7px;
}}
QAbstractSpinBox:focus::up-button {{ margin: 2px 2px 0 0; }}
QAbstractSpinBox:focus::down-button {{ margin: 0 2px 2px 0; }}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {t.hover}; }}
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed {{
  background: {t.accent_soft};
}}
QComboBox::down-arrow, QAbstractSpinBox::down-arrow {{
  image: url("{arrows}/down-{t.scheme}.svg");
}}
QAbstractSpinBox::up-arrow {{ image: url("{arrows}/up-{t.scheme}.svg"); }}
QComboBox::down-arrow {{ width: 12px; height: 12px; }}
QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow {{ width: 9px; height: 9px; }}
QAbstractSpinBox::up-arrow:off, QAbstractSpinBox::down-arrow:off {{ image: none; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.field_line}; }}
QSlider::sub-page:horizontal {{ border-radius: 2px; background: {t.accent}; }}
QSlider::handle:horizontal {{
  width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
  background: {t.accent}; border: 1px solid {t.card};
}}
QSlider::handle:horizontal:focus {{ border: 2px solid {t.text}; }}
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {{
  background: {t.field_line};
}}
QProgressBar {{
  background: {t.sunken}; border: 1px solid {t.field_line}; border-radius: 5px;
  min-height: 8px; text-align: center;
}}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 4px; }}
"""

_SURFACES = """
QMainWindow, QWidget[role="window"] {{ background: {t.window}; }}
QFrame[role="card"] {{
  background: {t.card}; border: 1px solid {t.line}; border-radius: 12px;
}}
QFrame[role="bar"] {{ background: {t.card}; border: none; border-bottom: 1px solid {t.line}; }}
QFrame[role="rail"] {{ background: {t.window}; border: none; }}
QFrame[role="footer"] {{ background: {t.card}; border: none; border-top: 1px solid {t.line}; }}
QFrame[role="notice"] {{
  background: {t.accent_soft}; border: 1px solid {t.accent}; border-radius: 8px;
}}
QFrame[role="notice"][tone="warn"] {{ background: {t.warn_soft}; border-color: {t.warn}; }}
QFrame[role="notice"][tone="bad"] {{ background: {t.bad_soft}; border-color: {t.bad}; }}
QListView {{
  background: {t.card}; border: 1px solid {t.field_line}; border-radius: 9px; padding: 4px;
  outline: none;
}}
QTableView {{
  background: {t.card}; alternate-background-color: {t.card}; outline: none;
  border: 2px solid {t.card}; border-radius: 8px;
  selection-background-color: {t.accent_soft}; selection-color: {t.text};
  gridline-color: {t.line};
}}
QTableView:focus {{ border-color: {t.accent}; }}
QTableView::item {{ padding: 0 8px; border-bottom: 1px solid {t.line}; }}
QTableView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QHeaderView {{ background: {t.card}; border: none; }}
QHeaderView::section {{
  background: {t.card}; color: {t.muted}; border: none; border-bottom: 1px solid {t.line};
  padding: 8px 11px; font-size: 12px; font-weight: 600;
}}
QTableCornerButton::section {{ background: {t.card}; border: none; }}
"""
