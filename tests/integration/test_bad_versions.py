"""Bad versions on real processes: each is refused or left by itself, and everybody can read why.

A node and a station learn from a simulated operator; then heads with a flaw, which the gate is made
to have passed, are deployed one after the other while the recording goes on. Those that are no good
as a first version are in `test_bad_offers.py`.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import pytest

from edge_node.deployment.slots import SlotFile
from operator_gui.demo.runner import edge_arguments, prepare_folder
from operator_gui.demo.settings import DemoFiles
from operator_gui.processes import Child, Children
from operator_gui.station.bundles import signed_bundle
from operator_gui.station.database import Database
from operator_gui.station.registry import Registry, VersionKind
from operator_gui.station.report import station_report
from shared.blobs import BlobStore
from shared.bundle import HeadSpec, ModelFile, decode_manifest
from shared.keys import SigningKey
from shared.protocol.rollout import MAX_PROBATION_FRAMES
from tests.fakes import free_endpoint
from tests.integration.bad_models import TRIED, with_nan_unless
from tests.integration.loop_world import settings_for, until
from tests.integration.published_frames import frames_by_version, missing_frames
from tests.unit.perception import tiny_models

pytestmark = pytest.mark.timeout(300)

ANSWERS = 14


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
        slots = SlotFile(self.files.edge)

        def goes_back() -> bool:
            active = slots.load().active
            return active is not None and active.version > number

        until(goes_back, f"what was there before the version with {what}")
        until(
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


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taught]:
    files = DemoFiles(tmp_path_factory.mktemp("bad") / "run")
    prepare_folder(files)
    settings = settings_for(files.out, passes=0)
    with Children(files.logs) as children:
        station = start_station(children, files, "station", free_endpoint())
        endpoint = station.wait_for(files.station_ready)
        children.start("edge", edge_arguments(settings, files, endpoint))
        operator = children.start(
            "operator",
            [
                *["operator", "--station", endpoint, "--state", str(files.operator)],
                *["--simulate", str(settings.truth), "--delay-s", "0.05"],
            ],
        )
        until(lambda: station_report(files.station).answers >= ANSWERS, "enough answers")
        operator.stop()
        slots = SlotFile(files.edge)
        until(
            lambda: slots.load().settled and station_report(files.station).versions_active,
            "a version that runs well",
        )
        time_to_learn = time.monotonic() + 3.0
        until(lambda: time.monotonic() > time_to_learn and slots.load().settled, "the last")
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
    until(lambda: SlotFile(taught.files.edge).load().settled, "what it went back to runs well")
    slots = SlotFile(taught.files.edge).load()
    assert slots.active is not None
    assert slots.active.version > number
    served = frames_by_version(taught.files.detections)
    assert served[number] <= MAX_PROBATION_FRAMES
    assert served[slots.active.version] > 0
    assert missing_frames(taught.files.detections) == []
