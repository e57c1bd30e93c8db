"""Blocking readers of cameras and streams, on OpenCV. They run in the capture child only."""

from pathlib import Path

import cv2

from edge_node.sources.devices import gives_pictures
from edge_node.sources.image_files import bgr
from edge_node.sources.reading import PassEnd, Place, RawFrame, Reporter
from edge_node.sources.video_file import preferred_backend
from edge_node.sources.view import SourceRefused
from shared.errors import SourceError


class CameraReader:
    """A camera of this machine, by number or device file."""

    interval_s = 0.0

    def __init__(self, device: str, *, label: str) -> None:
        self._device = device
        self._label = label
        self._capture = cv2.VideoCapture()

    def open(self, start: Place, report: Reporter) -> None:
        self._look_at_device()
        device = int(self._device) if self._device.isdigit() else self._device
        self._capture = cv2.VideoCapture(device)
        if not self._capture.isOpened():
            raise SourceError(
                f"{self._label} cannot be opened;"
                " is it plugged in, free, and may this user read it (group video)?"
            )
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def skip(self) -> bool:
        return _pass_over(self._capture, self._label)

    def read(self) -> RawFrame | PassEnd:
        return _live_frame(self._capture, self._label)

    def close(self) -> None:
        self._capture.release()

    def _look_at_device(self) -> None:
        """Says what OpenCV would not: that it is no camera, or whose permission is missing."""
        path = Path(f"/dev/video{self._device}" if self._device.isdigit() else self._device)
        try:
            if not gives_pictures(path):
                raise SourceRefused(
                    f"{self._label} gives no pictures: it is another part of a device;"
                    " `whatsit cameras` lists those that do"
                )
        except PermissionError as error:
            raise SourceError(
                f"{self._label} cannot be opened: this user may not read {path};"
                " add them to its group (video, as a rule)"
            ) from error
        except OSError:
            return  # OpenCV may know better; if not, it says so


class UrlReader:
    """A stream from the network. `label` is its URL without secrets; nothing else is told."""

    interval_s = 0.0

    def __init__(self, url: str, *, label: str, open_timeout_s: float, read_timeout_s: float):
        self._url = url
        self._label = label
        self._timeouts_ms = (int(open_timeout_s * 1_000), int(read_timeout_s * 1_000))
        self._capture = cv2.VideoCapture()

    def open(self, start: Place, report: Reporter) -> None:
        open_ms, read_ms = self._timeouts_ms
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, open_ms, cv2.CAP_PROP_READ_TIMEOUT_MSEC, read_ms]
        self._capture = cv2.VideoCapture(self._url, preferred_backend(), limits)
        if not self._capture.isOpened():
            raise SourceError(
                f"{self._label} cannot be opened; is it reachable, and are path and password right?"
            )

    def skip(self) -> bool:
        return _pass_over(self._capture, self._label)

    def read(self) -> RawFrame | PassEnd:
        return _live_frame(self._capture, self._label)

    def close(self) -> None:
        self._capture.release()


def _pass_over(capture: cv2.VideoCapture, label: str) -> bool:
    if not capture.grab():
        raise SourceError(f"{label} stopped sending frames")
    return True


def _live_frame(capture: cv2.VideoCapture, label: str) -> RawFrame:
    is_read, image = capture.read()
    if not is_read:
        raise SourceError(f"{label} stopped sending frames")
    return RawFrame(bgr(image))
