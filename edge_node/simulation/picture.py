"""A picture and the things in it that have a name: what every kind of data is read as."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from edge_node.sources.address import IMAGE_SUFFIXES, natural_order
from edge_node.sources.image_files import decode_image, read_image_file
from shared.domain import Box, Image

Part = Literal["any", "pool", "test"]
"""What a picture is for: to be asked about, to be tested on, or either."""

POOL_FOLDERS = frozenset({"train", "training"})
SPARE_FOLDERS = frozenset({"val", "valid", "validation"})
TEST_FOLDERS = frozenset({"test", "testing", "holdout", "audit"})
"""Names of folders that say what their pictures are for. What was kept for validation is asked
about as well, unless there is nothing else to test on."""

SPLIT_FOLDERS = POOL_FOLDERS | SPARE_FOLDERS | TEST_FOLDERS


@dataclass(frozen=True, slots=True)
class Thing:
    """One view of one object.

    object_id: the same for all views of it. session: objects of one session are tested on
    together or not at all. box: in shares of the picture's width and height; None where the
    picture shows nothing else.
    """

    object_id: str
    name: str
    session: str
    box: Box | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A picture that was not read yet.

    label: what to call it. read: its bytes, by which copies of it are found. decode: what makes
    an image of them. Both raise OSError or SourceError.
    """

    label: str
    part: Part
    things: tuple[Thing, ...]
    read: Callable[[], bytes]
    decode: Callable[[bytes], Image]


@dataclass(frozen=True, eq=False, slots=True)
class LabelledData:
    """Pictures in a fixed order, to be gone through once. count: how many, where that is known.

    unusable: what was left out already, and why, a line each.
    """

    title: str
    pictures: Iterable[Picture]
    count: int | None
    unusable: tuple[str, ...] = ()


def file_picture(path: Path, *, label: str, part: Part, things: tuple[Thing, ...]) -> Picture:
    """The picture in a file."""
    return Picture(
        label=label,
        part=part,
        things=things,
        read=lambda: read_image_file(path),
        decode=lambda content: decode_image(np.frombuffer(content, np.uint8)),
    )


def image_files(folder: Path) -> list[Path]:
    """The image files within a folder, at any depth, in the order of their names."""
    return sorted(_image_files(folder), key=natural_order)


def has_images(folder: Path) -> bool:
    """Whether there is any."""
    return next(_image_files(folder), None) is not None


def _image_files(folder: Path) -> Iterator[Path]:
    """What is hidden, and folders that are links, are passed over."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if is_image_name(name))


def is_image_name(name: str) -> bool:
    """Whether a file of this name is taken for an image; hidden ones never are."""
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in IMAGE_SUFFIXES


def part_of(names: Iterable[str], *, spare_is_test: bool) -> Part:
    """What a picture is for, by the names of the folders that it is in.

    spare_is_test: whether what was kept for validation is all there is to test on.
    """
    for name in map(str.casefold, names):
        if name in TEST_FOLDERS or (spare_is_test and name in SPARE_FOLDERS):
            return "test"
        if name in POOL_FOLDERS | SPARE_FOLDERS:
            return "pool"
    return "any"
