"""Whose keys the station knows, on the Robots page, with a way to shut one out."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton

from operator_gui.itemmodels.keys_table import STANDING_COLUMN, KeysTable
from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.label_dialogs import ConfirmDialog
from operator_gui.views.parts import column, label, row
from operator_gui.views.table import Table
from shared.protocol.enrolment import EnrolledKey

_TABLE_PX = 170


class KeysCard(QFrame):
    """Asks for the keys while it is shown."""

    def __init__(self, theme: Theme, model: AppModel) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._model = model
        self.note = label(role="muted", wrap=True)
        self.keys = KeysTable(self)
        self.table = Table(theme, self.keys, stretched=STANDING_COLUMN)
        self.table.setAccessibleName(tr("Enrolled keys"))
        self.table.setMinimumHeight(_TABLE_PX)
        self.revoke = QPushButton(tr("Shut out…"))
        inside = column(self, margin=12, gap=6)
        head = row(gap=10)
        head.addWidget(label(tr("Who may speak with this station"), "strong"), 1)
        head.addWidget(self.revoke, 0, Qt.AlignmentFlag.AlignRight)
        inside.addLayout(head)
        inside.addWidget(self.note)
        inside.addWidget(self.table)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_action())
        self.keys.modelReset.connect(self._show_action)
        self.revoke.clicked.connect(self._ask)
        model.keys.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._model.keys.open(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._model.keys.open(False)

    @property
    def selected(self) -> EnrolledKey | None:
        rows = self.table.selectionModel().selectedRows()
        return self.keys.rows[rows[0].row()].key if rows else None

    def _show(self) -> None:
        keys = self._model.keys
        self.keys.show(keys.keys, self._model.station_now_s())
        self.note.setText(keys.note)
        self.note.setVisible(bool(keys.note))
        self.table.setVisible(bool(keys.keys))
        self.revoke.setVisible(bool(keys.keys))
        self._show_action()

    def _show_action(self) -> None:
        key = self.selected
        self.revoke.setEnabled(key is not None and key.revoked_at_s is None)

    def _ask(self) -> None:
        key = self.selected
        if key is None:
            return
        dialog = ConfirmDialog(
            self,
            title=tr("Shut out {name}").format(name=key.name),
            text=tr(
                "{name} ({role}, key {key}) is cut off at once and cannot come back with this"
                " key. What it asked and answered stays."
            ).format(name=key.name, role=key.role, key=key.key[:12]),
            action=tr("Shut out"),
        )
        dialog.accepted.connect(lambda: self._model.commands.shut_out(key))
        dialog.open()
