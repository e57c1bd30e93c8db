"""Blocking reader of video files, on OpenCV. It runs in the capture child only."""

import math

import cv2

from edge_node.sources.address import shown
from edge_node.sources.image_files import bgr
from edge_node.sources.limits import MAX_IMAGE_PIXELS
from edge_node.sources.reading import INTERVAL_SHARE, PassEnd, Place, RawFrame, Reporter
from shared.errors import SourceError

_NO_FPS_INTERVAL_S = 1 / 25
"""For a recording that does not say how fast it is."""

_MAX_GAP_FRAMES = 250
"""A video is over where more frames in a row than these cannot be decoded."""

_SUFFIXES_THAT_COUNT = (".3gp", ".avi", ".m4v", ".mov", ".mp4")
"""Containers that hold the number of their frames; others only let it be guessed."""


class VideoFileReader:
    """A video file, every frame that can be decoded."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._label = shown(path)
        self._capture = cv2.VideoCapture()
        self._position = 0
        self._last_recorded_s = -math.inf
        self._declared_frames = 0.0
        self._lost_frames = 0
        self._is_grabbed = False
        self._first: RawFrame | None = None
        self._report: Reporter | None = None
        self.interval_s = _NO_FPS_INTERVAL_S
        self.length_s = 0.0

    def open(self, start: Place, report: Reporter) -> None:
        """Decodes the first frame too: a file with none is refused here."""
        self._report = report
        self._reopen()
        if start.seek_s is not None:
            self._wind(start.seek_s, report)
        elif start.position == 0:
            self._first = self._next()
            if self._first is None:
                raise SourceError(
                    f"{self._label}: not one frame can be decoded;"
                    " the file is damaged or its codec is not supported, convert it to MP4"
                )
        elif not self._jump(start):
            self._walk(start.position, report)

    def skip(self) -> bool:
        if self._first is None:
            if not (self._is_grabbed or self._grab()):
                return False
            self._recorded_s()
            self._position += 1
        self._first, self._is_grabbed = None, False
        return True

    def read(self) -> RawFrame | PassEnd:
        if self._first is not None:
            frame, self._first = self._first, None
            return frame
        return self._next() or PassEnd(self._why_it_ends())

    def close(self) -> None:
        self._capture.release()

    def _reopen(self) -> None:
        self._capture.release()
        self._capture = cv2.VideoCapture(self._path, preferred_backend())
        if not self._capture.isOpened():
            raise SourceError(
                f"{self._label} cannot be read as a video;"
                " expected a whole file such as MP4, AVI, MKV or WebM"
            )
        width_px = self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)
        height_px = self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if width_px * height_px > MAX_IMAGE_PIXELS:
            raise SourceError(
                f"{self._label}: frames of {width_px:.0f}x{height_px:.0f} are larger than"
                f" {MAX_IMAGE_PIXELS / 1e6:.0f} million pixels; scale the video down"
            )
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.interval_s = 1 / fps if 0.01 <= fps <= 1_000 else _NO_FPS_INTERVAL_S
        declared = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self._declared_frames = declared if math.isfinite(declared) else 0.0
        self.length_s = max(0.0, self._declared_frames - 1) * self.interval_s
        self._position = self._lost_frames = 0
        self._last_recorded_s = -math.inf

    def _next(self) -> RawFrame | None:
        if not (self._is_grabbed or self._grab()):
            return None
        self._is_grabbed = False
        is_read, image = self._capture.retrieve()
        if not is_read:
            return None
        frame = RawFrame(bgr(image), self._position, self._recorded_s())
        self._position += 1
        return frame

    def _grab(self) -> bool:
        """Goes to the next frame that can be decoded, over those that cannot."""
        lost = 0
        while not self._capture.grab():
            lost += 1
            if lost > _MAX_GAP_FRAMES or self._position + lost >= self._declared_frames:
                return False
        self._position += lost
        self._lost_frames += lost
        return True

    def _recorded_s(self) -> float:
        """Books the frame just grabbed, and says when it was recorded."""
        self._last_recorded_s = self._grabbed_at_s()
        return self._last_recorded_s

    def _grabbed_at_s(self) -> float:
        """When the frame just grabbed was recorded; by its number where the file does not say."""
        recorded_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1_000
        if not (math.isfinite(recorded_s) and recorded_s > self._last_recorded_s):
            return max(self._last_recorded_s, 0.0) + (self._position > 0) * self.interval_s
        return recorded_s

    def _jump(self, start: Place) -> bool:
        """Seeks to the frame before `start`, and is satisfied only if its time is the right one.

        OpenCV finds a frame by its time and the nominal frame rate, which may miss.
        """
        if start.recorded_s is None or start.position < 2:
            return False
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, start.position - 1)
        if not self._capture.grab():
            return False
        if self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1_000 != start.recorded_s:
            return False
        self._position = start.position
        self._last_recorded_s = start.recorded_s
        return True

    def _walk(self, position: int, report: Reporter) -> None:
        """Goes to `position` frame by frame, which never misses but takes its time."""
        self._reopen()
        while self._grab():
            if self._position >= position:
                self._is_grabbed = True
                return
            self._recorded_s()
            self._position += 1
            report.alive()

    def _wind(self, seek_s: float, report: Reporter) -> None:
        """Goes near the first frame recorded at `seek_s`; reading on from there finds it.

        OpenCV counts frames by time, so that is relied on only in a file that counts its frames
        itself and whose times agree with their numbers, here and at the end.
        """
        position = math.ceil(seek_s / self.interval_s - INTERVAL_SHARE)
        counts_frames = self._path.lower().endswith(_SUFFIXES_THAT_COUNT)
        last = int(self._declared_frames) - 1
        is_likely = counts_frames and 2 <= position <= last
        if is_likely and self._is_on_time(last) and self._is_on_time(position - 1):
            self._last_recorded_s = self._grabbed_at_s()
            self._position = position
            return
        self._reopen()
        while self._grab():
            if self._grabbed_at_s() >= seek_s - INTERVAL_SHARE * self.interval_s:
                self._is_grabbed = True
                return
            self._recorded_s()
            self._position += 1
            report.alive()

    def _is_on_time(self, position: int) -> bool:
        """Seeks to a frame, and says whether its time is the one of its number."""
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, position)
        if not self._capture.grab():
            return False
        off_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1_000 - position * self.interval_s
        return abs(off_s) < INTERVAL_SHARE * self.interval_s

    def _why_it_ends(self) -> str:
        # What a container declares may be an estimate: a few frames are no damage.
        declared = self._declared_frames
        if self._position < declared - max(2.0, 0.02 * declared):
            reason = (
                f"{self._label} ends after {self._position} of about {declared:.0f} frames:"
                " the rest is damaged or missing"
            )
        elif self._lost_frames:
            reason = f"end of {self._label}, {self._lost_frames} frames of which are damaged"
        else:
            return f"end of {self._label}"
        if self._report is not None:
            self._report.notice(reason)
        return reason


def preferred_backend() -> int:
    """FFmpeg where OpenCV has it: other back ends take a file's name for a pattern of images."""
    has_ffmpeg = cv2.videoio_registry.hasBackend(cv2.CAP_FFMPEG)
    return int(cv2.CAP_FFMPEG if has_ffmpeg else cv2.CAP_ANY)
