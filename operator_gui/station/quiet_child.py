"""A child process that is told one thing and speaks through a file.

Nothing that it does, or does not do, can block its owner: there is no pipe that fills up.
"""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Sequence
from typing import IO

from shared.parentage import PARENT_VARIABLE

PATIENCE_S = 2.0
"""Its owner has others to serve, and does not wait longer for one that was killed."""


class QuietChild:
    """Belongs to one thread, which calls `close` in the end. It ends with its owner's thread."""

    def __init__(self, command: Sequence[str], order: bytes) -> None:
        """order: what it reads from its standard input. Raises OSError if it cannot be started."""
        self._heard_bytes = 0
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as this)
        with tempfile.TemporaryFile() as told:
            told.write(order)
            told.seek(0)
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=told,
                    stdout=self._output,
                    env={**os.environ, PARENT_VARIABLE: str(os.getpid())},
                )
            except OSError:
                self._output.close()
                raise

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.poll()

    def said(self) -> bytes:
        """All that it has written to its standard output."""
        return self._written(since=0)

    def new_lines(self) -> list[bytes]:
        """The whole lines that it has written since this was last called."""
        whole, _, _ = self._written(since=self._heard_bytes).rpartition(b"\n")
        self._heard_bytes += len(whole) + 1 if whole else 0
        return whole.splitlines()

    def close(self) -> None:
        """Ends it if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                # A slow disk may have hold of it; then `subprocess` collects it later.
                self._process.wait(PATIENCE_S)
        self._output.close()

    def _written(self, since: int) -> bytes:
        # Both share one position, which is where the child writes next: it must not be moved.
        descriptor = self._output.fileno()
        return os.pread(descriptor, os.fstat(descriptor).st_size, since)
