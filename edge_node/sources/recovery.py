"""When a lost reader is tried again, where a recording goes on, and when it is given up."""

from dataclasses import replace

from edge_node.sources.messages import FrameReady
from edge_node.sources.reading import Place
from edge_node.sources.source import SourceOptions

_ATTEMPTS_AT_A_FRAME = 3
"""A reader that fails so often at one frame of a recording is sent to the next."""

_ATTEMPTS_IN_A_ROW = 8
"""After so many failures without a single frame between them, a recording is given up."""


_PAST_A_FRAME_S = 0.1
"""How much later it goes on where it failed at a frame that it was to find by its time."""

_QUIET_S = 30.0
"""A source that comes and goes is spoken of once in so long."""


class Recovery:
    """Keeps count of failures. A camera is tried for ever; a recording must get somewhere."""

    def __init__(self, options: SourceOptions, *, is_recording: bool) -> None:
        self._options = options
        self._is_recording = is_recording
        self._failures = 0
        self._failures_at_frame = 0
        start_s = options.start_s if is_recording else 0.0
        # Capture times count from where it starts: played in real time, they are the time of day.
        self.place = Place(seek_s=start_s or None, pass_start_s=-start_s)
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
            return f"given up at {self._where()} after repeated failures: {reason}"
        self._failures_at_frame += was_open
        if self._failures_at_frame >= _ATTEMPTS_AT_A_FRAME:
            self._skip()
        return None

    def seek(self, recorded_s: float) -> None:
        """Goes on, in the same pass, with the first frame recorded then or later."""
        self._failures = self._failures_at_frame = 0
        self.retry_at_s = 0.0
        self.place = Place(
            sequence=self.place.sequence,
            pass_index=self.place.pass_index,
            seek_s=recorded_s,
            after_s=self.place.elapsed_s if self.place.sequence else None,
        )

    def _where(self) -> str:
        seek_s = self.place.seek_s
        return f"frame {self.place.position}" if seek_s is None else f"{seek_s:g} s"

    def _skip(self) -> None:
        self._failures_at_frame = 0
        self.frames_skipped += 1
        if self.place.seek_s is not None:
            self.place = replace(self.place, seek_s=self.place.seek_s + _PAST_A_FRAME_S)
            return
        self.place = Place(
            sequence=self.place.sequence,
            pass_index=self.place.pass_index,
            position=self.place.position + 1,
            pass_start_s=self.place.pass_start_s,
        )


class LossNews:
    """Decides which losses of a source are worth a line in the log, or are one of a series."""

    def __init__(self) -> None:
        self._told_at_s: float | None = None
        self._is_told = False
        self._untold = 0

    def lost(self, now_s: float) -> str | None:
        """What to add to the news of a loss, "" included; None: say nothing this time."""
        told_at_s = self._told_at_s
        self._is_told = told_at_s is None or now_s - told_at_s >= _QUIET_S
        if not self._is_told:
            self._untold += 1
            return None
        untold, self._untold = self._untold, 0
        self._told_at_s = now_s
        return f" ({untold} more times since that was last said)" if untold else ""

    @property
    def is_told(self) -> bool:
        """Whether the last loss was said, so that its end is to be said too."""
        return self._is_told
