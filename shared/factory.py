"""The factory bundle: the default models as they come with whatsit, before anything was taught."""

from pathlib import Path

import shared
from shared.bundle import decode_manifest
from shared.bundle_folder import BaseModels, find_models
from shared.errors import BundleError

MANIFEST_NAME = "factory.json"


def factory_folder() -> Path:
    """Where the default models lie: inside an installed package, or beside it in a checkout."""
    package = Path(shared.__file__).parent
    installed = package / "default_models"
    return installed if installed.is_dir() else package.parent / "models"


class FactoryModels(BaseModels):
    """The base of whoever names no other. It is not signed: it comes with the program.

    Raises BundleError if the folder holds no manifest, or a model that is not the one described.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / MANIFEST_NAME
        try:
            manifest = decode_manifest(path.read_bytes())
        except OSError as error:
            raise BundleError(f"cannot read factory bundle {path}: {error.strerror}") from error
        super().__init__(manifest, find_models(folder, manifest, cure="install whatsit again"))
