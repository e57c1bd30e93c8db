"""Other `whatsit` processes: started like a user would, watched, and always ended, also where the
one that started them is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from shared.errors import StorageError, WhatsitError
from shared.logs import FILE_BYTES
from shared.parentage import PARENT_VARIABLE

READY_DEADLINE_S = 30.0
STOP_DEADLINE_S = 10.0


class Child:
    """One `whatsit` process with its log file."""

    def __init__(
        self,
        name: str,
        arguments: list[str],
        log: Path,
        *,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.name = name
        self.log = log
        is_too_long = log.exists() and log.stat().st_size > FILE_BYTES
        self._file = log.open("wb" if is_too_long else "ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "shared.cli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._file,
            stderr=self._file,
            env={**os.environ, PARENT_VARIABLE: str(os.getpid()), **(environment or {})},
            start_new_session=True,  # Ctrl-C is for the parent, which ends its children in order
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def check(self) -> None:
        """Raises WhatsitError with the last line of its log if it ended with a failure."""
        if self.exit_code not in (None, 0):
            raise WhatsitError(
                f"the {self.name} ended with exit code {self.exit_code}: "
                f"{self._last_line()} (log: {self.log})"
            )

    def wait_for(self, path: Path, *, deadline_s: float = READY_DEADLINE_S) -> str:
        """The content of a file that the process writes once it is ready. Raises WhatsitError."""
        until_s = time.monotonic() + deadline_s
        while time.monotonic() < until_s:
            if path.exists():
                return path.read_text().strip()
            if self.exit_code is not None:
                self.check()
                raise WhatsitError(f"the {self.name} ended before it was ready (log: {self.log})")
            time.sleep(0.02)
        raise WhatsitError(f"the {self.name} was not ready in {deadline_s:.0f} s")

    def wait(self, deadline_s: float) -> None:
        """Waits for its end; makes it end where the deadline passes."""
        try:
            self._process.wait(deadline_s)
        except subprocess.TimeoutExpired:
            self.stop()

    def kill(self) -> None:
        """Ends it at once, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Asks it to end, then makes it."""
        if self.exit_code is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_DEADLINE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._file.close()

    def _last_line(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"


class Children:
    """All processes of a run; leaving the context ends them, the last started first."""

    def __init__(self, log_folder: Path) -> None:
        """Raises StorageError if the folder for their logs cannot be made."""
        try:
            log_folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot write {log_folder}: {error.strerror}") from error
        self._log_folder = log_folder
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self._children):
            child.stop()

    def start(
        self,
        name: str,
        arguments: list[str],
        *,
        environment: dict[str, str] | None = None,
        bounded: bool = False,
    ) -> Child:
        """Starts `whatsit ARGUMENTS` with a log file of its own.

        bounded: it takes --log-file, and writes NAME.log itself, of bounded size; what else it
        says is in NAME.out.
        """
        log = self._log_folder / f"{name}.log"
        if bounded:
            arguments, log = [*arguments, "--log-file", str(log)], log.with_suffix(".out")
        child = Child(name, arguments, log, environment=environment)
        self._children.append(child)
        return child

    def check(self) -> None:
        """Raises WhatsitError if any of them failed."""
        for child in self._children:
            child.check()
