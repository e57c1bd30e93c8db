"""Pictures in the size that they are shown in, so that what is shown next can be made ready."""

from collections import OrderedDict

from PySide6.QtCore import QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPixmap


class ScaledPictures:
    """The last `most` of them; another size or another density is another picture."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[tuple[int, int, int, float], QPixmap] = OrderedDict()

    def whole(self, image: QImage, size: QSize, ratio: float) -> QPixmap:
        """All of a picture, `size` in logical pixels of a screen of `ratio`."""
        key = image.cacheKey(), size.width(), size.height(), ratio
        made = self._made.get(key)
        if made is None:
            made = self._keep(key, _scaled(image, (size.toSizeF() * ratio).toSize()), ratio)
        self._made.move_to_end(key)
        return made

    def middle(self, image: QImage, side: int, ratio: float) -> QPixmap:
        """The middle square of a picture, `side` logical pixels wide."""
        key = image.cacheKey(), side, side, ratio
        made = self._made.get(key)
        if made is None:
            side_px = round(side * ratio)
            whole = QSizeF(image.size()).scaled(QSizeF(side_px, side_px), _COVER).toSize()
            square = QRect((whole.width() - side_px) // 2, (whole.height() - side_px) // 2, 0, 0)
            square.setSize(QSize(side_px, side_px))
            made = self._keep(key, _scaled(image, whole).copy(square), ratio)
        self._made.move_to_end(key)
        return made

    def _keep(self, key: tuple[int, int, int, float], image: QImage, ratio: float) -> QPixmap:
        made = self._made[key] = QPixmap.fromImage(image)
        made.setDevicePixelRatio(ratio)
        while len(self._made) > self._most:
            self._made.popitem(last=False)
        return made


def _scaled(image: QImage, size: QSize) -> QImage:
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


_COVER = Qt.AspectRatioMode.KeepAspectRatioByExpanding
