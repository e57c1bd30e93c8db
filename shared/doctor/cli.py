"""The command `whatsit doctor`."""

import sqlite3
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import msgspec

from shared.backup.writer import owner_of
from shared.cli import log_nothing
from shared.clock import SystemClock
from shared.config import state_folder
from shared.doctor.finding import Finding, StateFolder, Visit
from shared.errors import BackupError, WhatsitError
from shared.private_folder import is_before_first_run

PARTS = {
    "environment": "shared.doctor.environment",
    "folders": "shared.doctor.folders",
    "models": "edge_node.doctor",
    "labels": "operator_gui.doctor",
}
"""Modules with a function `check`, each imported only when it is its turn."""


def doctor(
    *,
    state: list[Path] | None = None,
    station: str | None = None,
    station_key: str | None = None,
    camera: str | None = None,
    thorough: bool = False,
    json: bool = False,
) -> int:
    """Say what is wrong with this installation, and how to mend it; 1 if anything is broken.

    Changes nothing, and may run beside everything else.

    Parameters
    ----------
    state
        A state folder; may be given several times (default: those of this user).
    station
        The station to call (default: that of this machine, if one runs).
    station_key
        The public key of a station that encrypts, or a file with it.
    camera
        A source to try, as `whatsit edge` takes it.
    thorough
        Look at every row, picture and message, instead of a sample.
    json
        Print JSON instead of lines.
    """
    log_nothing()
    folders, begun, strange = _folders(state)
    visit = Visit(
        folders=folders,
        begun=begun,
        station=station,
        station_key=station_key,
        camera=camera,
        thorough=thorough,
        clock=SystemClock(),
    )
    found: list[Finding] = []
    for finding in (*strange, *examine(visit)):
        found.append(finding)
        if not json:
            print(finding.line, flush=True)
    broken = sum(finding.mark == "broken" for finding in found)
    if json:
        print(
            msgspec.json.format(msgspec.json.encode({"broken": broken, "findings": found})).decode()
        )
    else:
        look = sum(finding.mark == "look" for finding in found)
        print(f"{broken} broken, {look} to look at" if broken or look else "all is well")
    return 1 if broken else 0


def examine(visit: Visit) -> Iterator[Finding]:
    """Everything that there is to find; one part that fails does not keep the others from it."""
    for area, module in PARTS.items():
        try:
            check: Callable[[Visit], Iterator[Finding]] = import_module(module).check
            yield from check(visit)
        except ModuleNotFoundError as error:
            yield Finding(
                area, "skipped", f"{error.name} is not installed", "pip install 'whatsit[operator]'"
            )
        except (WhatsitError, OSError, sqlite3.Error) as error:
            yield Finding(area, "broken", " ".join(str(error).split()))


def _folders(
    given: list[Path] | None,
) -> tuple[tuple[StateFolder, ...], tuple[Path, ...], tuple[Finding, ...]]:
    """The folders to look at, those with which nothing was run yet, and what is wrong with those
    that are none."""
    if given is None:
        default = (state_folder(name) for name in ("edge", "station", "operator"))
        given = [path for path in default if path.is_dir()]
    folders, begun, strange = [], [], []
    for path in given:
        try:
            folders.append(StateFolder(owner_of(path), path))
        except BackupError as error:
            if (path / "keys").is_dir() and is_before_first_run(path):
                begun.append(path)
            else:
                strange.append(Finding("folders", "broken", str(error)))
    return tuple(folders), tuple(begun), tuple(strange)
