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

from edge_node.app import NodeSetup, run_node
from edge_node.config import EdgeConfig
from edge_node.deployment.reference import BundleReference
from edge_node.sources.iterator import IteratorSource
from shared.blobs import sha256_of
from shared.clock import SystemClock
from shared.domain import Image
from shared.process_memory import resident_mb
from shared.protocol.codec import Envelope
from shared.protocol.peers import Hello, Welcome
from shared.protocol.status import NodeStatus
from shared.transport.sockets import ClientChannel
from tests.fakes import OfferingStation, wait_until
from tests.fault.serving_node import Models, ServingNode
from tests.unit.sources.recordings import scene
from tests.unit.station.station_world import RunningStation

SAMPLES = 40
ROBOTS = 50
PICTURES = 60

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
    """A node that goes through pictures of things that move, as fast as it can."""
    models, samples = Models(folder), list[Sample]()
    pictures = [scene(number, height=120, width=160) for number in range(PICTURES)]

    def frames() -> Iterator[Image]:
        for number in range(count):
            if number % max(1, count // SAMPLES) == 0:
                samples.append(sample(number / count))
            if leak and number % 20 == 0:
                kept_open.append(os.open(os.devnull, os.O_RDONLY))
            yield pictures[number % PICTURES]

    setup = NodeSetup(
        state_folder=folder / "node",
        base=models.base,
        trusted=(models.key.public,),
        detections_file=None,
        on_ready=lambda _: None,
    )
    config = EdgeConfig(
        name="rover", station="tcp://127.0.0.1:9", publish="", ask_on="", linger_s=0.0, threads=1
    )
    source = IteratorSource(frames(), source_id="camera", keep_all=True)
    run_node(config, setup, source=source, clock=SystemClock(), stop=threading.Event())
    return samples


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
            wait_until(lambda channel=channel, hello=hello: channel.send(hello), deadline_s=30.0)  # type: ignore[misc]
            welcomed: list[Envelope] = []

            def hear(channel: ClientChannel = channel, into: list[Envelope] = welcomed) -> None:
                channel.wait(5)
                into += channel.received()

            wait_until(lambda into=welcomed: into, step=hear, deadline_s=30.0)
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
