"""Folders of images with boxes: a CSV file beside each image, or text files as YOLO has them.

CSV: as in `shared.truth`. YOLO: a line an object, the class's number and its box (centre, width
and height, in shares of the image), in a .txt file beside the image or in a folder `labels` in
place of the folder `images`. Class names come from data.yaml or classes.txt.
"""

import math
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from edge_node.simulation.class_folder import class_name
from edge_node.simulation.picture import (
    SPARE_FOLDERS,
    TEST_FOLDERS,
    LabelledData,
    Picture,
    Thing,
    file_picture,
    image_files,
    is_image_name,
    part_of,
)
from edge_node.simulation.yolo_names import yolo_class_names
from edge_node.sources.address import shown
from shared.domain import Box
from shared.errors import TruthError, UsageError
from shared.truth import read_boxes

Named = tuple[str, Box]
MAX_TABLE_BYTES = 16 << 20


def has_boxes(folder: Path) -> bool:
    """Whether any image of the folder, or of its folders, has a file with boxes."""
    for place, _, files in os.walk(folder):
        stems = {os.path.splitext(name)[0] for name in files if is_image_name(name)}
        tables = {os.path.splitext(name)[0] for name in files if name.endswith((".csv", ".txt"))}
        if stems & tables:
            return True
        if "images" in Path(place).parts and any(
            _table_of(Path(place, name)) for name in files if is_image_name(name)
        ):
            return True
    return False


def read_boxed_folder(folder: Path) -> LabelledData:
    """The objects in the images of a folder, one for each box. Raises UsageError if there is none.

    Files with boxes that cannot be read are left out with their image, and named. Images without
    such a file show nothing that has a name.
    """
    names = yolo_class_names(folder)
    found: list[tuple[Path, list[Named]]] = []
    unusable: list[str] = []
    for path in image_files(folder):
        table = _table_of(path)
        if table is None:
            continue
        try:
            boxes = _read_csv(table) if table.suffix == ".csv" else _read_yolo(table, names)
        except (OSError, ValueError, TruthError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            unusable.append(f"{shown(path.relative_to(folder))}: {shown(str(why))}")
            continue
        if boxes:
            found.append((path, boxes))
    if not found:
        raise UsageError(
            f"{shown(folder)}: no image with a box that can be read" + _first(unusable)
        )
    return LabelledData(shown(folder), _pictures(folder, found), len(found), tuple(unusable))


def _first(unusable: Sequence[str]) -> str:
    return f"; the first of {len(unusable)} left out: {unusable[0]}" if unusable else ""


def _pictures(folder: Path, found: Sequence[tuple[Path, list[Named]]]) -> Iterator[Picture]:
    folders = [path.relative_to(folder).parts[:-1] for path, _ in found]
    words = {name.casefold() for parts in folders for name in parts}
    spare_is_test = not words & TEST_FOLDERS and not words <= SPARE_FOLDERS | {"images"}
    for (path, boxes), names in zip(found, folders, strict=True):
        label = shown(path.relative_to(folder))
        yield file_picture(
            path,
            label=label,
            part=part_of(names, spare_is_test=spare_is_test),
            things=tuple(
                Thing(f"{label}#{number}", name, session=label, box=box)
                for number, (name, box) in enumerate(boxes, start=1)
            ),
        )


def _table_of(image: Path) -> Path | None:
    """The file with the image's boxes, if there is one."""
    beside = [image.with_suffix(".csv"), image.with_suffix(".txt")]
    parts = image.parts
    if "images" in parts:
        at = len(parts) - 1 - parts[::-1].index("images")
        beside.append(Path(*parts[:at], "labels", *parts[at + 1 :]).with_suffix(".txt"))
    return next((path for path in beside if path.is_file()), None)


def _read_csv(table: Path) -> list[Named]:
    return [(class_name(name), _sound(box)) for name, box in read_boxes(table)]


def _read_yolo(table: Path, names: Callable[[int], str]) -> list[Named]:
    if table.stat().st_size > MAX_TABLE_BYTES:
        raise ValueError(f"{shown(table.name)} is too large to be a list of boxes")
    boxes: list[Named] = []
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        try:
            x, y, width, height = (float(word) for word in words[1:5])
            box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            boxes.append((names(int(words[0])), _sound(box)))
        except ValueError as error:
            raise ValueError(
                f"{shown(table.name)} line {number}: expected a class's number and a box"
            ) from error
    return boxes


def _sound(box: Box) -> Box:
    """The part of the box within the picture. Raises ValueError if there is none."""
    if not all(map(math.isfinite, box)):
        raise ValueError("a box with corners that are no numbers")
    inside = Box(*(min(1.0, max(0.0, side)) for side in box))
    if inside.width_px <= 0 or inside.height_px <= 0:
        raise ValueError("a box with no part of it in the picture")
    return inside
