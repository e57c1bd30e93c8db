"""A bundle as a folder: its manifest, its signature, its ONNX files.

A node and a station start from such a folder: their base, to which trained heads are added. A
folder that a person made (`whatsit adopt`) is signed; that of the default models is not, because
it comes with the program itself.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from shared.blobs import sha256_of
from shared.bundle import Manifest, ModelFile, accept_manifest, encode_manifest
from shared.errors import BundleError, SignatureError, StorageError
from shared.keys import SigningKey, TrustedKey

MANIFEST_FILE = "bundle.json"
SIGNATURE_FILE = "bundle.sig"
MAX_MANIFEST_BYTES = 16 << 20


class BaseModels:
    """A manifest without a head, and where its files are. Immutable."""

    def __init__(self, manifest: Manifest, paths: Mapping[str, Path]) -> None:
        """paths: by SHA-256; each is the file of that hash."""
        self.manifest = manifest
        self._paths = dict(paths)

    def locate(self, sha256: str) -> Path | None:
        """The file with this hash, None if it is not one of these."""
        return self._paths.get(sha256)

    def path_of(self, file: ModelFile) -> Path:
        """Where one of its files is. Raises BundleError for any other."""
        path = self.locate(file.sha256)
        if path is None:
            raise BundleError(f"model file {file.sha256[:16]}… is not in the bundle")
        return path


def is_bundle_folder(path: Path) -> bool:
    """Whether `path` looks like a folder that `write_bundle_folder` made."""
    return (path / MANIFEST_FILE).is_file()


def read_bundle_folder(folder: Path, trusted: tuple[TrustedKey, ...]) -> BaseModels:
    """The bundle of a folder, if a trusted key signed it and all its files are as signed.

    Raises BundleError for anything else; SignatureError, which is one, says whom to trust.
    """
    data = _read(folder / MANIFEST_FILE, "whatsit adopt makes such folders")
    signature = _read(folder / SIGNATURE_FILE, "adopt the model again")
    try:
        raw = bytes.fromhex(signature.decode("ascii").strip())
    except ValueError as error:
        raise BundleError(
            f"{folder / SIGNATURE_FILE} is no signature: expected hexadecimal digits; "
            "adopt the model again"
        ) from error
    try:
        manifest = accept_manifest(data, raw, trusted)
    except SignatureError as error:
        raise SignatureError(
            f"{folder}: {error}; it was changed, or another station made it: "
            "name that station's signing.pub with --trust, or adopt the model on this machine"
        ) from error
    return BaseModels(manifest, find_models(folder, manifest, cure="adopt the model again"))


def find_models(folder: Path, manifest: Manifest, *, cure: str) -> dict[str, Path]:
    """Where each file of the manifest is in the folder, by SHA-256, whatever its name.

    cure: what to do about a missing one. Raises BundleError for a missing or damaged file.
    """
    return {
        model.sha256: _find(folder, role, model, cure) for role, model in manifest.files().items()
    }


def check_bundle_folder(folder: Path) -> None:
    """Raises StorageError if something else than a bundle is there already."""
    if folder.exists() and not is_bundle_folder(folder) and not _is_empty_folder(folder):
        raise StorageError(
            f"{folder} is there already and is no bundle: name another folder with --out"
        )


def write_bundle_folder(
    folder: Path, manifest: Manifest, models: Mapping[str, bytes], key: SigningKey
) -> None:
    """Makes the folder, whole or not at all; an earlier bundle there is replaced.

    models: the content of each file of the manifest, by its SHA-256. Raises StorageError if it
    cannot be written, also as `check_bundle_folder` does.
    """
    check_bundle_folder(folder)
    draft = folder.with_name(f".{folder.name}.new")
    old = folder.with_name(f".{folder.name}.old")
    data = encode_manifest(manifest)
    files = {MANIFEST_FILE: data, SIGNATURE_FILE: key.sign(data).hex().encode() + b"\n"}
    written: dict[str, str] = {}
    for role, model in reversed(manifest.files().items()):
        if model.sha256 not in written:  # a classifier may be its own embedder
            written[model.sha256] = f"{role}.onnx"
            files[f"{role}.onnx"] = models[model.sha256]
    try:
        for leftover in (draft, old):  # of a run that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, content in files.items():
            _write_synced(draft / name, content)
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise StorageError(
            f"cannot write {folder}: {error.strerror}; name a folder you may write to with --out"
        ) from error


def _find(folder: Path, role: str, model: ModelFile, cure: str) -> Path:
    try:
        for path in sorted(folder.glob("*.onnx")):
            same_size = path.stat().st_size == model.size_bytes
            if same_size and sha256_of(path.read_bytes()) == model.sha256:
                return path
    except OSError as error:
        raise BundleError(f"cannot read {folder}: {error.strerror}") from error
    raise BundleError(
        f"the {role} is not in {folder}, or is damaged: "
        f"expected an .onnx file with SHA-256 {model.sha256[:16]}…; {cure}"
    )


def _read(path: Path, cure: str) -> bytes:
    try:
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            raise BundleError(f"{path} is too large to be of a bundle; {cure}")
        return path.read_bytes()
    except OSError as error:
        raise BundleError(f"cannot read {path}: {error.strerror}; {cure}") from error


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
