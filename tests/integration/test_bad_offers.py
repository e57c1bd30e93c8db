"""First versions that are no good, offered to a node on its own: it refuses them or leaves them."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from operator_gui.demo.runner import edge_arguments, prepare_folder
from operator_gui.demo.settings import DemoFiles
from operator_gui.processes import Children
from shared.blobs import sha256_of
from shared.bundle import Manifest, ModelFile, encode_manifest
from shared.factory import FactoryModels, factory_folder
from shared.keys import SigningKey
from shared.protocol.deployment import DeployOffer, DeployReport
from shared.protocol.rollout import MAX_PROBATION_FRAMES, WatchTerms
from tests.fakes import OfferingStation, wait_until
from tests.integration.bad_models import TRIED, slow_detector, with_nan_unless
from tests.integration.loop_world import settings_for
from tests.integration.published_frames import (
    frames_by_version,
    missing_frames,
    read_detections,
)
from tests.integration.test_deployer import head_of

pytestmark = pytest.mark.timeout(300)

WORK = 500
"""Rounds that make a detector so slow that it shows on a busy machine, where twice is too much."""


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
            settings = settings_for(self.files.out, passes=0)
            children.start("edge", edge_arguments(settings, self.files, str(station.endpoint)))
            self._frames(station, 40)
            station.say(offer)
            wait_until(
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
        wait_until(
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
        pytest.param(False, ["refused"], "its detector takes", marks=pytest.mark.slow),
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
    data = slow_detector(fast, WORK, only_pictures=only_pictures)
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
