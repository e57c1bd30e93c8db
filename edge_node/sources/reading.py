"""What runs inside the capture child: the protocol of a blocking reader, and its job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from edge_node.sources.tempo import Tempo
from edge_node.sources.view import View
from shared.domain import Image

INTERVAL_SHARE = 0.01
"""Times of frames are rounded by container and codec; by less than this share of an interval."""


@dataclass(frozen=True, eq=False, slots=True)
class RawFrame:
    """One image as a reader read it.

    position: index in the recording; None for a camera.
    recorded_s: time since the beginning of the recording; None for a camera.
    name: the file it came from, if it came from a file of its own.
    """

    image: Image
    position: int | None = None
    recorded_s: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class PassEnd:
    """The recording has been read once; `reason` says whether all of it."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a source stands: enough for a new child to go on with the very next frame.

    pass_start_s: recorded time of all passes before this one.
    recorded_s: recorded time of the frame before `position`, by which a seek is checked.
    seek_s: instead of at `position`, at the first frame recorded then or later. A reader may begin
    anywhere before it: what comes too early is passed over.
    after_s: the time, over all passes, of the frame that it follows by one interval; None: its
    own time is when it was recorded.
    """

    sequence: int = 0
    pass_index: int = 0
    position: int = 0
    pass_start_s: float = 0.0
    recorded_s: float | None = None
    seek_s: float | None = None
    after_s: float | None = None

    @property
    def elapsed_s(self) -> float:
        """The time, over all passes, of the frame before."""
        if self.after_s is not None:
            return self.after_s
        return self.pass_start_s + (self.recorded_s or 0.0)


class Reporter(Protocol):
    """How a reader speaks while a call takes long."""

    def alive(self) -> None:
        """Says that a long job makes progress."""
        ...

    def notice(self, text: str) -> None:
        """Says something that a person should know; one line."""
        ...


class Reader(Protocol):
    """A blocking reader. Any call may hang or crash: the parent watches the whole process."""

    interval_s: float
    """Nominal time between frames, once it is open."""

    def open(self, start: Place, report: Reporter) -> None:
        """Opens it where `start` says. Raises SourceError if there is nothing to read."""
        ...

    def read(self) -> RawFrame | PassEnd:
        """The next frame. Raises SourceError if it cannot be read any more."""
        ...

    def close(self) -> None:
        """Lets go of the file or device."""
        ...


@runtime_checkable
class SkippingReader(Reader, Protocol):
    """A reader that passes over a frame for less than it costs to read it."""

    def skip(self) -> bool:
        """Passes over the next frame; False if there is none."""
        ...


@runtime_checkable
class MeasuredReader(Reader, Protocol):
    """A reader of something with an end.

    length_s: when the last frame was recorded, as far as that is known once it is open; else 0.
    """

    length_s: float


MakeReader = Callable[[], Reader]
"""Makes a reader inside the child; crosses over by pickle, so a module-level callable."""

Delivery = Literal["complete", "newest"]
"""`complete`: every frame, once, in order. `newest`: what is not fetched in time is dropped."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptureJob:
    """What a child is to do. `tempo` paces it; `loops` 0 is for ever.

    start: where this child begins. start_s: where every later pass of a recording does.
    """

    make_reader: MakeReader
    is_recording: bool
    delivery: Delivery
    loops: int
    tempo: Tempo
    start_s: float
    stride: int
    view: View
    start: Place
