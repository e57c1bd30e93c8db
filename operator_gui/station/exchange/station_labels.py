"""What a station knows, as labelled pictures. Reads its folder while it runs, changes nothing."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

import msgspec

from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.exchange.image_folder import class_folder
from operator_gui.station.exchange.labelled_set import (
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    Provenance,
    in_order,
)
from operator_gui.station.exchange.picture_files import safe_name
from operator_gui.station.exchange.station_pictures import PictureOrder, StationPictures
from operator_gui.station.exchange.view_geometry import box_in_frame, box_in_view, cut_around
from operator_gui.station.inbox import AUDIT_SPLIT, HOLDOUT_SPLIT, MADE_SPLIT, TRAINING_SPLIT
from shared.blobs import sha256_of
from shared.domain import NOT_AN_OBJECT, Box
from shared.errors import StorageError, UsageError
from shared.protocol.answers import Answer
from shared.protocol.fields import Corners
from shared.protocol.questions import Query

SEEN_SPLITS = (TRAINING_SPLIT, HOLDOUT_SPLIT, AUDIT_SPLIT)
"""What a camera saw; made views are left out unless they are asked for."""

ALL_SPLITS = (*SEEN_SPLITS, MADE_SPLIT)

Key = tuple[str, str]
Kind = Literal["frames", "objects"]
"""Whether a picture shows a frame with boxes in it, or one object and nothing else."""

_queries = msgspec.msgpack.Decoder(Query)
_answers = msgspec.msgpack.Decoder(Answer)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which labels. classes: None for all. every_view: all views of a track, not its best alone.
    tracks: of these alone, None for all."""

    splits: tuple[str, ...] = SEEN_SPLITS
    classes: tuple[str, ...] | None = None
    background: bool = True
    every_view: bool = False
    tracks: frozenset[str] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class LabelRow:
    """One label that counts now, with the question that it is of."""

    query: Query
    view: int
    class_name: str
    split: str
    answer: Answer
    pictures: str


@dataclass(frozen=True, eq=False, slots=True)
class Collected:
    """The labels, and how to get the file of each picture."""

    labelled: LabelledSet
    pictures: StationPictures


@dataclass(slots=True)
class _Draft:
    name: str
    order: PictureOrder
    size_px: tuple[int, int]
    boxes: list[LabelledBox]


def collect(folder: Path, wanted: Wanted, kind: Kind) -> Collected:
    """What the station in this folder was taught.

    Raises UsageError if that is nothing, StorageError if it cannot be read.
    """
    pictures = StationPictures(folder / "pictures")
    drafts: dict[tuple[str, ...], _Draft] = {}
    for row in label_rows(folder, wanted):
        add = _add_object if kind == "objects" else _add_frame if row.view == 0 else _add_view
        add(row, pictures, drafts)
    made = _named(drafts)
    pictures.orders = {key: draft.order for key, draft in made.items()}
    labelled = in_order(
        LabelledPicture(name, split, *draft.size_px, tuple(draft.boxes))
        for (split, name), draft in made.items()
    )
    return Collected(labelled, pictures)


def label_rows(folder: Path, wanted: Wanted) -> Iterator[LabelRow]:
    """The labels that count now, all of one moment, a track's views one after the other.

    Raises UsageError if there is none, or no such class; StorageError if they cannot be read.
    """
    file = folder / FILE_NAME
    found, names = 0, set[str]()
    try:
        with contextlib.closing(read_only(file)) as connection:
            cursor = connection.execute(
                "SELECT q.header, l.view, l.class_name, l.split, a.body, q.pictures, l.query_id, "
                "l.answer_id FROM current_label l JOIN query q ON q.query_id = l.query_id "
                "JOIN answer a ON a.answer_id = l.answer_id ORDER BY q.arrival, l.view"
            )
            for header, view, name, split, body, pictures, track, _ in cursor:
                names.add(name)
                if not _is_wanted(wanted, name, split, view):
                    continue
                if wanted.tracks is not None and track not in wanted.tracks:
                    continue
                found += 1
                query, answer = _queries.decode(header), _answers.decode(body)
                yield LabelRow(query, view, name, split, answer, pictures)
    except sqlite3.Error as error:
        raise StorageError(f"cannot read {file}: {error}") from error
    except msgspec.MsgspecError as error:
        raise StorageError(f"{file}: a stored question cannot be read: {error}") from error
    if unknown := set(wanted.classes or ()) - names:
        known = ", ".join(sorted(names)) or "none"
        raise UsageError(f"no class {min(unknown)!r} was ever taught; known: {known}")
    if not found:
        raise UsageError(f"{folder}: there is no such label yet")


def _is_wanted(wanted: Wanted, name: str, split: str, view: int) -> bool:
    return (
        split in wanted.splits
        and (wanted.every_view or view == 0)
        and (wanted.background or name != NOT_AN_OBJECT)
        and (wanted.classes is None or name in wanted.classes)
    )


def _add_frame(
    row: LabelRow, pictures: StationPictures, drafts: dict[tuple[str, ...], _Draft]
) -> None:
    """The frame of the best view: all boxes of one frame come into one picture."""
    query = row.query
    context = pictures.stored(row.pictures, 0)
    key = (
        row.split,
        query.node_id,
        query.session_id,
        query.source_id,
        str(query.views[0].frame_sequence),
        sha256_of(context),
    )
    size_px = pictures.size_px(row.pictures, 0)
    draft = drafts.setdefault(
        key, _Draft(_frame_name(query, key), PictureOrder(row.pictures, 0), size_px, [])
    )
    box = box_in_frame(_box_of(row), frame_px=_frame_px(query), picture_px=size_px)
    draft.boxes.append(LabelledBox(row.class_name, box, _provenance(row, "frame")))


def _add_view(
    row: LabelRow, pictures: StationPictures, drafts: dict[tuple[str, ...], _Draft]
) -> None:
    """Another view: of its frame nothing is kept but the box with a margin."""
    size_px = pictures.size_px(row.pictures, 1 + row.view)
    box = box_in_view(
        row.query.views[row.view].box, frame_px=_frame_px(row.query), picture_px=size_px
    )
    drafts[row.split, row.query.query_id, str(row.view)] = _Draft(
        f"views/{_view_name(row)}",
        PictureOrder(row.pictures, 1 + row.view),
        size_px,
        [LabelledBox(row.class_name, box, _provenance(row, "view"))],
    )


def _add_object(
    row: LabelRow, pictures: StationPictures, drafts: dict[tuple[str, ...], _Draft]
) -> None:
    """What is inside the box, from whichever picture shows it larger."""
    box, frame_px = _box_of(row), _frame_px(row.query)
    sized = pictures.size_px(row.pictures, 1 + row.view)
    part, inside = 1 + row.view, box_in_view(box, frame_px=frame_px, picture_px=sized)
    if row.view == 0:
        whole = pictures.size_px(row.pictures, 0)
        in_frame = box_in_frame(box, frame_px=frame_px, picture_px=whole)
        is_drawn = row.answer.box is not None  # the view may not show all of it
        if is_drawn or in_frame.width_px > inside.width_px:
            part, inside, sized = 0, in_frame, whole
    x0, y0, x1, y1 = cut_around(inside)
    size_px = (x1 - x0, y1 - y0)
    cut = None if size_px == sized else (x0, y0, x1, y1)
    drafts[row.split, row.query.query_id, str(row.view)] = _Draft(
        f"{class_folder(row.class_name)}/{_view_name(row)}",
        PictureOrder(row.pictures, part, cut),
        size_px,
        [LabelledBox(row.class_name, Box(0.0, 0.0, *map(float, size_px)), _provenance(row, "cut"))],
    )


def _provenance(row: LabelRow, shown: Literal["frame", "view", "cut"]) -> Provenance:
    query, view, answer = row.query, row.query.views[row.view], row.answer
    return Provenance(
        query_id=query.query_id,
        view=row.view,
        answer_id=answer.answer_id,
        operator=answer.operator,
        answered_at_s=answer.answered_at_s,
        node_id=query.node_id,
        session_id=query.session_id,
        source_id=query.source_id,
        track_key=query.track_key,
        frame_sequence=view.frame_sequence,
        frame_name=view.frame_name,
        captured_at_s=view.captured_at_s,
        quality=view.quality,
        embedder_sha256=query.embedder_sha256,
        made_from=query.made_from,
        shown=shown,
        frame_width_px=query.frame_width_px,
        frame_height_px=query.frame_height_px,
        frame_box=_box_of(row),
    )


def _box_of(row: LabelRow) -> Corners:
    """Where the object is in its frame: as the operator drew it in that of the best view, or as the
    node saw it."""
    drawn = row.answer.box if row.view == 0 else None
    return row.query.views[row.view].box if drawn is None else drawn


def _frame_px(query: Query) -> tuple[int, int]:
    return max(1, query.frame_width_px), max(1, query.frame_height_px)


def _frame_name(query: Query, key: tuple[str, ...]) -> str:
    """The name of the file that the frame came from, where it has one that can be kept."""
    name = query.views[0].frame_name
    try:
        path = safe_name(name).with_suffix(".jpg")
    except ValueError:
        return f"{_short_hash(key)}.jpg"
    reserved = {"images", "labels"} & set(path.parts) or path.parts[0] == "views"
    return f"{_short_hash(key)}.jpg" if reserved else str(path)


def _view_name(row: LabelRow) -> str:
    query_id = row.query.query_id
    plain = query_id if query_id.isascii() and query_id.isalnum() else _short_hash((query_id,))
    return f"{plain}-{row.view}.jpg"


def _named(drafts: dict[tuple[str, ...], _Draft]) -> dict[Key, _Draft]:
    """By split and name; names that several pictures have get something to tell them apart."""
    uses = Counter((key[0], draft.name.casefold()) for key, draft in drafts.items())
    named: dict[Key, _Draft] = {}
    for key, draft in drafts.items():
        path = PurePosixPath(draft.name)
        if uses[key[0], draft.name.casefold()] > 1:
            path = path.with_stem(f"{path.stem[:100]}-{_short_hash(key)}")
        named[key[0], str(path)] = replace(draft, name=str(path))
    return named


def _short_hash(parts: tuple[str, ...]) -> str:
    return sha256_of("\0".join(parts).encode())[:16]
