"""JPEGs to pictures, off the GUI thread. What comes over the wire is not trusted with memory."""

from dataclasses import dataclass, field

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from operator_gui.operator_events import ReceivedQuestion

MOST_PIXELS = 33_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Pictures:
    """A question's pictures; one that could not be read is null and is shown as missing.

    `alike`: queries that look the same, the most similar first. What of them cannot be seen is
    left out: nobody may answer it unseen.
    """

    context: QImage
    views: tuple[QImage, ...]
    examples: dict[str, QImage]
    alike: dict[str, QImage] = field(default_factory=dict)


def decode_pictures(question: ReceivedQuestion) -> Pictures:
    return Pictures(
        context=decode(question.context_jpeg),
        views=tuple(decode(jpeg) for jpeg in question.view_jpegs),
        examples={name: decode(jpeg) for name, jpeg in question.examples},
        alike={
            query_id: image
            for query_id, jpeg in question.alike
            if not (image := decode(jpeg)).isNull()
        },
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
