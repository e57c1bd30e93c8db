"""The Robots page: every node and how it fares, and how the selected one asks."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QStackedWidget, QWidget

from operator_gui.itemmodels.nodes_table import NOTE_COLUMN, SOURCE_COLUMN, NodesTable
from operator_gui.texts import counted, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels import asking
from operator_gui.viewmodels.access import strangers_line
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.asking_panel import AskingPanel
from operator_gui.views.joining_panel import JoiningPanel
from operator_gui.views.keys_card import KeysCard
from operator_gui.views.live_view import LiveCard
from operator_gui.views.log_card import LogCard
from operator_gui.views.notice_frame import NoticeFrame
from operator_gui.views.parts import column, frame, label, row, scrolled
from operator_gui.views.piecewise import Piecewise
from operator_gui.views.recordings_card import RecordingsCard
from operator_gui.views.table import Table
from shared.protocol.asking import AskRules
from shared.protocol.recording import RecordingEntry
from shared.protocol.status import NodeSummary

_WIDE_CHARS = 130
_LEAST_TABLE_PX = 210
"""Three robots and the heading."""


class RobotsPage(QWidget):
    """Reads the model when it is shown, and whenever that changed since."""

    def __init__(self, theme: Theme, model: AppModel) -> None:
        super().__init__()
        self._model = model
        self._selected = ""
        self.setAccessibleName(tr("Robots"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.nodes = NodesTable(self)
        self.table = Table(theme, self.nodes, stretched=NOTE_COLUMN, narrow={SOURCE_COLUMN: 112})
        self.table.setAccessibleName(tr("Robots"))
        self.summary = label(role="muted", wrap=True)
        self.none = label(
            tr(
                "No robot has been heard of yet. Start one in a terminal, as with “whatsit edge 0” "
                "for the first camera: it shows up here by itself."
            ),
            "muted",
            wrap=True,
        )
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.asking = AskingPanel()
        self.live = LiveCard(theme, model)
        self.recordings = RecordingsCard(theme, model)
        self.log = LogCard(theme, model)
        self.joining = JoiningPanel()
        self.strangers = NoticeFrame(theme)
        self.keys = KeysCard(theme, model)
        self._arrange()
        self.table.selectionModel().selectionChanged.connect(self._select)
        self.asking.applied.connect(self._apply)
        self.live.playback.wanted.connect(self._control)
        self.recordings.chosen.connect(self._watch)
        self.live.recording_wanted.connect(self._record)
        self.joining.decided.connect(model.commands.decide_joining)
        model.view_changed.connect(self._show_if_seen)
        self._show()

    def _arrange(self) -> None:
        page = scrolled(self)
        head = row(gap=12)
        head.addWidget(label(tr("Robots"), "title"))
        head.addWidget(self.summary, 1)
        page.addLayout(head)
        page.addWidget(self.joining)
        page.addWidget(self.strangers)
        card = frame("card")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.none)
        self._stack.addWidget(self.table)
        column(card, margin=8).addWidget(self._stack)
        card.setMinimumHeight(_LEAST_TABLE_PX)
        page.addWidget(card, 1)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(12)
        self._below.addWidget(self.asking, 3)
        self._below.addWidget(self.live, 2)
        page.addLayout(self._below)
        page.addWidget(self.recordings)
        page.addWidget(self.log)
        page.addWidget(self.keys)
        parts = (self.asking, self.live, self.recordings, self.log, self.keys)
        self._pieces = Piecewise(self, parts)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What a robot sees stands beside how it asks where there is room, else below."""
        wide = event.size().width() >= self.fontMetrics().averageCharWidth() * _WIDE_CHARS
        sideways, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._below.setDirection(sideways if wide else down)
        super().resizeEvent(event)

    @property
    def selected(self) -> NodeSummary | None:
        return next((n for n in self._model.view.nodes if n.node_id == self._selected), None)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._pieces.begin()
        self._show()

    @property
    def is_drawing(self) -> bool:
        """Whether something has been left for a later turn of the event loop."""
        return self._pieces.is_drawing

    def _show_if_seen(self) -> None:
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        view = self._model.view
        nodes = view.nodes
        self.nodes.show(nodes, self._model.station_now_s(), connected=view.connected)
        self._stack.setCurrentWidget(self.table if nodes else self.none)
        online = sum(node.online for node in nodes) if view.connected else 0
        summary = counted(
            "{online} of %n robot live", "{online} of %n robots live", len(nodes)
        ).format(online=online)
        if not view.connected:
            summary += " · " + tr("as last heard: the station is not connected")
        self.summary.setText(summary if nodes else "")
        self.joining.show_joining(view.joining)
        self.strangers.say(strangers_line(view.strangers, self._model.station_now_s()), "warn")
        self._keep_selection(nodes)
        self._show_asking()

    def _keep_selection(self, nodes: tuple[NodeSummary, ...]) -> None:
        """The same robot, wherever it stands now; the first one where none was selected."""
        ids = [node.node_id for node in nodes]
        if not ids:
            return
        if self._selected not in ids:
            self._selected = ids[0]
            self.asking.start_over()
        at = ids.index(self._selected)
        if not self.table.selectionModel().isRowSelected(at):
            self.table.selectRow(at)

    def _select(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if not rows:
            return
        node_id = self.nodes.rows[rows[0].row()].node.node_id
        if node_id != self._selected:
            self._selected = node_id
            self.asking.start_over()
            self._show_asking()

    def _show_asking(self) -> None:
        node, view = self.selected, self._model.view
        self.asking.setVisible(node is not None)
        self.live.show_robot(node, connected=view.connected)
        self.recordings.show_robot(node)
        self.log.show_robot(node)
        self.asking.show_robot(
            "" if node is None else node.name,
            asking.rules_of(node),
            asking.standing(node, now_s=self._model.station_now_s(), connected=view.connected),
            asking.figures_words(node),
        )

    def _watch(self, entry: RecordingEntry) -> None:
        self.live.play(entry)
        QTimer.singleShot(0, self, self._to_what_is_watched)  # once its bar has its room

    def _to_what_is_watched(self) -> None:
        scroll = self.findChild(QScrollArea)
        if scroll is not None:
            for part in (self.live.watch, self.live.picture):
                scroll.ensureWidgetVisible(part)

    def _control(self, wish: dict[str, float]) -> None:
        if self.selected is not None:
            self._model.commands.control_playback(self.selected, **wish)  # type: ignore[arg-type]

    def _record(self, on: bool) -> None:
        if self.selected is not None:
            self._model.commands.set_recording(self.selected, on=on)

    def _apply(self, rules: AskRules | None) -> None:
        if self.selected is not None:
            self._model.commands.set_asking(self.selected, rules)
