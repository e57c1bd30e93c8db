import cv2
import numpy as np
import pytest

from operator_gui.station.images import thumbnail
from shared.errors import ProtocolError
from shared.protocol.jpeg import jpeg_size
from tests.unit.station.station_world import jpeg


@pytest.mark.parametrize("progressive", [0, 1])
def test_that_the_size_is_read_without_decoding(progressive: int) -> None:
    image = np.zeros((37, 201, 3), np.uint8)
    options = [cv2.IMWRITE_JPEG_PROGRESSIVE, progressive]
    encoded = cv2.imencode(".jpg", image, options)[1].tobytes()
    assert jpeg_size(encoded) == (201, 37)
    assert jpeg_size(encoded[:2] + b"\xff\xe1\x00\x04ab" + encoded[2:]) == (201, 37)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xd9aaaa", b"\xff\xd8" + b"\0" * 99],
)
def test_that_what_is_no_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        jpeg_size(data)


def test_that_cut_and_changed_pictures_never_raise_anything_else() -> None:
    rng = np.random.default_rng(1)
    whole = jpeg()
    for _ in range(2000):
        data = bytearray(whole[: rng.integers(1, len(whole))])
        data[rng.integers(len(data))] = rng.integers(256)
        try:
            width_px, height_px = jpeg_size(bytes(data))
        except ProtocolError:
            continue
        assert 0 < width_px * height_px <= 33_000_000


def test_that_a_thumbnail_is_small_and_keeps_its_shape() -> None:
    small = thumbnail(jpeg(400, 200))
    assert small is not None
    assert jpeg_size(small) == (96, 48)
    same = thumbnail(jpeg(40, 20))
    assert same is not None
    assert jpeg_size(same) == (40, 20)


def test_that_a_damaged_picture_has_no_thumbnail() -> None:
    assert thumbnail(b"nothing") is None
    assert thumbnail(jpeg()[:200]) is None
