"""The style sheet of the whole app, made from the tokens. Sizes are logical pixels."""

from operator_gui.theming.tokens import Tokens

RADIUS_PX = 10
GAP_PX = 12


def stylesheet(tokens: Tokens) -> str:
    """Rules for everything that is not painted by a widget of its own."""
    return _TEXT.format(t=tokens) + _CONTROLS.format(t=tokens) + _SURFACES.format(t=tokens)


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
