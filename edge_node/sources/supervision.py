"""The child that reads for a source at the moment: started, asked, heard, given up if it hangs."""

import logging
from collections.abc import Callable

from edge_node.sources.messages import (
    Ended,
    FrameReady,
    FromChild,
    FromSource,
    NothingNewer,
    Notice,
    Opened,
    Refused,
    Renew,
    Want,
)
from edge_node.sources.patience import Patience
from edge_node.sources.process import CaptureChild, ChildLost
from edge_node.sources.reading import CaptureJob
from edge_node.sources.source import SourceOptions
from shared.clock import Clock
from shared.domain import Image

_log = logging.getLogger(__name__)

_HANG_MARGIN_S = 0.001


class Supervision:
    """Belongs to the thread that reads. There is a child from `start` until `drop`.

    make_job: what the next child is to read, and from where.
    """

    def __init__(
        self,
        make_job: Callable[[], CaptureJob],
        *,
        source_id: str,
        options: SourceOptions,
        clock: Clock,
    ) -> None:
        self._make_job = make_job
        self._source_id = source_id
        self._options = options
        self._clock = clock
        self._child: CaptureChild | None = None
        self._dropped_before = 0
        self._dropped_by_child = 0
        self.is_open = False
        """Whether the last child has opened what it reads."""
        self.is_asked = False
        """Whether it owes a frame."""
        self.length_s = 0.0
        """Of the recording, as far as the file says."""

    @property
    def pid(self) -> int | None:
        """The process that reads, if there is one."""
        return self._child.pid if self._child else None

    @property
    def has_child(self) -> bool:
        """Whether anybody reads."""
        return self._child is not None

    @property
    def frames_dropped(self) -> int:
        """So many frames were dropped by all children so far."""
        return self._dropped_before + self._dropped_by_child

    def start(self) -> None:
        """Raises ChildLost if the machine lets no process start."""
        self.is_open = self.is_asked = False
        name = f"capture-{self._source_id}"
        self._child = CaptureChild(
            self._make_job(), slots=self._options.slots, name=name, clock=self._clock
        )

    def hear(self, patience: Patience) -> FromChild | None:
        """The child's next message, if it comes in time. Raises ChildLost if it hangs."""
        child = self._reading()
        options = self._options
        limit_s = options.hang_timeout_s if self.is_open else options.open_timeout_s
        hang_in_s = max(0.0, limit_s - child.silent_for_s()) + _HANG_MARGIN_S
        wait_s = min(patience.left_s, hang_in_s)
        message = child.hear(timeout_s=wait_s)
        if message is None:
            patience.waited(wait_s)
        match message:
            case Opened(length_s=length_s):
                self.is_open = True
                self.length_s = length_s
            case Notice(text):
                _log.warning("source %s: %s", self._source_id, text)
            case FrameReady() | NothingNewer() | Ended() | Refused():
                self.is_asked = False
            case None if child.silent_for_s() > limit_s:
                what = "read" if self.is_open else "open"
                raise ChildLost(f"its reader hung in {what} for {limit_s:g} s")
            case _:
                pass
        return message

    def ask_for_frame(self, request: Want | Renew) -> None:
        """The newest one, or one that is newer than the last."""
        if self._child is not None:
            self._child.ask(request)
            self.is_asked = True

    def tell(self, request: FromSource) -> None:
        """What the child is to do from now on; nothing where there is none."""
        if self._child is not None:
            self._child.ask(request)

    def copy_out(self, frame: FrameReady) -> Image:
        """A copy of a frame's pixels."""
        self._dropped_by_child = frame.dropped
        return self._reading().copy_out(frame)

    def drop(self) -> None:
        """Ends the child, if there is one."""
        child, self._child = self._child, None
        self._dropped_before += self._dropped_by_child
        self._dropped_by_child = 0
        if child is not None:
            child.kill()

    def _reading(self) -> CaptureChild:
        if self._child is None:
            raise RuntimeError("nobody reads")
        return self._child
