"""Which of a reader's frames are taken: from the place where a pass begins, every n-th."""

from collections.abc import Callable

from edge_node.sources.reading import PassEnd, Place, RawFrame, Reader, SkippingReader

_TIME_TOLERANCE_S = 1e-4
"""Times of frames are sums of fractions; a tenth of a millisecond is no frame's length."""


class FrameSelection:
    """Reads one pass. The first frame taken is the one at `place`; `stride` counts from there.

    A place that a reader was killed at goes on counting from the last frame that was delivered.
    """

    def __init__(
        self, reader: Reader, place: Place, *, stride: int, alive: Callable[[], None]
    ) -> None:
        self._reader = reader
        self._stride = stride
        self._alive = alive
        self._seek_s = place.seek_s
        self._to_skip = 0 if place.recorded_s is None else stride - 1
        self._peeked: RawFrame | PassEnd | None = None

    def peek(self) -> RawFrame | PassEnd:
        """What `next` will return."""
        self._peeked = self.next()
        return self._peeked

    def next(self) -> RawFrame | PassEnd:
        """The next frame that is taken, or the end. Raises SourceError as the reader does."""
        peeked, self._peeked = self._peeked, None
        if peeked is not None:
            return peeked
        self._skip()
        self._to_skip = self._stride - 1
        while True:
            self._alive()
            read = self._reader.read()
            if self._seek_s is None or isinstance(read, PassEnd):
                return read
            if read.recorded_s is None or read.recorded_s >= self._seek_s - _TIME_TOLERANCE_S:
                self._seek_s = None
                return read

    def _skip(self) -> None:
        for _ in range(self._to_skip):
            self._alive()
            if isinstance(self._reader, SkippingReader):
                if not self._reader.skip():
                    return
            elif isinstance(self._reader.read(), PassEnd):
                return
