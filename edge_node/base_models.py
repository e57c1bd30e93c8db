"""The models to start from, and whose signature on them counts."""

from collections.abc import Sequence
from pathlib import Path

from shared.bundle_folder import BaseModels, read_bundle_folder
from shared.config import state_folder
from shared.factory import FactoryModels, factory_folder
from shared.keys import PUBLIC_KEY_FILE, TrustedKey
from shared.link_keys import STATION_SIGNS_FILE


def trusted_keys(paths: Sequence[Path] | None, state: Path | None = None) -> tuple[TrustedKey, ...]:
    """The keys in the files that a person named; by default those of this user's own station, and
    of the station that let this node in, which is kept in its state folder."""
    own = state_folder("station") / "keys" / PUBLIC_KEY_FILE
    joined = (state or state_folder("edge")) / "keys" / STATION_SIGNS_FILE
    known = paths if paths is not None else [path for path in (own, joined) if path.exists()]
    return tuple(TrustedKey.load(path) for path in known)


def base_models(bundle: Path | None, trusted: tuple[TrustedKey, ...]) -> BaseModels:
    """Those of a bundle's folder; the default ones where none is named. Raises BundleError."""
    if bundle is None:
        return FactoryModels(factory_folder())
    return read_bundle_folder(bundle, trusted)
