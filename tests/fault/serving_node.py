"""A whole node in a thread of this process, with tiny models, before a station that offers."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
import zmq

from edge_node.app import NodeSetup, run_node
from edge_node.config import EdgeConfig
from edge_node.sources.iterator import IteratorSource
from shared.blobs import sha256_of
from shared.bundle import HeadSpec, Manifest, ModelFile, encode_manifest
from shared.bundle_folder import BaseModels
from shared.clock import SystemClock
from shared.domain import Image
from shared.keys import SigningKey
from shared.owned_thread import OwnedThread
from shared.protocol.deployment import DeployOffer, DeployReport
from shared.protocol.publication import decode_publication
from shared.transport.endpoint import Endpoint
from tests.fakes import OfferingStation, wait_until
from tests.unit.perception import tiny_models

FRAME_S = 0.01


class Models:
    """A base of one tiny embedder, and heads on it that a station signs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = SigningKey.load_or_create(folder / "keys")
        path = tiny_models.embedder(folder / "embedder.onnx")
        spec = tiny_models.embedder_spec(path)
        manifest = Manifest(kind="classify", version=0, created_at_s=0.0, embedder=spec)
        self.base = BaseModels(manifest, {spec.file.sha256: path})

    def head(self, version: int) -> bytes:
        """Another one for each version."""
        path = self.folder / "draft.onnx"
        share = 0.5 + 0.4 / (version + 1)
        return tiny_models.head(path, (share, 1.0 - share)).read_bytes()

    def manifest(self, version: int, head: bytes) -> Manifest:
        """As of now."""
        path = self.folder / "draft.onnx"
        path.write_bytes(head)
        file = ModelFile(sha256=sha256_of(head), size_bytes=len(head))
        spec: HeadSpec = msgspec.structs.replace(tiny_models.head_spec(path), file=file)
        return msgspec.structs.replace(
            self.base.manifest,
            version=version,
            created_at_s=time.time(),
            head=spec,
            key_id=self.key.key_id,
        )

    def offer(self, manifest: Manifest, key: SigningKey | None = None) -> DeployOffer:
        """Signed by the station's key unless it is another's."""
        data = encode_manifest(manifest)
        signature = (key or self.key).sign(data)
        return DeployOffer(version=manifest.version, manifest=data, signature=signature)


class ServingNode:
    """Sees a frame every 10 ms and publishes what it sees. Its station comes up anew after it."""

    def __init__(
        self, station: OfferingStation, folder: Path, models: Models, **config: object
    ) -> None:
        self.station = station
        self._stop = threading.Event()
        self._context = zmq.Context()
        self._published: zmq.Socket[bytes] | None = None
        self._bound: queue.Queue[Endpoint | None] = queue.Queue()
        self._setup = NodeSetup(
            state_folder=folder,
            base=models.base,
            trusted=(models.key.public,),
            detections_file=None,
            on_ready=self._bound.put,
        )
        self._config = msgspec.convert(
            {
                "name": "rover",
                "station": str(station.endpoint),
                "publish": "tcp://127.0.0.1:0",
                "ask_on": "",
                "linger_s": 0.0,
                "threads": 1,
                **config,
            },
            EdgeConfig,
        )
        self._thread = OwnedThread("node", self._run, on_failure=self._stop.set)

    def __enter__(self) -> Self:
        self._thread.start()
        self._published = self._context.socket(zmq.SUB)
        self._published.connect(str(self._bound.get(timeout=20.0)))
        self._published.subscribe("")
        return self

    def __exit__(self, *_: object) -> None:
        self._context.destroy(linger=0)
        self._stop.set()
        self._thread.join(60.0)
        self.station.go_down()
        self.station.come_up()

    def deploy(self, offer: DeployOffer) -> DeployReport:
        """Offers once to a node that listens, and waits for what it says of it."""

        def reports() -> list[DeployReport]:
            told = self.station.heard_of(DeployReport)
            return [report for report in told if report.version == offer.version]

        self.until(lambda: self.station.has_peers)
        known = len(reports())
        self.station.say(offer)
        self.until(lambda: len(reports()) > known)
        return reports()[known]

    def serves(self, version: int, *, frames: int) -> bool:
        """Whether the frames that are taken from now on are all seen with this version."""
        begun_s, versions = time.time(), list[int]()
        self.until(lambda: versions.extend(self._versions(begun_s)) or len(versions) >= frames)
        return set(versions) == {version}

    def until(self, condition: Callable[[], object], *, deadline_s: float = 40.0) -> None:
        """Lets the station work meanwhile."""
        wait_until(condition, step=self.station.serve, deadline_s=deadline_s)

    def _versions(self, taken_from_s: float) -> list[int]:
        """Of the frames that came in since, but for those that were on their way longer."""
        assert self._published is not None
        found: list[int] = []
        while self._published.poll(0):
            told = decode_publication(self._published.recv_multipart())
            if told.captured_at_s >= taken_from_s:
                found.append(told.version)
        return found

    def _run(self) -> None:
        source = IteratorSource(self._frames(), source_id="camera")
        run_node(self._config, self._setup, source=source, clock=SystemClock(), stop=self._stop)

    def _frames(self) -> Iterator[Image]:
        rng = np.random.default_rng(0)
        image: Image = rng.integers(0, 256, (48, 64, 3), np.uint8)
        while not self._stop.is_set():
            image = np.roll(
                image, 1, axis=1
            )  # the very same one again and again is a frozen camera
            yield image
            time.sleep(FRAME_S)
