"""The commands `whatsit models`, `deploy`, `rollback` and `train`: one short call at a station."""

import sys

import msgspec

from operator_gui.keys.station_options import THIS_MACHINE, StationOptions
from operator_gui.keys.user_name import user_name
from operator_gui.operator_link import CommandAction
from operator_gui.versions.report import find_version, gate_lines, model_lines, version_lines
from shared.errors import UsageError

CONNECT_S = 5.0
MAX_NAME_CHARS = 120


def models(
    version: int | None = None,
    /,
    *,
    at: StationOptions = THIS_MACHINE,
    timeout_s: float = 5.0,
    json: bool = False,
) -> int:
    """List the versions of a running station's model, or say all about one.

    Parameters
    ----------
    version
        A version's number: all about this one.
    timeout_s
        How long to wait for it.
    json
        Print everything as JSON.
    """
    with at.reach().caller("models", connect_s=timeout_s) as caller:
        told = caller.status()
        wanted = None if version is None else find_version(told, version)
        found = None
        if wanted is not None and not json:
            found = caller.gate_report(wanted.version, within_s=timeout_s)
    if json:
        shown = told.versions if wanted is None else wanted
        print(msgspec.json.format(msgspec.json.encode(shown)).decode())
    elif wanted is None:
        print("\n".join(model_lines(told)))
    else:
        print("\n".join([*version_lines(wanted, told.at_s), *gate_lines(wanted, found)]))
    return 0


def deploy(
    version: int,
    /,
    *,
    at: StationOptions = THIS_MACHINE,
    name: str | None = None,
    timeout_s: float = 30.0,
) -> int:
    """Have all robots run a version that passed the gate.

    A version older than the active one comes back under a new number, as versions only rise.

    Parameters
    ----------
    version
        Its number, as `whatsit models` lists it.
    name
        Who wants it, as it is kept with the version (default: this user's name).
    timeout_s
        How long to wait for the station's word.
    """
    return _have_done("deploy", at, name, timeout_s, version=_positive(version))


def rollback(
    version: int | None = None,
    /,
    *,
    at: StationOptions = THIS_MACHINE,
    name: str | None = None,
    timeout_s: float = 30.0,
) -> int:
    """Go back to the version that was active before, or to a certain one.

    Parameters
    ----------
    version
        Its number, as `whatsit models` lists it (default: the one that was active before; after
        `whatsit deploy 3` that is the one before 3, and not the one that `deploy` replaced).
    name
        Who wants it, as it is kept with the version (default: this user's name).
    timeout_s
        How long to wait for the station's word.
    """
    number = 0 if version is None else _positive(version)
    return _have_done("roll_back", at, name, timeout_s, version=number)


def train(
    *,
    at: StationOptions = THIS_MACHINE,
    name: str | None = None,
    timeout_s: float = 600.0,
) -> int:
    """Have a running station learn from all labels now, and wait for the gate's word.

    Parameters
    ----------
    name
        Who wants it (default: this user's name).
    timeout_s
        How long to wait for the training.
    """
    return _have_done("train", at, name, timeout_s)


def operator_name(name: str | None) -> str:
    """Who acts: as named, else this user. Raises UsageError for a name that cannot be kept."""
    chosen = user_name() if name is None else name.strip()
    if not 0 < len(chosen) <= MAX_NAME_CHARS or not chosen.isprintable():
        raise UsageError(f"--name: expected 1 to {MAX_NAME_CHARS} printable characters")
    return chosen


def _have_done(
    action: CommandAction,
    at: StationOptions,
    name: str | None,
    timeout_s: float,
    *,
    version: int = 0,
) -> int:
    connect_s = min(CONNECT_S, timeout_s)
    with at.reach().caller(operator_name(name), connect_s=connect_s) as caller:
        result = caller.command(action, version=version, within_s=timeout_s)
    if not result.ok:
        print(f"whatsit: refused: {result.text}", file=sys.stderr)
        return 1
    print(result.text)
    return 0


def _positive(version: int) -> int:
    if version < 1:
        raise UsageError(f"versions are numbered from 1 on, there is no {version}")
    return version
