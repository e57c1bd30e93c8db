"""Times one run of a node from outside: when frames go in, and how many crops are embedded."""

import time

from edge_node.sources.source import (
    EndOfSource,
    FrameSource,
    NextFrame,
    ReadResult,
    SourceStats,
)
from edge_node.sources.tempo import Tempo


class Stopwatch:
    """taken_s: when each frame was handed over. crops: how many were embedded of each frame.

    Fed by a `TimedSource` and by `Runtime.on_run`, both in the node's perception thread; but for
    the detector, whose runs are left out.
    """

    def __init__(self) -> None:
        self.taken_s: list[float] = []
        self.crops: dict[int, int] = {}

    def on_run(self, role: str, batch: int, seconds: float) -> None:
        """Counts the crops, by the number of the frame read last."""
        if role == "embedder" and self.taken_s:
            frame = len(self.taken_s) - 1
            self.crops[frame] = self.crops.get(frame, 0) + batch

    def fps(self, warm_up: int) -> float:
        """Frames a second from frame `warm_up` to the last one."""
        return (len(self.taken_s) - 1 - warm_up) / (self.taken_s[-1] - self.taken_s[warm_up])


class InferenceTime:
    """Adds up what the models take, by `Runtime.on_run`; whoever measures sets it back to 0."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def on_run(self, role: str, batch: int, seconds: float) -> None:
        """Takes in a model's run."""
        self.seconds += seconds


class TimedSource(FrameSource):
    """A source that ends after `limit` frames and tells a stopwatch of each. A FrameSource.

    is_complete: whether the node may take frames ahead, as of a recording, or has to do with one
    at a time, as of a camera; every frame is delivered all the same, so that runs can be compared.
    """

    def __init__(
        self,
        inner: FrameSource,
        stopwatch: Stopwatch,
        *,
        limit: int,
        is_complete: bool = True,
    ) -> None:
        self._inner = inner
        self._is_complete = is_complete
        self._stopwatch = stopwatch
        self._limit = limit

    @property
    def source_id(self) -> str:
        return self._inner.source_id

    @property
    def is_complete(self) -> bool:
        return self._is_complete

    @property
    def stats(self) -> SourceStats:
        return self._inner.stats

    def open(self) -> None:
        self._inner.open()

    def seek(self, recorded_s: float) -> None:
        self._inner.seek(recorded_s)

    def play(self, tempo: Tempo) -> None:
        self._inner.play(tempo)

    def close(self) -> None:
        self._inner.close()

    def read(self, *, timeout_s: float) -> ReadResult:
        taken_s = self._stopwatch.taken_s
        if len(taken_s) >= self._limit:
            return EndOfSource(f"{self._limit} frames are enough")
        result = self._inner.read(timeout_s=timeout_s)
        if isinstance(result, NextFrame):
            taken_s.append(time.perf_counter())
        return result
