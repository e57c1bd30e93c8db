"""Images as tensors: every fit puts known pixels where its placement says they are."""

from typing import Any, Literal, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.perception.feeding import feed, feed_batch
from shared.bundle import Fit, InputSpec
from shared.domain import Image

WIDTH_PX, HEIGHT_PX = 64, 48
FITS: tuple[Fit, ...] = get_args(Fit)


def spec(**changes: Any) -> InputSpec:
    return InputSpec(width_px=WIDTH_PX, height_px=HEIGHT_PX, **changes)


def square_at(x0: int, y0: int, side_px: int, *, width_px: int, height_px: int) -> Image:
    image = np.zeros((height_px, width_px, 3), np.uint8)
    image[y0 : y0 + side_px, x0 : x0 + side_px] = 255
    return image


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("size", [(200, 100), (100, 200), (64, 48), (30, 20), (640, 480)])
def test_that_boxes_of_the_tensor_come_back_as_boxes_of_the_image(
    fit: Fit, size: tuple[int, int]
) -> None:
    width_px, height_px = size
    side_px = min(size) // 4
    x0, y0 = width_px // 2 - side_px // 2, height_px // 2 - side_px // 2
    image = square_at(x0, y0, side_px, width_px=width_px, height_px=height_px)
    tensor, placement = feed(image, spec(fit=fit, pad=0))
    rows, columns = np.nonzero(tensor[0, 0] > 127)
    seen = np.array([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]], np.float32)
    found = placement.to_image(seen)[0]
    pixel_px = max(1 / placement.scale_x, 1 / placement.scale_y)
    np.testing.assert_allclose(found, [x0, y0, x0 + side_px, y0 + side_px], atol=1.0 + pixel_px)


@pytest.mark.parametrize(
    ("fit", "first", "last"), [("letterbox", 114, 114), ("letterbox_corner", 255, 114)]
)
def test_that_a_letterbox_is_padded_where_it_says(
    fit: Literal["letterbox", "letterbox_corner"], first: int, last: int
) -> None:
    tensor, placement = feed(np.full((20, 64, 3), 255, np.uint8), spec(fit=fit))
    assert tensor[0, 0, 0, 0] == first
    assert tensor[0, 0, -1, 0] == last
    assert (placement.scale_x, placement.scale_y) == (1.0, 1.0)
    assert placement.offset_y == (14 if fit == "letterbox" else 0)


def test_that_colours_types_and_layouts_are_as_the_spec_says() -> None:
    image = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    image[..., 0] = 255  # blue
    rgb, _ = feed(image, spec())
    assert rgb.shape == (1, 3, HEIGHT_PX, WIDTH_PX)
    assert rgb.dtype == np.float32
    assert rgb[0, :, 0, 0].tolist() == [0, 0, 255]
    bgr, _ = feed(image, spec(colour="bgr", layout="nhwc", dtype="uint8"))
    assert bgr.shape == (1, HEIGHT_PX, WIDTH_PX, 3)
    assert bgr.dtype == np.uint8
    assert bgr[0, 0, 0].tolist() == [255, 0, 0]
    half, _ = feed(image, spec(dtype="float16", std=(255.0, 255.0, 255.0)))
    assert half.dtype == np.float16
    assert half[0, :, 0, 0].tolist() == [0, 0, 1]


@pytest.mark.parametrize("layout", ["nchw", "nhwc"])
def test_that_mean_and_std_follow_the_order_of_the_channels(
    layout: Literal["nchw", "nhwc"],
) -> None:
    image = np.full((HEIGHT_PX, WIDTH_PX, 3), (10, 20, 30), np.uint8)
    values, _ = feed(image, spec(layout=layout, mean=(30.0, 10.0, 0.0), std=(1.0, 2.0, 5.0)))
    pixel = values[0, :, 0, 0] if layout == "nchw" else values[0, 0, 0]
    assert pixel.tolist() == pytest.approx([0.0, 5.0, 2.0])


def test_that_a_batch_is_its_images_one_by_one() -> None:
    images = [np.full((h, w, 3), 7 * h % 255, np.uint8) for h, w in ((30, 40), (90, 20), (5, 5))]
    batch = feed_batch(images, spec(mean=(127.0,) * 3, std=(128.0,) * 3))
    assert batch.shape == (3, 3, HEIGHT_PX, WIDTH_PX)
    for row, image in zip(batch, images, strict=True):
        np.testing.assert_allclose(row, (float(image[0, 0, 0]) - 127) / 128, atol=1e-6)


@given(width_px=st.integers(1, 300), height_px=st.integers(1, 300), fit=st.sampled_from(FITS))
def test_that_an_image_of_any_size_is_fed(width_px: int, height_px: int, fit: Fit) -> None:
    image = np.zeros((height_px, width_px, 3), np.uint8)
    tensor, placement = feed(image, spec(fit=fit))
    assert tensor.shape == (1, 3, HEIGHT_PX, WIDTH_PX)
    assert placement.scale_x > 0
    assert placement.scale_y > 0
