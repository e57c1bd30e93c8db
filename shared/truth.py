"""Ground truth: which object stands where in a recording, and what it is called.

Two forms are read: a `whatsit-truth-1` JSON file for a video (boxes at key frames, linear between
them), and a folder of images with a CSV file of the same name beside each (columns
`name,x0,y0,x1,y1`, a line an object, corners as shares of width and height).
"""

import csv
import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from shared.domain import Box
from shared.errors import TruthError
from shared.protocol.questions import Query

FORMAT = "whatsit-truth-1"


class KeyFrame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A box at one frame; `hidden` from here until the next key frame."""

    frame: Annotated[int, msgspec.Meta(ge=0)]
    box: tuple[float, float, float, float]
    hidden: bool = False


class TruthObject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One physical object, from its first to its last key frame."""

    id: int
    name: str
    keyframes: Annotated[tuple[KeyFrame, ...], msgspec.Meta(min_length=1)]

    def box_at(self, frame: int) -> Box | None:
        """Where the object is in a frame, None while it is not to be seen."""
        after = bisect_right([key.frame for key in self.keyframes], frame)
        if after == 0:
            return None
        left = self.keyframes[after - 1]
        if after == len(self.keyframes):
            return Box(*left.box) if left.frame == frame and not left.hidden else None
        if left.hidden:
            return None
        right = self.keyframes[after]
        share = (frame - left.frame) / (right.frame - left.frame)
        return Box(*(a + share * (b - a) for a, b in zip(left.box, right.box, strict=True)))


class VideoTruth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The truth about one video."""

    format: Literal["whatsit-truth-1"]
    source: str
    sha256: str
    width_px: int
    height_px: int
    frame_count: Annotated[int, msgspec.Meta(ge=1)]
    objects: tuple[TruthObject, ...]

    def at(self, position: int | None, frame_name: str) -> tuple[tuple[int, str, Box], ...]:
        """Objects to be seen in the frame at `position`: id, name, box in pixels."""
        if position is None:
            return ()
        found = ((o.id, o.name, o.box_at(position % self.frame_count)) for o in self.objects)
        return tuple((key, name, box) for key, name, box in found if box is not None)

    @property
    def object_count(self) -> int:
        return len(self.objects)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name once, in order."""
        return tuple(sorted({item.name for item in self.objects}))


@dataclass(frozen=True, slots=True)
class ImageTruth:
    """The truth about a folder of images, corners as shares of width and height."""

    images: dict[str, tuple[tuple[int, str, Box], ...]]

    def shares(self, frame_name: str) -> tuple[tuple[int, str, Box], ...]:
        """Objects of an image: id, name, box in shares of the image's size."""
        return self.images.get(frame_name, ())

    @property
    def object_count(self) -> int:
        return sum(map(len, self.images.values()))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name once, in order."""
        return tuple(sorted({name for rows in self.images.values() for _, name, _ in rows}))


Truth = VideoTruth | ImageTruth


def objects_in(
    truth: Truth, *, position: int | None, frame_name: str, width_px: int, height_px: int
) -> tuple[tuple[int, str, Box], ...]:
    """Objects that the truth knows in one frame: id, name, box in pixels."""
    if isinstance(truth, VideoTruth):
        return truth.at(position, frame_name)
    return tuple(
        (key, name, Box(b.x0 * width_px, b.y0 * height_px, b.x1 * width_px, b.y1 * height_px))
        for key, name, b in truth.shares(frame_name)
    )


def best_match(
    objects: tuple[tuple[int, str, Box], ...], box: Box, *, min_iou: float
) -> tuple[int, str] | None:
    """The object that overlaps `box` most, by at least `min_iou`: its id and name."""
    scored = [(known.iou(box), key, name) for key, name, known in objects]
    overlap, key, name = max(scored, default=(0.0, 0, ""))
    return (key, name) if overlap >= min_iou and overlap > 0 else None


def load_truth(path: Path) -> Truth:
    """Reads a JSON file, or a folder of images with CSV files. Raises TruthError."""
    if path.is_dir():
        return _load_image_truth(path)
    try:
        truth = msgspec.json.decode(path.read_bytes(), type=VideoTruth)
    except OSError as error:
        raise TruthError(f"cannot read truth {path}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TruthError(f"truth {path}: not of format {FORMAT}: {error}") from error
    for item in truth.objects:
        frames = [key.frame for key in item.keyframes]
        if any(a >= b for a, b in pairwise(frames)):
            raise TruthError(f"truth {path}: key frames of object {item.id} do not rise")
    return truth


def _load_image_truth(folder: Path) -> ImageTruth:
    images: dict[str, tuple[tuple[int, str, Box], ...]] = {}
    next_id = 1
    files = sorted(folder.iterdir())
    for table in (p for p in files if p.suffix == ".csv"):
        image = next((p for p in files if p.stem == table.stem and p.suffix != ".csv"), None)
        if image is None:
            continue
        rows: list[tuple[int, str, Box]] = []
        for name, corners in read_boxes(table):
            rows.append((next_id, name, corners))
            next_id += 1
        images[image.name] = tuple(rows)
    if not images:
        raise TruthError(f"truth {folder}: no image with a .csv file of its name in this folder")
    return ImageTruth(images)


def read_boxes(table: Path) -> list[tuple[str, Box]]:
    """The lines of an image's CSV file: name and corners as shares of width and height.

    Raises TruthError, which names the file.
    """
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            return [_read_box(row) for row in csv.DictReader(file)]
    except (OSError, ValueError, TypeError, KeyError, csv.Error) as error:
        raise TruthError(
            f"truth {table}: expected the columns name,x0,y0,x1,y1: {error}"
        ) from error


def _read_box(row: dict[str, str]) -> tuple[str, Box]:
    corners = Box(*(float(row[side]) for side in ("x0", "y0", "x1", "y1")))
    if not row["name"] or not all(map(math.isfinite, corners)):
        raise ValueError(f"line without a name or with endless corners: {row}")
    return row["name"], corners


def object_asked_about(truth: Truth, query: Query, *, min_iou: float) -> tuple[int, str] | None:
    """The id and the name of the object that a question's views show, the best view first.

    None where none of them overlaps one that the truth knows by at least `min_iou`.
    """
    for view in query.views:
        objects = objects_in(
            truth,
            position=view.frame_position,
            frame_name=view.frame_name,
            width_px=query.frame_width_px,
            height_px=query.frame_height_px,
        )
        found = best_match(objects, Box(*view.box), min_iou=min_iou)
        if found is not None:
            return found
    return None
