"""The command `whatsit edge`."""

import sys
from pathlib import Path

from shared.cli import configure_logging, stop_on_signals, write_ready_file
from shared.clock import SystemClock
from shared.config import load_config, override, state_folder
from shared.transport.endpoint import Endpoint


def edge(
    source: str,
    /,
    *,
    station: str | None = None,
    publish: str | None = None,
    name: str | None = None,
    state: Path | None = None,
    config: Path | None = None,
    trust: list[Path] | None = None,
    loops: int = 1,
    speed: float | None = None,
    realtime: bool = False,
    detections: Path | None = None,
    report: Path | None = None,
    ready_file: Path | None = None,
    verbose: bool = False,
) -> int:
    """Run the edge node on a camera or a recording.

    Parameters
    ----------
    source
        A video file, a folder of images, a camera number, or an rtsp:// or http:// URL.
    station
        Where questions go (default tcp://127.0.0.1:7341). It need not be there.
    publish
        Where detections are published (default tcp://127.0.0.1:7340; "" for nowhere).
    name
        What people call this robot (default: the host's name).
    state
        Folder for the outbox, the models and what was asked.
    config
        TOML file; flags go before it.
    trust
        The public key of a station whose bundles may run here; may be given several times
        (default: the key of this user's own station on this machine).
    loops
        Recordings: how often to play them; 0 is for ever.
    speed
        Recordings: times their own speed (default: as fast as it goes).
    realtime
        Recordings: play as if it were a camera, where the newest frame wins.
    detections
        A file for every frame's detections, a JSON object a line.
    report
        A file for the counts of this run, as JSON.
    ready_file
        A file to write the publishing endpoint into once frames are read.
    verbose
        Log details too.
    """
    from edge_node.app import NodeSetup, run_node
    from edge_node.config import EdgeConfig
    from edge_node.report import write_report
    from edge_node.sources.catalogue import open_source
    from edge_node.sources.source import SourceOptions
    from shared.factory import FactoryModels, factory_folder
    from shared.keys import PUBLIC_KEY_FILE, TrustedKey

    configure_logging(verbose=verbose)
    settings = override(
        load_config(config, EdgeConfig), station=station, publish=publish, name=name
    )
    clock = SystemClock()
    own_key = state_folder("station") / "keys" / PUBLIC_KEY_FILE
    keys = trust if trust is not None else [own_key] if own_key.exists() else []

    def ready(endpoint: Endpoint | None) -> None:
        write_ready_file(ready_file, str(endpoint or ""))

    outcome = run_node(
        settings,
        NodeSetup(
            state_folder=state or state_folder("edge"),
            factory=FactoryModels(factory_folder()),
            trusted=tuple(TrustedKey.load(path) for path in keys),
            detections_file=detections,
            on_ready=ready,
        ),
        source=open_source(
            source,
            options=SourceOptions(loops=loops, speed=speed, realtime=realtime),
            clock=clock,
        ),
        clock=clock,
        stop=stop_on_signals(),
    )
    if report is not None:
        write_report(outcome, report)
    print(
        f"{outcome.frames} frames, {outcome.frames_dropped} dropped, "
        f"{outcome.questions} questions; {outcome.ended}",
        file=sys.stderr,
    )
    return 0
