"""The recipes refuse what they were not written for, and build the kept models again."""

from pathlib import Path

import numpy as np
import pytest

from models.recipes.__main__ import MODELS_FOLDER, main
from models.recipes.catalogue import RECIPES, Recipe, build, to_bytes
from models.recipes.efficientdet_lite import DetectorError, read_labels
from models.recipes.efficientnet_lite import LITE0, WeightsError, build_efficientnet_lite
from models.recipes.registry import PACKAGES_VARIABLE, packages_folder
from models.recipes.tflite_reader import TfliteError, read_tflite

KEPT = [recipe for recipe in RECIPES if recipe.kept]
each_kept_recipe = pytest.mark.parametrize("recipe", KEPT, ids=lambda recipe: recipe.name)


def packages_with(recipe: Recipe) -> Path:
    folder = packages_folder()
    if not (folder / recipe.package.file_name).is_file():
        pytest.skip(
            f"{recipe.package} is not at hand: run `python -m models.recipes --check` once, "
            f"or name a folder with {recipe.package.file_name} in {PACKAGES_VARIABLE}"
        )
    return folder


@each_kept_recipe
def test_that_a_recipe_builds_the_kept_file_byte_for_byte(recipe: Recipe) -> None:
    rebuilt = to_bytes(build(recipe, packages=packages_with(recipe)))
    assert rebuilt == (MODELS_FOLDER / recipe.file_name).read_bytes()


@each_kept_recipe
def test_that_the_command_line_builds_and_then_checks_a_model(
    recipe: Recipe, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--folder", str(tmp_path), "--packages", str(packages_with(recipe)), recipe.name]
    assert main(["--check", *where]) == 1
    assert "is missing" in capsys.readouterr().out
    assert main(where) == 0
    assert main(["--check", *where]) == 0
    assert "the kept file is what the recipe builds" in capsys.readouterr().out
    with (tmp_path / recipe.file_name).open("ab") as file:
        file.write(b"x")
    assert main(["--check", *where]) == 1
    assert "they differ" in capsys.readouterr().out


def test_that_the_command_line_says_which_package_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = KEPT[0]
    (tmp_path / recipe.package.file_name).write_bytes(b"not it")
    assert main(["--packages", str(tmp_path), recipe.name]) == 2
    said = capsys.readouterr().err
    assert str(recipe.package) in said
    assert recipe.package.sha256 in said


def test_that_every_recipe_pins_a_version_and_two_hashes() -> None:
    assert len({recipe.name for recipe in RECIPES}) == len(RECIPES)
    for recipe in RECIPES:
        assert recipe.package.version
        for digest in (recipe.package.sha256, recipe.member.sha256):
            assert len(digest) == 64
            int(digest, 16)


def test_that_missing_weights_are_named() -> None:
    with pytest.raises(
        WeightsError, match=r"efficientnet_lite0 needs the tensor _conv_stem\.weight"
    ):
        build_efficientnet_lite(LITE0, {}, {})


def test_that_a_file_of_another_format_is_no_detector() -> None:
    with pytest.raises(TfliteError, match="not a TensorFlow Lite file"):
        read_tflite(np.zeros(100, np.uint8).tobytes())


def test_that_a_detector_without_labels_is_refused() -> None:
    with pytest.raises(DetectorError, match=r"carries no labelmap\.txt"):
        read_labels(b"TFL3 without an appendix")
