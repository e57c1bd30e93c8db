"""Labelled pictures, free of any format: what every writer takes and every reader gives. Pure.

Boxes are in pixels of the picture that they are in, rounded to thousandths, so that the shares and
percents of other formats lead back to the very same numbers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from shared.domain import Box
from shared.protocol.fields import Corners, Count, Name, Share, Time

_MaybeId = Annotated[str, msgspec.Meta(max_length=64)]

Shown = Literal["", "frame", "view", "cut"]
"""What of the camera's frame a picture shows: all of it, a view with a margin around the object,
or what is inside the box; "" where the picture comes from elsewhere."""

MAX_VIEWS = 16


class Provenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a label comes from; empty where nothing is known of it.

    query_id, view: the track, and which of its views this is (0 is the best). frame_box: the box
    in the frame of `frame_width_px` × `frame_height_px` that the camera saw, of which the picture
    is what `shown` says.
    """

    query_id: _MaybeId = ""
    view: Annotated[int, msgspec.Meta(ge=0, lt=MAX_VIEWS)] = 0
    answer_id: _MaybeId = ""
    operator: Name = ""
    answered_at_s: Time = 0.0
    node_id: _MaybeId = ""
    session_id: _MaybeId = ""
    source_id: Name = ""
    track_key: _MaybeId = ""
    frame_sequence: Count = 0
    frame_name: Name = ""
    captured_at_s: Time = 0.0
    quality: Share = 0.0
    embedder_sha256: _MaybeId = ""
    made_from: _MaybeId = ""
    shown: Shown = ""
    frame_width_px: Count = 0
    frame_height_px: Count = 0
    frame_box: Corners = (0.0, 0.0, 0.0, 0.0)


NOTHING_KNOWN = Provenance()


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """One object in one picture, and what a person called it."""

    name: str
    box: Box
    provenance: Provenance = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """A picture and the objects in it.

    file_name: with slashes, within the folder of its split. split: "" where none is named.
    """

    file_name: str
    split: str
    width_px: int
    height_px: int
    boxes: tuple[LabelledBox, ...]

    @property
    def key(self) -> tuple[str, str]:
        """No two pictures of a set have the same split and name."""
        return self.split, self.file_name


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Pictures by split and name, each with its boxes in a fixed order; made by `in_order`."""

    pictures: tuple[LabelledPicture, ...]

    @property
    def class_names(self) -> tuple[str, ...]:
        """Every name once, in order."""
        return tuple(sorted({box.name for picture in self.pictures for box in picture.boxes}))

    @property
    def splits(self) -> tuple[str, ...]:
        """Every split that has a picture, in order."""
        return tuple(sorted({picture.split for picture in self.pictures}))

    @property
    def box_count(self) -> int:
        return sum(len(picture.boxes) for picture in self.pictures)

    def of_split(self, split: str) -> tuple[LabelledPicture, ...]:
        """The pictures of one split."""
        return tuple(picture for picture in self.pictures if picture.split == split)


PictureBytes = Callable[[LabelledPicture], bytes]
"""Gives the file of a picture. Raises StorageError if it cannot be read."""

Advance = Callable[[int], None]
"""Is told how many more pictures are done."""


def in_order(pictures: Iterable[LabelledPicture]) -> LabelledSet:
    """The set of these pictures, whatever their order and that of their boxes."""
    return LabelledSet(tuple(sorted(map(_sorted_boxes, pictures), key=lambda p: p.key)))


def rounded(box: Iterable[float]) -> Box:
    """Corners in thousandths of a pixel, never a negative zero."""
    return Box(*(round(corner, 3) + 0.0 for corner in box))


def folder_of(split: str) -> str:
    """Where the pictures of a split lie in an exported folder."""
    return f"images/{split}" if split else "images"


def path_of(picture: LabelledPicture) -> str:
    """Where a picture lies in an exported folder."""
    return f"{folder_of(picture.split)}/{picture.file_name}"


def _sorted_boxes(picture: LabelledPicture) -> LabelledPicture:
    def order(item: LabelledBox) -> tuple[Box, str, str, int]:
        return item.box, item.name, item.provenance.query_id, item.provenance.view

    return LabelledPicture(
        file_name=picture.file_name,
        split=picture.split,
        width_px=picture.width_px,
        height_px=picture.height_px,
        boxes=tuple(sorted(picture.boxes, key=order)),
    )
