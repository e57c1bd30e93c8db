"""Labelled sets for tests: pictures that are no more than a header, and boxes in them."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from operator_gui.station.exchange.coco import read_coco, write_coco
from operator_gui.station.exchange.image_folder import (
    class_folder,
    read_image_folder,
    write_image_folder,
)
from operator_gui.station.exchange.label_studio import read_label_studio, write_label_studio
from operator_gui.station.exchange.labelled_set import (
    Advance,
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    PictureBytes,
    Provenance,
    in_order,
    rounded,
)
from operator_gui.station.exchange.problems import Problems
from operator_gui.station.exchange.set_builder import FoundSet
from operator_gui.station.exchange.table import (
    read_table,
    write_csv_table,
    write_parquet_table,
)
from operator_gui.station.exchange.yolo import read_yolo, write_yolo
from shared.domain import Box

Writer = Callable[[LabelledSet, Path, PictureBytes, Advance], None]
Reader = Callable[[Path, Problems], FoundSet]

FORMATS: dict[str, tuple[Writer, Reader]] = {
    "coco": (write_coco, read_coco),
    "yolo": (write_yolo, read_yolo),
    "label-studio": (write_label_studio, read_label_studio),
    "csv": (write_csv_table, read_table),
    "parquet": (write_parquet_table, read_table),
    "folder": (write_image_folder, read_image_folder),
}
WITH_BOXES = [name for name in FORMATS if name != "folder"]


def header_of(width_px: int, height_px: int, salt: str = "") -> bytes:
    """The beginning of a JPEG of that size: all that is read before a picture is decoded."""
    comment = salt.encode()
    return (
        b"\xff\xd8\xff\xfe"
        + (len(comment) + 2).to_bytes(2, "big")
        + comment
        + b"\xff\xc0\x00\x11\x08"
        + height_px.to_bytes(2, "big")
        + width_px.to_bytes(2, "big")
        + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    )


def picture_bytes(picture: LabelledPicture) -> bytes:
    return header_of(picture.width_px, picture.height_px, "/".join(picture.key))


def write_set(kind: str, labelled: LabelledSet, folder: Path) -> None:
    FORMATS[kind][0](labelled, folder, picture_bytes, lambda _: None)


def read_back(kind: str, folder: Path) -> LabelledSet:
    return FORMATS[kind][1](folder, Problems()).labelled


PROVENANCE = Provenance(
    query_id="q1",
    view=2,
    answer_id="a1",
    operator='Ada, "the" first; 1',
    answered_at_s=1_700_000_000.125,
    node_id="rover-1",
    session_id="s1",
    source_id="rtsp://camera/1?x=y",
    track_key="s1-7",
    frame_sequence=12345678901,
    frame_name="left/0001.jpg",
    captured_at_s=0.1 + 0.2,
    quality=1 / 3,
    embedder_sha256="ab" * 32,
    shown="frame",
    frame_width_px=1920,
    frame_height_px=1080,
    frame_box=(0.1, 1e-7, 1919.9999, 1080.0),
)


def small_set(name: str = "mug", *, whole: bool = False, count: int = 1) -> LabelledSet:
    """One picture of 64 × 48 pixels with one box, or several such pictures."""
    box = Box(0.0, 0.0, 64.0, 48.0) if whole else Box(1.5, 2.0, 30.125, 40.0)
    return in_order(
        LabelledPicture(
            f"{class_folder(name)}/{number}.jpg" if whole else f"{number}.jpg",
            "train",
            64,
            48,
            (LabelledBox(name, box),),
        )
        for number in range(count)
    )


# ------------------------------------------------------------------ any set at all

_plain = st.characters(exclude_categories=["C", "Z"], exclude_characters="/\\")
_stems = st.text("abcXYZ019 _-.é", min_size=1, max_size=12).filter(
    lambda text: text.strip(" .") == text and ".." not in text
)
_names = st.text(_plain, min_size=1, max_size=20)
_texts = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=30)
_ids = st.text("abcdef0123456789-", max_size=64)
_corners = st.tuples(*[st.floats(-1e6, 1e6)] * 4)


@st.composite
def provenances(draw: st.DrawFn) -> Provenance:
    return Provenance(
        query_id=draw(_ids),
        view=draw(st.integers(0, 15)),
        answer_id=draw(_ids),
        operator=draw(_texts),
        answered_at_s=draw(st.floats(0, 1e10)),
        node_id=draw(_ids),
        session_id=draw(_ids),
        source_id=draw(_texts),
        track_key=draw(_ids),
        frame_sequence=draw(st.integers(0, 2**53)),
        frame_name=draw(_texts),
        captured_at_s=draw(st.floats(0, 1e10)),
        quality=draw(st.floats(0, 1)),
        embedder_sha256=draw(_ids),
        made_from=draw(_ids),
        shown=draw(st.sampled_from(["", "frame", "view", "cut"])),
        frame_width_px=draw(st.integers(0, 8000)),
        frame_height_px=draw(st.integers(0, 8000)),
        frame_box=draw(_corners),
    )


@st.composite
def _boxes(draw: st.DrawFn, width_px: int, height_px: int) -> Box:
    across = sorted(draw(st.lists(_thousandths(width_px), min_size=2, max_size=2, unique=True)))
    down = sorted(draw(st.lists(_thousandths(height_px), min_size=2, max_size=2, unique=True)))
    return rounded((across[0] / 1000, down[0] / 1000, across[1] / 1000, down[1] / 1000))


def _thousandths(side_px: int) -> st.SearchStrategy[int]:
    return st.integers(0, 1000 * side_px)


@st.composite
def labelled_sets(draw: st.DrawFn, *, whole: bool = False) -> LabelledSet:
    names = draw(st.lists(_names.filter(_is_kept), min_size=1, max_size=4, unique_by=str.casefold))
    stems = draw(st.lists(_stems, min_size=1, max_size=4, unique_by=str.casefold))
    pictures = []
    for stem in stems:
        width_px, height_px = draw(st.integers(1, 8000)), draw(st.integers(1, 4000))
        if whole:
            name = draw(st.sampled_from(names))
            boxes = [Box(0.0, 0.0, float(width_px), float(height_px))]
            file_name = f"{class_folder(name)}/{stem}.jpg"
            labels = [name]
        else:
            boxes = draw(st.lists(_boxes(width_px, height_px), min_size=1, max_size=4, unique=True))
            file_name = draw(st.sampled_from([f"{stem}.jpg", f"sub/{stem}.jpg"]))
            labels = [draw(st.sampled_from(names)) for _ in boxes]
        pictures.append(
            LabelledPicture(
                file_name,
                draw(st.sampled_from(["train", "audit", "holdout", "val"])),
                width_px,
                height_px,
                tuple(
                    LabelledBox(name, box, draw(provenances()))
                    for name, box in zip(labels, boxes, strict=True)
                ),
            )
        )
    return in_order(pictures)


def _is_kept(name: str) -> bool:
    """Whether the station keeps the name as it is."""
    return unicodedata.normalize("NFC", name) == name and name.casefold() != "not an object"
