"""Notices a camera that freezes or goes black, from its pictures alone. Pure but for its memory.

A camera that lives has noise: two pictures of the same still scene are never alike in every byte.
So pictures that are the same byte for byte, for seconds, come from a camera or a driver that hangs.
A covered lens has noise too, so black is judged by brightness and spread, not by likeness.
"""

import zlib
from typing import Literal

import numpy as np

from shared.domain import Image

PictureHealth = Literal["ok", "frozen", "black"]

_GRID_ROWS, _GRID_COLUMNS = 36, 64
"""Every picture is compared on a grid of about so many points, which costs microseconds."""

_BLACK_MEAN = 25.0
_BLACK_SPREAD = 12.0
"""Brightness and its standard deviation, 0 to 255, below which nothing can be seen. Video whose
black is 16, and the noise of a covered sensor at full gain, are below; a lamp at night is above."""

_LONGEST_STEP_S = 1.0
"""As much as the time between two pictures counts: nobody knows what was there in a longer gap."""


class PictureWatch:
    """Sees every picture of one camera. One thread owns it.

    frozen_after_s, black_after_s: how long it must last before it is said; 0 is never.
    """

    def __init__(self, *, frozen_after_s: float, black_after_s: float) -> None:
        self._frozen_after_s = frozen_after_s
        self._black_after_s = black_after_s
        self._seen_at_s: float | None = None
        self._watched_s = 0.0
        self._black_since_s: float | None = None
        self._grid = b""
        self._same_since_s = 0.0
        self._checksum: int | None = None
        self._check_at_s = 0.0

    def see(self, image: Image, now_s: float) -> PictureHealth:
        """How the camera is, with this picture. `now_s`: monotonic time."""
        if self._seen_at_s is not None:
            self._watched_s += min(now_s - self._seen_at_s, _LONGEST_STEP_S)
        self._seen_at_s = now_s
        height, width = image.shape[:2]
        rows, columns = max(1, height // _GRID_ROWS), max(1, width // _GRID_COLUMNS)
        grid = np.ascontiguousarray(image[rows // 2 :: rows, columns // 2 :: columns])
        is_black, is_frozen = self._is_black(grid), self._is_frozen(grid, image)
        return "black" if is_black else "frozen" if is_frozen else "ok"

    def _is_black(self, grid: Image) -> bool:
        is_bright = grid.sum() >= _BLACK_MEAN * grid.size  # a third of the time of a mean
        if not self._black_after_s or is_bright or grid.std() >= _BLACK_SPREAD:
            self._black_since_s = None
            return False
        if self._black_since_s is None:
            self._black_since_s = self._watched_s
        return self._watched_s - self._black_since_s > self._black_after_s

    def _is_frozen(self, grid: Image, image: Image) -> bool:
        if not self._frozen_after_s:
            return False
        seen = grid.tobytes()
        if seen != self._grid:
            self._start_over(seen)
            return False
        lasted_s, between_s = self._watched_s - self._same_since_s, self._frozen_after_s / 2
        if lasted_s < between_s:
            return False
        if self._checksum is None:
            self._checksum = _checksum_of(image)
            self._check_at_s = self._same_since_s + self._frozen_after_s
            return False
        if lasted_s <= self._frozen_after_s:
            return False
        if self._watched_s >= self._check_at_s:
            # The grid may miss a small thing that moves; the whole picture is looked at rarely.
            if _checksum_of(image) != self._checksum:
                self._start_over(seen)
                return False
            self._check_at_s = self._watched_s + between_s
        return True

    def _start_over(self, seen: bytes) -> None:
        self._grid, self._same_since_s, self._checksum = seen, self._watched_s, None


def _checksum_of(image: Image) -> int:
    return zlib.crc32(np.ascontiguousarray(image).data)
