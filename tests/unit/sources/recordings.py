"""Files to replay, and helpers to read sources to their end with a deadline."""

import hashlib
import struct
import time
import zlib
from pathlib import Path

import cv2
import numpy as np

from edge_node.sources import EndOfSource, FrameSource, NextFrame, NothingYet, SourceOptions
from edge_node.sources.capture import SupervisedSource
from shared.clock import Clock, SystemClock
from shared.domain import Frame, Image
from tests.unit.sources.fake_readers import Script

FAST_RESTARTS = SourceOptions(backoff_first_s=0.01, backoff_cap_s=0.05)


def scene(number: int, *, height: int = 48, width: int = 64) -> Image:
    """A frame that survives compression with its number legible to a hash."""
    image: Image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2] = number * 5 % 256
    cv2.putText(image, str(number), (2, height - 8), cv2.FONT_HERSHEY_PLAIN, 2, (255, 255, 255), 2)
    return image


def write_video(path: Path, *, n_frames: int, codec: str = "mp4v") -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 25, (64, 48))
    assert writer.isOpened()
    for number in range(n_frames):
        writer.write(scene(number))
    writer.release()
    return path


def write_images(folder: Path, *, n_frames: int) -> Path:
    folder.mkdir()
    for number in range(n_frames):
        cv2.imwrite(str(folder / f"img{number}.png"), scene(number))
    return folder


def write_giant_png(path: Path, *, side: int) -> None:
    """A small file that claims `side` x `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    rows = zlib.compress(bytes((side // 8 + 1) * side))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    signature = b"\x89PNG\r\n\x1a\n"
    path.write_bytes(
        signature + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def scripted(
    script: Script, *, options: SourceOptions = FAST_RESTARTS, clock: Clock | None = None
) -> SupervisedSource:
    """A supervised source around a fake reader; not open yet."""
    return SupervisedSource(
        script,
        source_id="fake",
        label="fake source",
        is_recording=not script.is_live,
        options=options,
        clock=clock or SystemClock(),
    )


def read_frame(source: FrameSource, *, deadline_s: float = 30.0) -> Frame:
    """The next frame, which must come."""
    end_s = time.monotonic() + deadline_s
    while time.monotonic() < end_s:
        match source.read(timeout_s=0.2):
            case NextFrame(frame):
                return frame
            case EndOfSource(reason):
                raise AssertionError(f"ended: {reason}")
            case NothingYet():
                pass
    raise AssertionError(f"no frame within {deadline_s} s: {source.stats}")


def read_all(source: FrameSource, *, deadline_s: float = 60.0) -> tuple[list[Frame], str]:
    """All frames to the end, and why it ended."""
    frames: list[Frame] = []
    end_s = time.monotonic() + deadline_s
    while time.monotonic() < end_s:
        match source.read(timeout_s=0.2):
            case NextFrame(frame):
                frames.append(frame)
            case EndOfSource(reason):
                return frames, reason
            case NothingYet():
                pass
    raise AssertionError(f"no end within {deadline_s} s: {source.stats}")


def digests(frames: list[Frame]) -> list[str]:
    return [hashlib.sha256(frame.image.tobytes()).hexdigest() for frame in frames]
