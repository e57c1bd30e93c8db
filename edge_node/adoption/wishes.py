"""What a person says of the models to adopt, as `--config FILE.toml` has it."""

from pathlib import Path

import msgspec

from edge_node.perception.recognition.reading import ReadingWish
from shared.config import load_config, read_toml


class AdoptionWishes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`model`: of the model itself; `embedder`: of the one given with --embedder."""

    model: ReadingWish = ReadingWish()
    embedder: ReadingWish = ReadingWish()


def load_wishes(path: Path | None) -> AdoptionWishes:
    """The file's tables `[model]` and `[embedder]`; without either, all of it is of the model.

    Raises ConfigError as `load_config` does.
    """
    if path is None or _has_tables(path):
        return load_config(path, AdoptionWishes)
    return AdoptionWishes(model=load_config(path, ReadingWish))


def _has_tables(path: Path) -> bool:
    _, raw = read_toml(path)
    return any(isinstance(value, dict) and key != "class_names" for key, value in raw.items())
