"""Recordings of numbered frames, as the recorder writes them, and spoilt ones."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from edge_node.recording.file import create_recording
from edge_node.recording.records import DETECTIONS
from edge_node.sources.mcap_scan import index_mcap
from shared.domain import Image
from tests.unit.recording.test_records import FRAME
from tests.unit.sources.mcap_files import encoded
from tests.unit.sources.recordings import scene

START_NS = 1_700_000_000_000_000_000
INTERVAL_NS = 100_000_000
INTERVAL_S = 0.1


def record_clip(
    path: Path,
    *,
    frames: int = 30,
    chunk_frames: int = 10,
    finish: bool = True,
    times_ns: Iterable[int] | None = None,
    judged: Callable[[int], bool] = lambda _: True,
    picture: Callable[[int], Image] = scene,
    late: bool = False,
) -> Path:
    """Ten frames a second, a chunk of so many; version is the number of the frame. judged: whether
    it is recorded what was found in one. late: that of a chunk's last frame lies in the next."""
    file = create_recording(path, name="n", now_s=0, keep_free_bytes=0)
    times = list(times_ns or (START_NS + n * INTERVAL_NS for n in range(frames)))
    for number, time_ns in enumerate(times):
        file.add_frame(
            encoded(picture(number), ".jpg"),
            source_id="cam",
            name="",
            sequence=number,
            captured_ns=time_ns,
        )
        is_last = (number + 1) % chunk_frames == 0
        if late and is_last:
            file.flush()
        if judged(number):
            found = msgspec.structs.replace(FRAME, sequence=number, version=number)
            file.add_record(DETECTIONS, found, frame_ns=time_ns, now_ns=0, sequence=number)
        if is_last and not late:
            file.flush()
    file.flush()
    file.finish({}) if finish else file.abandon()
    return path


def spoil(path: Path, *chunks: int) -> None:
    """Turns over a byte in the middle of each of these chunks."""
    parts = index_mcap(path, alive=lambda: None).parts
    data = bytearray(path.read_bytes())
    for chunk in chunks:
        data[parts[chunk].offset + parts[chunk].stored_bytes // 2] ^= 0xFF
    path.write_bytes(data)
