"""What a person says of a model, in a file with tables or without."""

from pathlib import Path

import pytest

from edge_node.adoption.wishes import AdoptionWishes, load_wishes
from shared.errors import ConfigError


def wishes_in(folder: Path, text: str) -> AdoptionWishes:
    path = folder / "mine.toml"
    path.write_text(text)
    return load_wishes(path)


def test_that_no_file_is_no_wish() -> None:
    assert load_wishes(None) == AdoptionWishes()


def test_that_keys_without_a_table_are_of_the_model(tmp_path: Path) -> None:
    wishes = wishes_in(tmp_path, 'decoder = "yolox"\n[class_names]\n0 = "mug"\n')
    assert wishes.model.decoder == "yolox"
    assert wishes.model.class_names == {"0": "mug"}


def test_that_the_model_and_its_embedder_have_tables(tmp_path: Path) -> None:
    text = '[model]\ncolour = "bgr"\n[embedder]\nembedding_output = "pooled"\n'
    wishes = wishes_in(tmp_path, text)
    assert wishes.model.colour == "bgr"
    assert wishes.embedder.embedding_output == "pooled"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('color = "rgb"', "no key 'color'; did you mean 'colour'"),
        ('[model]\ncolor = "rgb"', "no key 'model.color'; did you mean 'model.colour'"),
        ('[modle]\ncolour = "rgb"', "no key 'modle'; did you mean 'model'"),
        ('[model]\nfit = "crop"', "Invalid enum value 'crop'"),
        ("[model]\nstd = [nan, 1, 1]", "std"),
        ("[model", "is not TOML"),
    ],
)
def test_that_a_wrong_key_or_value_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=r"mine\.toml") as error:
        wishes_in(tmp_path, text)
    assert complaint in str(error.value)


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        load_wishes(tmp_path / "nowhere.toml")
