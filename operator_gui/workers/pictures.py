"""JPEGs to pictures, off the GUI thread. What comes over the wire is not trusted with memory."""

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from operator_gui.operator_link import ReceivedQuestion

MOST_PIXELS = 33_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Pictures:
    """A question's pictures; one that could not be read is null and is shown as missing."""

    context: QImage
    views: tuple[QImage, ...]
    examples: dict[str, QImage]


def decode_pictures(question: ReceivedQuestion) -> Pictures:
    return Pictures(
        context=decode(question.context_jpeg),
        views=tuple(decode(jpeg) for jpeg in question.view_jpegs),
        examples={name: decode(jpeg) for name, jpeg in question.examples},
    )


def decode(jpeg: bytes) -> QImage:
    """The picture, or a null one if it is damaged or larger than `MOST_PIXELS`."""
    buffer = QBuffer()
    buffer.setData(QByteArray(jpeg))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    return reader.read()
