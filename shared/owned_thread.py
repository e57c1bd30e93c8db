"""A named thread whose failure reaches its owner instead of vanishing."""

import threading
import time
from collections.abc import Callable

from shared.errors import WhatsitError


class OwnedThread:
    """Runs `target` once. Its exception is kept for `join`, after `on_failure` was called.

    dies_with_process: nothing is lost if the process ends while it runs.
    """

    def __init__(
        self,
        name: str,
        target: Callable[[], object],
        *,
        on_failure: Callable[[], None],
        dies_with_process: bool = False,
    ) -> None:
        self._target = target
        self._on_failure = on_failure
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=dies_with_process)

    def start(self) -> None:
        self._thread.start()

    def wait(self, deadline_s: float) -> bool:
        """Waits for the end; False if it does not come by then. For what may take its time."""
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def join(self, deadline_s: float) -> None:
        """Waits for the end; raises what ended the thread, or WhatsitError if it does not end."""
        if not self.wait(deadline_s):
            raise WhatsitError(f"thread {self._thread.name} did not stop in {deadline_s:.0f} s")
        if self._failure is not None:
            raise self._failure

    def cpu_s(self) -> float:
        """How long it has computed, in seconds; 0 while it does not run."""
        ident = self._thread.ident
        if ident is None or not self._thread.is_alive():
            return 0.0
        try:
            return time.clock_gettime(time.pthread_getcpuclockid(ident))
        except OSError:  # it has ended just now
            return 0.0

    def _run(self) -> None:
        try:
            self._target()
        except Exception as error:
            self._failure = error
            self._on_failure()
