"""Running the trial process: one spare is kept ready, so that a trial starts at once."""

from pathlib import Path

from edge_node.deployment.trial_process import TrialOrder, TrialResult
from shared.bundle import Manifest
from shared.errors import BundleError
from shared.quarantine import Quarantine, QuarantineError

TRIAL_TIMEOUT_S = 30.0
TRIAL_MODULE = "edge_node.deployment.trial_process"


class TrialRunner:
    """Owned by the deployer's thread. module: what the child runs."""

    def __init__(self, *, module: str = TRIAL_MODULE, timeout_s: float = TRIAL_TIMEOUT_S) -> None:
        self._module = module
        self._timeout_s = timeout_s
        self._spare: Quarantine | None = Quarantine(module)

    def run(self, manifest: Manifest, paths: dict[str, Path], roles: tuple[str, ...]) -> None:
        """Tries a bundle; `roles` are the parts of it that never ran here.

        Raises BundleError with the reason if it may not run: it failed, it took too long, or it
        took the child process down with it.
        """
        child, self._spare = self._spare, None
        if child is None or not child.is_ready:
            if child is not None:
                child.close()
            child = Quarantine(self._module)
        order = TrialOrder(manifest, {role: str(path) for role, path in paths.items()}, roles)
        try:
            result = child.ask(order, TrialResult, timeout_s=self._timeout_s)
        except QuarantineError as error:
            raise BundleError(f"the bundle {error}") from error
        if result.verdict == "unfit":
            raise BundleError(f"the bundle failed its trial: {result.reason}")

    def prepare(self) -> None:
        """Starts the next spare, if there is none."""
        if self._spare is None:
            self._spare = Quarantine(self._module)

    def close(self) -> None:
        """Ends the spare."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None
