"""The cameras of this machine, as Linux lists them (video4linux)."""

import fcntl
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from edge_node.sources.address import natural_order, shown

_QUERY_CAPABILITIES = 0x80685600
_CAPABILITIES = struct.Struct("=16s32s32sIII12x")
_ARE_PER_DEVICE = 0x8000_0000
_VIDEO_CAPTURE = 0x0000_0001 | 0x0000_1000
"""Bits of linux/videodev2.h; a capture device has one plane or several."""


@dataclass(frozen=True, slots=True)
class VideoDevice:
    """A device file and what its driver calls it. Not every one is a camera."""

    path: str
    name: str


def video_devices(
    devices: Path = Path("/dev"), classes: Path = Path("/sys/class/video4linux")
) -> tuple[VideoDevice, ...]:
    """All of them, in order of their numbers. Opens none."""
    found = [path for path in devices.glob("video*") if path.name[5:].isdecimal()]
    return tuple(
        VideoDevice(str(path), _name_of(classes / path.name))
        for path in sorted(found, key=natural_order)
    )


def gives_pictures(path: Path) -> bool:
    """Whether the device captures video. Opens it, so it may hang; raises OSError.

    One camera has several device files: others carry metadata, or write video out.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        answer = fcntl.ioctl(descriptor, _QUERY_CAPABILITIES, bytes(_CAPABILITIES.size))
    finally:
        os.close(descriptor)
    return is_capture(answer)


def is_capture(answer: bytes) -> bool:
    """What a device's answer to the query of its capabilities means."""
    *_, of_all_files, of_this_file = _CAPABILITIES.unpack(answer)
    capabilities = of_this_file if of_all_files & _ARE_PER_DEVICE else of_all_files
    return bool(capabilities & _VIDEO_CAPTURE)


def _name_of(folder: Path) -> str:
    try:
        return shown((folder / "name").read_text(errors="replace").strip())
    except OSError:
        return ""
