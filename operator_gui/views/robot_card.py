"""A table about the selected robot that is unfolded to be looked at, on the Robots page."""

from collections.abc import Sequence

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from operator_gui.views.elided_label import ElidedLabel
from operator_gui.views.flow import FlowRow
from operator_gui.views.parts import column, label, row
from operator_gui.views.table import Table
from shared.protocol.status import NodeSummary

_TABLE_PX = 260


class RobotCard(QFrame):
    """For subclasses: `watch` is called whenever another robot is looked at, or none; `show_rows`
    whenever it is unfolded or folded, `show_actions` whenever the robot is another one or fares
    otherwise.

    show, hide: what the button says. tools: stand beside it, and only while the table is unfolded.
    """

    def __init__(self, table: Table, *, show: str, hide: str, tools: Sequence[QWidget]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._node: NodeSummary | None = None
        self._words = (show, hide)
        self._tools = tuple(tools)
        self.title = ElidedLabel("strong")
        self.unfold = QPushButton(show)
        self.unfold.setCheckable(True)
        self.note = label(role="muted", wrap=True)
        self.table = table
        self.table.setMinimumHeight(_TABLE_PX)
        self._arrange()
        self.unfold.toggled.connect(self._toggle)

    @property
    def robot(self) -> NodeSummary | None:
        """The one that it is about, as it was told of last."""
        return self._node

    @property
    def looked_at(self) -> NodeSummary | None:
        """The robot of which the table is seen."""
        return self._node if self.isVisible() and self.unfold.isChecked() else None

    def title_of(self, node: NodeSummary | None) -> str:
        """What stands above the table."""
        raise NotImplementedError

    def watch(self) -> None:
        """Has what is `looked_at` asked for."""
        raise NotImplementedError

    def show_rows(self) -> None:
        """Shows what has been told."""
        raise NotImplementedError

    def show_actions(self) -> None:
        """Shows what can be done now."""

    def show_robot(self, node: NodeSummary | None) -> None:
        """The robot that it is about, or none."""
        self._node = node
        self.setVisible(node is not None)
        self.title.setText(self.title_of(node))
        self.show_actions()
        self.watch()

    def show_table(self, note: str, *, has_rows: bool) -> None:
        """note: what is to be said, "" for nothing."""
        is_open = self.unfold.isChecked()
        self.note.setText(note)
        self.note.setVisible(is_open and bool(note))
        self.table.setVisible(is_open and has_rows)
        for tool in self._tools:
            tool.setVisible(is_open)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.watch()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self.watch()

    def _arrange(self) -> None:
        inside = column(self, margin=12, gap=6)
        head = FlowRow(gap=10)
        title = row()
        title.addWidget(self.title, 1)
        head.addLayout(title)
        buttons = FlowRow(gap=10)
        for part in (*self._tools, self.unfold):
            buttons.addWidget(part)
        head.addLayout(buttons)
        inside.addLayout(head)
        inside.addWidget(self.note)
        inside.addWidget(self.table)

    def _toggle(self, is_open: bool) -> None:
        show, hide = self._words
        self.unfold.setText(hide if is_open else show)
        self.watch()
        self.show_rows()
