"""A capture child as its source sees it: spawn, hear, ask, copy a frame out, kill."""

import logging
import multiprocessing
import signal
from contextlib import ExitStack
from multiprocessing import resource_tracker
from pathlib import Path

import msgspec

from edge_node.sources.child import run_capture
from edge_node.sources.messages import (
    MAX_MESSAGE_BYTES,
    FrameReady,
    FromChild,
    FromSource,
    GiveBack,
    decode_from_child,
    encode,
)
from edge_node.sources.reading import CaptureJob
from edge_node.sources.slots import FrameSlots
from shared.clock import Clock
from shared.domain import Image

_log = logging.getLogger(__name__)

_KILL_DEADLINE_S = 1.0
_BUSY_DEADLINE_S = 15.0
"""For a killed child that only waits for a core to end on."""
_LOOK_S = 0.05
_EXIT_DEADLINE_S = 0.2


class ChildLost(Exception):  # noqa: N818 - news, not an error of this program
    """The child died, or says things that make no sense. The text says which."""


class CaptureChild:
    """One spawned child. Ends with `kill`, however it was doing.

    Raises ChildLost if the machine lets no process start.
    """

    def __init__(self, job: CaptureJob, *, slots: int, name: str, clock: Clock) -> None:
        self._clock = clock
        spawn = multiprocessing.get_context("spawn")
        with ExitStack() as undo:
            try:
                self._slots = FrameSlots(slots)
                undo.callback(self._slots.close)
                self._connection, remote = spawn.Pipe()
                undo.callback(self._connection.close)
                with remote:
                    self._process = spawn.Process(
                        target=run_capture, args=(remote, self._slots, job), name=name, daemon=True
                    )
                    _start_without_interrupts(self._process)
            except OSError as error:
                raise ChildLost(f"no process can be started for it: {error.strerror}") from error
            undo.pop_all()
        self._pulse = self._slots.pulse
        self._alive_at_s = clock.monotonic_s()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def hear(self, *, timeout_s: float) -> FromChild | None:
        """Its next message, or None if there is none in time. Raises ChildLost."""
        try:
            if not self._connection.poll(max(0.0, timeout_s)):
                return None
            message = decode_from_child(
                self._connection.recv_bytes(MAX_MESSAGE_BYTES), slots=len(self._slots)
            )
        except (EOFError, OSError) as error:
            raise ChildLost(self._how_it_died()) from error
        except (msgspec.MsgspecError, ValueError) as error:
            raise ChildLost(f"its reader talks nonsense: {error}") from error
        self._alive_at_s = self._clock.monotonic_s()
        return message

    def ask(self, request: FromSource) -> None:
        """Sends a request. A child that is gone is noticed by `hear`."""
        try:
            self._connection.send_bytes(encode(request))
        except OSError:
            _log.debug("%s is gone: %s was not sent", self._process.name, request)

    def copy_out(self, frame: FrameReady) -> Image:
        """A copy of the frame's pixels; its slot goes back to the child."""
        image = self._slots.read(frame.slot, height=frame.height, width=frame.width)
        self.ask(GiveBack(frame.slot))
        return image

    def silent_for_s(self) -> float:
        """How long it has shown no life, as far as this side has looked."""
        pulse = self._slots.pulse
        if pulse != self._pulse:
            self._pulse = pulse
            self._alive_at_s = self._clock.monotonic_s()
        return self._clock.monotonic_s() - self._alive_at_s

    def kill(self) -> None:
        """Ends it and frees what it shared, within a deadline."""
        self._process.kill()
        if not self._ends():
            _log.warning(
                "process %s (%s) is stuck in the kernel and cannot be ended; check its device",
                self._process.pid,
                self._process.name,
            )
        else:
            self._process.close()
        self._connection.close()
        self._slots.close()

    def _ends(self) -> bool:
        self._process.join(_KILL_DEADLINE_S)
        until_s = self._clock.monotonic_s() + _BUSY_DEADLINE_S
        while self._process.is_alive() and not _sleeps_in_kernel(self._process.pid):
            if self._clock.monotonic_s() > until_s:
                return False
            self._process.join(_LOOK_S)
        return not self._process.is_alive()

    def _how_it_died(self) -> str:
        self._process.join(_EXIT_DEADLINE_S)
        status = self._process.exitcode
        if status is None:
            return "its reader closed the connection"
        if status < 0:
            return f"its reader was ended by signal {-status} ({signal.strsignal(-status)})"
        return f"its reader ended by itself with status {status}"


def _sleeps_in_kernel(pid: int | None) -> bool:
    """Whether no signal reaches it; where the system does not say, so it is taken to be."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] == "D"


def _start_without_interrupts(process: multiprocessing.process.BaseProcess) -> None:
    """Starts it so that Ctrl-C, sent to the whole group, leaves it alone from the first moment."""
    resource_tracker.ensure_running()  # or the first start would start it, and end the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
