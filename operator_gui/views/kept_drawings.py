"""What was drawn before it is shown, or shall be shown again: painting it is one copy then."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from operator_gui.views.latest import Latest


class KeptDrawings:
    """The last `most` of them. A key says everything that a drawing depends on but its size and
    the density of the screen."""

    def __init__(self, most: int) -> None:
        self._kept: Latest[tuple[Hashable, int, int, float], QPixmap] = Latest(most)

    def of(
        self, key: Hashable, size: QSize, ratio: float, paint: Callable[[QPainter], None]
    ) -> QPixmap:
        """The drawing, `size` in logical pixels of a screen of `ratio`; `paint` makes a new one."""
        whole = key, size.width(), size.height(), ratio
        return self._kept.of(whole, lambda: drawn(size, ratio, paint))

    def forget_all(self) -> None:
        """All that is drawn is going to look otherwise."""
        self._kept.forget_all()


def drawn(size: QSize, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
    """What `paint` paints, on nothing, `size` in logical pixels of a screen of `ratio`; nothing at
    all where there is no room, as before the first layout."""
    made = QPixmap((size.toSizeF() * ratio).toSize())
    if made.isNull():
        return made
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    paint(painter)
    painter.end()
    return made
