"""A folder of images in which every class has a folder of its own, with or without a split.

DATA/CLASS/*, or DATA/{train,validation,test}/CLASS/*; a class's folder may hold further folders.
"""

from collections.abc import Iterator
from pathlib import Path

from edge_node.simulation.picture import (
    SPARE_FOLDERS,
    SPLIT_FOLDERS,
    TEST_FOLDERS,
    LabelledData,
    Part,
    Picture,
    Thing,
    file_picture,
    has_images,
    image_files,
    part_of,
)
from edge_node.sources.address import natural_order, shown
from shared.errors import UsageError

EXPECTED = (
    "expected a folder of images for each class (DATA/mug/*.jpg, also within DATA/train and "
    "DATA/test), or images with boxes: a .csv file beside each, .txt files as YOLO has them, or a "
    ".json file as COCO has it"
)


def read_class_folder(folder: Path) -> LabelledData:
    """The images of a folder, each an object of the class that its folder is named after.

    Raises UsageError if there is none.
    """
    places = _class_folders(folder)
    files = [(place, part, path) for place, part in places for path in image_files(place)]
    if not files:
        raise UsageError(f"{shown(folder)}: no image of any class in it; {EXPECTED}")
    return LabelledData(shown(folder), _pictures(folder, files), len(files))


def has_class_folders(folder: Path) -> bool:
    """Whether images lie in folders within the folder, or within its train and test folders."""
    return any(has_images(place) for place, _ in _class_folders(folder))


def _pictures(folder: Path, files: list[tuple[Path, Part, Path]]) -> Iterator[Picture]:
    for place, part, path in files:
        label = shown(path.relative_to(folder))
        thing = Thing(label, class_name(place.name), session=label)
        yield file_picture(path, label=label, part=part, things=(thing,))


def class_name(text: str) -> str:
    """A folder's or file's word for a class as a name: one line that can be shown, never empty."""
    printable = "".join(c if c.isprintable() else " " for c in shown(text))
    return " ".join(printable.split()) or "?"


def _class_folders(folder: Path) -> list[tuple[Path, Part]]:
    """The folder of each class, and what it is for."""
    inner = _folders_in(folder)
    parts = [path for path in inner if path.name.casefold() in SPLIT_FOLDERS]
    if not parts:
        return [(path, "any") for path in inner]
    names = {path.name.casefold() for path in parts}
    spare_is_test = not names & TEST_FOLDERS and bool(names - SPARE_FOLDERS)
    return [
        (path, part_of((part.name,), spare_is_test=spare_is_test))
        for part in parts
        for path in _folders_in(part)
    ]


def _folders_in(folder: Path) -> list[Path]:
    found = [p for p in folder.iterdir() if p.is_dir() and not p.name.startswith((".", "__"))]
    return sorted(found, key=natural_order)
