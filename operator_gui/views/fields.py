"""Fields as they stand in panels and dialogs: times of day, and choices with their names."""

from collections.abc import Iterable

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QGridLayout, QTimeEdit

from operator_gui.views.parts import label

FIELD_PX = 32
NIGHT = (22 * 60, 6 * 60)
"""What is proposed where no hours were quiet, in minutes after midnight."""

_MINUTES_PER_HOUR = 60
_TEXT_PX = 8


def time_field(name: str) -> QTimeEdit:
    made = QTimeEdit()
    made.setAccessibleName(name)
    made.setDisplayFormat("HH:mm")
    made.setMinimumSize(84, FIELD_PX)
    inset(made)
    return made


def named_choices(choices: Iterable[tuple[str, QComboBox]]) -> QGridLayout:
    """A line each: its name, of which the letter behind & leads to it, and the choice."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    for at, (text, box) in enumerate(choices):
        name = label(text)
        name.setBuddy(box)
        box.setAccessibleName(text.replace("&", ""))
        grid.addWidget(name, at, 0)
        grid.addWidget(box, at, 1)
    grid.setColumnStretch(1, 1)
    return grid


def inset(field: QAbstractSpinBox) -> None:
    """Keeps the text off the edge: Qt 6.12 heeds no padding of a style sheet on the left of it."""
    field.lineEdit().setTextMargins(_TEXT_PX, 0, 0, 0)


def minute_of(field: QTimeEdit) -> int:
    return _MINUTES_PER_HOUR * field.time().hour() + field.time().minute()


def show_minute(field: QTimeEdit, minute: int) -> None:
    field.setTime(QTime(minute // _MINUTES_PER_HOUR, minute % _MINUTES_PER_HOUR))
