"""Enrolled keys as table rows."""

from PySide6.QtCore import QObject

from operator_gui.itemmodels.rows_model import Column, Mark, RowsModel
from operator_gui.texts import mark
from operator_gui.viewmodels.access import role_name
from operator_gui.viewmodels.keys_list import KeyRow
from operator_gui.viewmodels.words import moment
from shared.protocol.enrolment import EnrolledKey


def _mark(row: KeyRow) -> Mark:
    is_in = row.key.revoked_at_s is None
    return Mark("saved", "good") if is_in else Mark("cross", "bad")


_COLUMNS: tuple[Column[KeyRow], ...] = (
    Column(mark("Name"), lambda r: r.key.name),
    Column(mark("Role"), lambda r: role_name(r.key.role)),
    Column(mark("Key"), lambda r: r.key.key[:12], tip=mark("Its first 12 digits")),
    Column(mark("Enrolled"), lambda r: moment(r.key.enrolled_at_s, r.now_s)),
    Column(mark("By"), lambda r: r.key.enrolled_by),
    Column(mark("Standing"), lambda r: r.standing, mark=_mark),
)

STANDING_COLUMN = len(_COLUMNS) - 1


class KeysTable(RowsModel[KeyRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, parent)

    def show(self, keys: tuple[EnrolledKey, ...], now_s: float) -> None:
        self.replace(tuple(KeyRow(key, now_s) for key in keys))
