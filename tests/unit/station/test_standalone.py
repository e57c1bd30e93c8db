"""`whatsit fuse` on a station's real files."""

from pathlib import Path

import msgspec
import numpy as np
import onnx
import pytest

from operator_gui.station.database import Database
from operator_gui.station.exchange.cli import fuse
from operator_gui.station.registry import Registry, SignedBundle, VersionRecord
from shared.blobs import BlobStore
from shared.bundle import ModelFile, encode_manifest
from shared.errors import StorageError, UsageError
from shared.factory import FactoryModels, factory_folder
from shared.learning.head import train_head
from shared.learning.head_graph import build_head_graph, head_spec
from tests.unit.learning.samples import training_set


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A station's folder in which version 1 is retired and version 2 is active."""
    base = FactoryModels(factory_folder()).manifest
    database = Database(tmp_path)
    registry = Registry(database)
    for version in (1, 2):
        views = training_set(classes=1 + version, tracks_per_class=2, dim=base.embedder.dim)
        head = train_head(views, risk=0.1, members=1, rng=np.random.default_rng(0))
        graph = build_head_graph(head)
        sha256 = BlobStore(tmp_path / "heads").put(graph)
        spec = head_spec(head, ModelFile(sha256=sha256, size_bytes=len(graph)))
        record = VersionRecord(
            version=version,
            trained_at_s=1.0,
            head=spec,
            classes=(),
            accuracy_low=None,
            accuracy_high=None,
            answer_seq=1,
            elapsed_ms=1.0,
            embedder_sha256=base.embedder.file.sha256,
        )
        manifest = encode_manifest(msgspec.structs.replace(base, version=version, head=spec))
        with database.transaction():
            registry.add(record)
            registry.keep_bundle(SignedBundle(version, manifest, b"signature"))
            registry.move(version, "passed", at_s=float(version))
            registry.move(version, "active", at_s=float(version))
    database.close()
    return tmp_path


@pytest.mark.parametrize(("version", "classes"), [(None, 3), (1, 2), (2, 3)])
def test_that_the_active_version_or_the_named_one_is_written(
    folder: Path, version: int | None, classes: int
) -> None:
    out = folder / "out" / "fused.onnx"

    assert fuse(out=out, state=folder, version=version) == 0

    (output,) = onnx.load(out).graph.output
    assert output.type.tensor_type.shape.dim[1].dim_value == classes


def test_that_the_detector_is_written_as_it_is(folder: Path) -> None:
    base = FactoryModels(factory_folder())
    assert base.manifest.detector is not None

    fuse(out=folder / "detector.onnx", state=folder, part="detector")

    expected = base.path_of(base.manifest.detector.file).read_bytes()
    assert (folder / "detector.onnx").read_bytes() == expected


def test_that_a_file_that_is_there_is_left_alone(folder: Path) -> None:
    out = folder / "fused.onnx"
    out.write_bytes(b"mine")
    with pytest.raises(UsageError, match="there already"):
        fuse(out=out, state=folder)
    assert out.read_bytes() == b"mine"


def test_that_a_version_that_never_passed_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="no version 9"):
        fuse(out=folder / "fused.onnx", state=folder, version=9)


def test_that_a_folder_without_a_station_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="name its folder with --state"):
        fuse(out=tmp_path / "fused.onnx", state=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_that_a_head_that_was_deleted_is_refused(folder: Path) -> None:
    for blob in (folder / "heads").glob("*/*"):
        blob.unlink()
    with pytest.raises(StorageError, match="cannot read"):
        fuse(out=folder / "fused.onnx", state=folder)
