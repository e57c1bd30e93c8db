"""The child process in which a model that nobody vouches for is loaded first.

A stranger's model may take all memory, run for ever, or take its process down with it. In here it
has little memory, a deadline, and no one to hurt. The child reads one order as JSON from standard
input, answers with one JSON object on standard output, and ends.
"""

import contextlib
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import msgspec

from shared.errors import ModelError, WhatsitError
from shared.process_memory import data_bytes

ADDRESS_SPACE_BYTES = 6 << 30
ROOM_BYTES = 2 << 30
ROOM_A_MODEL_BYTE = 5
END_S = 5.0
"""How long a child that talks nonsense may take to end by itself."""
MAX_CPU_S = 900
"""Ends a child whose parent was killed before it could end it."""

Order = TypeVar("Order", bound=msgspec.Struct)
Reply = TypeVar("Reply")


class QuarantineError(ModelError):
    """The child gave no answer. The message says why and goes after the name of the model."""


class NoProcessError(WhatsitError):
    """The machine lets no process start now, which says nothing of the model."""


class Quarantine:
    """One child, for one order unless it is kept. Belongs to one thread, whose caller closes it."""

    def __init__(self, module: str) -> None:
        """Starts it, so that it is ready when it is needed. module: calls `answer_orders`.

        Raises NoProcessError.
        """
        self._is_kept = False
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent, which ends its child itself
            )
        except OSError as error:
            raise NoProcessError(
                f"no process can be started to try a model in: {error.strerror}; "
                "end other programs, or allow this one more processes and memory"
            ) from error

    @property
    def is_ready(self) -> bool:
        """Whether it still waits for its order."""
        return self._child.poll() is None

    def ask(
        self, order: msgspec.Struct, reply: type[Reply], *, timeout_s: float, keep: bool = False
    ) -> Reply:
        """The child's answer. Raises QuarantineError if it took too long or died of the order.

        keep: leave it for another order; whatever goes wrong ends it.
        """
        try:
            assert self._child.stdin is not None
            self._child.stdin.write(msgspec.json.encode(order) + b"\n")
            self._child.stdin.flush()
            answer = msgspec.json.decode(self._line(timeout_s), type=reply)
        except TimeoutError as error:
            raise QuarantineError(f"took over {timeout_s:.0f} s when it was tried") from error
        except (msgspec.DecodeError, BrokenPipeError, UnicodeDecodeError) as error:
            end = _in_words(self._exit_code())
            raise QuarantineError(f"ended the process in which it was tried ({end})") from error
        else:
            self._is_kept = keep
            return answer
        finally:
            if not self._is_kept:
                self.close()
            self._is_kept = False

    def _exit_code(self) -> int:
        """Of the child, to which nothing is said any more."""
        assert self._child.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.close()
        try:
            return self._child.wait(END_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            return self._child.wait()

    def _line(self, timeout_s: float) -> bytes:
        """Raises TimeoutError, and BrokenPipeError if the child ended."""
        assert self._child.stdout is not None
        said, end_s = bytearray(), time.monotonic() + timeout_s
        poller = select.poll()
        poller.register(self._child.stdout, select.POLLIN)
        while not said.endswith(b"\n"):
            if not poller.poll(max(0.0, 1e3 * (end_s - time.monotonic()))):
                raise TimeoutError
            piece = os.read(self._child.stdout.fileno(), 1 << 16)
            if not piece:
                raise BrokenPipeError
            said += piece
        return bytes(said)

    def close(self) -> None:
        """Ends the child, whatever it is at."""
        self._child.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._child.wait()


def limit_memory(address_space_bytes: int = ADDRESS_SPACE_BYTES) -> None:
    """In the child: allocating more than this fails from now on."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (address_space_bytes, hard))


def limit_files(size_bytes: int) -> None:
    """In the child: no file that it writes gets larger than this; writing on raises OSError."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most_bytes = size_bytes if hard == resource.RLIM_INFINITY else min(size_bytes, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))


def limit_room(model_bytes: int) -> None:
    """In the child: from now on a model of this size has so much memory to itself, and no more.

    A model of a few bytes may want gigabytes; what is honest keeps its weights a few times, and
    what it computes.
    """
    room_bytes = ROOM_BYTES + ROOM_A_MODEL_BYTE * model_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (data_bytes(os.getpid()) + room_bytes, hard))


def lift_memory_limit() -> None:
    """In the child: takes all limits back, for what has been tried within them."""
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (hard, hard))


def answer_orders(kind: type[Order], answer: Callable[[Order], object]) -> None:
    """In the child: answers one order after the other until the parent goes away. Nothing else
    gets into an answer, whatever the libraries print."""
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(1), "wb", buffering=0) as output:
        os.dup2(2, 1)
        while line := sys.stdin.buffer.readline():
            output.write(msgspec.json.encode(answer(msgspec.json.decode(line, type=kind))) + b"\n")


def _in_words(exit_code: int) -> str:
    if exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        return f"killed by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"killed by signal {-exit_code}"
