"""Running the trial process: one spare is kept ready, so that a trial starts at once.

Heads come often and one after the other, and what they may do is narrow. So a process in which one
passed is kept as the spare for the next; one that had more to try ends with it.
"""

import contextlib
from pathlib import Path

from edge_node.deployment.trial_process import TrialOrder, TrialResult
from shared.bundle import Manifest
from shared.errors import BundleError
from shared.quarantine import NoProcessError, Quarantine, QuarantineError
from shared.texts import phrase

TRIAL_TIMEOUT_S = 30.0
TRIAL_MODULE = "edge_node.deployment.trial_process"
TRIALS_A_PROCESS = 200
"""What a process may have left behind ends with it."""


class TrialRunner:
    """Owned by the deployer's thread. module: what the child runs."""

    def __init__(self, *, module: str = TRIAL_MODULE, timeout_s: float = TRIAL_TIMEOUT_S) -> None:
        self._module = module
        self._timeout_s = timeout_s
        self._spare: Quarantine | None = None
        self._trials = 0
        self.prepare()

    def run(self, manifest: Manifest, paths: dict[str, Path], roles: tuple[str, ...]) -> None:
        """Tries a bundle; `roles` are the parts of it that never ran here.

        Raises BundleError with the reason if it may not run: it failed, it took too long, or it
        took the child process down with it. Raises NoProcessError if it could not be tried.
        """
        child, self._spare = self._spare, None
        if child is None or not child.is_ready:
            if child is not None:
                child.close()
            child, self._trials = Quarantine(self._module), 0
        order = TrialOrder(manifest, {role: str(path) for role, path in paths.items()}, roles)
        keep = order.is_of_head_alone and self._trials < TRIALS_A_PROCESS
        try:
            result = child.ask(order, TrialResult, timeout_s=self._timeout_s, keep=keep)
        except QuarantineError as error:
            raise BundleError(phrase("robot", "the bundle {error}").format(error=error)) from error
        if keep and result.verdict == "fit":
            self._spare, self._trials = child, self._trials + 1
        elif keep:
            child.close()
        if result.verdict == "unfit":
            raise BundleError(
                phrase("robot", "the bundle failed its trial: {reason}").format(
                    reason=result.reason
                )
            )

    def prepare(self) -> None:
        """Starts the next spare, if there is none and the machine lets it."""
        if self._spare is None:
            with contextlib.suppress(NoProcessError):  # it is tried again when it is needed
                self._spare, self._trials = Quarantine(self._module), 0

    def close(self) -> None:
        """Ends the spare."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None
