"""The commands `whatsit keys …`: who may talk to a station over a network."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from operator_gui.keys.station_options import THIS_MACHINE, StationOptions
from operator_gui.keys.user_name import user_name
from shared.cli import log_nothing
from shared.clock import SystemClock
from shared.config import state_folder
from shared.errors import LinkError, UsageError
from shared.link_keys import LinkKey, PublicLinkKey, keep_station
from shared.protocol.enrolment import AccessAction, KeyRole, SetAccess

if TYPE_CHECKING:
    from operator_gui.station.access.book import AccessBook, Enrolment

Part = Literal["station", "edge", "operator"]
Joiner = Literal["edge", "operator"]


def show(part: Part = "station", /, *, state: Path | None = None) -> int:
    """Print the public key by which others know this station, robot or app.

    It is safe to show to anybody. The secret one is made with it and never leaves its folder.

    Parameters
    ----------
    part
        Whose: station, edge or operator.
    state
        Its state folder, where it is not the usual one.
    """
    print(LinkKey.load_or_create(_keys_folder(part, state)).public)
    return 0


def join(
    station: str,
    /,
    *,
    station_key: str,
    part: Joiner = "edge",
    name: str | None = None,
    state: Path | None = None,
    pairing: str | None = None,
    timeout_s: float = 600.0,
) -> int:
    """Ask a station to let this robot or app in, and wait until somebody decides.

    Parameters
    ----------
    station
        The station's endpoint, as in tcp://192.168.1.5:7341.
    station_key
        The station's public key, as `whatsit keys show` prints it there, or a file with it.
    part
        What joins: edge (a robot) or operator (the app).
    name
        What people call it (default: this machine's name).
    state
        Its state folder, where it is not the usual one.
    pairing
        Where the station lets ask (default: two ports above its own).
    timeout_s
        How long to wait for a decision.
    """
    import platform

    from shared.transport.curve import ClientCurve
    from shared.transport.endpoint import pairing_endpoint, parse_link_endpoint
    from shared.transport.joining import Joining

    log_nothing()
    link = parse_link_endpoint(station)
    folder = _keys_folder(part, state)
    curve = ClientCurve(LinkKey.load_or_create(folder), PublicLinkKey.parse(station_key))
    joining = Joining(
        pairing_endpoint(link) if pairing is None else parse_link_endpoint(pairing),
        curve=curve,
        role="robot" if part == "edge" else "operator",
        name=name or platform.node() or part,
        clock=SystemClock(),
        on_code=_say_code,
    )
    signing_key = joining.run(timeout_s)
    keep_station(folder, curve.station, signing_key)
    command = ["edge SOURCE" if part == "edge" else "operator", "--station", str(link)]
    if link.is_loopback:  # where the kept key is not used unasked: a tunnel's end, or a trial
        command += ["--station-key", station_key]
    if state is not None:
        command += ["--state", str(state)]
    print(f"let in. From now on: whatsit {' '.join(command)}")
    return 0


def pending(
    *,
    at: StationOptions = THIS_MACHINE,
    timeout_s: float = 5.0,
) -> int:
    """List who waits to be let in, each with the code that it shows itself.

    Parameters
    ----------
    timeout_s
        How long to wait for the station.
    """
    from operator_gui.status_report import fetch_status

    log_nothing()
    reached = at.reach()
    told = fetch_status(
        reached.endpoint, timeout_s=timeout_s, curve=reached.curve, calls=reached.calls
    )
    for who in told.joining:
        print(f"{who.code}  {who.role} {who.name}, from {who.address}, key {who.key}")
    if not told.joining:
        print("nobody waits to be let in")
    return 0


def accept(
    code: str,
    /,
    *,
    name: str = "",
    at: StationOptions = THIS_MACHINE,
    timeout_s: float = 5.0,
) -> int:
    """Let in who shows this code. Takes an admin's key.

    Parameters
    ----------
    code
        The six digits that it shows; compare them, do not copy them from the list.
    name
        What to call it instead of the name that it asked for.
    timeout_s
        How long to wait for the station.
    """
    return _decide("accept", code, name, at, timeout_s)


def refuse(
    code: str,
    /,
    *,
    at: StationOptions = THIS_MACHINE,
    timeout_s: float = 5.0,
) -> int:
    """Send away who shows this code. Takes an admin's key.

    Parameters
    ----------
    code
        The six digits that it shows.
    timeout_s
        How long to wait for the station.
    """
    return _decide("refuse", code, "", at, timeout_s)


def listing(*, state: Path | None = None) -> int:
    """List whose keys a station knows, also those that were revoked. On the station's machine.

    Parameters
    ----------
    state
        The station's state folder, where it is not the usual one.
    """
    from operator_gui.station.access.file import open_book

    with open_book(_station_folder(state), must_exist=True) as book:
        for enrolment in book.all():
            print(_line(enrolment))
        if not book.all():
            print("nobody is enrolled; see: whatsit keys add --help")
    return 0


def log(*, state: Path | None = None, last: int = 50) -> int:
    """Say who had what done: commands, settings, labels changed, keys let in and shut out.

    Answers are not in it: each carries its operator itself. On the station's machine.

    Parameters
    ----------
    state
        The station's state folder, where it is not the usual one.
    last
        How many lines, the latest at the end.
    """
    from operator_gui.station.access.file import latest_deeds

    if last < 1:
        raise UsageError(f"--last: expected at least 1, got {last}")
    for deed in latest_deeds(_station_folder(state), last):
        key = f"  (key {deed.key})" if deed.key else ""
        print(f"{_day(deed.at_s)}  {deed.who}: {deed.what}{key}")
    return 0


def add(key: str, /, *, name: str, role: KeyRole = "robot", state: Path | None = None) -> int:
    """Let a public key in. On the station's machine; the station need not be stopped.

    Parameters
    ----------
    key
        64 hexadecimal digits, as `whatsit keys show edge` prints them on the robot, or a file.
    name
        What people call it.
    role
        robot: asks questions. operator: answers them. admin: also decides who may join.
    state
        The station's state folder, where it is not the usual one.
    """

    public = PublicLinkKey.parse(key)  # before a station's folder is made

    def enrol(book: "AccessBook", at_s: float, by: str) -> str:
        book.enrol(public, role=role, name=name, at_s=at_s, by=by)
        return f"enrolled {name!r} as {role}, key {public.short}"

    return _change(state, enrol, must_exist=False)


def revoke(name_or_key: str, /, *, state: Path | None = None) -> int:
    """Shut a key out, for good and at once. On the station's machine; it need not be stopped.

    Parameters
    ----------
    name_or_key
        The name or the public key, as `whatsit keys list` prints them.
    state
        The station's state folder, where it is not the usual one.
    """

    def shut_out(book: "AccessBook", at_s: float, by: str) -> str:
        gone = book.revoke(name_or_key, at_s=at_s, by=by)
        return f"revoked {gone.role} {gone.name!r}, key {gone.key[:12]}"

    return _change(state, shut_out, must_exist=True)


def _decide(
    action: AccessAction, code: str, name: str, at: StationOptions, timeout_s: float
) -> int:
    import uuid

    log_nothing()
    reached = at.reach()
    wish = SetAccess(command_id=uuid.uuid4().hex, action=action, code=code, name=name)
    with reached.caller(user_name(), connect_s=timeout_s) as caller:
        result = caller.decide(wish, within_s=timeout_s)
    if not result.ok:
        raise LinkError(result.text)
    print(result.text)
    return 0


def _change(
    state: Path | None, change: "Callable[[AccessBook, float, str], str]", *, must_exist: bool
) -> int:
    from operator_gui.station.access.file import open_book

    by = f"{user_name()} at the station"
    with open_book(_station_folder(state), must_exist=must_exist) as book:
        text = change(book, SystemClock().now_s(), by)
    print(text)
    return 0


def _line(enrolment: "Enrolment") -> str:
    since = _day(enrolment.enrolled_at_s)
    text = f"{enrolment.role:8} {enrolment.name:20} {enrolment.key}"
    if enrolment.revoked_at_s is not None:
        return f"{text}  revoked {_day(enrolment.revoked_at_s)} by {enrolment.revoked_by}"
    return f"{text}  since {since} by {enrolment.enrolled_by}"


def _day(at_s: float) -> str:
    return datetime.fromtimestamp(at_s).strftime("%Y-%m-%d %H:%M")


def _station_folder(state: Path | None) -> Path:
    return state or state_folder("station")


def _keys_folder(part: Part, state: Path | None) -> Path:
    return (state or state_folder(part)) / "keys"


def _say_code(code: str) -> None:
    print(
        f"code {code}: accept it in the app, on the page Robots, or with `whatsit keys accept`, "
        "if the same code stands there",
        flush=True,
    )
