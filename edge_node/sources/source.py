"""What every source of frames can do, and what it answers when asked for the next frame."""

from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Protocol, Self

from shared.domain import Frame
from shared.errors import UsageError

SourceState = Literal["starting", "running", "lost", "ended"]
"""`lost`: it was there, or ought to be, and is being tried again."""


@dataclass(frozen=True, slots=True)
class NextFrame:
    """The next frame. Its image is the caller's own copy, valid for as long as it is kept."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class NothingYet:
    """No frame within the time given; more may come."""


@dataclass(frozen=True, slots=True)
class EndOfSource:
    """No frame will ever come again, and why."""

    reason: str


ReadResult = NextFrame | NothingYet | EndOfSource


@dataclass(frozen=True, slots=True)
class SourceStats:
    """How a source is doing, counted since it was opened.

    frames_dropped: live frames that a newer one replaced before anybody asked.
    frames_skipped: frames of a recording given up after its reader failed at them repeatedly.
    """

    state: SourceState
    frames_delivered: int
    frames_dropped: int
    frames_skipped: int
    restarts: int
    last_error: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceOptions:
    """How a source is read. `loops`, `speed`, `realtime`, `frame_interval_s`: recordings only.

    loops: how often a recording is played; 0 is for ever.
    speed: paces a recording to its own time × `speed`; None is as fast as it is read.
    realtime: plays a recording as if it were a camera (at `speed`, or 1): the newest frame wins.
    hang_timeout_s: a reader that shows no life for this long is killed and restarted.
    open_timeout_s: the same while it opens, which a network camera may take its time over.
    backoff_first_s, backoff_cap_s: the wait before a restart doubles from the one to the other.
    frame_interval_s: recorded time between two images of a folder.
    slots: frames in flight between reader and caller.
    """

    loops: int = 1
    speed: float | None = None
    realtime: bool = False
    hang_timeout_s: float = 5.0
    open_timeout_s: float = 20.0
    backoff_first_s: float = 0.5
    backoff_cap_s: float = 30.0
    frame_interval_s: float = 0.1
    slots: int = 4

    def __post_init__(self) -> None:
        if self.loops < 0:
            raise UsageError(f"loops: expected 0 (for ever) or more, got {self.loops}")
        if not 3 <= self.slots <= 64:
            raise UsageError(f"slots: expected 3 to 64, got {self.slots}")
        for name, value in (
            ("speed", 1.0 if self.speed is None else self.speed),
            ("hang_timeout_s", self.hang_timeout_s),
            ("open_timeout_s", self.open_timeout_s),
            ("backoff_first_s", self.backoff_first_s),
            ("backoff_cap_s", self.backoff_cap_s),
            ("frame_interval_s", self.frame_interval_s),
        ):
            if not 0 < value < 1e6:
                raise UsageError(f"{name}: expected a number above 0, got {value}")


class FrameSource(Protocol):
    """Frames from one place. One thread owns a source; `stats` may be read from any."""

    @property
    def source_id(self) -> str:
        """The name under which its frames are known."""
        ...

    @property
    def stats(self) -> SourceStats:
        """How it is doing."""
        ...

    def open(self) -> None:
        """Starts it. A recording that cannot be read raises SourceError; a camera is retried."""
        ...

    def read(self, *, timeout_s: float) -> ReadResult:
        """The next frame if one comes within `timeout_s`; never blocks longer."""
        ...

    def close(self) -> None:
        """Lets go of everything, within two seconds. Safe to call again."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
