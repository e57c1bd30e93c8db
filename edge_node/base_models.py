"""The models to start from, and whose signature on them counts."""

from collections.abc import Sequence
from pathlib import Path

from shared.bundle_folder import BaseModels, read_bundle_folder
from shared.config import state_folder
from shared.factory import FactoryModels, factory_folder
from shared.keys import PUBLIC_KEY_FILE, TrustedKey


def trusted_keys(paths: Sequence[Path] | None) -> tuple[TrustedKey, ...]:
    """The keys in the files that a person named; by default that of this user's own station."""
    own = state_folder("station") / "keys" / PUBLIC_KEY_FILE
    known = paths if paths is not None else [own] if own.exists() else []
    return tuple(TrustedKey.load(path) for path in known)


def base_models(bundle: Path | None, trusted: tuple[TrustedKey, ...]) -> BaseModels:
    """Those of a bundle's folder; the default ones where none is named. Raises BundleError."""
    if bundle is None:
        return FactoryModels(factory_folder())
    return read_bundle_folder(bundle, trusted)
