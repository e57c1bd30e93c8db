"""Running the trial process: one spare is kept ready, so that a trial starts at once."""

import contextlib
import subprocess
import sys
from pathlib import Path

import msgspec

from edge_node.deployment.trial_process import TrialOrder, TrialResult
from shared.bundle import Manifest
from shared.errors import BundleError

TRIAL_TIMEOUT_S = 30.0


class TrialRunner:
    """Owned by the deployer's thread."""

    def __init__(self) -> None:
        self._spare: subprocess.Popen[bytes] | None = _start()

    def run(self, manifest: Manifest, paths: dict[str, Path], roles: tuple[str, ...]) -> None:
        """Tries a bundle; `roles` are the parts of it that never ran here.

        Raises BundleError with the reason if it may not run: it failed, it took too long, or it
        took the child process down with it.
        """
        child, self._spare = self._spare, None
        if child is None or child.poll() is not None:
            child = _start()
        order = TrialOrder(manifest, {role: str(path) for role, path in paths.items()}, roles)
        try:
            output, _ = child.communicate(
                msgspec.json.encode(order) + b"\n", timeout=TRIAL_TIMEOUT_S
            )
            result = msgspec.json.decode(output, type=TrialResult)
        except subprocess.TimeoutExpired as error:
            raise BundleError(f"the bundle's trial took over {TRIAL_TIMEOUT_S:.0f} s") from error
        except (msgspec.DecodeError, BrokenPipeError) as error:
            raise BundleError(
                f"the bundle ended its trial process (exit code {child.wait()})"
            ) from error
        finally:
            _end(child)
        if result.verdict == "unfit":
            raise BundleError(f"the bundle failed its trial: {result.reason}")

    def prepare(self) -> None:
        """Starts the next spare, if there is none."""
        if self._spare is None:
            self._spare = _start()

    def close(self) -> None:
        """Ends the spare."""
        if self._spare is not None:
            _end(self._spare)
            self._spare = None


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "edge_node.deployment.trial_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the node, which ends its child itself
    )


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
    child.wait()
