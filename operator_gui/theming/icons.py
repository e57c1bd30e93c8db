"""Line icons, drawn here as SVG so that no font has to have them."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from operator_gui.theming.tokens import IconName

_PATHS: dict[IconName, str] = {
    "ask": '<path d="M4 5.5h16v11H12l-4.5 4v-4H4z"/>'
    '<path d="M10 9.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3"/><path d="M12 14.2v.1"/>',
    "objects": '<rect x="4" y="4" width="7" height="7" rx="1.5"/>'
    '<rect x="13" y="4" width="7" height="7" rx="1.5"/>'
    '<rect x="4" y="13" width="7" height="7" rx="1.5"/>'
    '<rect x="13" y="13" width="7" height="7" rx="1.5"/>',
    "learning": '<path d="M4 4v16h16"/><path d="M7.5 15l3.5-4.5 3 2.5 5-6.5"/>',
    "robots": '<rect x="5" y="8" width="14" height="11" rx="3"/><path d="M12 8V4.5M9 13v.6M15 13v.6'
    'M9.5 16.2h5M2.8 12v3.5M21.2 12v3.5"/>',
    "online": '<circle cx="12" cy="12" r="6" fill="COLOUR"/>',
    "offline": '<circle cx="12" cy="12" r="6"/>',
    "sending": '<circle cx="12" cy="12" r="8" stroke-dasharray="3.2 3.1"/>',
    "saved": '<circle cx="12" cy="12" r="8"/><path d="M8.5 12.3l2.4 2.4 4.6-5"/>',
    "trained": '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="COLOUR"/>',
    "deployed": '<circle cx="12" cy="12" r="8.6" fill="COLOUR"/>'
    '<path d="M8.2 12.3l2.6 2.6 5-5.4" stroke="GROUND"/>',
    "later": '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>',
    "unsure": '<path d="M8.7 9a3.3 3.3 0 1 1 4.8 3c-1 .5-1.5 1.2-1.5 2.2"/><path d="M12 17.6v.1"/>',
    "cross": '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
    "undo": '<path d="M8 5L4 9l4 4"/><path d="M4.5 9H14a5 5 0 0 1 0 10H9"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7'
    'M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4"/>',
    "warning": '<path d="M12 4.5L21 19.5H3z"/><path d="M12 10v4.5M12 17v.1"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.1"/>',
    "done": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "station": '<rect x="4" y="5" width="16" height="6" rx="1.5"/>'
    '<rect x="4" y="13" width="16" height="6" rx="1.5"/><path d="M7.5 8v.1M7.5 16v.1"/>',
    "rest": '<path d="M5 9h11v5.5a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4z"/><path d="M16 10.5h1.5'
    'a2.3 2.3 0 0 1 0 4.600H16M8.5 3.5v2M12.5 3.5v2"/>',
}

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="COLOUR" '
    'stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">{}</svg>'
)


def pixmap(
    name: IconName, colour: str, size_px: int, *, ratio: float = 1.0, ground: str = "#ffffff"
) -> QPixmap:
    """An icon of `size_px` logical pixels, sharp on a screen of `ratio`."""
    svg = _FRAME.format(_PATHS[name]).replace("COLOUR", colour).replace("GROUND", ground)
    side_px = max(1, round(size_px * ratio))
    image = QImage(QSize(side_px, side_px), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)


def icon(name: IconName, colour: str, size_px: int, *, ground: str = "#ffffff") -> QIcon:
    """An icon for a button or a menu, with a picture for screens of twice the density."""
    made = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        made.addPixmap(pixmap(name, colour, size_px, ratio=ratio, ground=ground))
    return made
