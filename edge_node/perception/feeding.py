"""Images as the tensors that models take. Pure functions over arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from shared.bundle import InputSpec
from shared.domain import Floats, Image

CROP_SHARE = 0.875
"""What `centre_crop` keeps of the shorter side: 224 of 256, as classifiers are evaluated."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the image lies in the model's input: `model = image * scale + offset`, in pixels."""

    scale_x: float
    scale_y: float
    offset_x: float = 0.0
    offset_y: float = 0.0

    def to_image(self, boxes: Floats) -> Floats:
        """Boxes (n, 4) xyxy in pixels of the model's input, as pixels of the image."""
        offset = np.array([self.offset_x, self.offset_y] * 2, np.float32)
        scale = np.array([self.scale_x, self.scale_y] * 2, np.float32)
        return np.asarray((boxes - offset) / scale, np.float32)


def feed(image: Image, spec: InputSpec) -> tuple[npt.NDArray[Any], Placement]:
    """The image as the model's input, a batch of one, and where it lies in it.

    image: (h, w, 3) uint8 BGR of any size. Returns (1, 3, height, width) or (1, height, width, 3)
    of the spec's dtype.
    """
    canvas, placement = _fit(image, spec, averaged=False)
    return _tensor(canvas[None], spec), placement


def feed_batch(images: Sequence[Image], spec: InputSpec) -> npt.NDArray[Any]:
    """Images of any sizes as one batch: (n, ...) as by `feed`.

    What is larger than the model's input is averaged, not sampled: slower, and better for crops.
    """
    batch: npt.NDArray[np.uint8] = np.empty(
        (len(images), spec.height_px, spec.width_px, 3), np.uint8
    )
    for row, image in enumerate(images):
        batch[row] = _fit(image, spec, averaged=True)[0]
    return _tensor(batch, spec)


def size_feed(name: str, spec: InputSpec) -> dict[str, npt.NDArray[np.int64]]:
    """What the input of that name gets which wants the image's size: the model's own, width
    first, (1, 2) int64. Nothing for a model without one, whose `name` is ""."""
    return {name: np.array([[spec.width_px, spec.height_px]], np.int64)} if name else {}


def _fit(image: Image, spec: InputSpec, *, averaged: bool) -> tuple[Image, Placement]:
    height_px, width_px = image.shape[:2]
    match spec.fit:
        case "stretch":
            scaled = _resize(image, spec.width_px, spec.height_px, averaged)
            return scaled, Placement(spec.width_px / width_px, spec.height_px / height_px)
        case "letterbox" | "letterbox_corner":
            scale = min(spec.width_px / width_px, spec.height_px / height_px)
            middle = spec.fit == "letterbox"
            whole = round if middle else int  # as the families do it that are fed so
            inner_width = min(spec.width_px, max(1, whole(width_px * scale)))
            inner_height = min(spec.height_px, max(1, whole(height_px * scale)))
            left = (spec.width_px - inner_width) // 2 if middle else 0
            top = (spec.height_px - inner_height) // 2 if middle else 0
            canvas: Image = np.full((spec.height_px, spec.width_px, 3), spec.pad, np.uint8)
            canvas[top : top + inner_height, left : left + inner_width] = _resize(
                image, inner_width, inner_height, averaged
            )
            return canvas, Placement(inner_width / width_px, inner_height / height_px, left, top)
        case "centre_crop":
            shares = (width_px / spec.width_px, height_px / spec.height_px)
            kept = CROP_SHARE * min(shares)
            crop_width = max(1, round(spec.width_px * kept))
            crop_height = max(1, round(spec.height_px * kept))
            left, top = (width_px - crop_width) // 2, (height_px - crop_height) // 2
            inner = image[top : top + crop_height, left : left + crop_width]
            scale_x, scale_y = spec.width_px / crop_width, spec.height_px / crop_height
            placement = Placement(scale_x, scale_y, -left * scale_x, -top * scale_y)
            return _resize(inner, spec.width_px, spec.height_px, averaged), placement


def _resize(image: Image, width_px: int, height_px: int, averaged: bool) -> Image:
    shrinks = image.shape[0] > height_px and image.shape[1] > width_px
    method = cv2.INTER_AREA if averaged and shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (width_px, height_px), interpolation=method), np.uint8)


def _tensor(batch: npt.NDArray[np.uint8], spec: InputSpec) -> npt.NDArray[Any]:
    """batch: (n, h, w, 3) uint8 BGR."""
    pixels = batch[..., ::-1] if spec.colour == "rgb" else batch
    if spec.layout == "nchw":
        pixels = pixels.transpose(0, 3, 1, 2)
    if spec.dtype == "uint8":
        return np.ascontiguousarray(pixels)
    shape = (3, 1, 1) if spec.layout == "nchw" else (3,)
    values: Floats = np.ascontiguousarray(pixels).astype(np.float32)
    if any(spec.mean):
        values -= np.array(spec.mean, np.float32).reshape(shape)
    if spec.std != (1.0, 1.0, 1.0):
        values *= 1.0 / np.array(spec.std, np.float32).reshape(shape)
    return values.astype(np.float16) if spec.dtype == "float16" else values
