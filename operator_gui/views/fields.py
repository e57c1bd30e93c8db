"""Fields for times of day, used wherever quiet hours are set."""

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QAbstractSpinBox, QTimeEdit

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


def inset(field: QAbstractSpinBox) -> None:
    """Keeps the text off the edge: Qt 6.12 heeds no padding of a style sheet on the left of it."""
    field.lineEdit().setTextMargins(_TEXT_PX, 0, 0, 0)


def minute_of(field: QTimeEdit) -> int:
    return _MINUTES_PER_HOUR * field.time().hour() + field.time().minute()


def show_minute(field: QTimeEdit, minute: int) -> None:
    field.setTime(QTime(minute // _MINUTES_PER_HOUR, minute % _MINUTES_PER_HOUR))
