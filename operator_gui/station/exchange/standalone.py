"""One version of a station as one ONNX file that runs without whatsit."""

import contextlib
import os
import sqlite3
import tempfile
from pathlib import Path

from operator_gui.station.database import FILE_NAME, read_only
from shared.blobs import BlobStore
from shared.bundle import Manifest, decode_manifest
from shared.bundle_folder import BaseModels, read_bundle_folder
from shared.errors import BundleError, StorageError, UsageError
from shared.factory import FactoryModels, factory_folder
from shared.keys import PUBLIC_KEY_FILE, TrustedKey
from shared.learning.fused_graph import fuse


def version_manifest(state_folder: Path, version: int | None) -> Manifest:
    """What a station deployed as this version; as the active one where none is named.

    Reads the station's files while it runs, and changes nothing. Raises UsageError if there is no
    such version or it never passed the gate, StorageError if the files cannot be read.
    """
    file = state_folder / FILE_NAME
    if not file.is_file():
        raise StorageError(
            f"no station keeps anything in {state_folder}; name its folder with --state"
        )
    try:
        with contextlib.closing(read_only(file)) as connection:
            number = _active(connection) if version is None else version
            row = connection.execute(
                "SELECT manifest FROM bundle WHERE version = ?", (number,)
            ).fetchone()
    except sqlite3.Error as error:
        raise StorageError(f"cannot read {file}: {error}") from error
    if row is None:
        raise UsageError(
            f"{state_folder}: no version {number} that passed the gate; "
            "`whatsit operator` lists the versions on its page Learning"
        )
    return decode_manifest(bytes(row[0]))


def fused_version(state_folder: Path, manifest: Manifest, base: BaseModels) -> bytes:
    """Embedder and head of a version as one graph.

    base: where the embedder lies. Raises BundleError if it is another one, StorageError if the
    head is not there any more, ModelError if the two do not fit together.
    """
    if manifest.head is None:
        raise UsageError(f"version {manifest.version} has no head: nothing was taught yet")
    if not (state_folder / "heads").is_dir():
        raise StorageError(f"{state_folder} has no folder of heads: name a station's folder")
    try:
        embedder = base.path_of(manifest.embedder.file).read_bytes()
    except BundleError as error:
        raise BundleError(
            f"version {manifest.version} was trained on another embedder: name the bundle that "
            "the station runs with --bundle"
        ) from error
    head = BlobStore(state_folder / "heads").get(manifest.head.file.sha256)
    return fuse(embedder, head, manifest)


def detector_of(state_folder: Path, manifest: Manifest, base: BaseModels) -> bytes:
    """The detector's file as it is, its metadata in it: of the base, or adopted in its place.

    Raises UsageError if there is none, BundleError or StorageError if it cannot be found.
    """
    if manifest.detector is None:
        raise UsageError(f"version {manifest.version} has no detector: it classifies whole frames")
    adopted = state_folder / "heads"
    if adopted.is_dir() and (sha256 := manifest.detector.file.sha256) in BlobStore(adopted):
        return BlobStore(adopted).get(sha256)
    return base.path_of(manifest.detector.file).read_bytes()


def base_of(state_folder: Path, bundle: Path | None) -> BaseModels:
    """The models that a station adds its heads to: those of a bundle that it signed, or the
    default ones. Raises BundleError."""
    if bundle is None:
        return FactoryModels(factory_folder())
    return read_bundle_folder(bundle, (TrustedKey.load(state_folder / "keys" / PUBLIC_KEY_FILE),))


def write_new(path: Path, content: bytes) -> None:
    """The file, whole or not at all. Raises UsageError if it is there, StorageError if it cannot
    be written."""
    if path.exists():
        raise UsageError(f"{path} is there already: name another file with --out")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(content)
        os.chmod(draft.name, 0o644)
        os.replace(draft.name, path)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error


def _active(connection: sqlite3.Connection) -> int:
    """The version whose last event made it active."""
    row = connection.execute(
        "SELECT version FROM version_event e WHERE state = 'active' AND NOT EXISTS "
        "(SELECT 1 FROM version_event f WHERE f.version = e.version AND f.event > e.event) "
        "ORDER BY event DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise UsageError("no version is active yet: nothing was taught, or nothing was deployed")
    return int(row[0])
