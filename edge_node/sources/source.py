"""What every source of frames can do, and what it answers when asked for the next frame."""

from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Protocol, Self

import msgspec

from edge_node.sources.picture_watch import PictureHealth
from edge_node.sources.tempo import Tempo
from edge_node.sources.view import Region, Rotation, View
from shared.domain import Frame
from shared.errors import UsageError

SourceState = Literal["starting", "running", "lost", "ended"]
"""`lost`: it was there, or ought to be, and is being tried again."""

_HEALTH_NOTES: dict[PictureHealth, str] = {
    "ok": "",
    "frozen": "the camera sends the same picture again and again",
    "black": "the camera's picture is black",
}


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
    health: what a live source's pictures look like; always "ok" for a recording.
    recorded_s: time from the beginning of the recording to the frame delivered last; None before
    the first, and for a live source.
    length_s: the same of its last frame, as far as the file says; 0 where it does not, and live.
    tempo: how a recording is played; None for a live source.
    """

    state: SourceState
    frames_delivered: int
    frames_dropped: int
    frames_skipped: int
    restarts: int
    last_error: str
    health: PictureHealth = "ok"
    recorded_s: float | None = None
    length_s: float = 0.0
    tempo: Tempo | None = None

    @property
    def trouble(self) -> str:
        """What is wrong at this moment, in words; "" if nothing is."""
        return self.last_error if self.state == "lost" else _HEALTH_NOTES[self.health]


class SourceOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a source is read: the `[source]` table of a node's configuration.

    For recordings only: `loops`, `speed`, `realtime`, `start_s`, `frame_interval_s`.

    loops: how often a recording is played; 0 is for ever.
    speed: paces a recording to its own time × `speed`; None is as fast as it is read.
    realtime: plays a recording as if it were a camera (at `speed`, or 1): the newest frame wins.
    start_s: how far from its beginning a recording is taken up, in every loop.
    stride: takes the first of so many frames; the others count neither as dropped nor as skipped.
    rotate_deg: turns every frame clockwise.
    roi: left, top, width, height of the part of the turned frame that is delivered; in pixels, or
    as shares of the frame where none is above 1. Boxes are in pixels of what is delivered.
    frozen_after_s, black_after_s: how long a live source may send the same picture, or a black
    one, before that is said; 0 is for ever.
    hang_timeout_s: a reader that shows no life for this long is killed and restarted.
    open_timeout_s: the same while it opens, which a network camera may take its time over.
    backoff_first_s, backoff_cap_s: the wait before a restart doubles from the one to the other.
    frame_interval_s: recorded time between two images of a folder.
    slots: frames in flight between reader and caller.
    """

    loops: int = 1
    speed: float | None = None
    realtime: bool = False
    start_s: float = 0.0
    stride: int = 1
    rotate_deg: Rotation = 0
    roi: Region | None = None
    frozen_after_s: float = 5.0
    black_after_s: float = 5.0
    hang_timeout_s: float = 5.0
    open_timeout_s: float = 20.0
    backoff_first_s: float = 0.5
    backoff_cap_s: float = 30.0
    frame_interval_s: float = 0.1
    slots: int = 4

    def __post_init__(self) -> None:
        if self.loops < 0:
            raise UsageError(f"loops: expected 0 (for ever) or more, got {self.loops}")
        if not 1 <= self.stride <= 1_000_000:
            raise UsageError(f"stride: expected 1 or more, got {self.stride}")
        if not 3 <= self.slots <= 64:
            raise UsageError(f"slots: expected 3 to 64, got {self.slots}")
        _ = self.view
        for name, value, is_zero_sound in (
            ("speed", 1.0 if self.speed is None else self.speed, False),
            ("start_s", self.start_s, True),
            ("frozen_after_s", self.frozen_after_s, True),
            ("black_after_s", self.black_after_s, True),
            ("hang_timeout_s", self.hang_timeout_s, False),
            ("open_timeout_s", self.open_timeout_s, False),
            ("backoff_first_s", self.backoff_first_s, False),
            ("backoff_cap_s", self.backoff_cap_s, False),
            ("frame_interval_s", self.frame_interval_s, False),
        ):
            if not (0 < value < 1e6 or (value == 0 and is_zero_sound)):
                least = "0 or more" if is_zero_sound else "a number above 0"
                raise UsageError(f"{name}: expected {least}, got {value}")

    @property
    def view(self) -> View:
        """What of every frame is delivered."""
        return View(rotate_deg=self.rotate_deg, roi=self.roi)


class FrameSource(Protocol):
    """Frames from one place. One thread owns a source; `stats` may be read from any."""

    @property
    def source_id(self) -> str:
        """The name under which its frames are known."""
        ...

    @property
    def is_complete(self) -> bool:
        """Whether every frame is delivered, so that none is ever late; else the newest wins."""
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

    def seek(self, recorded_s: float) -> None:
        """Goes on with the first frame recorded then or later; called by the thread that reads.

        Raises UsageError for what is live, and for a recording that has ended.
        """
        raise UsageError(f"{self.source_id} is live: only a recording can be wound")

    def play(self, tempo: Tempo) -> None:
        """Plays a recording like that from now on; called by the thread that reads.

        Raises UsageError as `seek` does.
        """
        raise UsageError(f"{self.source_id} is live: only a recording can be paused or paced")

    def close(self) -> None:
        """Lets go of everything, within two seconds. Safe to call again."""
        ...

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
