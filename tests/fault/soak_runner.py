"""Wears a node or a station out in a process of its own, and says what it takes as time goes by.

`python -m tests.fault.soak_runner WHAT COUNT FOLDER [LEAK]`: so many frames looked at, heads
swapped, or robots that connect anew; a list of samples as JSON on the last line. LEAK: leave
something behind each time.
"""

import ctypes
import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from edge_node.app import NodeSetup, run_node
from edge_node.config import EdgeConfig
from edge_node.deployment.reference import BundleReference
from edge_node.sources.iterator import IteratorSource
from shared.blobs import sha256_of
from shared.bundle import Manifest
from shared.bundle_folder import BaseModels
from shared.domain import Image
from shared.process_memory import resident_mb
from shared.protocol.codec import Envelope
from shared.protocol.peers import Hello, Welcome
from shared.protocol.status import NodeStatus
from shared.transport.sockets import ClientChannel
from tests.fakes import ManualClock, OfferingStation, wait_until
from tests.fault.serving_node import Models, ServingNode
from tests.unit.perception import tiny_models
from tests.unit.station.station_world import RunningStation

SAMPLES = 40
ROBOTS = 50
FRAME_S = 0.2
THING_FRAMES, CROSSING_FRAMES = 300, 12
GROUNDS = [np.full((48, 64, 3), grey, np.uint8) for grey in (60, 61)]
"""A live camera never sends the same picture twice."""

kept_open: list[object] = []
"""What a leak leaves behind."""


class Sample(msgspec.Struct, frozen=True):
    """done: so much of the whole, 0 to 1."""

    done: float
    mb: float
    descriptors: int
    threads: int


def sample(done: float) -> Sample:
    """What this process takes now, without what waits to be collected."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    descriptors = len(os.listdir("/proc/self/fd"))
    return Sample(done, resident_mb(os.getpid()), descriptors, threading.active_count())


def look_at_frames(count: int, folder: Path, leak: bool) -> list[Sample]:
    """A whole node before which things pass by, as fast as it can see them. Nobody answers.

    By its clock it is given a frame every FRAME_S seconds. What it asks soon fills its outbox.
    """
    samples, clock = list[Sample](), ManualClock()

    def frames() -> Iterator[Image]:
        for number in range(count):
            if number % max(1, count // SAMPLES) == 0:
                samples.append(sample(number / count))
            if leak and number % 20 == 0:
                kept_open.append(os.open(os.devnull, os.O_RDONLY))
            clock.advance(FRAME_S)
            yield passing_thing(number)

    models = Models(folder)
    setup = NodeSetup(
        state_folder=folder / "node",
        base=all_models(folder),
        trusted=(models.key.public,),
        detections_file=None,
        on_ready=lambda _: None,
    )
    config = EdgeConfig(
        name="rover",
        station="tcp://127.0.0.1:9",
        publish="tcp://127.0.0.1:0",
        ask_on="",
        linger_s=0.0,
        threads=1,
        outbox_cap_mb=1,
    )
    source = IteratorSource(frames(), source_id="camera", keep_all=True)
    run_node(config, setup, source=source, clock=clock, stop=threading.Event())
    return samples


def all_models(folder: Path) -> BaseModels:
    """A detector, an embedder and a head: tiny, and run for real."""
    detector = tiny_models.block_detector(folder / "detector.onnx")
    embedder = tiny_models.embedder(folder / "embedder.onnx")
    head = tiny_models.head(folder / "head.onnx", (0.5, 0.5))
    manifest = Manifest(
        kind="detect",
        version=0,
        created_at_s=0.0,
        detector=tiny_models.detector_spec(detector, ("blue", "green", "red")),
        embedder=tiny_models.embedder_spec(embedder),
        head=tiny_models.head_spec(head),
    )
    paths = (detector, embedder, head)
    return BaseModels(manifest, {tiny_models.model_file(path).sha256: path for path in paths})


def passing_thing(number: int) -> Image:
    """Every THING_FRAMES frames another thing crosses the picture."""
    thing, at = divmod(number, THING_FRAMES)
    ground: Image = GROUNDS[number % 2]
    if at >= CROSSING_FRAMES:
        return ground
    image, left, top = ground.copy(), 4 * at, 4 + 7 * (thing % 4)
    colours = 255 * np.random.default_rng(thing).integers(0, 2, (4, 4, 3), np.uint8)
    colours[..., thing % 3] = 255  # what the detector looks for
    image[top : top + 16, left : left + 16] = colours.repeat(4, 0).repeat(4, 1)
    return image


def swap_heads(count: int, folder: Path, leak: bool) -> list[Sample]:
    """A node that is given one head after the other, while it serves."""
    models, samples = Models(folder), list[Sample]()
    if leak:
        swap = BundleReference.swap

        def leave_a_file_open(self, *what):  # type: ignore[no-untyped-def]
            kept_open.append(os.open(os.devnull, os.O_RDONLY))
            return swap(self, *what)

        BundleReference.swap = leave_a_file_open  # type: ignore[method-assign]
    with OfferingStation() as station, ServingNode(station, folder / "node", models) as node:
        for version in range(1, count + 1):
            head = models.head(version)
            station.files = {sha256_of(head): head}
            report = node.deploy(models.offer(models.manifest(version, head)))
            assert report.state == "active", report.reason
            station.heard.clear()
            if version % max(1, count // SAMPLES) == 0:
                samples.append(sample(version / count))
    return samples


def connect_anew(count: int, folder: Path, leak: bool) -> list[Sample]:
    """Robots that come, say who they are and how they do, and vanish, at a station that stays."""
    samples = list[Sample]()
    with RunningStation.start(folder / "station", auto_train=False) as station:
        for number in range(count):
            robot = f"rover-{number % ROBOTS}"
            channel = ClientChannel(station.endpoint, routing_id=f"{robot}-{number}".encode())
            hello = Envelope(Hello(role="node", peer_id=robot, name=robot))
            wait_until(lambda channel=channel, hello=hello: channel.send(hello), deadline_s=60.0)  # type: ignore[misc]
            welcomed: list[Envelope] = []

            def hear(channel: ClientChannel = channel, into: list[Envelope] = welcomed) -> None:
                channel.wait(5)
                into += channel.received()

            wait_until(lambda into=welcomed: into, step=hear, deadline_s=60.0)
            assert isinstance(welcomed[0].message, Welcome)
            channel.send(Envelope(status_of(robot)))
            if leak:
                kept_open.append(channel)
            else:
                channel.close()
            if number % max(1, count // SAMPLES) == 0:
                samples.append(sample(number / count))
        for channel in kept_open:
            channel.close()  # type: ignore[attr-defined]
    return samples


def status_of(robot: str) -> NodeStatus:
    return NodeStatus(
        node_id=robot,
        name=robot,
        state="running",
        fps=24.0,
        frames=1,
        frames_dropped=0,
        active_version=0,
        outbox_count=0,
        outbox_bytes=0,
    )


SOAKS = {"frames": look_at_frames, "swaps": swap_heads, "reconnects": connect_anew}


def main(what: str, count: int, folder: Path, leak: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    samples = SOAKS[what](count, folder, leak)
    sys.stdout.write(msgspec.json.encode(samples).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), "LEAK" in sys.argv[4:])
