"""What a robot sees now, or saw earlier, with everything that it takes for an object."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels import viewport
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.live import object_words, spoken_words
from operator_gui.viewmodels.robot_words import (
    can_record,
    machine_words,
    why_no_playback,
    why_no_watching,
)
from operator_gui.viewmodels.viewport import Sizes
from operator_gui.views.elided_label import ElidedLabel
from operator_gui.views.parts import (
    column,
    draw_chips,
    draw_picture_ground,
    frame,
    label,
    restyle,
    sized,
)
from operator_gui.views.playback_bar import PlaybackBar
from operator_gui.views.watch_bar import WatchBar
from shared.protocol.live import LiveFrame, LiveObject
from shared.protocol.recording import RecordingEntry
from shared.protocol.status import NodeSummary
from shared.protocol.watching import RecordedShot

_RADIUS = 10.0
_MARK_PX = 28
_MARK_LETTERS_PX = 13


class LivePicture(QWidget):
    """A picture, fitted. A named object has a full line, one that nobody knows a broken one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pixmap = QPixmap()
        self._frame: LiveFrame | RecordedShot | None = None
        self._mark = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 130)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(360, 220)

    def show_seen(
        self, seen: LiveFrame | RecordedShot | None, pixmap: QPixmap, *, name: str, spoken: str
    ) -> None:
        """name: what kind of picture it is, spoken: what is to be seen, for who cannot see it."""
        self._frame, self._pixmap = seen, pixmap
        self.setAccessibleName(name)
        self.setAccessibleDescription(spoken)
        self.update()

    def show_mark(self, mark: str) -> None:
        """Words above the picture, for one that is not live; "" for none."""
        if mark != self._mark:
            self._mark = mark
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect())
        draw_picture_ground(painter, whole, self._theme, _RADIUS)
        if self._mark:
            self._paint_mark(painter)
            painter.translate(0, _MARK_PX)
            whole.setHeight(whole.height() - _MARK_PX)
        if self._frame is not None and not self._pixmap.isNull():
            self._paint_picture(painter, whole, self._frame)

    def _paint_picture(
        self, painter: QPainter, whole: QRectF, seen: LiveFrame | RecordedShot
    ) -> None:
        sizes = Sizes(self._pixmap.width(), self._pixmap.height(), whole.width(), whole.height())
        at = viewport.fit(sizes)
        picture = QRectF(at.left, at.top, at.scale * sizes.picture_width, 0.0)
        picture.setHeight(at.scale * sizes.picture_height)
        painter.drawPixmap(picture, self._pixmap, QRectF(self._pixmap.rect()))
        scale = QPointF(picture.width() / seen.width_px, picture.height() / seen.height_px)
        chips: list[tuple[QRectF, str]] = []
        for thing in seen.objects:
            left, top, right, bottom = thing.box
            box = QRectF(
                QPointF(picture.x() + left * scale.x(), picture.y() + top * scale.y()),
                QPointF(picture.x() + right * scale.x(), picture.y() + bottom * scale.y()),
            )
            self._paint_object(painter, thing, box)
            chips.append((box, object_words(thing)))
        draw_chips(painter, chips, self._theme, whole.size().toSize(), letters_px=11)

    def _paint_mark(self, painter: QPainter) -> None:
        band = QRectF(0, 0, self.width(), _MARK_PX)
        painter.fillRect(band, self._theme.colour("accent_soft"))
        painter.setFont(sized(painter.font(), _MARK_LETTERS_PX, bold=True))
        painter.setPen(self._theme.colour("text"))
        band.adjust(12, 0, -12, 0)
        elided = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(self._mark, elided, round(band.width()))
        painter.drawText(band, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_object(self, painter: QPainter, thing: LiveObject, box: QRectF) -> None:
        line = Qt.PenStyle.SolidLine if thing.name else Qt.PenStyle.DashLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("on_accent"), 3.5))
        painter.drawRect(box)
        painter.setPen(QPen(self._theme.colour("accent"), 2.0, line))
        painter.drawRect(box)


class LiveCard(QWidget):
    """The picture with its caption. It is asked for only while the card can be seen.

    While an earlier recording is watched, that is shown in its place, and nothing is asked of what
    the robot sees now. `recording_wanted`: whether the robot is to record from now on.
    """

    recording_wanted = Signal(bool)

    def __init__(self, theme: Theme, model: AppModel) -> None:
        super().__init__()
        self._model = model
        self._live, self._watching = model.live, model.watching
        self._node: NodeSummary | None = None
        self._connected = False
        self.title = ElidedLabel("strong")
        self.picture = LivePicture(theme)
        self.caption = label(role="muted", wrap=True)
        self.playback = PlaybackBar()
        self.watch = WatchBar(model.watching)
        self.machine = label(role="muted", wrap=True)
        self.record = QPushButton(tr("Start recording"))
        card = frame("card")
        inside: QVBoxLayout = column(card, margin=12)
        inside.addWidget(self.title)
        inside.addWidget(self.picture, 1)
        inside.addWidget(self.caption)
        inside.addWidget(self.playback)
        inside.addWidget(self.watch)
        inside.addWidget(self.machine)
        inside.addWidget(self.record, 0, Qt.AlignmentFlag.AlignLeft)
        column(self).addWidget(card)
        self._live.changed.connect(self._show)
        self._watching.changed.connect(self._turn)
        self._watching.moved.connect(self._show_mark)
        self._turn()
        self.record.clicked.connect(self._wish_recording)

    def show_robot(self, node: NodeSummary | None, *, connected: bool) -> None:
        """The robot to be looked at, or none."""
        if node is None or self._node is None or node.node_id != self._node.node_id:
            self.playback.start_over()
            if node is None or node.node_id != self._watching.node_id:
                self._watching.leave()
        self._node, self._connected = node, connected
        self._watching.robot_is_away(why_no_watching(node, connected=connected))
        self.setVisible(node is not None)
        is_there = node is not None and node.online and connected
        self.playback.show_playback(
            None if node is None or not is_there else node.playback,
            why_no_playback(node, connected=connected) if is_there else "",
        )
        self._show_machine()
        self._look()
        self._show_words()

    def play(self, entry: RecordingEntry) -> None:
        """Watches an earlier recording of the robot, from its beginning."""
        if self._node is not None:
            self._watching.play(self._node.node_id, entry.file, length_s=entry.length_s)
            self.watch.playback.hold.setFocus()

    def showEvent(self, event: object) -> None:  # noqa: N802
        self._look()

    def hideEvent(self, event: object) -> None:  # noqa: N802
        self._live.watch("")

    def _wish_recording(self) -> None:
        if self._node is not None:
            self.recording_wanted.emit(self._node.recording is None)

    def _look(self) -> None:
        """What the robot sees now is asked for only where that is shown."""
        if self.isVisible():
            is_live = self._node is not None and not self._watching.is_on
            self._live.watch(self._node.node_id if self._node is not None and is_live else "")

    def _turn(self) -> None:
        """To what is watched, or back to what is seen now."""
        is_on = self._watching.is_on
        self.title.setText(self._watching.title() if is_on else tr("Live"))
        self.playback.setVisible(not is_on)
        self.watch.setVisible(is_on)
        self._look()
        self._show()
        self._show_mark()

    def _show(self) -> None:
        if self._watching.is_on:
            shot = self._watching.seen
            self.picture.show_seen(
                None if shot is None else shot.shot,
                QPixmap() if shot is None else QPixmap.fromImage(shot.picture),
                name=self._watching.title(),
                spoken=self._watching.spoken(),
            )
        else:
            seen = self._live.seen
            self.picture.show_seen(
                None if seen is None else seen.frame,
                QPixmap() if seen is None else QPixmap.fromImage(seen.picture),
                name=tr("What the robot sees"),
                spoken="" if seen is None else spoken_words(seen.frame),
            )
        self._show_words()

    def _show_mark(self) -> None:
        self.picture.show_mark(self._watching.mark() if self._watching.is_on else "")

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
        if self._watching.is_on:
            self.caption.setText(self._watching.words(self._model.station_now_s()))
        else:
            self.caption.setText(self._live.words(self._node, connected=self._connected))
