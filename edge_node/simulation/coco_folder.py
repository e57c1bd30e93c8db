"""Folders with labels as COCO has them: JSON files in the folder or in `annotations`."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from edge_node.simulation.class_folder import class_name
from edge_node.simulation.picture import LabelledData, Picture, Thing, file_picture, part_of
from edge_node.sources.address import shown
from shared.coco_json import (
    CocoAnnotation,
    CocoCategory,
    CocoImage,
    picture_places,
    split_of_names,
)
from shared.domain import Box
from shared.errors import UsageError

FOLDER = "annotations"
MAX_BYTES = 512 << 20
HEAD_BYTES = 1 << 16


class _File(msgspec.Struct, frozen=True):
    images: list[CocoImage]
    annotations: list[CocoAnnotation]
    categories: list[CocoCategory]


def has_coco(folder: Path) -> bool:
    """Whether there are such files, by how they begin."""
    return any(_begins_like_coco(file) for file in _files(folder))


def read_coco_folder(folder: Path) -> LabelledData:
    """The objects of all its JSON files, one for each box; crowds are none.

    What is wrong with a picture leaves it out, and it is named. Raises UsageError if a file cannot
    be read, or nothing is left.
    """
    found: dict[Path, tuple[str, list[Thing]]] = {}
    unusable: list[str] = []
    for file in filter(_begins_like_coco, _files(folder)):
        _read_file(folder, file, found, unusable)
    if not found:
        first = f"; the first of {len(unusable)} left out: {unusable[0]}" if unusable else ""
        raise UsageError(f"{shown(folder)}: no picture with a box that can be read{first}")
    return LabelledData(shown(folder), _pictures(folder, found), len(found), tuple(unusable))


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.json"), *(folder / FOLDER).glob("*.json")])


def _begins_like_coco(file: Path) -> bool:
    with file.open("rb") as stream:
        start = stream.read(HEAD_BYTES)
    return start.lstrip()[:1] == b"{" and any(
        key in start for key in (b'"images"', b'"annotations"', b'"categories"')
    )


def _pictures(folder: Path, found: dict[Path, tuple[str, list[Thing]]]) -> Iterator[Picture]:
    spare_is_test = not any(split in ("test", "holdout", "audit") for split, _ in found.values())
    for path, (split, things) in found.items():
        label = shown(path.relative_to(folder))
        part = part_of((split,), spare_is_test=spare_is_test)
        yield file_picture(path, label=label, part=part, things=tuple(things))


def _read_file(
    folder: Path, file: Path, found: dict[Path, tuple[str, list[Thing]]], unusable: list[str]
) -> None:
    content = _decoded(file)
    names = {category.id: class_name(category.name) for category in content.categories}
    split = split_of_names(file.stem, "")
    beside = file.parent.relative_to(folder).as_posix()
    boxes = defaultdict(list)
    for annotation in content.annotations:
        if not annotation.iscrowd and annotation.category_id in names:
            boxes[annotation.image_id].append(annotation)
    for image in content.images:
        places = picture_places(image.file_name, split=split, stem=file.stem, beside=beside)
        path = next((p for place in places if (p := folder / place).is_file()), None)
        label = shown(image.file_name)
        if path is None or not path.resolve().is_relative_to(folder.resolve()):
            unusable.append(f"{label}: there is no such picture in the folder")
        elif not image.width or not image.height or image.width < 0 or image.height < 0:
            unusable.append(f"{label}: {shown(file.name)} does not say how large it is")
        elif boxes[image.id]:
            shares = [_shares(a, image.width, image.height) for a in boxes[image.id]]
            if None in shares:
                unusable.append(f"{label}: a box with no part of it in the picture")
                continue
            things = [
                Thing(f"{label}#{n}", names[a.category_id], session=label, box=box)
                for n, (a, box) in enumerate(zip(boxes[image.id], shares, strict=True), start=1)
            ]
            found[path] = split, things


def _shares(annotation: CocoAnnotation, width_px: int, height_px: int) -> Box | None:
    """The part of the box within the picture, in shares of its sides; None for no part."""
    x, y, wide, high = annotation.bbox
    corners = x / width_px, y / height_px, (x + wide) / width_px, (y + high) / height_px
    inside = Box(*(min(1.0, max(0.0, corner)) for corner in corners))
    return inside if inside.width_px > 0 and inside.height_px > 0 else None


def _decoded(file: Path) -> _File:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UsageError(f"{shown(file)}: larger than {MAX_BYTES:,} bytes")
        return msgspec.json.decode(file.read_bytes(), type=_File)
    except OSError as error:
        raise UsageError(f"cannot read {shown(file)}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{shown(file)}: no labels as COCO has them: {error}") from error
