"""The user's own training program as a child: told what to do, watched, and always ended."""

import contextlib
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Literal

from shared.errors import UsageError, WhatsitError
from shared.outside_trial import MAX_OUTSIDE_BYTES

STOP_S = 5.0
"""So long a program may take to end once it is asked to."""

POLL_S = 0.05

ModelKind = Literal["head", "detector"]
"""What a program trains: a head on whatsit's embeddings, or a detector on frames."""


class TrainingError(WhatsitError):
    """The training program could not be started, failed, took too long, or left no model."""


@dataclass(frozen=True, slots=True)
class ProgramOrder:
    """data: the folder with the labels. output: where the ONNX file has to be in the end."""

    kind: ModelKind
    data: Path
    output: Path
    seed: int
    classes: int

    def environment(self) -> dict[str, str]:
        """What the program finds in its environment."""
        return {
            "WHATSIT_KIND": self.kind,
            "WHATSIT_DATA": str(self.data),
            "WHATSIT_OUTPUT": str(self.output),
            "WHATSIT_SEED": str(self.seed),
            "WHATSIT_CLASSES": str(self.classes),
        }


def command_of(script: str, order: ProgramOrder) -> list[str]:
    """The words of a command line; `{data}`, `{output}`, `{seed}` in them are filled in.

    Raises UsageError for what is no command line.
    """
    try:
        words = shlex.split(script)
    except ValueError as error:
        raise UsageError(f"--script: cannot be read as a command line: {error}") from error
    if not words:
        raise UsageError("--script: expected a command line, such as 'python my_train.py'")
    filled = {"{data}": str(order.data), "{output}": str(order.output), "{seed}": str(order.seed)}
    return [_filled(word, filled) for word in words]


def run_program(script: str, order: ProgramOrder, *, limit_s: float) -> bytes:
    """Runs the program to its end and returns the ONNX file that it left.

    What it prints goes where this process prints. It ends, with all that it started, when it takes
    over `limit_s`, and when this process is told to end. Raises TrainingError, UsageError, and
    KeyboardInterrupt.
    """
    command = command_of(script, order)
    with _told_to_end(), _child(command, order.environment()) as child:
        code = _waited_for(child, limit_s)
    if code != 0:
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise TrainingError(f"the training program failed ({how}); nothing was adopted")
    return _left_at(order.output)


@contextlib.contextmanager
def _child(
    command: list[str], environment: Mapping[str, str]
) -> "Iterator[subprocess.Popen[bytes]]":
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
            start_new_session=True,  # so that all that it starts can be ended with it
        )
    except OSError as error:
        raise UsageError(f"--script: cannot start {command[0]!r}: {error.strerror}") from error
    try:
        yield child
    finally:
        _end_group(child)


def _waited_for(child: "subprocess.Popen[bytes]", limit_s: float) -> int:
    try:
        return child.wait(limit_s)
    except subprocess.TimeoutExpired as error:
        raise TrainingError(
            f"the training program took over {limit_s:g} s and was ended; give it more with "
            "--limit-s"
        ) from error


def _end_group(child: "subprocess.Popen[bytes]") -> None:
    """Asks the child and all that it started to end, then makes them."""
    if not _signalled(child.pid, signal.SIGTERM):
        child.wait()
        return
    end_s = time.monotonic() + STOP_S
    while time.monotonic() < end_s:
        child.poll()  # a child that has ended and was not waited for still counts as there
        if not _signalled(child.pid, 0):
            return
        time.sleep(POLL_S)
    _signalled(child.pid, signal.SIGKILL)
    child.wait()


def _signalled(group: int, number: int) -> bool:
    """Whether there was anybody left in the group to get the signal."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


@contextlib.contextmanager
def _told_to_end() -> Iterator[None]:
    """SIGTERM ends this process as Ctrl+C does: through every `finally`."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _left_at(path: Path) -> bytes:
    try:
        size_bytes = path.stat().st_size
        if not path.is_file() or size_bytes == 0:
            raise TrainingError(f"what the training program left at {path} is no file with content")
        if size_bytes > MAX_OUTSIDE_BYTES:
            raise TrainingError(
                f"the training program left {size_bytes:,} bytes, {MAX_OUTSIDE_BYTES:,} are allowed"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise TrainingError(
            f"the training program ended well but left no file at {path}: it has to write its ONNX "
            "model where $WHATSIT_OUTPUT says"
        ) from error
    except OSError as error:
        raise TrainingError(f"cannot read {path}: {error.strerror}") from error


def _filled(word: str, values: Mapping[str, str]) -> str:
    for mark, value in values.items():
        word = word.replace(mark, value)
    return word
