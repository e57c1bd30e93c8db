"""Frames from Python: for a rig whose camera has an SDK of its own.

A thread of the source's own draws from the iterator, because a node must never wait for longer
than it says and an iterator waits as long as it likes. It hands over one frame at a time.
"""

import logging
import threading
from collections.abc import Iterable, Iterator

import numpy as np

from edge_node.sources.address import known_as
from edge_node.sources.health import HealthNews
from edge_node.sources.recovery import LossNews
from edge_node.sources.source import (
    EndOfSource,
    FrameSource,
    NextFrame,
    NothingYet,
    ReadResult,
    SourceOptions,
    SourceState,
    SourceStats,
)
from edge_node.sources.view import checked
from shared.clock import Clock, SystemClock
from shared.domain import Frame, Image
from shared.errors import SourceError, UsageError
from shared.protocol.fields import MAX_TIME_S

_log = logging.getLogger(__name__)

_JOIN_DEADLINE_S = 1.0


class IteratorSource(FrameSource):
    """Implements FrameSource around an iterable of images, or of images with capture times.

    An image is (height, width, 3) uint8 in BGR order; it is copied, so its buffer may be used
    again. A capture time is in seconds since 1970 UTC; without one, it is the time of arrival.

    Like a camera, it keeps only the newest frame and counts the others as dropped; with
    `keep_all` the iterator waits until its frame was taken, and none is dropped. An iterator that
    gives no frame for `options.hang_timeout_s` is reported as lost until it does. Its end, an
    exception in it, and anything else than an image end the source with a reason. Where it has a
    `close`, as generators do, that is called on the thread that draws from it.

    Of `options`, those for recordings and those about restarts do not apply.
    """

    def __init__(
        self,
        frames: Iterable[Image | tuple[Image, float]],
        *,
        source_id: str,
        keep_all: bool = False,
        options: SourceOptions | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._options = options or SourceOptions()
        if self._options.start_s:
            raise UsageError(f"{source_id} is live: only a recording can start later")
        self._frames = frames
        self._source_id = known_as(source_id)
        self._keep_all = keep_all
        self._clock = clock or SystemClock()
        self._view = self._options.view
        self._thread: threading.Thread | None = None
        # Between the two threads, under the condition's lock.
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._reason: str | None = None
        self._is_failure = False
        self._is_closed = False
        self._dropped = 0
        # The owner's.
        self._state: SourceState = "starting"
        self._end: EndOfSource | None = None
        self._delivered = 0
        self._last_error = ""
        self._got_at_s = 0.0
        self._loss_news = LossNews()
        self._health_news = HealthNews(source_id, self._options)

    @property
    def source_id(self) -> str:
        return self._source_id

    @property
    def is_complete(self) -> bool:
        return self._keep_all

    @property
    def stats(self) -> SourceStats:
        return SourceStats(
            state=self._state,
            frames_delivered=self._delivered,
            frames_dropped=self._dropped,
            frames_skipped=0,
            restarts=0,
            last_error=self._last_error,
            health=self._health_news.health,
        )

    def open(self) -> None:
        """Starts to draw frames, once."""
        if self._thread is None and self._end is None:
            self._got_at_s = self._clock.monotonic_s()
            # A daemon: an iterator that never returns must not keep the process alive.
            self._thread = threading.Thread(
                target=self._draw, name=f"iterator-{self._source_id}", daemon=True
            )
            self._thread.start()

    def read(self, *, timeout_s: float) -> ReadResult:
        """The next frame; after the end, and after `close`, always EndOfSource."""
        if self._end is not None:
            return self._end
        if self._thread is None:
            raise RuntimeError(f"{self._source_id} was not opened")
        with self._changed:
            self._changed.wait_for(lambda: self._newest or self._reason, timeout=timeout_s)
            frame, self._newest = self._newest, None
            reason, is_failure = self._reason, self._is_failure
            self._changed.notify_all()
        if frame is not None:
            return self._deliver(frame)
        if reason is not None:
            self._state, self._end = "ended", EndOfSource(reason)
            if is_failure:
                self._last_error = reason
                _log.error("%s", reason)
            return self._end
        self._look_for_a_hang()
        return NothingYet()

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._newest = None
            self._changed.notify_all()
        self._end = self._end or EndOfSource(f"{self._source_id} was closed")
        self._state = "ended"
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_JOIN_DEADLINE_S)
            if thread.is_alive():
                _log.warning("%s: its iterator does not return; it is left alone", self._source_id)

    def _deliver(self, frame: Frame) -> NextFrame:
        self._got_at_s = self._clock.monotonic_s()
        if self._state == "lost" and self._loss_news.is_told:
            _log.info("%s is back", self._source_id)
        self._state = "running"
        self._health_news.see(frame.image, self._got_at_s)
        self._delivered += 1
        return NextFrame(frame)

    def _look_for_a_hang(self) -> None:
        now_s, limit_s = self._clock.monotonic_s(), self._options.hang_timeout_s
        if self._state == "lost" or now_s - self._got_at_s <= limit_s:
            return
        self._state = "lost"
        self._last_error = f"its iterator has given no frame for {limit_s:g} s"
        addition = self._loss_news.lost(now_s)
        if addition is not None:
            _log.warning("%s is lost: %s%s", self._source_id, self._last_error, addition)

    def _draw(self) -> None:
        """The thread's: draws until there is no more, or nobody wants more."""
        reason, is_failure = f"end of {self._source_id}", True
        iterator: Iterator[object] = iter(())
        try:
            iterator = iter(self._frames)
            for sequence, frame in enumerate(self._taken(iterator)):
                if not self._hand_over(self._framed(frame, sequence)):
                    break
            is_failure = False
        except SourceError as error:
            reason = f"{self._source_id}: {error}"
        except Exception as error:
            reason = f"{self._source_id}: its iterator failed: {type(error).__name__}: {error}"
        finally:
            self._let_go(iterator)
            with self._changed:
                self._reason, self._is_failure = reason, is_failure
                self._changed.notify_all()

    def _taken(self, iterator: Iterator[object]) -> Iterator[object]:
        for number, frame in enumerate(iterator):
            if number % self._options.stride == 0:
                yield frame

    def _framed(self, given: object, sequence: int) -> Frame:
        """Raises SourceError for what is no frame."""
        image, captured_at_s = given, self._clock.now_s()
        match given:
            case (image, (int() | float()) as captured_at_s):
                if not 0.0 <= captured_at_s <= MAX_TIME_S:
                    raise SourceError(
                        f"expected a capture time in seconds since 1970, got {captured_at_s}"
                    )
            case tuple():
                raise SourceError("expected an image, or a tuple of an image and its time in s")
        return Frame(
            image=np.array(self._view.of(checked(image)), order="C"),
            source_id=self._source_id,
            sequence=sequence,
            captured_at_s=float(captured_at_s),
        )

    def _hand_over(self, frame: Frame) -> bool:
        """False if nobody wants any more."""
        with self._changed:
            if self._keep_all:
                self._changed.wait_for(lambda: self._newest is None or self._is_closed)
            self._dropped += self._newest is not None
            self._newest = None if self._is_closed else frame
            self._changed.notify_all()
            return not self._is_closed

    def _let_go(self, iterator: Iterator[object]) -> None:
        close = getattr(iterator, "close", None)
        if close is None:
            return
        try:
            close()
        except Exception as error:
            _log.warning("%s: closing its iterator failed: %r", self._source_id, error)
