"""Builds the models: ``python -m models.recipes --help``."""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from models.recipes.catalogue import RECIPES, Recipe, build, to_bytes
from models.recipes.compression import PRECISIONS
from models.recipes.efficientdet_lite import DetectorError
from models.recipes.efficientnet_lite import WeightsError
from models.recipes.legacy_pth import LegacyPthError
from models.recipes.registry import PACKAGES_VARIABLE, PackageError, packages_folder
from models.recipes.tflite_reader import TfliteError

MODELS_FOLDER = Path(__file__).resolve().parents[1]
_RECIPE_ERRORS = (PackageError, LegacyPthError, WeightsError, TfliteError, DetectorError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check the named models; exit code 0 all well, 1 differences, 2 cannot be built."""
    options = _parser().parse_args(arguments)
    chosen = [
        recipe
        for recipe in RECIPES
        if (recipe.name in options.names if options.names else recipe.kept)
    ]
    different = 0
    for recipe in chosen:
        try:
            model = build(recipe, packages=options.packages, precision=options.precision)
        except _RECIPE_ERRORS as error:
            print(f"{recipe.name}: {error}", file=sys.stderr)
            return 2
        content = to_bytes(model)
        path = options.folder / recipe.file_name
        if options.check:
            different += not _is_the_same(recipe, path, content)
        else:
            options.folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"{path}: {_describe(content)}")
    return 1 if different else 0


def _is_the_same(recipe: Recipe, path: Path, rebuilt: bytes) -> bool:
    if not path.is_file():
        print(f"{recipe.name}: {path} is missing: build it without --check")
        return False
    kept = path.read_bytes()
    if kept != rebuilt:
        print(f"{recipe.name}: kept {_describe(kept)}, rebuilt {_describe(rebuilt)}: they differ")
        return False
    print(f"{recipe.name}: the kept file is what the recipe builds, {_describe(kept)}")
    return True


def _describe(content: bytes) -> str:
    return f"{len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models.recipes", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        choices=[[], *(recipe.name for recipe in RECIPES)],
        help=f"one of {', '.join(recipe.name for recipe in RECIPES)}; none: those kept here",
    )
    parser.add_argument(
        "--folder", type=Path, default=MODELS_FOLDER, help="where the ONNX files are (models/)"
    )
    parser.add_argument(
        "--packages",
        type=Path,
        default=packages_folder(),
        help=f"where packages are kept (${PACKAGES_VARIABLE}, else the user's cache folder)",
    )
    parser.add_argument(
        "--precision", choices=PRECISIONS, help="how weights are stored (default: the recipe's)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; compare with the files in the folder"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
