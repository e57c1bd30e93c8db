"""The factory bundle: the default models as they come with whatsit, before anything was taught."""

from pathlib import Path

import shared
from shared.blobs import sha256_of
from shared.bundle import Manifest, ModelFile, decode_manifest
from shared.errors import BundleError

MANIFEST_NAME = "factory.json"


def factory_folder() -> Path:
    """Where the default models lie: inside an installed package, or beside it in a checkout."""
    package = Path(shared.__file__).parent
    installed = package / "default_models"
    return installed if installed.is_dir() else package.parent / "models"


class FactoryModels:
    """The models of one folder, by their hash, with the manifest that describes them.

    Raises BundleError if the folder holds no manifest, or a model that is not the one described.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / MANIFEST_NAME
        try:
            self.manifest: Manifest = decode_manifest(path.read_bytes())
        except OSError as error:
            raise BundleError(f"cannot read factory bundle {path}: {error.strerror}") from error
        self._paths = {
            model.sha256: _find(folder, role, model)
            for role, model in self.manifest.files().items()
        }

    def locate(self, sha256: str) -> Path | None:
        """The file with this hash, None if it is not one of the factory's."""
        return self._paths.get(sha256)


def _find(folder: Path, role: str, model: ModelFile) -> Path:
    for path in sorted(folder.glob("*.onnx")):
        if path.stat().st_size == model.size_bytes and sha256_of(path.read_bytes()) == model.sha256:
            return path
    raise BundleError(
        f"the {role} of the factory bundle is not in {folder}, or is damaged: "
        f"expected an .onnx file with SHA-256 {model.sha256[:16]}…; install whatsit again"
    )
