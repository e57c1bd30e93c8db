"""Swaps under way: new heads offered to a running node, and the frames around them."""

import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from edge_node.app import NodeSetup, run_node
from edge_node.bench.stopwatch import Stopwatch, TimedSource
from edge_node.bench.throughput import WARM_UP_FRAMES
from edge_node.config import EdgeConfig
from edge_node.report import EdgeReport
from edge_node.sources.catalogue import open_source
from edge_node.sources.source import SourceOptions
from shared.blobs import sha256_of
from shared.bundle import Manifest, ModelFile, encode_manifest
from shared.bundle_folder import BaseModels
from shared.clock import SystemClock
from shared.errors import ProtocolError
from shared.keys import SigningKey
from shared.learning.dataset import TrainingSet
from shared.learning.head import train_head
from shared.learning.head_graph import build_head_graph, head_spec
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobChunk, BlobRequest, DeployOffer, DeployReport
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Hello, Welcome
from shared.protocol.questions import Query
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ServerChannel

CLASSES = 20
Gaps = npt.NDArray[np.float64]

PAUSE_S = 1.0
"""Between one head's activation and the offer of the next."""


@dataclass(frozen=True, slots=True)
class SwapCost:
    """swaps: that happened. lost: frames of the recording that were not processed.
    gaps: of each swap, the longest time between two frames around it, in median frame times.
    usual_gap: the same around any frame, swap or not; the median."""

    swaps: int
    lost: int
    gaps: tuple[float, ...]
    usual_gap: float


def measure(
    recording: str, base: BaseModels, *, swaps: int, config: EdgeConfig, is_complete: bool
) -> SwapCost:
    """Runs a node until so many heads became active, one after the other.

    is_complete: whether it takes frames ahead, as of a recording, or one at a time, as of a camera.
    """
    watch, clock, stop = Stopwatch(), SystemClock(), threading.Event()
    with tempfile.TemporaryDirectory(prefix="whatsit-bench-") as folder:
        key = SigningKey.load_or_create(Path(folder) / "keys")
        offers = _OfferingStation(base.manifest, key, swaps=swaps, done=stop.set)
        thread = threading.Thread(target=offers.run, args=(stop,), name="offering-station")
        thread.start()
        try:
            report = run_node(
                msgspec.structs.replace(config, station=str(offers.endpoint)),
                NodeSetup(
                    state_folder=Path(folder) / "node",
                    base=base,
                    trusted=(key.public,),
                    detections_file=None,
                    on_ready=lambda _: None,
                    on_run=watch.on_run,
                ),
                source=TimedSource(
                    open_source(recording, options=SourceOptions(loops=0), clock=clock),
                    watch,
                    limit=1_000_000,
                    is_complete=is_complete,
                ),
                clock=clock,
                stop=stop,
            )
        finally:
            stop.set()
            thread.join()
    return _cost(watch, report)


def _cost(watch: Stopwatch, report: EdgeReport) -> SwapCost:
    starts = [start.sequence for start in report.versions if start.version > 0]
    longest = longest_gaps(watch.taken_s)
    return SwapCost(
        swaps=len(starts),
        lost=len(watch.taken_s) - report.frames + report.frames_dropped,
        gaps=tuple(float(longest[first]) for first in starts if first < longest.size),
        usual_gap=float(np.median(longest[WARM_UP_FRAMES:])),
    )


def longest_gaps(taken_s: Sequence[float]) -> Gaps:
    """The longest of the two gaps before each frame and the two after it, in median gaps.

    taken_s: when each frame was done with; those of the start do not count for the median.
    Returns (n - 1,) float64, without the last frame, which has no gap after it.
    """
    gaps_s = np.diff(np.asarray(taken_s, np.float64))
    padded = np.concatenate([np.zeros(2), gaps_s, np.zeros(1)])
    around = np.lib.stride_tricks.sliding_window_view(padded, 4).max(axis=1)
    return np.asarray(around / np.median(gaps_s[WARM_UP_FRAMES:]))


class _OfferingStation:
    """The least that a node needs of a station: it welcomes, acknowledges, and offers heads."""

    def __init__(
        self, base: Manifest, key: SigningKey, *, swaps: int, done: Callable[[], None]
    ) -> None:
        self._base = base
        self._key = key
        self._left = swaps
        self._done = done
        self._version = 0
        self._blobs: dict[str, bytes] = {}
        self._due_s: float | None = None
        self._peer = b""
        self._channel = ServerChannel(Endpoint("127.0.0.1", 0))
        self.endpoint = self._channel.endpoint

    def run(self, stop: threading.Event) -> None:
        """Owns the channel until `stop`."""
        try:
            while not stop.is_set():
                self._channel.wait(20)
                for peer, received in self._channel.received():
                    if not isinstance(received, ProtocolError):
                        self._hear(peer, received.message)
                if self._due_s is not None and time.monotonic() >= self._due_s:
                    self._offer()
        finally:
            self._channel.close()

    def _hear(self, peer: bytes, message: AnyMessage) -> None:
        match message:
            case Hello():
                self._peer = peer
                self._say(Welcome(station_id="bench"))
                self._due_s = self._due_s or time.monotonic() + 2 * PAUSE_S
            case Query(query_id=query_id):
                self._say(Ack(ids=(query_id,)))
            case BlobRequest(sha256=sha256, offset=offset, length=length):
                data = self._blobs[sha256]
                self._say(
                    BlobChunk(sha256=sha256, offset=offset, total_bytes=len(data)),
                    (data[offset : offset + length],),
                )
            case DeployReport(report_id=report_id):
                self._say(Ack(ids=(report_id,)))
                self._left -= 1
                self._due_s = time.monotonic() + PAUSE_S
            case _:
                pass

    def _offer(self) -> None:
        self._due_s = None
        if self._left <= 0:
            self._done()
            return
        self._version += 1
        manifest = encode_manifest(self._next())
        self._say(
            DeployOffer(
                version=self._version, manifest=manifest, signature=self._key.sign(manifest)
            )
        )

    def _next(self) -> Manifest:
        rng = np.random.default_rng(self._version)
        dim = self._base.embedder.dim
        numbers = [str(row) for row in range(2 * CLASSES)]
        head = train_head(
            TrainingSet.of_names(
                embeddings=rng.standard_normal((2 * CLASSES, dim)).astype(np.float32),
                names=[f"class {row // 2}" for row in range(2 * CLASSES)],
                track_ids=numbers,
                view_ids=numbers,
            ),
            risk=0.05,
            rng=rng,
        )
        data = build_head_graph(head)
        sha256 = sha256_of(data)
        self._blobs[sha256] = data
        return msgspec.structs.replace(
            self._base,
            version=self._version,
            created_at_s=time.time(),
            head=head_spec(head, ModelFile(sha256=sha256, size_bytes=len(data))),
            key_id=self._key.public.key_id,
        )

    def _say(self, message: AnyMessage, payloads: tuple[bytes, ...] = ()) -> None:
        self._channel.send(self._peer, Envelope(message, payloads))
