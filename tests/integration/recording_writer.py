"""Records frames until it is killed, and says of each when it was handed over."""

import sys
import time
from pathlib import Path

from edge_node.recording.file import create_recording
from edge_node.recording.recorder import Recorder
from shared.clock import SystemClock
from shared.domain import Frame
from tests.unit.recording.test_records import FRAME
from tests.unit.sources.recordings import scene

INTERVAL_S = 0.02


def main(path: Path) -> None:
    file = create_recording(path, name="n", now_s=0, keep_free_bytes=0)
    clock = SystemClock()
    with Recorder(file, jpeg_quality=90, clock=clock) as recorder:
        number = 0
        while True:
            recorder.saw(Frame(scene(number), "cam", number, clock.now_s()), FRAME)
            sys.stdout.write(f"{number} {time.monotonic()}\n")
            sys.stdout.flush()
            number += 1
            time.sleep(INTERVAL_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
