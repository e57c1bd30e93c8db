"""Bad versions on real processes: each is refused or left by itself, and everybody can read why.

A node and a station learn from a simulated operator; then versions with a flaw, which the gate is
made to have passed, are deployed one after the other while the recording goes on.
"""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from edge_node.deployment.slots import SlotFile
from operator_gui.demo.runner import edge_arguments, prepare_folder
from operator_gui.demo.settings import DemoFiles, DemoSettings, clip_folder
from operator_gui.processes import Child, Children
from operator_gui.station.bundles import signed_bundle
from operator_gui.station.database import Database
from operator_gui.station.registry import Registry, VersionKind
from operator_gui.station.report import station_report
from shared.blobs import BlobStore, sha256_of
from shared.bundle import HeadSpec, Manifest, ModelFile, decode_manifest, encode_manifest
from shared.factory import FactoryModels, factory_folder
from shared.keys import SigningKey
from shared.protocol.deployment import DeployOffer, DeployReport
from shared.protocol.publication import FrameDetections
from shared.protocol.rollout import MAX_PROBATION_FRAMES, WatchTerms
from tests.fakes import OfferingStation
from tests.fakes import wait_until as step_until
from tests.integration.bad_models import slow_detector, with_nan_unless
from tests.integration.test_deployer import head_of
from tests.unit.perception import tiny_models

pytestmark = pytest.mark.timeout(300)

ANSWERS = 14
TRIED = (1.0, 4.0)
"""So many views at once may a trial show a head."""


def wait_until(condition: Callable[[], object], what: str, deadline_s: float = 90.0) -> None:
    end_s = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end_s, f"{what} within {deadline_s:.0f} s"
        time.sleep(0.1)


def read_detections(path: Path) -> list[FrameDetections]:
    decoder = msgspec.json.Decoder(FrameDetections)
    lines = path.read_bytes().split(b"\n")[:-1]  # the last one may be half written
    return [decoder.decode(line) for line in lines]


def frames_by_version(path: Path) -> Counter[int]:
    return Counter(record.version for record in read_detections(path))


def missing_frames(path: Path) -> list[int]:
    sequences = [record.sequence for record in read_detections(path)]
    return sorted(set(range(sequences[0], sequences[-1] + 1)) - set(sequences))


@dataclass
class Taught:
    """A station and a node after some answers; planted versions by what is wrong with them."""

    files: DemoFiles
    endpoint: str
    planted: dict[str, int]

    def whatsit(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "shared.cli", *arguments, "--station", self.endpoint],
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout + done.stderr

    def deploy(self, what: str) -> tuple[int, str]:
        """Until the version was taken back; its number, and what `whatsit status` says then."""
        said = self.whatsit("deploy", str(self.planted[what]))
        assert "being deployed" in said
        number = int(re.findall(r"\d+", said)[-1])
        wait_until(
            lambda: f"version {number} was taken back" in self.whatsit("models"),
            f"the version with {what} is taken back",
        )
        return number, self.whatsit("status")


def plant(files: DemoFiles) -> dict[str, int]:
    """Versions that passed the gate, though they should not have."""
    key = SigningKey.load_or_create(files.station / "keys")
    heads = BlobStore(files.station / "heads")
    database = Database(files.station)
    registry = Registry(database)
    active = registry.active
    assert active is not None
    bundle = registry.bundle(active.number)
    assert bundle is not None
    base = msgspec.structs.replace(decode_manifest(bundle.manifest), head=None)
    spec = active.record.head
    good = heads.get(spec.file.sha256)
    tiny = files.out / "tiny.onnx"
    names = spec.class_names
    tiny_models.head(tiny, [1.0 / len(names)] * len(names))
    flaws: dict[str, tuple[HeadSpec, bytes, VersionKind]] = {
        "another order of classes": (
            msgspec.structs.replace(spec, class_names=(*names[1:], names[0])),
            good,
            "full",
        ),
        "another shape": (spec, tiny.read_bytes(), "full"),
        "NaN": (spec, with_nan_unless(good, *TRIED), "full"),
    }
    planted: dict[str, int] = {}
    newest = registry.newest
    assert newest is not None
    with database.transaction():
        for number, (flaw, (head, data, kind)) in enumerate(flaws.items(), newest.number + 1):
            file = ModelFile(sha256=heads.put(data), size_bytes=len(data))
            record = msgspec.structs.replace(
                active.record,
                version=number,
                head=msgspec.structs.replace(head, file=file),
                kind=kind,
                restored_from=0,
                parent=0,
            )
            registry.add(record)
            registry.move(number, "passed", at_s=1.0)
            registry.keep_bundle(signed_bundle(base, record, key, created_at_s=time.time()))
            planted[flaw] = number
    database.close()
    return planted


def start_station(children: Children, files: DemoFiles, name: str, endpoint: str) -> Child:
    config = files.out / "station.toml"
    config.write_text("train_after_s = 0.2\n" if name == "station" else "auto_train = false\n")
    files.station_ready.unlink(missing_ok=True)
    return children.start(
        name,
        [
            *["station", "--listen", endpoint, "--state", str(files.station)],
            *["--ready-file", str(files.station_ready), "--config", str(config)],
        ],
    )


def demo_settings(out: Path) -> DemoSettings:
    clip = clip_folder()
    return DemoSettings(
        source=str(clip / "street.mp4"),
        truth=clip / "street.truth.json",
        out=out,
        passes=0,
        speed=1.0,
        delay_s=0.05,
        error_rate=0.0,
        absent_share=0.0,
        seed=1,
        screenshots=False,
    )


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taught]:
    files = DemoFiles(tmp_path_factory.mktemp("bad") / "run")
    prepare_folder(files)
    settings = demo_settings(files.out)
    with Children(files.logs) as children:
        station = start_station(children, files, "station", "tcp://127.0.0.1:0")
        endpoint = station.wait_for(files.station_ready)
        children.start("edge", edge_arguments(settings, files, endpoint))
        operator = children.start(
            "operator",
            [
                *["operator", "--station", endpoint, "--state", str(files.operator)],
                *["--simulate", str(settings.truth), "--delay-s", "0.05"],
            ],
        )
        wait_until(lambda: station_report(files.station).answers >= ANSWERS, "enough answers")
        operator.stop()
        slots = SlotFile(files.edge)
        wait_until(
            lambda: slots.load().settled and station_report(files.station).versions_active,
            "a version that runs well",
        )
        time_to_learn = time.monotonic() + 3.0
        wait_until(lambda: time.monotonic() > time_to_learn and slots.load().settled, "the last")
        station.stop()
        planted = plant(files)
        again = start_station(children, files, "station-2", endpoint)
        yield Taught(files, again.wait_for(files.station_ready), planted)


@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ("another order of classes", "objects that people named here"),
        ("another shape", "failed its trial"),
        ("NaN", "no finite numbers"),
    ],
)
def test_that_a_bad_head_is_taken_back_and_why(taught: Taught, flaw: str, reason: str) -> None:
    number, status = taught.deploy(flaw)
    assert reason in status
    assert reason in taught.whatsit("models")
    wait_until(lambda: SlotFile(taught.files.edge).load().settled, "what it went back to runs well")
    slots = SlotFile(taught.files.edge).load()
    assert slots.active is not None
    assert slots.active.version > number
    served = frames_by_version(taught.files.detections)
    assert served[number] <= MAX_PROBATION_FRAMES
    assert served[slots.active.version] > 0
    assert missing_frames(taught.files.detections) == []


@dataclass
class Offered:
    """A node as a process of its own, and what it makes of one version that it is offered."""

    files: DemoFiles
    key: SigningKey
    reports: list[DeployReport] = field(default_factory=list)

    def offer(self, manifest: Manifest, data: bytes, *, expected: int) -> None:
        """Until so many reports came, and ten frames more."""
        encoded = encode_manifest(manifest)
        offer = DeployOffer(
            version=manifest.version,
            manifest=encoded,
            signature=self.key.sign(encoded),
            watch=WatchTerms(max_latency_ratio=2.0),
        )
        with OfferingStation() as station, Children(self.files.logs) as children:
            station.files[sha256_of(data)] = data
            settings = demo_settings(self.files.out)
            children.start("edge", edge_arguments(settings, self.files, str(station.endpoint)))
            self._frames(station, 40)
            station.say(offer)
            step_until(
                lambda: len(station.heard_of(DeployReport)) == expected,
                step=station.serve,
                deadline_s=150.0,
            )
            self.reports = station.heard_of(DeployReport)
            self._frames(station, len(read_detections(self.files.detections)) + 10)

    @property
    def states(self) -> list[str]:
        return [report.state for report in self.reports]

    def _frames(self, station: OfferingStation, count: int) -> None:
        step_until(
            lambda: self.files.detections.exists() and lines(self.files.detections) > count,
            step=lambda: station.serve(50),
            deadline_s=60.0,
        )


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


@pytest.fixture
def offered(tmp_path: Path) -> Offered:
    files = DemoFiles(tmp_path / "run")
    prepare_folder(files)
    return Offered(files, SigningKey.load_or_create(files.public_key.parent))


@pytest.mark.parametrize(
    ("only_pictures", "states", "reason"),
    [
        (False, ["refused"], "its detector takes"),
        (True, ["active", "rolled_back"], "a frame takes"),
    ],
)
def test_that_a_slow_detector_is_refused_or_left(
    offered: Offered, only_pictures: bool, states: list[str], reason: str
) -> None:
    factory = FactoryModels(factory_folder())
    detector = factory.manifest.detector
    assert detector is not None
    fast = factory.path_of(detector.file).read_bytes()
    data = slow_detector(fast, 500, only_pictures=only_pictures)
    file = ModelFile(sha256=sha256_of(data), size_bytes=len(data))
    manifest = msgspec.structs.replace(
        factory.manifest,
        version=1,
        created_at_s=time.time(),
        key_id=offered.key.key_id,
        detector=msgspec.structs.replace(detector, file=file),
    )
    offered.offer(manifest, data, expected=len(states))
    assert offered.states == states
    assert reason in offered.reports[-1].reason
    served = frames_by_version(offered.files.detections)
    assert served[1] <= (MAX_PROBATION_FRAMES if only_pictures else 0)
    assert missing_frames(offered.files.detections) == []


def test_that_a_first_head_with_nan_is_left_in_the_frame_in_which_it_shows(
    offered: Offered,
) -> None:
    manifest, good = head_of(("mug", "bowl"), offered.key, 1)
    data = with_nan_unless(good, *TRIED)
    assert manifest.head is not None
    file = ModelFile(sha256=sha256_of(data), size_bytes=len(data))
    head = msgspec.structs.replace(manifest.head, file=file)
    offered.offer(msgspec.structs.replace(manifest, head=head), data, expected=2)
    assert offered.states == ["active", "rolled_back"]
    assert "no finite numbers" in offered.reports[-1].reason
    assert frames_by_version(offered.files.detections)[1] <= MAX_PROBATION_FRAMES
    assert missing_frames(offered.files.detections) == []
