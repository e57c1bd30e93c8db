"""Which box of a frame is which of those expected there. Pure functions over arrays.

Boxes are widened before they are compared, for small and quick things: Yang et al., "Hard to track
objects with irregular motions and similar appearances" (WACV 2023).
"""

import lap
import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def widened_overlap(first: Vector, second: Vector, widen: float) -> Vector:
    """(n, m) intersections over unions, 0 to 1, of boxes (n, 4) and (m, 4) as centre x, y, width,
    height, each side widened by `widen` of its length."""
    x0, y0, x1, y1 = _sides(first, widen)[:, :, None]
    other_x0, other_y0, other_x1, other_y1 = _sides(second, widen)
    widths = np.minimum(x1, other_x1) - np.maximum(x0, other_x0)
    heights = np.minimum(y1, other_y1) - np.maximum(y0, other_y0)
    shared = np.maximum(widths, 0.0) * np.maximum(heights, 0.0)
    areas = (x1 - x0) * (y1 - y0) + (other_x1 - other_x0) * (other_y1 - other_y0)
    return np.asarray(shared / np.maximum(areas - shared, 1e-9))


def assign(likeness: Vector) -> npt.NDArray[np.int64]:
    """The column of each row, (n,), -1 for none, so that the sum of likenesses is highest
    (Jonker & Volgenant, "A shortest augmenting path algorithm for dense and sparse linear
    assignment problems", Computing 38, 1987).

    likeness: (n, m), n and m at least 1, 0 to 1; those of likeness 0 are never paired.
    """
    columns: npt.NDArray[np.int32]
    _, columns, _ = lap.lapjv(1.0 - likeness, extend_cost=True)
    found = (columns >= 0) & (likeness[np.arange(len(columns)), columns] > 0)
    return np.where(found, columns, -1).astype(np.int64)


def _sides(boxes: Vector, widen: float) -> Vector:
    """(n, 4) boxes as centre and size, widened, as (4, n) left, top, right, bottom."""
    half = boxes[:, 2:] * (0.5 + widen)
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], axis=1).T
