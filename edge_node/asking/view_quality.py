"""How good a look at an object a crop is. Pure."""

import math

import cv2

from shared.domain import Box, Image

SHARPNESS_SIDE_PX = 96
"""Crops are brought to this longer side before their sharpness is measured."""

SHARP_VARIANCE = 150.0
"""Variance of the Laplacian, in squared grey levels, at which a crop counts as half sharp."""

FULL_SIDE_PX = 96.0
"""The side of a square from which on more pixels make no better view."""

CUT_SIDE_FACTOR = 0.7
"""What a view is worth for each side that the frame's edge cuts off."""

EDGE_PX = 2.0

_WEIGHTS = {"sharpness": 0.25, "size": 0.35, "score": 0.4}


def sharpness(crop: Image) -> float:
    """0 (blurred or flat) to 1, by the variance of the Laplacian (Pech-Pacheco, Cristóbal,
    Chamorro-Martínez & Fernández-Valdivia, "Diatom autofocusing in brightfield microscopy",
    ICPR 2000). crop: (h, w, 3) uint8 BGR."""
    scale = SHARPNESS_SIDE_PX / max(crop.shape[:2])
    size = tuple(max(3, round(side * scale)) for side in (crop.shape[1], crop.shape[0]))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    grey = cv2.cvtColor(cv2.resize(crop, size, interpolation=method), cv2.COLOR_BGR2GRAY)
    _, deviation = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_32F))
    variance = float(deviation[0, 0]) ** 2
    return variance / (variance + SHARP_VARIANCE)


def size_share(box: Box) -> float:
    """0 to 1: the side of a square as large as the box, over `FULL_SIDE_PX`."""
    return min(1.0, math.sqrt(box.area_px) / FULL_SIDE_PX)


def wholeness(box: Box, *, width_px: int, height_px: int) -> float:
    """1 for a box within the frame, less for each side at its edge; 1 for the whole frame."""
    cut_sides = sum(
        (
            box.x0 <= EDGE_PX,
            box.y0 <= EDGE_PX,
            box.x1 >= width_px - EDGE_PX,
            box.y1 >= height_px - EDGE_PX,
        )
    )
    return 1.0 if cut_sides == 4 else float(CUT_SIDE_FACTOR**cut_sides)


def view_quality(
    crop: Image, box: Box, *, detector_score: float, width_px: int, height_px: int
) -> float:
    """0 to 1: the geometric mean of sharpness, size and detector score, times the wholeness."""
    best = best_possible(box, detector_score=detector_score, width_px=width_px, height_px=height_px)
    return float(sharpness(crop) ** _WEIGHTS["sharpness"]) * best


def best_possible(box: Box, *, detector_score: float, width_px: int, height_px: int) -> float:
    """The `view_quality` of a perfectly sharp crop: what can be said without its pixels."""
    score = min(1.0, max(0.0, detector_score))
    mean = float(size_share(box) ** _WEIGHTS["size"] * score ** _WEIGHTS["score"])
    return mean * wholeness(box, width_px=width_px, height_px=height_px)
