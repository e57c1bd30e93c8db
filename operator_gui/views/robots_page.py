"""The Robots page: every node and how it fares."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from operator_gui.itemmodels.nodes_table import NOTE_COLUMN, SOURCE_COLUMN, NodesTable
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.words import plural
from operator_gui.views.parts import column, frame, label, row
from operator_gui.views.table import Table


class RobotsPage(QWidget):
    """Reads the model whenever it changed."""

    def __init__(self, theme: Theme, model: AppModel) -> None:
        super().__init__()
        self._model = model
        self.setAccessibleName("Robots")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.nodes = NodesTable(self)
        self.table = Table(theme, self.nodes, stretched=NOTE_COLUMN, narrow={SOURCE_COLUMN: 112})
        self.table.setAccessibleName("Robots")
        self.summary = label(role="muted")
        self.none = label(
            "No robot has been heard of. One shows up here when it connects.", "muted"
        )
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = column(self, gap=12)
        page.setContentsMargins(8, 16, 18, 16)
        head = row(gap=12)
        head.addWidget(label("Robots", "title"))
        head.addWidget(self.summary, 1)
        page.addLayout(head)
        card = frame("card")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.none)
        self._stack.addWidget(self.table)
        column(card, margin=8).addWidget(self._stack)
        page.addWidget(card, 1)
        model.view_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        view = self._model.view
        nodes = view.nodes
        self.nodes.show(nodes, self._model.station_now_s(), connected=view.connected)
        self._stack.setCurrentWidget(self.table if nodes else self.none)
        online = sum(node.online for node in nodes) if view.connected else 0
        known = "" if view.connected else " · as last heard: the station is not connected"
        self.summary.setText(f"{online} of {plural(len(nodes), 'robot')} live{known}")
