"""The log of the selected robot, on the Robots page: asked for only while it is unfolded."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPushButton

from operator_gui.itemmodels.log_table import TEXT_COLUMN, LogTable
from operator_gui.texts import mark, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.fields import FIELD_PX
from operator_gui.views.robot_card import RobotCard
from operator_gui.views.table import Table
from shared.protocol.robot_log import LogLevel
from shared.protocol.status import NodeSummary

_LEVELS: tuple[tuple[str, LogLevel], ...] = (
    (mark("Everything"), "info"),
    (mark("Warnings and errors"), "warning"),
    (mark("Errors only"), "error"),
)


class LogCard(RobotCard):
    def __init__(self, theme: Theme, model: AppModel) -> None:
        self._model = model
        self.level = QComboBox()
        self.level.setAccessibleName(tr("Which lines of the log"))
        self.level.setMinimumHeight(FIELD_PX)
        for title, level in _LEVELS:
            self.level.addItem(tr(title), level)
        self.copy = QPushButton(tr("&Copy"))
        self.copy.setAccessibleName(tr("Copy the log"))
        self.lines = LogTable()
        super().__init__(
            Table(theme, self.lines, stretched=TEXT_COLUMN),
            show=tr("Show &log"),
            hide=tr("Hide &log"),
            tools=(self.level, self.copy),
        )
        self.lines.setParent(self)
        self.setAccessibleName(tr("Log of the robot"))
        self.table.setAccessibleName(tr("Lines of the log, the newest first"))
        self.level.currentIndexChanged.connect(self.watch)
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(model.robot_log.text())
        )
        model.robot_log.changed.connect(self.show_rows)
        self.show_rows()

    def title_of(self, node: NodeSummary | None) -> str:
        return tr("Log") if node is None else tr("Log of {name}").format(name=node.name)

    def watch(self) -> None:
        node = self.looked_at
        self._model.robot_log.watch("" if node is None else node.node_id, self.level.currentData())

    def show_rows(self) -> None:
        log = self._model.robot_log
        self.lines.show(log.lines, self._model.station_now_s())
        self.show_table(log.note, has_rows=bool(log.lines))
        self.copy.setEnabled(bool(log.lines))
