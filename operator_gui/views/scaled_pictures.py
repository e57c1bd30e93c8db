"""Pictures in the size that they are shown in, so that what is shown next can be made ready."""

from typing import Literal

from PySide6.QtCore import QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPixmap

from operator_gui.views.latest import Latest

_Key = tuple[Literal["whole", "middle"], int, int, int, float]


class ScaledPictures:
    """The last `most` of them; another size, another part or another density is another picture."""

    def __init__(self, most: int) -> None:
        self._made: Latest[_Key, QPixmap] = Latest(most)

    def whole(self, image: QImage, size: QSize, ratio: float) -> QPixmap:
        """All of a picture, `size` in logical pixels of a screen of `ratio`."""
        key: _Key = "whole", image.cacheKey(), size.width(), size.height(), ratio
        pixels = (size.toSizeF() * ratio).toSize()
        return self._made.of(key, lambda: _shown(_scaled(image, pixels), ratio))

    def middle(self, image: QImage, side: int, ratio: float) -> QPixmap:
        """The middle square of a picture, `side` logical pixels wide."""
        key: _Key = "middle", image.cacheKey(), side, side, ratio
        return self._made.of(key, lambda: _shown(_middle(image, round(side * ratio)), ratio))


def _shown(image: QImage, ratio: float) -> QPixmap:
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


def _middle(image: QImage, side_px: int) -> QImage:
    whole = QSizeF(image.size()).scaled(QSizeF(side_px, side_px), _COVER).toSize()
    square = QRect((whole.width() - side_px) // 2, (whole.height() - side_px) // 2, 0, 0)
    square.setSize(QSize(side_px, side_px))
    return _scaled(image, whole).copy(square)


def _scaled(image: QImage, size: QSize) -> QImage:
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


_COVER = Qt.AspectRatioMode.KeepAspectRatioByExpanding
