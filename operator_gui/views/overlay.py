"""What lies over everything else for a while, and gives the focus back afterwards."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_SHADE = QColor(8, 10, 16, 150)


class Overlay(QWidget):
    """Covers its parent while it is shown. Those that are made of it lay out what is on it."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._over = parent
        self._focus_before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.hide()

    def open(self) -> None:
        if not self.isVisible():
            self._focus_before = self.window().focusWidget()  # of a window not yet active, too
            self._over.installEventFilter(self)  # only now: it is asked at every event
        self.fit()
        self.raise_()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_overlay(self) -> None:
        had_focus = covering(self) is self
        self._over.removeEventFilter(self)
        self.hide()
        if self._focus_before is not None and had_focus:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._focus_before = None

    def give_focus_later(self, widget: QWidget) -> None:
        """Who has the focus once this is closed."""
        self._focus_before = widget

    def fit(self) -> None:
        """Takes the room that there is."""
        self.setGeometry(self._over.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), _SHADE)


def covering(widget: QWidget) -> Overlay | None:
    """The overlay that has the keys of the widget's window, if one has."""
    at: QWidget | None = widget.window().focusWidget()
    while at is not None and not isinstance(at, Overlay):
        at = at.parentWidget()
    return at


def focus_beneath(
    widget: QWidget, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason
) -> None:
    """For what nobody pressed, as a question that comes: the widget has the focus at once, or when
    the overlay is closed that has the keys. No key for what lies on top acts below it.
    """
    over = covering(widget)
    if over is None:
        widget.setFocus(reason)
    else:
        over.give_focus_later(widget)
