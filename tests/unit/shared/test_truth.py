"""Ground truth is read as it was written down, or refused with the place that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.domain import Box
from shared.errors import TruthError
from shared.truth import (
    ImageTruth,
    KeyFrame,
    TruthObject,
    VideoTruth,
    best_match,
    load_truth,
    objects_in,
)


def key(frame: int, x: float, *, hidden: bool = False) -> KeyFrame:
    return KeyFrame(frame=frame, box=(x, 0.0, x + 10.0, 10.0), hidden=hidden)


def thing(*keyframes: KeyFrame, name: str = "mug", number: int = 1) -> TruthObject:
    return TruthObject(id=number, name=name, keyframes=keyframes)


def video(*objects: TruthObject, frame_count: int = 100) -> VideoTruth:
    return VideoTruth(
        format="whatsit-truth-1",
        source="street.mp4",
        sha256="0" * 64,
        width_px=640,
        height_px=480,
        frame_count=frame_count,
        objects=objects,
    )


@pytest.mark.parametrize(
    ("frame", "left"),
    [(9, None), (10, 0.0), (11, 1.0), (15, 5.0), (20, 10.0), (25, 5.0), (30, 0.0), (31, None)],
)
def test_that_boxes_lie_on_the_line_between_key_frames(frame: int, left: float | None) -> None:
    box = thing(key(10, 0.0), key(20, 10.0), key(30, 0.0)).box_at(frame)
    assert box == (None if left is None else Box(left, 0.0, left + 10.0, 10.0))


@pytest.mark.parametrize(
    ("frame", "seen"), [(4, True), (5, False), (7, False), (9, False), (10, True), (12, True)]
)
def test_that_an_object_is_hidden_until_its_next_key_frame(frame: int, seen: bool) -> None:
    item = thing(key(0, 0.0), key(5, 5.0, hidden=True), key(10, 50.0), key(12, 50.0))
    assert (item.box_at(frame) is not None) is seen


def test_that_an_object_is_not_seen_at_a_hidden_last_key_frame() -> None:
    item = thing(key(0, 0.0), key(5, 5.0, hidden=True))
    assert item.box_at(4) is not None
    assert item.box_at(5) is None
    assert item.box_at(6) is None


def test_that_an_object_of_one_key_frame_is_seen_in_that_frame_only() -> None:
    item = thing(key(5, 0.0))
    assert [item.box_at(frame) is not None for frame in (4, 5, 6)] == [False, True, False]


def test_that_positions_wrap_around_like_a_recording_that_is_played_again() -> None:
    truth = video(thing(key(3, 0.0), key(5, 20.0)), frame_count=10)
    first = truth.at(4, "")
    assert first == ((1, "mug", Box(10.0, 0.0, 20.0, 10.0)),)
    assert truth.at(14, "") == truth.at(104, "") == first
    assert truth.at(16, "") == ()
    assert truth.at(None, "") == ()


def test_that_only_objects_to_be_seen_are_given_in_pixels() -> None:
    truth = video(thing(key(0, 1.0), key(9, 1.0)), thing(key(5, 2.0), name="bowl", number=2))
    found = objects_in(truth, position=0, frame_name="any", width_px=1, height_px=1)
    assert found == ((1, "mug", Box(1.0, 0.0, 11.0, 10.0)),)
    assert len(truth.at(5, "")) == 2
    assert truth.object_count == 2
    assert truth.names == ("bowl", "mug")


def test_that_shares_become_pixels_of_the_image_asked_about() -> None:
    truth = ImageTruth({"a.jpg": ((1, "mug", Box(0.25, 0.5, 0.75, 1.0)),)})
    found = objects_in(truth, position=3, frame_name="a.jpg", width_px=400, height_px=200)
    assert found == ((1, "mug", Box(100.0, 100.0, 300.0, 200.0)),)
    assert objects_in(truth, position=3, frame_name="b.jpg", width_px=400, height_px=200) == ()


def test_that_the_best_match_overlaps_most_and_enough() -> None:
    objects = (
        (1, "mug", Box(0, 0, 10, 10)),
        (2, "bowl", Box(5, 0, 15, 10)),
    )
    assert best_match(objects, Box(0, 0, 10, 10), min_iou=0.5) == (1, "mug")
    assert best_match(objects, Box(4, 0, 14, 10), min_iou=0.5) == (2, "bowl")
    assert best_match(objects, Box(0, 0, 10, 20), min_iou=0.5) == (1, "mug")
    assert best_match(objects, Box(0, 0, 10, 21), min_iou=0.5) is None
    assert best_match(objects, Box(50, 50, 60, 60), min_iou=0.0) is None
    assert best_match((), Box(0, 0, 10, 10), min_iou=0.0) is None


def document(**changes: Any) -> str:
    return json.dumps(
        {
            "format": "whatsit-truth-1",
            "source": "street.mp4",
            "sha256": "0" * 64,
            "width_px": 640,
            "height_px": 480,
            "frame_count": 100,
            "objects": [
                {"id": 1, "name": "mug", "keyframes": [{"frame": 3, "box": [0, 0, 10, 10]}]}
            ],
            **changes,
        }
    )


def keyframes(*frames: int) -> list[dict[str, object]]:
    return [
        {"id": 7, "name": "mug", "keyframes": [{"frame": f, "box": [0, 0, 1, 1]} for f in frames]}
    ]


def test_that_a_json_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "street.truth.json"
    path.write_text(document())
    truth = load_truth(path)
    assert isinstance(truth, VideoTruth)
    assert truth.at(3, "") == ((1, "mug", Box(0, 0, 10, 10)),)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not of format whatsit-truth-1"),
        ("{}", "not of format whatsit-truth-1"),
        (document(format="coco"), "not of format whatsit-truth-1"),
        (document(more=1), "unknown field `more`"),
        (document(frame_count=0), "frame_count"),
        (document(objects=keyframes()), "keyframes"),
        (document(objects=keyframes(-1)), "frame"),
        (document(objects=keyframes(3, 3)), "key frames of object 7 do not rise"),
        (document(objects=keyframes(3, 9, 4)), "key frames of object 7 do not rise"),
    ],
)
def test_that_a_json_file_that_is_no_truth_is_refused(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(TruthError, match=complaint) as refusal:
        load_truth(path)
    assert str(path) in str(refusal.value)


def test_that_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(b'{"format": "\xff\xfe"}')
    with pytest.raises(TruthError, match="not of format"):
        load_truth(path)


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match=r"cannot read truth .*nowhere\.json: No such file"):
        load_truth(tmp_path / "nowhere.json")


HEADER = "name,x0,y0,x1,y1\n"


def image_folder(folder: Path, **tables: str) -> Path:
    for stem, text in tables.items():
        (folder / f"{stem}.jpg").write_bytes(b"jpeg")
        (folder / f"{stem}.csv").write_text(text)
    return folder


def test_that_a_folder_of_images_with_tables_is_read(tmp_path: Path) -> None:
    image_folder(
        tmp_path, a=HEADER + "mug,0,0,0.5,0.5\nbowl,0.5,0,1,1\n", b=HEADER, c=HEADER + "mug,0,0,1,1"
    )
    (tmp_path / "d.jpg").write_bytes(b"jpeg")
    (tmp_path / "classes.csv").write_text("a table of something else")
    truth = load_truth(tmp_path)
    assert isinstance(truth, ImageTruth)
    assert truth.shares("a.jpg") == (
        (1, "mug", Box(0.0, 0.0, 0.5, 0.5)),
        (2, "bowl", Box(0.5, 0.0, 1.0, 1.0)),
    )
    assert truth.shares("b.jpg") == ()
    assert truth.shares("c.jpg") == ((3, "mug", Box(0.0, 0.0, 1.0, 1.0)),)
    assert truth.shares("d.jpg") == ()
    assert truth.object_count == 3
    assert truth.names == ("bowl", "mug")


def test_that_columns_are_told_by_name_even_as_a_spreadsheet_writes_them(tmp_path: Path) -> None:
    image_folder(tmp_path, a="")
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfx1,y1,x0,y0,name\r\n1,1,0,0,T\xc3\xa9l\r\n")
    truth = load_truth(tmp_path)
    assert isinstance(truth, ImageTruth)
    assert truth.shares("a.jpg") == ((1, "Tél", Box(0.0, 0.0, 1.0, 1.0)),)


def test_that_a_table_belongs_to_the_image_of_exactly_its_name(tmp_path: Path) -> None:
    for name in ("mug.1.jpg", "mug.jpg", "mug[1].jpg"):
        (tmp_path / name).write_bytes(b"jpeg")
    (tmp_path / "mug.csv").write_text(HEADER + "mug,0,0,1,1\n")
    (tmp_path / "mug[1].csv").write_text(HEADER + "bowl,0,0,1,1\n")
    truth = load_truth(tmp_path)
    assert isinstance(truth, ImageTruth)
    assert {name: rows[0][1] for name, rows in truth.images.items()} == {
        "mug.jpg": "mug",
        "mug[1].jpg": "bowl",
    }


@pytest.mark.parametrize(
    "text",
    [
        "name,x0,y0,x1\nmug,0,0,1\n",
        "x0,y0,x1,y1\n0,0,1,1\n",
        HEADER + "mug,0,0,1\n",
        HEADER + "mug,0,0,1,right\n",
        HEADER + "mug,0,0,1,nan\n",
        HEADER + "mug,0,0,1,inf\n",
        HEADER + ",0,0,1,1\n",
        "x0,y0,x1,y1,name\n0,0,1,1\n",
        HEADER + "m" * 200_000 + ",0,0,1,1\n",
    ],
)
def test_that_a_table_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    image_folder(tmp_path, a=text)
    with pytest.raises(TruthError, match=r"a\.csv: expected the columns name,x0,y0,x1,y1"):
        load_truth(tmp_path)


def test_that_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    image_folder(tmp_path, a="")
    (tmp_path / "a.csv").write_bytes(HEADER.encode() + b"\xff\xfe,0,0,1,1\n")
    with pytest.raises(TruthError, match="expected the columns"):
        load_truth(tmp_path)


def test_that_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"jpeg")
    with pytest.raises(TruthError, match=r"no image with a \.csv file of its name"):
        load_truth(tmp_path)
