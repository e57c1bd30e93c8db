"""Pictures in the size that they are shown in: made once, sharp on dense screens, and let go."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from operator_gui.views import scaled_pictures
from operator_gui.views.scaled_pictures import ScaledPictures


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[QSize]:
    """The sizes, in pixels of the screen, of all that was scaled."""
    sizes: list[QSize] = []
    scale = scaled_pictures._scaled

    def scaling(image: QImage, size: QSize) -> QImage:
        sizes.append(size)
        return scale(image, size)

    monkeypatch.setattr(scaled_pictures, "_scaled", scaling)
    return sizes


def striped(width_px: int = 40, height_px: int = 20) -> QImage:
    """Red on the left and right, blue in the middle square."""
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    for x in range((width_px - height_px) // 2, (width_px + height_px) // 2):
        for y in range(height_px):
            image.setPixelColor(x, y, QColor("blue"))
    return image


def test_that_a_picture_is_scaled_once_for_a_size(qapp: QApplication, made: list[QSize]) -> None:
    pictures, image = ScaledPictures(2), striped()
    for _ in range(3):
        assert pictures.whole(image, QSize(80, 40), 1.0).size() == QSize(80, 40)
    assert made == [QSize(80, 40)]
    pictures.whole(image, QSize(100, 50), 1.0)
    assert made[1:] == [QSize(100, 50)]


def test_that_a_dense_screen_gets_more_pixels(qapp: QApplication, made: list[QSize]) -> None:
    whole = ScaledPictures(2).whole(striped(), QSize(80, 40), 2.0)
    assert made == [QSize(160, 80)]
    assert whole.deviceIndependentSize().toSize() == QSize(80, 40)


def test_that_the_middle_square_is_cut_out(qapp: QApplication) -> None:
    for image in (striped(40, 20), striped(41, 20)):
        middle = ScaledPictures(2).middle(image, 10, 1.0).toImage()
        assert middle.size() == QSize(10, 10)
        for x, y in ((2, 0), (7, 9), (5, 5)):
            assert middle.pixelColor(x, y) == QColor("blue")


def test_that_the_oldest_are_let_go(qapp: QApplication, made: list[QSize]) -> None:
    pictures, images = ScaledPictures(2), [striped() for _ in range(3)]
    for image in images:
        pictures.middle(image, 10, 1.0)
    made.clear()
    pictures.middle(images[2], 10, 1.0)
    pictures.middle(images[1], 10, 1.0)
    assert made == []
    pictures.middle(images[0], 10, 1.0)
    assert len(made) == 1


def test_that_all_of_a_picture_is_not_its_middle_in_the_same_size(qapp: QApplication) -> None:
    pictures, image = ScaledPictures(4), striped()
    middle = pictures.middle(image, 10, 1.0).toImage()
    whole = pictures.whole(image, QSize(10, 10), 1.0).toImage()
    assert middle.pixelColor(0, 5) == QColor("blue")
    assert whole.pixelColor(0, 5) == QColor("red")
    assert pictures.middle(image, 10, 1.0).toImage().pixelColor(0, 5) == QColor("blue")
