"""The command `whatsit edge`."""

import logging
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from edge_node.perception.providers import ProviderName
from shared.blas_threads import use_one_blas_thread
from shared.cli import stop_on_signals, write_ready_file
from shared.clock import SystemClock
from shared.config import load_config, override
from shared.logs import start_logging
from shared.transport.endpoint import Endpoint


def edge(
    source: str,
    /,
    *,
    station: str | None = None,
    station_key: str | None = None,
    publish: str | None = None,
    ask_on: str | None = None,
    name: str | None = None,
    state: Path | None = None,
    config: Path | None = None,
    trust: list[Path] | None = None,
    bundle: Path | None = None,
    provider: ProviderName | None = None,
    start: float | None = None,
    loops: int | None = None,
    speed: float | None = None,
    realtime: bool | None = None,
    stride: int | None = None,
    rotate: Literal[0, 90, 180, 270] | None = None,
    roi: str | None = None,
    detections: Path | None = None,
    record: Path | None = None,
    report: Path | None = None,
    ready_file: Path | None = None,
    metrics: str | None = None,
    log_file: Path | None = None,
    log_json: bool = False,
    verbose: bool = False,
) -> int:
    """Run the edge node on a camera or a recording.

    Parameters
    ----------
    source
        A video file, a folder or quoted pattern of images, an MCAP recording (FILE.mcap#TOPIC for
        one of several cameras), a camera number, or an rtsp:// or http:// URL.
    station
        Where questions go (default tcp://127.0.0.1:7341). It need not be there.
    station_key
        The public key of a station that encrypts, as `whatsit keys show` prints it there, or a
        file with it. Beyond this machine, the one that let this robot in is known.
    publish
        Where detections are published (default tcp://127.0.0.1:7340; "" for nowhere).
    ask_on
        Where the robot's own software may put a blocking question
        (default tcp://127.0.0.1:7342; "" for nowhere).
    name
        What people call this robot (default: the host's name).
    state
        Folder for the outbox, the models and what was asked (default: whatsit/edge among this
        user's state files, on Linux in ~/.local/state).
    config
        TOML file for all settings; what is given here counts more.
    trust
        The public key file of a station whose bundles may run here; may be given several times
        (default: that of this user's own station on this machine).
    bundle
        A folder that `whatsit adopt` made: the models to run instead of the default ones. The
        station then only adds what it learned; start it with the same bundle.
    provider
        What runs the models (default auto: the fastest that is installed).
    start
        Recordings: how many seconds from their beginning to start, in every loop.
    loops
        Recordings: how often to play them; 0 is for ever (default 1).
    speed
        Recordings: times their own speed (default: as fast as it goes).
    realtime
        Recordings: play as if it were a camera, where the newest frame wins.
    stride
        Take the first of so many frames (default 1: all).
    rotate
        Turn every frame clockwise by 90, 180 or 270 degrees.
    roi
        The part of the turned frame to look at: left,top,width,height in pixels, or as shares of
        the frame where none is above 1. Boxes are in pixels of that part.
    detections
        A file for every frame's detections, a JSON object a line.
    record
        A new MCAP file for the frames, detections, questions, answers and versions of this run,
        or a folder to have a new file in it every time. It can be replayed.
    report
        A file for the counts of this run, as JSON.
    ready_file
        A file to write the publishing endpoint into once frames are read.
    metrics
        Where Prometheus may ask for figures, as 127.0.0.1:9464; loopback only.
    log_file
        A file for the log, instead of standard error; its size is bounded.
    log_json
        Log as JSON, an object a line.
    verbose
        Log details too.
    """
    use_one_blas_thread()
    from edge_node.app import run_node
    from edge_node.config import EdgeConfig
    from edge_node.metrics import node_metrics
    from edge_node.report import write_report
    from edge_node.runner import node_setup
    from edge_node.sources.catalogue import open_source
    from edge_node.sources.view import parse_region
    from shared.log_ring import LogRing
    from shared.metrics_server import MetricsServer
    from shared.protocol.status import NodeStatus
    from shared.service_notice import ServiceNotice

    start_logging(verbose=verbose, file=log_file, as_json=log_json)
    ring = LogRing()
    logging.getLogger().addHandler(ring)
    settings = override(
        load_config(config, EdgeConfig),
        station=station,
        station_key=station_key,
        publish=publish,
        ask_on=ask_on,
        name=name,
        provider=provider,
        metrics=metrics,
    )
    options = override(
        settings.source,
        start_s=start,
        loops=loops,
        speed=speed,
        realtime=realtime,
        stride=stride,
        rotate_deg=rotate,
        roi=None if roi is None else parse_region(roi),
    )
    clock = SystemClock()
    notice = ServiceNotice.of_this_process(clock)

    def ready(endpoint: Endpoint | None) -> None:
        write_ready_file(ready_file, str(endpoint or ""))
        notice.ready()

    def tell(status: NodeStatus) -> None:
        notice.alive()
        if server is not None:
            server.put(node_metrics(status))

    with ExitStack() as stack:
        stack.callback(logging.getLogger().removeHandler, ring)
        server = None
        if settings.metrics:
            server = stack.enter_context(MetricsServer(settings.metrics, clock=clock))
        outcome = run_node(
            settings,
            node_setup(
                state=state,
                trust=trust,
                bundle=bundle,
                detections=detections,
                record=record,
                on_ready=ready,
                on_status=tell,
                log=ring,
            ),
            source=open_source(source, options=options, clock=clock),
            clock=clock,
            stop=stop_on_signals(),
        )
    notice.stopping()
    if report is not None:
        write_report(outcome, report)
    print(
        f"{outcome.frames} frames, {outcome.frames_dropped} dropped, "
        f"{outcome.questions} questions; {outcome.ended}",
        file=sys.stderr,
    )
    return 0
