"""What a robot sees now, with everything that it takes for an object."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels import viewport
from operator_gui.viewmodels.live import LiveModel, object_words, spoken_words
from operator_gui.viewmodels.robot_words import can_record, machine_words, why_no_playback
from operator_gui.viewmodels.viewport import Sizes
from operator_gui.views.parts import column, draw_chips, draw_picture_ground, frame, label, restyle
from operator_gui.views.playback_bar import PlaybackBar
from shared.protocol.live import LiveFrame, LiveObject
from shared.protocol.status import NodeSummary

_RADIUS = 10.0


class LivePicture(QWidget):
    """The newest picture, fitted. A named object has a full line, one that nobody knows a broken
    one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pixmap = QPixmap()
        self._frame: LiveFrame | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 130)
        self.setAccessibleName(tr("What the robot sees"))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(360, 220)

    def show_seen(self, seen: LiveFrame | None, pixmap: QPixmap) -> None:
        self._frame, self._pixmap = seen, pixmap
        self.setAccessibleDescription("" if seen is None else spoken_words(seen))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect())
        draw_picture_ground(painter, whole, self._theme, _RADIUS)
        if self._frame is None or self._pixmap.isNull():
            return
        sizes = Sizes(self._pixmap.width(), self._pixmap.height(), whole.width(), whole.height())
        at = viewport.fit(sizes)
        picture = QRectF(at.left, at.top, at.scale * sizes.picture_width, 0.0)
        picture.setHeight(at.scale * sizes.picture_height)
        painter.drawPixmap(picture, self._pixmap, QRectF(self._pixmap.rect()))
        scale = QPointF(
            picture.width() / self._frame.width_px, picture.height() / self._frame.height_px
        )
        chips: list[tuple[QRectF, str]] = []
        for thing in self._frame.objects:
            left, top, right, bottom = thing.box
            box = QRectF(
                QPointF(picture.x() + left * scale.x(), picture.y() + top * scale.y()),
                QPointF(picture.x() + right * scale.x(), picture.y() + bottom * scale.y()),
            )
            self._paint_object(painter, thing, box)
            chips.append((box, object_words(thing)))
        draw_chips(painter, chips, self._theme, self.size(), letters_px=11)

    def _paint_object(self, painter: QPainter, thing: LiveObject, box: QRectF) -> None:
        line = Qt.PenStyle.SolidLine if thing.name else Qt.PenStyle.DashLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("on_accent"), 3.5))
        painter.drawRect(box)
        painter.setPen(QPen(self._theme.colour("accent"), 2.0, line))
        painter.drawRect(box)


class LiveCard(QWidget):
    """The picture with its caption. It is asked for only while the card can be seen.

    `recording_wanted`: whether the robot is to record from now on.
    """

    recording_wanted = Signal(bool)

    def __init__(self, theme: Theme, live: LiveModel) -> None:
        super().__init__()
        self._live = live
        self._node: NodeSummary | None = None
        self._connected = False
        self.picture = LivePicture(theme)
        self.caption = label(role="muted", wrap=True)
        self.playback = PlaybackBar()
        self.machine = label(role="muted", wrap=True)
        self.record = QPushButton(tr("Start recording"))
        card = frame("card")
        inside: QVBoxLayout = column(card, margin=12)
        inside.addWidget(label(tr("Live"), "strong"))
        inside.addWidget(self.picture, 1)
        inside.addWidget(self.caption)
        inside.addWidget(self.playback)
        inside.addWidget(self.machine)
        inside.addWidget(self.record, 0, Qt.AlignmentFlag.AlignLeft)
        column(self).addWidget(card)
        live.changed.connect(self._show)
        self.record.clicked.connect(self._wish_recording)

    def show_robot(self, node: NodeSummary | None, *, connected: bool) -> None:
        """The robot to be looked at, or none."""
        if node is None or self._node is None or node.node_id != self._node.node_id:
            self.playback.start_over()
        self._node, self._connected = node, connected
        self.setVisible(node is not None)
        is_there = node is not None and node.online and connected
        self.playback.show_playback(
            None if node is None or not is_there else node.playback,
            why_no_playback(node, connected=connected) if is_there else "",
        )
        self._show_machine()
        self._watch()
        self._show_words()

    def showEvent(self, event: object) -> None:  # noqa: N802
        self._watch()

    def hideEvent(self, event: object) -> None:  # noqa: N802
        self._live.watch("")

    def _wish_recording(self) -> None:
        if self._node is not None:
            self.recording_wanted.emit(self._node.recording is None)

    def _watch(self) -> None:
        if self.isVisible():
            self._live.watch("" if self._node is None else self._node.node_id)

    def _show(self) -> None:
        seen = self._live.seen
        pixmap = QPixmap() if seen is None else QPixmap.fromImage(seen.picture)
        self.picture.show_seen(None if seen is None else seen.frame, pixmap)
        self._show_words()

    def _show_machine(self) -> None:
        text = machine_words(self._node)
        self.machine.setText(text)
        self.machine.setVisible(bool(text))
        self.record.setVisible(can_record(self._node, connected=self._connected))
        is_on = self._node is not None and self._node.recording is not None
        self.record.setText(tr("Stop recording") if is_on else tr("Start recording"))
        temperature = None if self._node is None else self._node.temperature
        is_hot = temperature is not None and temperature.is_hot
        restyle(self.machine, "role", "warn" if is_hot else "muted")

    def _show_words(self) -> None:
        self.caption.setText(self._live.words(self._node, connected=self._connected))
