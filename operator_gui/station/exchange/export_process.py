"""An export beside a running station: reads its folder, changes nothing in its database.

Runs in a process of its own, `python -m operator_gui.station.exchange.export_process`, which reads
one ExportOrder as JSON and answers with lines of ExportReply.
"""

import os
import shutil
import sys
import time
from pathlib import Path

import msgspec

from operator_gui.station.exchange.archive import pack
from operator_gui.station.exchange.export import Progress, export
from operator_gui.station.exchange.export_wire import (
    ExportDone,
    ExportFailed,
    ExportOrder,
    ExportReply,
    ExportSteps,
)
from operator_gui.station.exchange.station_labels import Wanted
from shared.errors import WhatsitError
from shared.parentage import end_with_parent
from shared.quarantine import limit_files, limit_memory
from shared.signals import leave_terminal_to_parent

SAY_EVERY_S = 0.2
NICE = 10
"""The station and robots on the same machine go first."""
MOST_MEMORY_BYTES = 16 << 30
"""Address space: what is exported as vectors lies in memory at once."""
MOST_WRITTEN_BYTES = 256 << 30
"""Of one file. No station has as many pictures: whatever writes on is in a circle."""


class _Told:
    """Counts pictures, and says so a few times a second."""

    def __init__(self) -> None:
        self._done = self._total = 0
        self._said_s = float("-inf")

    def begin(self, total: int) -> None:
        self._total = total
        _say(ExportSteps(done=0, total=total))

    def advance(self, steps: int) -> None:
        self._done += steps
        now_s = time.monotonic()
        if now_s - self._said_s >= SAY_EVERY_S:
            self._said_s = now_s
            _say(ExportSteps(done=self._done, total=self._total))


def main() -> None:
    """Reads the order, writes the archive, says how that ended."""
    leave_terminal_to_parent()
    end_with_parent()
    os.nice(NICE)
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=ExportOrder)
    limit_memory(MOST_MEMORY_BYTES)
    limit_files(MOST_WRITTEN_BYTES)
    try:
        _say(_written(order))
    except WhatsitError as error:
        _say(ExportFailed(reason=str(error)[:2000]))
    except MemoryError:
        reason = f"the export takes more than {MOST_MEMORY_BYTES >> 30} GiB of memory; "
        _say(ExportFailed(reason=f"{reason}export fewer classes or splits at a time"))
    except OSError as error:
        reason = f"the station cannot write {order.archive}: {error.strerror}; free some space"
        _say(ExportFailed(reason=reason[:2000]))


def _written(order: ExportOrder) -> ExportDone:
    draft, told = Path(order.draft), _Told()
    wanted = Wanted(
        splits=order.splits,
        classes=order.classes,
        background=order.background,
        every_view=order.every_view,
    )
    try:
        done = export(
            Path(order.state_folder),
            draft,
            order.kind,
            wanted,
            Progress(begin=told.begin, advance=told.advance),
        )
        packed = pack(draft, Path(order.archive))
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return ExportDone(
        sha256=packed.sha256,
        size_bytes=packed.size_bytes,
        pictures=done.pictures,
        labels=done.labels,
        classes=done.classes,
        left_out=done.left_out,
        by_split=done.by_split,
    )


def _say(reply: ExportReply) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(reply) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
