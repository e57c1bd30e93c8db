"""Fields for times of day, used wherever quiet hours are set."""

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QTimeEdit

FIELD_PX = 32
NIGHT = (22 * 60, 6 * 60)
"""What is proposed where no hours were quiet, in minutes after midnight."""

_MINUTES_PER_HOUR = 60


def time_field(name: str) -> QTimeEdit:
    made = QTimeEdit()
    made.setAccessibleName(name)
    made.setDisplayFormat("HH:mm")
    made.setMinimumSize(76, FIELD_PX)
    return made


def minute_of(field: QTimeEdit) -> int:
    return _MINUTES_PER_HOUR * field.time().hour() + field.time().minute()


def show_minute(field: QTimeEdit, minute: int) -> None:
    field.setTime(QTime(minute // _MINUTES_PER_HOUR, minute % _MINUTES_PER_HOUR))
