"""Wires a node together: the only place on the edge that builds things."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from edge_node.config import EdgeConfig
from edge_node.crew import Crew, Member
from edge_node.deployment.deployer import Deployer
from edge_node.deployment.shelf import BundleShelf, start_bundles
from edge_node.deployment.slots import SlotFile
from edge_node.deployment.watch import BundleWatch, NamedViews
from edge_node.link import NodeLink
from edge_node.link_listeners import Listeners
from edge_node.live_tap import LiveTap
from edge_node.local_desk import LocalDesk, StationDoor
from edge_node.node import NodeCounts, PerceptionLoop
from edge_node.node_status import node_status
from edge_node.own_node_id import own_node_id
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.pipeline import Pipeline
from edge_node.perception.providers import Runtime, fall_back_line
from edge_node.perception.query_draft import NodeIdentity
from edge_node.perception.runtime import runtime_on
from edge_node.publish import DetectionsOutlet
from edge_node.recording.deck import recording_deck
from edge_node.recording.viewer import RecordingViewer
from edge_node.report import EdgeReport
from edge_node.sources.source import FrameSource
from edge_node.synthesis.synthesiser import Synthesiser
from edge_node.temperature import Sensors, Thermometer
from shared import __version__
from shared.blobs import BlobStore
from shared.bundle_folder import BaseModels
from shared.clock import Clock
from shared.domain import Frame
from shared.folder_lock import FolderLock
from shared.keys import TrustedKey
from shared.learning.features import embeddings_like
from shared.log_ring import LogRing
from shared.owned_thread import OwnedThread
from shared.protocol.answers import NamedTrack
from shared.protocol.peers import Hello
from shared.protocol.publication import FrameDetections
from shared.protocol.questions import Query, Urgent
from shared.protocol.status import NodeStatus
from shared.transport.endpoint import Endpoint, parse_endpoint, parse_link_endpoint
from shared.transport.peer_keys import peer_curve

_log = logging.getLogger(__name__)

JOIN_DEADLINE_S = 15.0
LINGER_POLL_S = 0.05
MAX_NAMED_TRACKS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeSetup:
    """What a node is made of, beside its configuration and its source.

    base: the models to start with. pinned: a person chose them; the station adds only heads.
    on_run: see `Runtime`; for benchmarks. record: a file for all that is seen, or a folder for it.
    on_status: called once a second, by the loop that deals with frames, while that goes round.
    log: the latest lines of the log, which operators may ask to see; whoever makes it attaches it.
    """

    state_folder: Path
    base: BaseModels
    trusted: tuple[TrustedKey, ...]
    detections_file: Path | None
    on_ready: Callable[[Endpoint | None], None]
    pinned: bool = False
    on_run: Callable[[str, int, float], None] | None = None
    record: Path | None = None
    on_status: Callable[[NodeStatus], None] = lambda _: None
    log: LogRing | None = None
    sensors: Sensors = field(default_factory=Sensors)


def run_node(
    config: EdgeConfig,
    setup: NodeSetup,
    *,
    source: FrameSource,
    clock: Clock,
    stop: threading.Event,
) -> EdgeReport:
    """Runs a node until its source ends or `stop` is set, and says what it did.

    Raises WhatsitError, in one line, for everything that a person can do something about.
    """
    with ExitStack() as stack:
        lock = FolderLock(setup.state_folder, owner="node")
        stack.callback(lock.release)
        stack.enter_context(source)
        return _run(config, setup, source=source, clock=clock, stop=stop, stack=stack)


def _run(
    config: EdgeConfig,
    setup: NodeSetup,
    *,
    source: FrameSource,
    clock: Clock,
    stop: threading.Event,
    stack: ExitStack,
) -> EdgeReport:
    identity = NodeIdentity(
        node_id=own_node_id(setup.state_folder),
        node_name=config.name,
        session_id=uuid.uuid4().hex,
    )
    slot_file = SlotFile(setup.state_folder)
    shelf = BundleShelf(setup.base, BlobStore(setup.state_folder / "models"), pinned=setup.pinned)
    # Where no frame is late, a core works on a frame of its own; else all work on the newest.
    workers = max(1, config.threads) if source.is_complete else 1
    runtime = runtime_on(config.provider, threads=config.threads // workers, on_run=setup.on_run)
    reference, slots = start_bundles(slot_file, setup.trusted, shelf, runtime=runtime)
    _say_what_runs(reference.current, runtime)
    deploying = OwnedThread("deployer", lambda: deployer.run(), on_failure=stop.set)
    watch = BundleWatch(
        reference,
        clock=clock,
        cpu_s=lambda: time.process_time() - deploying.cpu_s(),
        named=lambda: _named(pipeline),
        on_settled=lambda version: deployer.settled(version),
    )

    def hello() -> Hello:
        manifest = reference.current.manifest
        return Hello(
            role="node",
            peer_id=identity.node_id,
            name=config.name,
            software=__version__,
            active_version=manifest.version,
            embedder_sha256=manifest.embedder.file.sha256,
        )

    def tell(counts: NodeCounts) -> None:
        asking = pipeline.asking_state()
        if synthesiser is not None:
            synthesiser.hold(asking.held)
        status = node_status(
            identity,
            source_id=source.source_id,
            active_version=reference.current.manifest.version,
            settled_version=watch.settled_version,
            counts=counts,
            stats=source.stats,
            outbox=link.state,
            disk_trouble=deployer.trouble,
            asking=asking,
            temperature=thermometer.latest,
            recording=recordings.state,
            at_s=clock.now_s(),
        )
        link.tell(status)
        setup.on_status(status)

    recordings = recording_deck(
        config.recording,
        name=config.name,
        folder=setup.state_folder / "recordings",
        record=setup.record,
        clock=clock,
    )
    stack.callback(recordings.end)
    viewer = RecordingViewer(
        folder=recordings.folder, written=lambda: recordings.written, clock=clock
    )

    def answered(answers: tuple[NamedTrack, ...]) -> None:
        recordings.answered(answers)
        if synthesiser is not None:
            synthesiser.answered(answers)

    def ask(query: Query, payloads: tuple[bytes, ...], memory: bytes) -> None:
        recordings.asked(query, payloads)
        if synthesiser is not None:
            synthesiser.asked(query, payloads)
        link.ask(query, payloads, memory)

    def urge(query: Query, urgent: Urgent, payloads: tuple[bytes, ...], until_s: float) -> None:
        recordings.asked(query, payloads)
        link.urge(query, urgent, payloads, until_s)

    station_endpoint = parse_link_endpoint(config.station)
    link = NodeLink(
        endpoint=station_endpoint,
        curve=peer_curve(station_endpoint, setup.state_folder / "keys", config.station_key or None),
        outbox_path=setup.state_folder / "outbox.sqlite",
        outbox_cap_bytes=config.outbox_cap_mb << 20,
        hello=hello,
        on_answers=answered,
        on_lost=lambda query_ids: loop.lost(query_ids),
        clock=clock,
        on_made_views=lambda verdict: synthesiser.judged(verdict) if synthesiser else None,
    )

    def ask_made(query: Query, payloads: tuple[bytes, ...]) -> None:
        recordings.asked(query, payloads)
        link.ask(query, payloads, None)

    synthesiser: Synthesiser | None = None
    if config.synthesis.share > 0.0:
        synthesiser = Synthesiser(
            config.synthesis,
            reference=reference,
            put=ask_made,
            is_heard=lambda: link.state.takes_made,
            clock=clock,
            rng=np.random.default_rng(config.seed),
            new_id=lambda: uuid.uuid4().hex,
        )
    deployer = Deployer(
        node_id=identity.node_id,
        reference=reference,
        watch=watch,
        slots=slots,
        slot_file=slot_file,
        shelf=shelf,
        trusted=setup.trusted,
        runtime=runtime,
        clock=clock,
        send=link.request,
        report=link.report,
    )
    pipeline = Pipeline(
        identity=identity,
        perception=config.perception,
        ask=config.ask,
        clock=clock,
        rng=np.random.default_rng(config.seed),
        memory=link.saved_memory() or b"",
        settings=link.saved_settings(),
    )
    live = LiveTap(show=link.show, clock=clock)
    thermometer = Thermometer(setup.sensors)

    def saw(frame: Frame, record: FrameDetections) -> None:
        live.saw(frame, record)
        recordings.saw(frame, record)

    desk: LocalDesk | None = None
    if config.ask_on:
        desk = LocalDesk(
            endpoint=parse_endpoint(config.ask_on),
            identity=identity,
            station=StationDoor(urge, link.take_back, lambda: link.state.takes_urgent),
            look=lambda ask_id, image: loop.look(ask_id, image),
            clock=clock,
        )
        stack.callback(desk.close)
    publish_on = parse_endpoint(config.publish) if config.publish else None
    outlet = stack.enter_context(DetectionsOutlet(publish_on, setup.detections_file))
    loop = PerceptionLoop(
        source=source,
        pipeline=pipeline,
        reference=reference,
        watch=watch,
        outlet=outlet,
        ask=ask,
        take_answers=link.answers.take,
        remember=link.remember,
        bundle_failed=deployer.failed,
        tell=tell,
        looked=lambda ask_id, appraisal: desk.looked(ask_id, appraisal) if desk else None,
        saw=saw,
        reply=link.reply,
        workers=workers,
        stop=stop,
        clock=clock,
    )
    recordings.serve(link.reply)
    viewer.serve(link.show_recorded)
    link.serve(
        Listeners(
            deployer=deployer,
            robot=desk,
            asker=loop,
            live=live,
            player=loop,
            recordings=recordings,
            viewer=viewer,
            log=setup.log,
        )
    )
    members = [
        Member(OwnedThread("thermometer", thermometer.run, on_failure=stop.set), thermometer.stop),
        Member(OwnedThread("recordings", recordings.run, on_failure=stop.set), recordings.stop),
        Member(OwnedThread("viewer", viewer.run, on_failure=stop.set), viewer.stop),
        Member(deploying, deployer.stop),
        Member(OwnedThread("link", link.run, on_failure=stop.set), link.stop),
    ]
    if synthesiser is not None:
        making = OwnedThread("synthesis", synthesiser.run, on_failure=stop.set)
        members.insert(0, Member(making, synthesiser.stop))
    if desk is not None:
        asking_aloud = OwnedThread("local-desk", desk.run, on_failure=stop.set)
        members.insert(0, Member(asking_aloud, desk.stop))
    crew = Crew(*members)
    crew.start()
    try:
        setup.on_ready(outlet.endpoint)
        ended = loop.run()
        _linger(loop, link, config.linger_s, stop, clock)
    finally:
        crew.stop(JOIN_DEADLINE_S)
    return _report(loop, source, link, ended)


def _say_what_runs(bundle: ActiveBundle, runtime: Runtime) -> None:
    """Once, at the start, where it is not what was wanted."""
    models = {
        "detector": bundle.detector,
        "classifier": bundle.classifier,
        "embedder": bundle.embedder,
    }
    running = {role: model.session for role, model in models.items() if model is not None}
    if line := fall_back_line(runtime.providers, running):
        _log.warning("%s", line)


def _named(pipeline: Pipeline) -> NamedViews:
    """What people answered here, with two views of each track at most."""
    asked = pipeline.named(MAX_NAMED_TRACKS)
    return NamedViews(
        embeddings=tuple(embeddings_like(one.features[:2]) for one in asked),
        names=tuple(one.class_name for one in asked),
    )


def _linger(
    loop: PerceptionLoop,
    link: NodeLink,
    linger_s: float,
    stop: threading.Event,
    clock: Clock,
) -> None:
    """Gives the last questions time to arrive after a recording's end, and takes in answers."""
    deadline_s = clock.monotonic_s() + linger_s
    while clock.monotonic_s() < deadline_s and link.is_busy and not stop.wait(LINGER_POLL_S):
        loop.linger()


def _report(loop: PerceptionLoop, source: FrameSource, link: NodeLink, ended: str) -> EdgeReport:
    counts, stats, outbox = loop.counts, source.stats, link.state
    return EdgeReport(
        frames=counts.frames,
        frames_dropped=stats.frames_dropped,
        frames_skipped=stats.frames_skipped,
        source_restarts=stats.restarts,
        questions=counts.questions,
        outbox_count=outbox.count,
        outbox_evicted=outbox.evicted,
        fps=counts.fps,
        median_gap_ms=loop.median_gap_ms,
        versions=tuple(loop.versions),
        ended=ended,
    )
