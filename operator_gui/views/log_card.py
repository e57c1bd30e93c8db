"""The log of the selected robot, on the Robots page: asked for only while it is unfolded."""

from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton

from operator_gui.itemmodels.log_table import TEXT_COLUMN, LogTable
from operator_gui.texts import mark, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.fields import FIELD_PX
from operator_gui.views.flow import FlowRow
from operator_gui.views.parts import column, label, row
from operator_gui.views.table import Table
from shared.protocol.robot_log import LogLevel
from shared.protocol.status import NodeSummary

_TABLE_PX = 260
_LEVELS: tuple[tuple[str, LogLevel], ...] = (
    (mark("Everything"), "info"),
    (mark("Warnings and errors"), "warning"),
    (mark("Errors only"), "error"),
)


class LogCard(QFrame):
    def __init__(self, theme: Theme, model: AppModel) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Log of the robot"))
        self._model = model
        self._node: NodeSummary | None = None
        self.title = label(tr("Log"), "strong")
        self.level = QComboBox()
        self.level.setAccessibleName(tr("Which lines of the log"))
        self.level.setMinimumHeight(FIELD_PX)
        for title, level in _LEVELS:
            self.level.addItem(tr(title), level)
        self.copy = QPushButton(tr("&Copy"))
        self.copy.setAccessibleName(tr("Copy the log"))
        self.unfold = QPushButton(tr("Show &log"))
        self.unfold.setCheckable(True)
        self.note = label(role="muted", wrap=True)
        self.lines = LogTable(self)
        self.table = Table(theme, self.lines, stretched=TEXT_COLUMN)
        self.table.setAccessibleName(tr("Lines of the log, the newest first"))
        self.table.setMinimumHeight(_TABLE_PX)
        self._arrange()
        self.unfold.toggled.connect(self._toggle)
        self.level.currentIndexChanged.connect(self._watch)
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(model.robot_log.text())
        )
        model.robot_log.changed.connect(self._show)
        self._show()

    def _arrange(self) -> None:
        inside = column(self, margin=12, gap=6)
        head = FlowRow(gap=10)
        title = row()
        title.addWidget(self.title, 1)
        head.addLayout(title)
        buttons = FlowRow(gap=10)
        for part in (self.level, self.copy, self.unfold):
            buttons.addWidget(part)
        head.addLayout(buttons)
        inside.addLayout(head)
        inside.addWidget(self.note)
        inside.addWidget(self.table)

    def show_robot(self, node: NodeSummary | None) -> None:
        """The robot whose log it is, or none."""
        self._node = node
        self.setVisible(node is not None)
        self.title.setText(
            tr("Log") if node is None else tr("Log of {name}").format(name=node.name)
        )
        self._watch()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._watch()

    def _toggle(self, is_open: bool) -> None:
        self.unfold.setText(tr("Hide &log") if is_open else tr("Show &log"))
        self._watch()
        self._show()

    def _watch(self) -> None:
        looked_at = self._node if self.isVisible() and self.unfold.isChecked() else None
        node_id = "" if looked_at is None else looked_at.node_id
        self._model.robot_log.watch(node_id, self.level.currentData())

    def _show(self) -> None:
        log, is_open = self._model.robot_log, self.unfold.isChecked()
        self.lines.show(log.lines, self._model.station_now_s())
        self.note.setText(log.note)
        self.note.setVisible(is_open and bool(log.note))
        self.table.setVisible(is_open and bool(log.lines))
        self.level.setVisible(is_open)
        self.copy.setVisible(is_open)
        self.copy.setEnabled(bool(log.lines))
