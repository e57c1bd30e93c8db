"""A station with a person's own detector: nodes that run the default one get it with the first
head, over the wire."""

import time
from pathlib import Path

import onnx
import pytest

from edge_node.deployment.slots import SlotFile
from operator_gui.demo.settings import clip_folder
from operator_gui.processes import Children
from shared.blobs import BlobStore
from shared.bundle import Manifest, decode_manifest
from shared.bundle_folder import read_bundle_folder
from shared.cli import run
from shared.factory import FactoryModels, factory_folder
from shared.keys import PUBLIC_KEY_FILE, TrustedKey

pytestmark = pytest.mark.timeout(120)


def own_detector(path: Path) -> Path:
    """The default detector, but another file."""
    model = onnx.load(str(factory_folder() / "efficientdet_lite0.onnx"))
    onnx.helper.set_model_props(
        model, {**{p.key: p.value for p in model.metadata_props}, "mine": "yes"}
    )
    onnx.save(model, str(path))
    return path


def wait_for_slot(folder: Path, deadline_s: float) -> Manifest:
    end_s = time.monotonic() + deadline_s
    while time.monotonic() < end_s:
        active = SlotFile(folder).load().active
        if active is not None:
            return decode_manifest(active.manifest)
        time.sleep(0.1)
    raise TimeoutError("the node runs nothing but its base")


def test_that_a_node_gets_the_station_s_detector_with_the_first_head(tmp_path: Path) -> None:
    model, bundle = own_detector(tmp_path / "mine.onnx"), tmp_path / "bundle"
    station, edge = tmp_path / "station", tmp_path / "edge"
    assert run(["adopt", str(model), "--out", str(bundle), "--state", str(station)]) == 0
    key = station / "keys" / PUBLIC_KEY_FILE
    adopted = read_bundle_folder(bundle, (TrustedKey.load(key),)).manifest
    assert adopted.detector is not None
    ready, clip = tmp_path / "ready", clip_folder()
    with Children(tmp_path / "logs") as children:
        endpoint = children.start(
            "station",
            [
                *["station", "--listen", "tcp://127.0.0.1:0", "--state", str(station)],
                *["--bundle", str(bundle), "--ready-file", str(ready)],
            ],
        ).wait_for(ready)
        children.start(
            "edge",
            [
                *["edge", str(clip / "street.mp4"), "--station", endpoint, "--state", str(edge)],
                *["--publish", "", "--ask-on", "", "--trust", str(key)],
                *["--loops", "0", "--speed", "1"],
            ],
        )
        children.start(
            "operator",
            [
                *["operator", "--station", endpoint, "--state", str(tmp_path / "operator")],
                *["--simulate", str(clip / "street.truth.json"), "--delay-s", "0.1"],
            ],
        )
        manifest = wait_for_slot(edge, 90.0)
        children.check()
    assert manifest.head is not None
    assert manifest.version >= 1
    assert manifest.detector == adopted.detector
    assert manifest.embedder == FactoryModels(factory_folder()).manifest.embedder
    assert adopted.detector.file.sha256 in BlobStore(edge / "models")
