"""The station's handle on the trainer process: asks, listens without waiting, restarts it."""

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Sequence

from operator_gui.station.trainer_wire import (
    AnyRequest,
    ReplyBuffer,
    TrainFailed,
    TrainReply,
    packed,
)
from shared.clock import Clock
from shared.errors import ProtocolError
from shared.texts import phrase

_log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "operator_gui.station.trainer_process")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Threads that wait for each other take many times as long where somebody else wants a core, and
somebody does: a robot, a window, the other trainer."""
RESTART_S = 0.5
RESTART_CAP_S = 30.0
HEALTHY_S = 2.0
"""A process that has lived for this long is nothing to worry about any more."""
STOP_DEADLINE_S = 5.0
_PIECE_BYTES = 1 << 16


class Trainer:
    """One thread owns it. One request at a time; a death is a failed request and a restart.

    `note` says what is wrong with the process, "" if nothing is.
    """

    def __init__(self, clock: Clock, *, command: Sequence[str] = COMMAND) -> None:
        self._clock = clock
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = ReplyBuffer()
        self._job: int | None = None
        self._restart_s = self._started_s = 0.0
        self._pause_s = RESTART_S
        self.note = ""

    @property
    def is_busy(self) -> bool:
        """Whether a request is not answered yet."""
        return self._job is not None

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Starts the process so that it is warm when it is needed."""
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                close_fds=True,
                env={**os.environ, **ONE_THREAD},
            )
        except OSError as error:
            self._failed(
                phrase("station", "the trainer cannot be started: {why}").format(why=error.strerror)
            )
            return
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self._process, self._buffer = process, ReplyBuffer()
        self._started_s = self._clock.monotonic_s()

    def request(self, request: AnyRequest) -> bool:
        """Asks for a training or a step; False if the process is busy or not there."""
        if self.is_busy or self._process is None or self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(packed(request))
            self._process.stdin.flush()
        except OSError:
            return False  # it has died: `poll` notices
        self._job = request.job
        return True

    def poll(self) -> list[TrainReply]:
        """Replies that have come, without waiting. Looks after the process."""
        if self._process is None:
            if self._clock.monotonic_s() >= self._restart_s:
                self.start()
            return []
        try:
            replies = self._read(self._process)
        except ProtocolError as error:
            self._process.kill()
            _log.error("%s", error)
            replies = []
        for reply in replies:
            if reply.job == self._job:
                self._job, self.note, self._pause_s = None, "", RESTART_S
        code = self._process.poll()
        if code is not None:
            replies += self._buried(code)
        elif self.note and self._clock.monotonic_s() - self._started_s > HEALTHY_S:
            self.note = ""
        return replies

    def close(self) -> None:
        """Ends the process: its pipe closes, and if that is not enough it is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        if self.is_busy:
            process.kill()
        try:
            process.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        self._job = None

    def _read(self, process: subprocess.Popen[bytes]) -> list[TrainReply]:
        assert process.stdout is not None
        replies: list[TrainReply] = []
        while True:
            try:
                piece = os.read(process.stdout.fileno(), _PIECE_BYTES)
            except BlockingIOError:
                return replies
            if not piece:
                return replies
            replies += self._buffer.feed(piece)

    def _buried(self, code: int) -> list[TrainReply]:
        job = self._job
        self.close()
        how = (
            phrase("station", "signal {value}").format(value=-code)
            if code < 0
            else phrase("station", "exit code {code}").format(code=code)
        )
        self._failed(
            phrase("station", "the trainer process died ({how}); it is being restarted").format(
                how=how
            )
        )
        return [] if job is None else [TrainFailed(job=job, reason=self.note)]

    def _failed(self, note: str) -> None:
        _log.error("%s", note)
        self.note = note
        self._process, self._job = None, None
        self._restart_s = self._clock.monotonic_s() + self._pause_s
        self._pause_s = min(2 * self._pause_s, RESTART_CAP_S)
