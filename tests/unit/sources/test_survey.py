"""What `whatsit cameras` finds, on machines that need not have a camera."""

import socket
import struct
import time
from pathlib import Path

import cv2
import pytest

from edge_node.sources.devices import VideoDevice, gives_pictures, is_capture, video_devices
from edge_node.sources.survey import Sighting, survey
from shared.clock import SystemClock
from shared.errors import SourceError, StorageError
from tests.conftest import ExpectWarnings
from tests.unit.sources.network_camera import network_camera
from tests.unit.sources.recordings import scene, write_video


def _tried(source: str, *, preview: Path | None = None, timeout_s: float = 5.0) -> Sighting:
    found = survey(source, preview=preview, timeout_s=timeout_s, clock=SystemClock())
    (sighting,) = found
    return sighting


def _answer(of_all_files: int, of_this_file: int) -> bytes:
    return struct.pack("=16s32s32sIII12x", b"uvc", b"Cam", b"usb", 1, of_all_files, of_this_file)


@pytest.mark.parametrize(
    ("of_all_files", "of_this_file", "expected"),
    [
        (0x8000_0001, 0x0000_0001, True),
        (0x8000_0001, 0x0080_0000, False),  # a file for metadata beside the camera's own
        (0x8000_1000, 0x0400_1000, True),  # several planes
        (0x0000_0001, 0x0000_0000, True),  # a driver from before files differed
        (0x8000_0002, 0x0000_0002, False),  # writes video out
    ],
)
def test_that_a_device_tells_whether_it_captures(
    of_all_files: int, of_this_file: int, expected: bool
) -> None:
    assert is_capture(_answer(of_all_files, of_this_file)) == expected


def test_that_devices_are_listed_in_order_with_their_drivers_names(tmp_path: Path) -> None:
    devices, classes = tmp_path / "dev", tmp_path / "sys"
    devices.mkdir()
    for name in ("video10", "video2", "video0", "videox", "null"):
        (devices / name).touch()
    (classes / "video2").mkdir(parents=True)
    (classes / "video2" / "name").write_text("Fine Camera: Fine Camera\n")
    assert video_devices(devices, classes) == (
        VideoDevice(str(devices / "video0"), ""),
        VideoDevice(str(devices / "video2"), "Fine Camera: Fine Camera"),
        VideoDevice(str(devices / "video10"), ""),
    )


def test_that_a_machine_without_any_has_none(tmp_path: Path) -> None:
    assert video_devices(tmp_path / "none", tmp_path / "none") == ()


def test_that_a_file_that_is_no_device_is_told_by_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    with pytest.raises(OSError, match="Inappropriate ioctl"):
        gives_pictures(tmp_path / "video0")


def test_that_a_recording_is_tried_and_shown(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", n_frames=10)
    sighting = _tried(str(video), preview=tmp_path / "previews")
    assert (sighting.width_px, sighting.height_px, sighting.fps) == (64, 48, 25.0)
    assert sighting.problem == ""
    picture = cv2.imread(sighting.preview)
    assert picture is not None
    assert picture.shape == (48, 64, 3)
    assert sighting.line == f"{video}  64x48  25.0 frames/s  {sighting.preview}"


def test_that_a_network_camera_is_tried_and_its_secrets_are_not_shown(tmp_path: Path) -> None:
    with network_camera(n_frames=10_000, period_s=0.02, make_image=scene) as port:
        url = f"http://operator:s3cret@127.0.0.1:{port}/live.mjpg?token=t0ken"
        sighting = _tried(url, preview=tmp_path)
    assert sighting.source == f"http://127.0.0.1:{port}/live.mjpg"
    assert (sighting.width_px, sighting.height_px) == (64, 48)
    assert sighting.fps is not None
    assert 5 < sighting.fps < 60
    assert sighting.preview == str(tmp_path / f"http_127.0.0.1_{port}_live.mjpg.jpg")
    assert "s3cret" not in str(sighting)
    assert "t0ken" not in str(sighting)


def test_that_a_camera_that_hangs_does_not_hold_up_the_list(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("is lost and being restarted")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes a connection, says nothing
        started_s = time.monotonic()
        sighting = _tried(f"http://127.0.0.1:{silent.getsockname()[1]}/x.mjpg", timeout_s=1.5)
        assert time.monotonic() - started_s < 8
    assert "cannot be opened" in sighting.problem or "hung in open" in sighting.problem
    assert "not usable: " in sighting.line


def test_that_what_is_there_but_cannot_be_read_is_told(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("video90 cannot be opened")
    (tmp_path / "letter.mp4").write_bytes(b"no video")
    assert "cannot be read as a video" in _tried(str(tmp_path / "letter.mp4")).problem
    listed = survey(
        None,
        preview=None,
        timeout_s=5,
        clock=SystemClock(),
        devices=(VideoDevice("/dev/video90", "Gone"),),
    )
    (gone,) = listed
    assert gone.line.startswith("/dev/video90  Gone  not usable: camera /dev/video90 cannot be")


def test_that_no_device_is_no_sighting() -> None:
    assert list(survey(None, preview=None, timeout_s=5, clock=SystemClock(), devices=())) == []


def test_that_a_source_that_means_nothing_is_an_error() -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        _tried("/no/such/thing")


def test_that_a_preview_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", n_frames=3)
    with pytest.raises(StorageError, match="cannot write"):
        _tried(str(video), preview=video)  # a file where a folder was to be
