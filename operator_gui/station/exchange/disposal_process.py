"""Deletes what a station put out of the way in a folder.

Runs in a process of its own, `python -m operator_gui.station.exchange.disposal_process`, which
reads the folder's name as JSON.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

import msgspec

from operator_gui.station.exchange.disposal import GONE
from shared.parentage import end_with_parent
from shared.signals import leave_terminal_to_parent

NICE = 19
"""Nobody waits for it."""


def main() -> None:
    """Reads the folder, deletes, ends."""
    leave_terminal_to_parent()
    end_with_parent()
    os.nice(NICE)
    for path in Path(msgspec.json.decode(sys.stdin.buffer.read(), type=str)).glob(f"{GONE}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


if __name__ == "__main__":
    main()
