"""What a node wrote down of the frames that it published."""

from collections import Counter
from pathlib import Path

import msgspec

from shared.protocol.publication import FrameDetections


def read_detections(path: Path) -> list[FrameDetections]:
    decoder = msgspec.json.Decoder(FrameDetections)
    lines = path.read_bytes().split(b"\n")[:-1]  # the last one may be half written
    return [decoder.decode(line) for line in lines]


def frames_by_version(path: Path) -> Counter[int]:
    return Counter(record.version for record in read_detections(path))


def missing_frames(path: Path) -> list[int]:
    sequences = [record.sequence for record in read_detections(path)]
    return sorted(set(range(sequences[0], sequences[-1] + 1)) - set(sequences))
