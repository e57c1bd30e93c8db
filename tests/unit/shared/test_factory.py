"""The default models are those that their manifest describes, or the bundle is refused."""

from pathlib import Path

import pytest

from shared.blobs import sha256_of
from shared.bundle import EmbedderSpec, InputSpec, Manifest, ModelFile, encode_manifest
from shared.errors import BundleError
from shared.factory import MANIFEST_NAME, FactoryModels, factory_folder

MODEL = b"an embedder"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file = ModelFile(sha256=sha256_of(MODEL), size_bytes=len(MODEL))
    embedder = EmbedderSpec(file=file, input=InputSpec(width_px=8, height_px=8), dim=4)
    manifest = Manifest(kind="classify", version=0, created_at_s=0.0, embedder=embedder)
    (tmp_path / MANIFEST_NAME).write_bytes(encode_manifest(manifest))
    (tmp_path / "any_name.onnx").write_bytes(MODEL)
    (tmp_path / "another.onnx").write_bytes(b"not asked for")
    return tmp_path


def test_that_models_are_found_by_their_hash_whatever_their_name(folder: Path) -> None:
    models = FactoryModels(folder)
    assert models.manifest.version == 0
    assert models.locate(sha256_of(MODEL)) == folder / "any_name.onnx"
    assert models.locate(sha256_of(b"not asked for")) is None


@pytest.mark.parametrize("content", [MODEL.upper(), MODEL + b".", None])
def test_that_a_missing_or_changed_model_is_refused_with_the_cure(
    folder: Path, content: bytes | None
) -> None:
    path = folder / "any_name.onnx"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BundleError, match=r"the embedder is not in .*install whatsit again"):
        FactoryModels(folder)


def test_that_a_folder_without_a_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"cannot read factory bundle .*factory\.json"):
        FactoryModels(tmp_path / "nowhere")


def test_that_a_manifest_that_is_none_is_refused(folder: Path) -> None:
    (folder / MANIFEST_NAME).write_text("{}")
    with pytest.raises(BundleError, match="not of format"):
        FactoryModels(folder)


def test_that_a_checkout_has_its_models_in_the_models_folder() -> None:
    assert factory_folder().is_dir()
