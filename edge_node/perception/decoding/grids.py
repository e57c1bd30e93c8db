"""Where a detector's anchors lie: one row a cell, row by row, the finest grid first."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shared.domain import Floats

STRIDES: tuple[tuple[int, ...], ...] = ((8, 16, 32), (8, 16, 32, 64), (4, 8, 16, 32), (16, 32))
"""The grids that detectors have, as pixels a cell. The common ones first."""


def cells(width_px: int, height_px: int, strides: Sequence[int]) -> int:
    """How many cells the grids have together."""
    return sum(-(-width_px // stride) * -(-height_px // stride) for stride in strides)


def find_strides(
    count: int, width_px: int, height_px: int, options: Sequence[tuple[int, ...]] = STRIDES
) -> tuple[int, ...] | None:
    """The first of the options whose grids have so many cells."""
    return next((each for each in options if cells(width_px, height_px, each) == count), None)


def locate(
    rows: npt.NDArray[np.intp], width_px: int, height_px: int, strides: Sequence[int]
) -> tuple[Floats, Floats]:
    """The cells with these numbers: (n, 2) column and row, and (n, 1) stride, float32."""
    columns = np.array([-(-width_px // stride) for stride in strides])
    lengths = columns * [-(-height_px // stride) for stride in strides]
    starts = np.cumsum(lengths) - lengths
    level = np.searchsorted(starts, rows, side="right") - 1
    within = rows - starts[level]
    place = np.stack([within % columns[level], within // columns[level]], axis=1)
    stride = np.asarray(strides)[level][:, None]
    return place.astype(np.float32), stride.astype(np.float32)
