"""A bundle's folder is whole and signed by somebody trusted, or it is refused with the cure."""

import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from shared.blobs import sha256_of
from shared.bundle import EmbedderSpec, InputSpec, Manifest, ModelFile, encode_manifest
from shared.bundle_folder import (
    MANIFEST_FILE,
    SIGNATURE_FILE,
    is_bundle_folder,
    read_bundle_folder,
    write_bundle_folder,
)
from shared.errors import BundleError, SignatureError, StorageError
from shared.keys import SigningKey

ROOT = Path(__file__).parents[3]
MODEL = b"an embedder"


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.load_or_create(tmp_path / "keys")


def manifest_of(data: bytes = MODEL) -> Manifest:
    file = ModelFile(sha256=sha256_of(data), size_bytes=len(data))
    embedder = EmbedderSpec(file=file, input=InputSpec(width_px=8, height_px=8), dim=4)
    return Manifest(kind="classify", version=0, created_at_s=0.0, embedder=embedder)


def write(folder: Path, key: SigningKey, data: bytes = MODEL) -> Path:
    write_bundle_folder(folder, manifest_of(data), {sha256_of(data): data}, key)
    return folder


def test_that_what_was_written_is_read_again(tmp_path: Path, key: SigningKey) -> None:
    folder = write(tmp_path / "bundle", key)
    assert is_bundle_folder(folder)
    base = read_bundle_folder(folder, (key.public,))
    assert base.manifest == manifest_of()
    path = base.locate(sha256_of(MODEL))
    assert path is not None
    assert path.read_bytes() == MODEL
    assert base.locate("0" * 64) is None


def test_that_another_station_s_bundle_is_refused_with_the_cure(
    tmp_path: Path, key: SigningKey
) -> None:
    folder = write(tmp_path / "bundle", key)
    stranger = SigningKey.load_or_create(tmp_path / "stranger")
    for trusted in ((), (stranger.public,)):
        with pytest.raises(SignatureError, match=r"not signed by a trusted key .*--trust"):
            read_bundle_folder(folder, trusted)


def test_that_a_changed_manifest_is_refused(tmp_path: Path, key: SigningKey) -> None:
    folder = write(tmp_path / "bundle", key)
    changed = msgspec.structs.replace(manifest_of(), created_at_s=1.0)
    (folder / MANIFEST_FILE).write_bytes(encode_manifest(changed))
    with pytest.raises(SignatureError):
        read_bundle_folder(folder, (key.public,))


def test_that_a_changed_model_is_refused(tmp_path: Path, key: SigningKey) -> None:
    folder = write(tmp_path / "bundle", key)
    (folder / "embedder.onnx").write_bytes(MODEL.upper())
    with pytest.raises(BundleError, match=r"the embedder is not in .*adopt the model again"):
        read_bundle_folder(folder, (key.public,))


@pytest.mark.parametrize("name", [MANIFEST_FILE, SIGNATURE_FILE, "embedder.onnx"])
def test_that_a_missing_file_is_refused(tmp_path: Path, key: SigningKey, name: str) -> None:
    folder = write(tmp_path / "bundle", key)
    (folder / name).unlink()
    with pytest.raises(BundleError):
        read_bundle_folder(folder, (key.public,))


@pytest.mark.parametrize(
    "signature", [b"", b"\xff\xfe", b"no hexadecimal digits", b"00" * 9_000_000]
)
def test_that_a_signature_that_is_none_is_refused(
    tmp_path: Path, key: SigningKey, signature: bytes
) -> None:
    folder = write(tmp_path / "bundle", key)
    (folder / SIGNATURE_FILE).write_bytes(signature)
    with pytest.raises(BundleError):
        read_bundle_folder(folder, (key.public,))


def test_that_a_bundle_is_replaced_by_the_next(tmp_path: Path, key: SigningKey) -> None:
    folder = write(tmp_path / "bundle", key)
    write(folder, key, b"another embedder")
    base = read_bundle_folder(folder, (key.public,))
    assert base.locate(sha256_of(MODEL)) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "keys"]


def test_that_a_folder_of_other_things_is_left_alone(tmp_path: Path, key: SigningKey) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "cat.jpg").write_bytes(b"a cat")
    with pytest.raises(StorageError, match="--out"):
        write(folder, key)
    with pytest.raises(StorageError, match="--out"):
        write(folder / "cat.jpg", key)
    assert (folder / "cat.jpg").read_bytes() == b"a cat"


def test_that_a_place_that_cannot_be_written_is_said(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot write"):
        write(tmp_path / "file" / "bundle", key)


WRITER = """
import sys
from pathlib import Path
from shared.keys import SigningKey
from tests.unit.shared.test_bundle_folder import write
folder, keys = map(Path, sys.argv[1:])
key = SigningKey.load_or_create(keys)
while True:
    for fill in b"ab":
        print("writing", flush=True)
        write(folder, key, bytes([fill]) * 3_000_000)
"""


def test_that_kill_9_leaves_a_whole_bundle_or_none(tmp_path: Path, key: SigningKey) -> None:
    folder, kept = tmp_path / "bundle", 0
    for round_number in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(tmp_path / "keys")],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        with writer:
            assert writer.stdout is not None
            for _ in range(1 + round_number):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
        if folder.exists():
            read_bundle_folder(folder, (key.public,))
            kept += 1
    assert kept > 0
    write(folder, key)  # what was left behind is in nobody's way
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "keys"]
