"""What a COCO file says, and where people keep its pictures. Pure."""

from pathlib import PurePosixPath
from typing import Annotated

import msgspec

Ref = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | str
"""An id: of an image, a category, an annotation."""

SPLIT_WORDS = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
    "holdout": "holdout",
    "audit": "audit",
    "made": "made",
}
"""Words in the names of folders and files that say what pictures are for, and what each means."""


class CocoImage(msgspec.Struct, frozen=True):
    """A picture; its size where the file has it."""

    id: Ref
    file_name: str
    width: int | None = None
    height: int | None = None


class CocoCategory(msgspec.Struct, frozen=True):
    """A class."""

    id: Ref
    name: str


class CocoAnnotation(msgspec.Struct, frozen=True):
    """An object. bbox: left, top, width and height in pixels. iscrowd: it is not one object."""

    image_id: Ref
    category_id: Ref
    bbox: tuple[float, float, float, float]
    id: Ref | None = None
    iscrowd: int = 0


def split_of_names(stem: str, folder: str) -> str:
    """What the names of a file and of its folder say of the split, "" for nothing."""
    words = [*stem.casefold().replace("-", "_").split("_"), folder.casefold()]
    found = (SPLIT_WORDS.get(word.rstrip("0123456789"), "") for word in words)
    return next(filter(None, found), "")


def picture_places(file_name: str, *, split: str, stem: str, beside: str) -> list[PurePosixPath]:
    """Where the picture of that name may be within the set's folder, the likeliest first.

    stem: of the JSON file. beside: the folder that it is in.
    """
    short = stem.removeprefix("instances_")
    of_split = f"images/{split}" if split else "images"
    places = [of_split, short, f"images/{short}", "images", beside, ".", split or "."]
    return [PurePosixPath(place) / file_name for place in dict.fromkeys(places)]
