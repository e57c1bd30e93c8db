"""When a lost reader is tried again, where a recording goes on, and when it is given up."""

from edge_node.sources.messages import FrameReady
from edge_node.sources.reading import Place
from edge_node.sources.source import SourceOptions

_ATTEMPTS_AT_A_FRAME = 3
"""A reader that fails so often at one frame of a recording is sent to the next."""

_ATTEMPTS_IN_A_ROW = 8
"""After so many failures without a single frame between them, a recording is given up."""


class Recovery:
    """Keeps count of failures. A camera is tried for ever; a recording must get somewhere."""

    def __init__(self, options: SourceOptions, *, is_recording: bool) -> None:
        self._options = options
        self._is_recording = is_recording
        self._failures = 0
        self._failures_at_frame = 0
        self.place = Place()
        self.retry_at_s = 0.0
        self.frames_skipped = 0

    def arrived(self, frame: FrameReady) -> None:
        """A frame came: whatever failed before is over."""
        self._failures = self._failures_at_frame = 0
        self.place = Place(
            sequence=frame.sequence + 1,
            pass_index=frame.pass_index,
            position=0 if frame.position is None else frame.position + 1,
            pass_start_s=frame.pass_start_s,
            recorded_s=frame.recorded_s,
        )

    def failed(self, reason: str, *, was_open: bool, now_s: float) -> str | None:
        """Plans the next attempt; or says why there is none.

        Only a reader that was open can have failed at a frame; others never came to it.
        """
        self._failures += 1
        delay_s = self._options.backoff_first_s * 2.0 ** min(self._failures - 1, 32)
        self.retry_at_s = now_s + min(delay_s, self._options.backoff_cap_s)
        if not self._is_recording:
            return None
        if self._failures >= _ATTEMPTS_IN_A_ROW:
            return f"given up at frame {self.place.position} after repeated failures: {reason}"
        self._failures_at_frame += was_open
        if self._failures_at_frame >= _ATTEMPTS_AT_A_FRAME:
            self._skip()
        return None

    def _skip(self) -> None:
        self._failures_at_frame = 0
        self.frames_skipped += 1
        self.place = Place(
            sequence=self.place.sequence,
            pass_index=self.place.pass_index,
            position=self.place.position + 1,
            pass_start_s=self.place.pass_start_s,
        )
