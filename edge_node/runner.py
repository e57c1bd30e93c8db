"""Runs a node from Python: for a program of one's own around a camera of one's own.

`whatsit edge` is built of the same pieces; nothing here reads arguments, logs or catches signals.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from edge_node.app import NodeSetup, run_node
from edge_node.base_models import base_models, trusted_keys
from edge_node.config import EdgeConfig
from edge_node.report import EdgeReport
from edge_node.sources.source import FrameSource
from shared.clock import Clock, SystemClock
from shared.config import checked, state_folder
from shared.log_ring import LogRing
from shared.protocol.status import NodeStatus
from shared.transport.endpoint import Endpoint

OnReady = Callable[[Endpoint | None], None]
"""Called once, before the first frame, with where detections are published, if anywhere."""


def run_edge(
    source: FrameSource,
    *,
    config: EdgeConfig | None = None,
    state: Path | None = None,
    trust: Sequence[Path] | None = None,
    bundle: Path | None = None,
    detections: Path | None = None,
    record: Path | None = None,
    on_ready: OnReady | None = None,
    stop: threading.Event | None = None,
    clock: Clock | None = None,
) -> EdgeReport:
    """Runs a node on `source` until that ends or `stop` is set; opens and closes the source.

    Blocks its caller, which any thread may be. Raises WhatsitError, in one line, for everything
    that a person can do something about. `state`, `trust`, `bundle`, `detections` and `record`
    mean what the flags of `whatsit edge` mean, and have the same defaults.
    """
    return run_node(
        checked(config or EdgeConfig()),
        node_setup(
            state=state,
            trust=trust,
            bundle=bundle,
            detections=detections,
            record=record,
            on_ready=on_ready,
        ),
        source=source,
        clock=clock or SystemClock(),
        stop=stop or threading.Event(),
    )


def node_setup(
    *,
    state: Path | None,
    trust: Sequence[Path] | None,
    bundle: Path | None,
    detections: Path | None,
    record: Path | None,
    on_ready: OnReady | None,
    on_status: Callable[[NodeStatus], None] | None = None,
    log: LogRing | None = None,
) -> NodeSetup:
    """What a node is made of, from what a person said, and by default where they did not."""
    trusted = trusted_keys(trust, state)
    return NodeSetup(
        state_folder=state or state_folder("edge"),
        base=base_models(bundle, trusted),
        pinned=bundle is not None,
        trusted=trusted,
        detections_file=detections,
        on_ready=on_ready or (lambda _: None),
        on_status=on_status or (lambda _: None),
        record=record,
        log=log,
    )
