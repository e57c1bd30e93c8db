"""The capture child: a reader in a process of its own, which may hang or crash at will."""

import os
import signal
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Connection

from edge_node.sources.messages import (
    LONGEST_S,
    Failed,
    FrameReady,
    Keep,
    Notice,
    Opened,
    Refused,
    decode_from_source,
)
from edge_node.sources.outlet import CompleteOutlet, NewestOutlet, Outlet
from edge_node.sources.reading import CaptureJob, MeasuredReader, PassEnd, Place, RawFrame, Reader
from edge_node.sources.selection import FrameSelection
from edge_node.sources.slots import FrameSlots
from edge_node.sources.tempo import Pace, Tempo
from edge_node.sources.view import SourceRefused, checked
from shared.errors import SourceError


def run_capture(connection: Connection, slots: FrameSlots, job: CaptureJob) -> None:
    """The child's main function. Returns never: release of a stuck device could hang too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    outlet: Outlet = (
        CompleteOutlet(connection, slots)
        if job.delivery == "complete"
        else NewestOutlet(connection, slots)
    )
    pace = Pace(job.tempo, beat=outlet.beat)
    listener = threading.Thread(
        target=_listen, args=(connection, outlet, pace), name="capture-listener", daemon=True
    )
    listener.start()
    status = 0
    try:
        outlet.finish(_Replay(job, outlet, pace).run())
    except SourceRefused as error:
        outlet.send(Refused(str(error)))
    except SourceError as error:
        outlet.send(Failed(str(error)))
    except Exception as error:
        outlet.send(Failed(f"reader failed: {type(error).__name__}: {error}"))
        status = 1
    finally:
        os._exit(status)


def _listen(connection: Connection, outlet: Outlet, pace: Pace) -> None:
    """Serves the source's requests. When the source is gone, so is the child."""
    try:
        while True:
            request = decode_from_source(connection.recv_bytes())
            if isinstance(request, Keep):
                pace.keep(Tempo(request.speed, request.is_paused))
            else:
                outlet.handle(request)
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)


class _Replay:
    """Runs one reader after the other, a pass each, and numbers and paces their frames."""

    def __init__(self, job: CaptureJob, outlet: Outlet, pace: Pace) -> None:
        self._job = job
        self._outlet = outlet
        self._pace = pace
        self._sequence = job.start.sequence
        self._place = job.start
        self._elapsed_s = 0.0
        self._told = False

    def run(self) -> str:
        """Plays all passes and returns why there is no more."""
        while True:
            reason = self._run_pass()
            if 0 < self._job.loops <= self._place.pass_index + 1:
                return reason
            self._place = Place(
                pass_index=self._place.pass_index + 1,
                seek_s=self._job.start_s or None,
                after_s=self._elapsed_s,
            )

    def alive(self) -> None:
        self._outlet.beat()

    def notice(self, text: str) -> None:
        """Passes a notice on, during the first pass only: the others would say the same."""
        self.alive()
        if self._place.pass_index == self._job.start.pass_index:
            self._outlet.send(Notice(text))

    def _run_pass(self) -> str:
        reader = self._job.make_reader()
        reader.open(self._place, self)
        frames = FrameSelection(reader, self._place, stride=self._job.stride, alive=self.alive)
        if not self._told:
            self._try_first(frames)
            self._outlet.send(Opened(_length_s(reader)))
            self._told = True
        is_empty = True
        self._elapsed_s = self._place.elapsed_s
        while isinstance(read := frames.next(), RawFrame):
            captured_at_s = time.time()
            if is_empty:
                self._begin(read, reader.interval_s)
                is_empty = False
            self._show(read, captured_at_s)
            self._elapsed_s = self._place.pass_start_s + (read.recorded_s or 0.0)
        self.alive()
        reader.close()
        if is_empty and not self._goes_on:
            raise SourceError(f"not one frame could be read: {read.reason}")
        return read.reason

    @property
    def _goes_on(self) -> bool:
        """Whether this pass is the rest of one, of which nothing need be left."""
        return self._place is self._job.start and self._place.sequence > 0

    def _try_first(self, frames: FrameSelection) -> None:
        """Refuses what a person asked for in vain while they still wait for it to open."""
        start = self._job.start
        if not self._job.is_recording or start.sequence > 0:
            return
        match frames.peek():
            case RawFrame(image=image):
                self._job.view.of(checked(image))
            case PassEnd(reason=reason) if start.seek_s:
                raise SourceRefused(
                    f"there is no frame at {start.seek_s:g} s or later: {reason}; start earlier"
                )
            case PassEnd():
                pass

    def _begin(self, first: RawFrame, interval_s: float) -> None:
        """Sets this pass's zero so that its first frame follows the last of the pass before."""
        after_s = self._place.after_s
        if after_s is not None:
            start_s = after_s + interval_s - (first.recorded_s or 0.0)
            self._place = replace(self._place, pass_start_s=start_s)

    def _show(self, raw: RawFrame, captured_at_s: float) -> None:
        image = self._job.view.of(checked(raw.image))
        place = self._place
        recorded_s = raw.recorded_s or 0.0
        if raw.recorded_s is not None:
            self._pace.wait_until_due(place.pass_start_s + recorded_s)
        slot = self._outlet.take_slot()
        self._outlet.write(slot, image)
        height, width = image.shape[:2]
        self._outlet.publish(
            FrameReady(
                slot=slot,
                height=height,
                width=width,
                sequence=self._sequence,
                captured_at_s=captured_at_s,
                position=raw.position,
                pass_index=place.pass_index,
                pass_start_s=place.pass_start_s,
                recorded_s=recorded_s,
                name=raw.name,
            )
        )
        self._sequence += 1


def _length_s(reader: Reader) -> float:
    """As far as it makes sense: what a damaged file says of itself need not."""
    length_s = reader.length_s if isinstance(reader, MeasuredReader) else 0.0
    return min(max(0.0, length_s), LONGEST_S)
