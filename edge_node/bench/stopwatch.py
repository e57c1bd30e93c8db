"""Times one run of a node from outside: what goes in, what the models took, what is left."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from edge_node.sources.source import (
    EndOfSource,
    FrameSource,
    NextFrame,
    NothingYet,
    ReadResult,
    SourceStats,
)


@dataclass(slots=True)
class FrameTimes:
    """One frame: when it was handed over, when the next was asked for, and the models' share."""

    handed_over_s: float
    asked_next_s: float = 0.0
    inference_s: float = 0.0
    crops: list[int] = field(default_factory=list)

    @property
    def other_ms(self) -> float:
        """Everything but the models' runs: feed, decode, follow, judge, ask, encode, publish."""
        return 1e3 * (self.asked_next_s - self.handed_over_s - self.inference_s)


class Stopwatch:
    """Fed by a `TimedSource` and by `Runtime.on_run`, both in the node's perception thread."""

    def __init__(self) -> None:
        self.frames: list[FrameTimes] = []

    def on_run(self, role: str, batch: int, seconds: float) -> None:
        """Takes a model's run into the frame that is being processed."""
        if not self.frames:
            return
        self.frames[-1].inference_s += seconds
        if role == "embedder":
            self.frames[-1].crops.append(batch)

    def fps(self, warm_up: int) -> float:
        """Frames a second from frame `warm_up` to the last one."""
        first, last = self.frames[warm_up], self.frames[-1]
        return (len(self.frames) - 1 - warm_up) / (last.handed_over_s - first.handed_over_s)


class TimedSource:
    """A source that ends after `limit` frames and tells a stopwatch of each. A FrameSource."""

    def __init__(
        self,
        inner: FrameSource,
        stopwatch: Stopwatch,
        *,
        limit: int,
        after_frame: Callable[[int], None] = lambda _: None,
    ) -> None:
        """after_frame: called with the number of frames done before the next one is read."""
        self._inner = inner
        self._stopwatch = stopwatch
        self._limit = limit
        self._after_frame = after_frame

    @property
    def source_id(self) -> str:
        return self._inner.source_id

    @property
    def stats(self) -> SourceStats:
        return self._inner.stats

    def open(self) -> None:
        self._inner.open()

    def close(self) -> None:
        self._inner.close()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, *, timeout_s: float) -> ReadResult:
        frames = self._stopwatch.frames
        if frames and not frames[-1].asked_next_s:
            frames[-1].asked_next_s = time.perf_counter()
            self._after_frame(len(frames))
        if len(frames) >= self._limit:
            return EndOfSource(f"{self._limit} frames are enough")
        result = self._inner.read(timeout_s=timeout_s)
        match result:
            case NextFrame():
                frames.append(FrameTimes(time.perf_counter()))
            case NothingYet() | EndOfSource():
                pass
        return result
