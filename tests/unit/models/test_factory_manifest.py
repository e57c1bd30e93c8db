"""The factory bundle describes exactly the models that are kept."""

from models.recipes.factory import factory_manifest
from shared.factory import MANIFEST_NAME, FactoryModels, factory_folder


def test_that_the_factory_manifest_is_the_one_the_kept_models_give() -> None:
    kept = FactoryModels(factory_folder()).manifest
    assert kept == factory_manifest(factory_folder())


def test_that_every_file_of_the_factory_bundle_can_be_located() -> None:
    factory = FactoryModels(factory_folder())
    for model in factory.manifest.files().values():
        path = factory.locate(model.sha256)
        assert path is not None
        assert path.stat().st_size == model.size_bytes
    assert (factory_folder() / MANIFEST_NAME).is_file()
