"""A detector from outside, all the way to a real robot on the demo's clip."""

import sys
import textwrap
from pathlib import Path

import pytest

from edge_node.deployment.slots import SlotFile
from operator_gui.demo.runner import prepare_folder
from operator_gui.demo.settings import DemoFiles
from operator_gui.processes import Children
from shared.blobs import BlobStore
from shared.bundle import decode_manifest
from shared.cli import run
from shared.factory import FactoryModels, factory_folder
from tests.integration.loop_world import Loop, settings_for, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]

ENOUGH_ANSWERS = 18

PROGRAM = """
    import os, sys
    import numpy as np
    import onnx
    from onnx import numpy_helper
    from shared.factory import factory_folder

    model = onnx.load(str(factory_folder() / "efficientdet_lite0.onnx"))
    told = {entry.key: entry.value for entry in model.metadata_props}
    onnx.helper.set_model_props(model, {**told, "mine": "yes"})
    rng = np.random.default_rng(0)
    for tensor in model.graph.initializer if sys.argv[1:] == ["shuffled"] else ():
        weights = numpy_helper.to_array(tensor)
        if weights.ndim == 4 and weights.dtype == np.float32:
            mixed = rng.permutation(weights.ravel()).reshape(weights.shape)
            tensor.CopyFrom(numpy_helper.from_array(mixed, tensor.name))
    onnx.save(model, os.environ["WHATSIT_OUTPUT"])
"""
"""Leaves the default detector as another file, and with shuffled weights where that is wanted."""


def test_that_a_robot_runs_a_good_one_and_never_sees_a_bad_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "train.py"
    program.write_text(textwrap.dedent(PROGRAM))
    files = DemoFiles(tmp_path / "run")
    prepare_folder(files)
    default = FactoryModels(factory_folder()).manifest.detector

    def detector() -> str:
        """The SHA-256 of what the robot runs, "" for its base."""
        active = SlotFile(files.edge).load().active
        found = None if active is None else decode_manifest(active.manifest).detector
        return "" if found is None else found.file.sha256

    def retrain(loop: Loop, *change: str) -> int:
        script = " ".join([sys.executable, str(program), *change])
        where = ["--state", str(files.station), "--station", loop.endpoint]
        return run(["retrain", "--kind", "detector", "--script", script, *where])

    with Children(files.logs) as children:
        loop = Loop(children, files, settings_for(files.out, passes=0))
        loop.start_station()
        loop.start_edge()
        loop.start_operator()
        until(lambda: len(loop.answered()) >= ENOUGH_ANSWERS, "enough answers")
        until(lambda: detector() != "", "a first head")
        assert default is not None
        assert detector() == default.file.sha256
        assert retrain(loop, "shuffled") == 1
        assert "labelled objects it finds" in capfd.readouterr().err
        assert detector() == default.file.sha256
        assert retrain(loop) == 0
        until(lambda: detector() != default.file.sha256, "the new detector")
        assert detector() in BlobStore(files.edge / "models")
        children.check()
