"""A data set from an operator, read beside a running station, whose database is not touched.

Runs in a process of its own, `python -m operator_gui.station.exchange.import_process`, which reads
one ImportOrder as JSON and answers with lines of ImportReply.
"""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import assert_never

import msgspec

from operator_gui.station.exchange.archive import unpack
from operator_gui.station.exchange.import_labels import label_of, looks_of
from operator_gui.station.exchange.import_plan import ImportPlan, plan_import
from operator_gui.station.exchange.import_queries import envelope_of
from operator_gui.station.exchange.import_wire import (
    ImportChecked,
    ImportOrder,
    ImportRead,
    ImportRefused,
    ImportReply,
    ImportSteps,
)
from operator_gui.station.exchange.looking_process import LookingProcess
from operator_gui.station.exchange.picture_journal import JournalledPictures
from operator_gui.station.exchange.problems import ImportRefusedError, Problems
from operator_gui.station.exchange.staged_set import StagedSet
from operator_gui.station.exchange.table import read_table
from shared.errors import ProtocolError, WhatsitError
from shared.parentage import end_with_parent
from shared.protocol.codec import Envelope, pack_frames
from shared.protocol.exchange import MAX_IMPORT_BYTES
from shared.quarantine import limit_files, limit_memory
from shared.signals import leave_terminal_to_parent

SAY_EVERY_S = 0.2
NICE = 10
"""The station and robots on the same machine go first."""
MOST_TRACKS = 200_000
"""Of a larger set the ids alone would take much of a running station's time."""
MOST_MEMORY_BYTES = 6 << 30
"""Address space, as for a model that is tried; the process that looks at pictures has it too."""
LIST_BYTES = 1 << 30
"""So much more than the archive may a file take that is written while it is checked."""
MOST_READ_BYTES = 4 * MAX_IMPORT_BYTES
"""Of the file in which everything that a station keeps of a set lies at once."""


def main() -> None:
    """Reads the order, does it, says how that ended."""
    leave_terminal_to_parent()
    end_with_parent()
    os.nice(NICE)
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=ImportOrder)
    try:
        _limit(order)
        _say(_done(order))
    except ImportRefusedError as error:
        _say(ImportRefused(problems=error.problems))
    except WhatsitError as error:
        _say(ImportRefused(problems=(str(error)[:2000],)))
    except MemoryError:
        text = f"reading it takes more than {MOST_MEMORY_BYTES >> 30} GiB of memory; "
        _say(ImportRefused(problems=(f"{text}import the set in parts",)))
    except OSError as error:
        text = f"the station cannot write {order.unpacked}: {error.strerror}; free some space"
        _say(ImportRefused(problems=(text[:2000],)))
    finally:
        shutil.rmtree(order.unpacked, ignore_errors=True)


def _limit(order: ImportOrder) -> None:
    """What a stranger's set leads to in here ends before it fills the machine."""
    limit_memory(MOST_MEMORY_BYTES)
    is_check = order.action == "check"
    limit_files(Path(order.archive).stat().st_size + LIST_BYTES if is_check else MOST_READ_BYTES)


def _done(order: ImportOrder) -> ImportReply:
    staged = Path(order.staged)
    if order.action == "verify":
        with closing(StagedSet(staged)) as kept:
            kept.check()
        return ImportRead()
    plan = _plan(order)
    match order.action:
        case "check":
            staged.unlink(missing_ok=True)
            with closing(StagedSet(staged, create=True)) as kept:
                kept.put_labels((label_of(track), track.split) for track in plan.tracks)
            return ImportChecked(
                import_id=plan.import_id, tracks=len(plan.tracks), notes=plan.notes
            )
        case "read":
            wanted = set(Path(order.wanted).read_text(encoding="ascii").split())
            with closing(StagedSet(staged)) as kept:
                kept.put_queries(_read(plan, wanted, order))
            return ImportRead()
        case other:
            assert_never(other)


def _plan(order: ImportOrder) -> ImportPlan:
    with Path(order.archive).open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != order.sha256:
            raise ProtocolError("what arrived is not what was sent; import it again")
    folder = Path(order.unpacked)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    unpack(Path(order.archive), folder)
    plan = plan_import(read_table(folder, Problems()), order.split, Problems())
    if len(plan.tracks) > MOST_TRACKS:
        raise ProtocolError(
            f"{len(plan.tracks):,} objects: a running station takes {MOST_TRACKS:,} at a time; "
            "stop it and use `whatsit import` on its machine, or import the set in parts"
        )
    return plan


def _read(plan: ImportPlan, wanted: set[str], order: ImportOrder) -> Iterator[tuple[int, Envelope]]:
    """What a station keeps of the tracks that are wanted."""
    said_s, done = float("-inf"), 0
    pictures = JournalledPictures(Path(order.state_folder))
    with LookingProcess(order.embedder, order.embedder_path) as process:
        for position, track in enumerate(plan.tracks):
            if track.query_id not in wanted:
                continue
            envelope = envelope_of(
                track,
                looks_of(track, process),
                embedder_sha256=order.embedder.file.sha256,
                title=order.title,
                now_s=time.time(),
            )
            context, _, *views = envelope.payloads
            pictures.put(pack_frames([context, *views]))
            yield position, envelope
            done += 1
            if time.monotonic() - said_s >= SAY_EVERY_S:
                said_s = time.monotonic()
                _say(ImportSteps(done=done, total=len(wanted)))


def _say(reply: ImportReply) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(reply) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
