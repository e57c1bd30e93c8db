"""Clips with known truth, made by code: things pass, go behind a pillar, leave and come back."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from shared.domain import Detections, Floats, Frame, Image

WIDTH_PX, HEIGHT_PX = 460, 330
LANES_Y_PX = (10, 120, 230)
SIDE_PX = 92
SPEED_PX = 7
PILLAR_X_PX = (190, 280)
FRAMES_A_PASS = (WIDTH_PX - SIDE_PX) // SPEED_PX
FPS = 25.0

Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class Eye:
    """How a camera sees: scale of things, brightness, and what noise it adds."""

    seed: int
    scale: float = 1.0
    brightness: float = 1.0
    noise: float = 3.0


@dataclass(frozen=True)
class Shot:
    """A frame, what a detector makes of it, and where each thing is that can be seen."""

    frame: Frame
    detections: Detections
    truth: dict[int, Corners]


def picture_of(thing: int) -> tuple[Image, Image]:
    """A thing as it looks, and its mask: a shape with a pattern, of colours of its own."""
    rng = np.random.default_rng(1000 + thing)
    hue = (thing * 47) % 180
    colours = np.array([[[hue, 240, 230], [(hue + 70) % 180, 220, 90]]], np.uint8)
    one, other = cv2.cvtColor(colours, cv2.COLOR_HSV2BGR)[0].astype(np.float32)
    share = _pattern(thing % len(PATTERNS), rng)[:, :, None]
    image = (share * one + (1 - share) * other).astype(np.uint8)
    return image, _outline((thing // len(PATTERNS) + thing) % 6)


PATTERNS = ("stripes", "squares", "rings", "dots", "shade", "rays", "noise")


def _pattern(kind: int, rng: np.random.Generator) -> Floats:
    """Shares from 0 to 1, of a square."""
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float32) - SIDE_PX / 2
    size_px = rng.uniform(7, 15)
    far, angle = np.hypot(x, y), rng.uniform(0, np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    match PATTERNS[kind]:
        case "stripes":
            share = np.sin(2 * np.pi * along / size_px) > 0
        case "squares":
            share = (np.floor(x / size_px) + np.floor(y / size_px)) % 2
        case "rings":
            share = np.sin(2 * np.pi * far / size_px) > 0
        case "dots":
            share = (np.sin(2 * np.pi * x / size_px) * np.sin(2 * np.pi * y / size_px)) > 0.3
        case "shade":
            share = np.clip(0.5 + along / SIDE_PX, 0, 1)
        case "rays":
            share = np.sin(np.arctan2(y, x) * round(size_px / 2)) > 0
        case _:
            share = cv2.resize(rng.random((9, 9)).astype(np.float32), (SIDE_PX, SIDE_PX))
    return np.asarray(share, np.float32)


def _outline(kind: int) -> Image:
    """A mask of a square, 0 or 255."""
    mask, middle = np.zeros((SIDE_PX, SIDE_PX), np.uint8), SIDE_PX // 2
    turn = np.linspace(0, 2 * np.pi, 11)[:-1]
    match kind:
        case 0:
            cv2.circle(mask, (middle, middle), middle - 2, 255, -1)
        case 1:
            mask[6:-6, 6:-6] = 255
        case 2:
            cv2.fillPoly(mask, [np.array([[middle, 2], [2, SIDE_PX - 4], [SIDE_PX - 2, 80]])], 255)
        case 3:
            mask[middle - 16 : middle + 16, 2:-2] = mask[2:-2, middle - 16 : middle + 16] = 255
        case 4:
            cv2.circle(mask, (middle, middle), middle - 12, 255, 20)
        case _:
            far = np.where(np.arange(10) % 2, 0.45, 1.0)[:, None] * (middle - 2)
            star = middle + far * np.stack([np.sin(turn), -np.cos(turn)], 1)
            cv2.fillPoly(mask, [star.astype(np.int32)], 255)
    return mask


def clip(passes: list[tuple[int, ...]], eye: Eye, *, first_sequence: int = 0) -> Iterator[Shot]:
    """One pass after the other; in each, up to three things cross from left to right."""
    rng = np.random.default_rng(eye.seed)
    ground = cv2.resize(
        rng.integers(90, 150, (6, 8, 3), np.uint8), (WIDTH_PX, HEIGHT_PX), dst=None
    ).astype(np.float32)
    side_px = round(SIDE_PX * eye.scale)
    sequence = first_sequence
    for things in passes:
        for step in range(FRAMES_A_PASS):
            picture = ground.copy()
            truth: dict[int, Corners] = {}
            for thing, y in zip(things, LANES_Y_PX, strict=False):
                x = step * SPEED_PX
                image, mask = (cv2.resize(part, (side_px, side_px)) for part in picture_of(thing))
                picture[y : y + side_px, x : x + side_px][mask > 127] = image[mask > 127]
                left, right = PILLAR_X_PX
                if x + side_px < left + 20 or x > right - 20:
                    truth[thing] = (float(x), float(y), float(x + side_px), float(y + side_px))
            picture[:, PILLAR_X_PX[0] : PILLAR_X_PX[1]] = (70, 80, 90)
            picture += rng.normal(0.0, eye.noise, picture.shape)
            seen = np.clip(picture * eye.brightness, 0, 255).astype(np.uint8)
            at_s = 1_700_000_000.0 + sequence / FPS
            frame = Frame(image=seen, source_id="camera", sequence=sequence, captured_at_s=at_s)
            yield Shot(frame, _detected(truth, rng), truth)
            sequence += 1


def _detected(truth: dict[int, Corners], rng: np.random.Generator) -> Detections:
    """Boxes that are off by a pixel or two; now and then one is missed."""
    boxes = [box for box in truth.values() if rng.random() > 0.05]
    off = rng.normal(0.0, 1.2, (len(boxes), 4))
    corners = np.asarray(boxes, np.float32).reshape(-1, 4) + off
    return Detections(
        boxes=np.clip(corners, 0, [WIDTH_PX, HEIGHT_PX] * 2).astype(np.float32),
        scores=np.sort(rng.uniform(0.5, 0.9, len(boxes)))[::-1].astype(np.float32),
        class_ids=np.zeros(len(boxes), np.int64),
    )


def thing_at(box: Corners, truth: dict[int, Corners]) -> int | None:
    """Which thing a box is around, by the most in common; None for none."""
    best, most = None, 0.3
    for thing, other in truth.items():
        wide = min(box[2], other[2]) - max(box[0], other[0])
        high = min(box[3], other[3]) - max(box[1], other[1])
        common = max(0.0, wide) * max(0.0, high)
        both = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (box, other)) - common
        if common / both > most:
            best, most = thing, common / both
    return best
