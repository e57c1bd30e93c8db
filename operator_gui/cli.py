"""The commands `whatsit operator`, `whatsit station` and `whatsit status`."""

import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from operator_gui.keys.station_options import DEFAULT_ENDPOINT, THIS_MACHINE, StationOptions
from operator_gui.texts import LanguageChoice
from shared.blas_threads import use_one_blas_thread
from shared.bundle_folder import BaseModels
from shared.cli import configure_logging, log_nothing, stop_on_signals, write_ready_file
from shared.clock import SystemClock
from shared.config import load_config, override, state_folder
from shared.errors import UsageError
from shared.logs import start_logging
from shared.signals import hangup
from shared.transport.endpoint import Endpoint, parse_endpoint

if TYPE_CHECKING:
    from operator_gui.keys.reach import Reach

ANOTHER_WINDOW = (
    "by another window, or by a simulated operator: close it, or name another folder with --state"
)


def station(
    *,
    listen: str | None = None,
    encrypt: bool | None = None,
    pairing: str | None = None,
    state: Path | None = None,
    bundle: Path | None = None,
    config: Path | None = None,
    ready_file: Path | None = None,
    metrics: str | None = None,
    log_file: Path | None = None,
    log_json: bool = False,
    verbose: bool = False,
) -> int:
    """Collect questions and answers, learn from them, and deploy, without a window.

    Parameters
    ----------
    listen
        Where nodes and operators connect (default tcp://127.0.0.1:7341; port 0 picks one). What
        others can reach is encrypted, and lets in only enrolled keys: see `whatsit keys`.
    encrypt
        Encrypt on this machine too.
    pairing
        Where those ask who want to join (default: two ports above; "" for nowhere).
    state
        Folder for everything that is kept: questions, answers, models, keys (default:
        whatsit/station among this user's state files, on Linux in ~/.local/state).
    bundle
        A folder that `whatsit adopt` made with this station's key: the models to which it adds
        what it learns, and which its nodes get with that, instead of the default ones.
    config
        TOML file for all settings; what is given here counts more.
    ready_file
        A file to write the endpoint into once it listens.
    metrics
        Where Prometheus may ask for figures, as 127.0.0.1:9465; loopback only.
    log_file
        A file for the log, instead of standard error; its size is bounded.
    log_json
        Log as JSON, an object a line.
    verbose
        Log details too.
    """
    use_one_blas_thread()
    from operator_gui.station.app import run_station
    from operator_gui.station.config import StationConfig
    from shared.factory import FactoryModels, factory_folder
    from shared.service_notice import ServiceNotice

    start_logging(verbose=verbose, file=log_file, as_json=log_json)
    settings = override(
        load_config(config, StationConfig),
        endpoint=listen,
        encrypt=encrypt,
        pairing=pairing,
        metrics=metrics,
        state_folder=None if state is None else str(state),
    )
    base = (
        FactoryModels(factory_folder())
        if bundle is None
        else _own_bundle(bundle, Path(settings.state_folder))
    )
    clock = SystemClock()
    notice = ServiceNotice.of_this_process(clock)

    def ready(endpoint: Endpoint) -> None:
        write_ready_file(ready_file, str(endpoint))
        notice.ready()

    run_station(
        settings,
        base=base.manifest,
        locate=base.locate,
        clock=clock,
        stop=stop_on_signals(),
        on_ready=ready,
        on_round=notice.alive,
    )
    notice.stopping()
    return 0


def status(
    *,
    at: StationOptions = THIS_MACHINE,
    timeout_s: float = 5.0,
    json: bool = False,
) -> int:
    """Say how a running station, its model and its robots fare, and whether to go on answering.

    Parameters
    ----------
    timeout_s
        How long to wait for it.
    json
        Print everything as JSON.
    """
    import msgspec

    from operator_gui.status_report import fetch_status, status_lines

    log_nothing()
    reached = at.reach()
    told = fetch_status(
        reached.endpoint, timeout_s=timeout_s, curve=reached.curve, calls=reached.calls
    )
    if json:
        print(msgspec.json.format(msgspec.json.encode(told)).decode())
    else:
        print("\n".join(status_lines(told)))
    return 0


def _own_bundle(folder: Path, state_folder: Path) -> BaseModels:
    """A bundle that this very station signed, as its nodes trust no other key."""
    from shared.bundle_folder import read_bundle_folder
    from shared.keys import SigningKey

    return read_bundle_folder(folder, (SigningKey.load_or_create(state_folder / "keys").public,))


def operator(
    *,
    station: str | None = None,
    station_key: str | None = None,
    name: str | None = None,
    state: Path | None = None,
    bundle: Path | None = None,
    simulate: str | None = None,
    delay_s: float = 0.5,
    error_rate: float = 0.0,
    absent_share: float = 0.0,
    seed: int = 0,
    screenshots: Path | None = None,
    screenshots_after_s: float = 5.0,
    language: LanguageChoice | None = None,
    ready_file: Path | None = None,
    verbose: bool = False,
) -> int:
    """Answer questions in a window; with --simulate, let a ground truth answer them.

    Parameters
    ----------
    station
        The station's endpoint. Without it the app runs a station of its own while it is open.
    station_key
        The public key of a station that encrypts, or a file with it. Beyond this machine, the one
        that let this app in is known.
    name
        Who answers, as it is kept with every answer (default: this user's name).
    state
        Folder for answers under way and for the window's settings (default: whatsit/operator
        among this user's state files, on Linux in ~/.local/state).
    bundle
        A folder that `whatsit adopt` made, for the station that the app runs while it is open.
    simulate
        A truth file, a folder of images with CSV files, or the word "accept", which takes the
        first suggestion: answers over the wire, without a window.
    delay_s
        Simulated: the median time for one answer.
    error_rate
        Simulated: the share of answers with a wrong name, 0 to 1.
    absent_share
        Simulated: the share of time away from the desk, 0 to 1.
    seed
        Simulated: the same seed behaves the same.
    screenshots
        A folder for a picture of every page; the window closes once they are written.
    screenshots_after_s
        How long the window is open before that.
    language
        What the window speaks, this time only; the settings keep one for every time.
    ready_file
        With a window: a file to write the station's endpoint into once a question can be answered,
        or none waits.
    verbose
        Log details too.
    """
    configure_logging(verbose=verbose)
    if bundle is not None and (station is not None or simulate is not None):
        raise UsageError(
            "--bundle is for the station that the app runs itself: leave out --station and "
            "--simulate, or give it to that station"
        )
    from operator_gui.versions.cli import operator_name
    from shared.folder_lock import FolderLock

    who = operator_name(name)
    folder = state or state_folder("operator")
    lock = FolderLock(folder, owner="operator", in_use=ANOTHER_WINDOW)
    try:
        if simulate is not None:
            from operator_gui.keys.reach import reach

            at = reach(station or DEFAULT_ENDPOINT, station_key, folder)
            return _simulate(simulate, at, folder, delay_s, error_rate, absent_share, seed)
        return _show_window(
            station,
            station_key,
            folder,
            who,
            bundle,
            screenshots,
            screenshots_after_s,
            language,
            ready_file,
        )
    finally:
        lock.release()


def _show_window(
    station: str | None,
    station_key: str | None,
    folder: Path,
    name: str,
    bundle: Path | None,
    screenshots: Path | None,
    screenshots_after_s: float,
    language: LanguageChoice | None,
    ready_file: Path | None,
) -> int:
    from operator_gui.app import run_app
    from operator_gui.keys.reach import reach
    from operator_gui.processes import Children

    with Children(folder / "logs") as children:
        if station is None and not _somebody_listens(parse_endpoint(DEFAULT_ENDPOINT)):
            ready = folder / "station.ready"
            ready.unlink(missing_ok=True)
            models = [] if bundle is None else ["--bundle", str(bundle)]
            command = ["station", "--ready-file", str(ready), *models]
            children.start("station", command, bounded=True).wait_for(ready)
        elif bundle is not None:
            raise UsageError(
                f"a station runs already at {DEFAULT_ENDPOINT}: end it, or start it with --bundle"
            )
        at = reach(station or DEFAULT_ENDPOINT, station_key, folder)
        return run_app(
            endpoint=at.endpoint,
            curve=at.curve,
            state_folder=folder,
            operator=name,
            clock=SystemClock(),
            screenshots=screenshots,
            screenshots_after_s=screenshots_after_s,
            language=language,
            on_ready=lambda: write_ready_file(ready_file, str(at.endpoint)),
        )


def _somebody_listens(endpoint: Endpoint) -> bool:
    try:
        with socket.create_connection((endpoint.host, endpoint.port), timeout=1.0):
            return True
    except OSError:
        return False


def _simulate(
    what: str,
    at: "Reach",
    folder: Path,
    delay_s: float,
    error_rate: float,
    absent_share: float,
    seed: int,
) -> int:
    from operator_gui.simulation.behaviour import AcceptsSuggestions, Knowledge, KnowsTruth
    from operator_gui.simulation.operator import SimulatedOperator, SimulationSettings
    from shared.truth import load_truth

    knowledge: Knowledge = (
        AcceptsSuggestions() if what == "accept" else KnowsTruth(load_truth(Path(what)))
    )
    simulated = SimulatedOperator(
        endpoint=at.endpoint,
        curve=at.curve,
        folder=folder,
        knowledge=knowledge,
        settings=SimulationSettings(
            delay_s=delay_s, error_rate=error_rate, absent_share=absent_share, seed=seed
        ),
        clock=SystemClock(),
    )
    for number in (signal.SIGTERM, signal.SIGINT, *hangup()):
        signal.signal(number, lambda *_: simulated.stop())
    simulated.run()
    return 0
