"""Labels as COCO has them: one JSON file a split, pictures in folders of their own."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from operator_gui.station.exchange.json_file import read_json, write_json
from operator_gui.station.exchange.labelled_set import (
    NOTHING_KNOWN,
    Advance,
    LabelledPicture,
    LabelledSet,
    PictureBytes,
    Provenance,
)
from operator_gui.station.exchange.picture_writer import write_pictures
from operator_gui.station.exchange.problems import Problems, quoted
from operator_gui.station.exchange.set_builder import FoundSet, Key, SetBuilder
from shared.coco_json import (
    SPLIT_WORDS,
    CocoAnnotation,
    CocoCategory,
    CocoImage,
    Ref,
    picture_places,
    split_of_names,
)

FOLDER = "annotations"
EXPECTED = "COCO's images, annotations and categories"


class _Annotation(CocoAnnotation, frozen=True):
    whatsit: Provenance = NOTHING_KNOWN


class _Info(msgspec.Struct, frozen=True):
    split: str = ""


class _File(msgspec.Struct, frozen=True):
    images: list[CocoImage]
    annotations: list[_Annotation]
    categories: list[CocoCategory]
    info: _Info | list[object] | str | None = None


def write_coco(
    labelled: LabelledSet, folder: Path, picture_bytes: PictureBytes, advance: Advance
) -> None:
    """Writes `annotations/instances_SPLIT.json` and `images/SPLIT/`.

    What whatsit knows of a label stands in its annotation under `whatsit`. Raises StorageError.
    """
    write_pictures(labelled, folder, picture_bytes, advance)
    numbers = {name: number for number, name in enumerate(labelled.class_names, start=1)}
    for split in labelled.splits:
        content = {
            "info": {"description": "whatsit", "version": "1", "split": split},
            "licenses": [],
            "categories": [{"id": n, "name": name} for name, n in numbers.items()],
            "images": list(_images(labelled.of_split(split))),
            "annotations": list(_annotations(labelled.of_split(split), numbers)),
        }
        stem = f"instances_{split}" if split else "instances"
        write_json(folder / FOLDER / f"{stem}.json", content)


def _images(pictures: tuple[LabelledPicture, ...]) -> Iterator[dict[str, object]]:
    for number, picture in enumerate(pictures, start=1):
        yield {
            "id": number,
            "file_name": picture.file_name,
            "width": picture.width_px,
            "height": picture.height_px,
        }


def _annotations(
    pictures: tuple[LabelledPicture, ...], numbers: dict[str, int]
) -> Iterator[dict[str, object]]:
    annotation = 0
    for image, picture in enumerate(pictures, start=1):
        for item in picture.boxes:
            annotation += 1
            x0, y0, _, _ = item.box
            width_px, height_px = round(item.box.width_px, 3), round(item.box.height_px, 3)
            yield {
                "id": annotation,
                "image_id": image,
                "category_id": numbers[item.name],
                "bbox": [x0, y0, width_px, height_px],
                "area": round(width_px * height_px, 3),
                "iscrowd": 0,
                "segmentation": [],
                "whatsit": item.provenance,
            }


def annotation_files(path: Path) -> tuple[Path, list[Path]]:
    """The folder of a set and its JSON files: one that is named, or all of a folder."""
    if path.is_file():
        root = path.parent
        return (root.parent if root.name == FOLDER else root), [path]
    return path, sorted([*path.glob("*.json"), *path.glob("*/*.json")])


def read_coco(path: Path, problems: Problems) -> FoundSet:
    """The set of a JSON file, or of all those in a folder. Raises ImportRefusedError."""
    root, files = annotation_files(path)
    builder = SetBuilder(root, problems)
    if not files:
        problems.add(quoted(path.name), f"no .json file in it; expected {EXPECTED}")
    for file in files:
        if file.is_symlink() or file.parent.is_symlink():
            problems.add(quoted(file.name), "it is a link; expected a plain file")
            continue
        content = read_json(file, _File, problems, expected=EXPECTED)
        if content is not None:
            _read_file(content, file, builder, problems)
    return builder.finish()


def _read_file(content: _File, file: Path, builder: SetBuilder, problems: Problems) -> None:
    place = quoted(file.name)
    categories: dict[Ref, str] = {}
    names: set[str] = set()
    for number, category in enumerate(content.categories):
        where = f"{place} category {number} (id {_told(category.id)})"
        name = builder.class_name(where, category.name)
        if category.id in categories:
            problems.add(where, "its id is there twice")
        elif name is not None and name in names:
            problems.add(where, f"its name {quoted(category.name)} is there twice")
        if name is not None:
            names.add(name)
        categories[category.id] = category.name
    images: dict[Ref, Key | None] = {}
    split = _split_of(content, file, builder.root)
    beside = file.parent.relative_to(builder.root).as_posix()
    for number, image in enumerate(content.images):
        where = f"{place} image {number} (id {_told(image.id)})"
        if image.id in images:
            problems.add(where, "its id is there twice")
            continue
        images[image.id] = builder.add_picture(
            where,
            file_name=image.file_name,
            split=split,
            candidates=picture_places(image.file_name, split=split, stem=file.stem, beside=beside),
            stated_px=(image.width, image.height),
        )
    seen: set[Ref] = set()
    for number, annotation in enumerate(content.annotations):
        where = f"{place} annotation {number} (id {_told(annotation.id)})"
        if annotation.id is not None and annotation.id in seen:
            problems.add(where, "its id is there twice")
            continue
        if annotation.id is not None:
            seen.add(annotation.id)
        _read_annotation(annotation, where, images, categories, builder, problems)


def _read_annotation(
    annotation: _Annotation,
    where: str,
    images: dict[Ref, Key | None],
    categories: dict[Ref, str],
    builder: SetBuilder,
    problems: Problems,
) -> None:
    if annotation.image_id not in images:
        problems.add(where, f"there is no image {_told(annotation.image_id)}")
        return
    if annotation.category_id not in categories:
        problems.add(where, f"there is no category {_told(annotation.category_id)}")
        return
    if annotation.iscrowd:
        builder.note("crowds were left out: a crowd is not one object")
        return
    key = images[annotation.image_id]
    if key is None:
        return
    x0, y0, width_px, height_px = annotation.bbox
    builder.add_box(
        where,
        key,
        name=categories[annotation.category_id],
        corners=(x0, y0, x0 + width_px, y0 + height_px),
        provenance=annotation.whatsit,
    )


def _split_of(content: _File, file: Path, root: Path) -> str:
    """What the file says of itself, or what its name or its folder says; "" for nothing."""
    if isinstance(content.info, _Info) and content.info.split:
        return SPLIT_WORDS.get(content.info.split.casefold(), "")
    return split_of_names(file.stem, "" if file.parent == root else file.parent.name)


def _told(value: object) -> str:
    return "none" if value is None else quoted(value) if isinstance(value, str) else str(value)
