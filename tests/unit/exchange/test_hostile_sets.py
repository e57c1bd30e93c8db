"""A set with anything wrong in it is refused whole, and told where that is."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from operator_gui.station.exchange import json_file, picture_files, rows
from operator_gui.station.exchange.labelled_set import in_order
from operator_gui.station.exchange.problems import MOST, ImportRefusedError, Problems
from operator_gui.station.exchange.reading import read_set
from shared.errors import UsageError
from tests.unit.exchange.sets import FORMATS, WITH_BOXES, header_of, read_back, small_set, write_set

Set = dict[str, Any]


def refusal(kind: str, folder: Path) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        read_back(kind, folder)
    assert len(caught.value.problems) <= MOST
    assert "\n" not in str(caught.value)
    told = "\n".join(caught.value.problems)
    assert told.replace("\n", "").isprintable()
    return told


# ------------------------------------------------------------------ COCO


def coco(folder: Path, change: Callable[[Set], object] = lambda _: None) -> None:
    """A COCO set of two pictures, changed as a stranger might."""
    write_set("coco", small_set(count=2), folder)
    file = folder / "annotations" / "instances_train.json"
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


def setter(*path: Any, to: Any) -> Callable[[Set], None]:
    def change(content: Set) -> None:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


FIRST_BOX = ("annotations", 0, "bbox")
FIRST_FILE = ("images", 0, "file_name")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (setter(*FIRST_BOX, to=[1, 2, float("nan"), 3]), "line"),
        (setter(*FIRST_BOX, to=[1, 2, float("inf"), 3]), "line"),
        (setter(*FIRST_BOX, to=[1, 2, -3, 3]), "annotation 0 (id 1): a box without an area"),
        (setter(*FIRST_BOX, to=[1, 2, 0, 3]), "annotation 0 (id 1): a box without an area"),
        (setter(*FIRST_BOX, to=[60, 2, 20, 3]), "a box outside of its picture of 64 × 48"),
        (setter(*FIRST_BOX, to=[-9, 2, 20, 3]), "a box outside of its picture of 64 × 48"),
        (setter(*FIRST_BOX, to=[1e300, 2, 1e300, 3]), "a box outside of its picture"),
        (setter(*FIRST_BOX, to=[1, 2, 3]), "$.annotations[0].bbox"),
        (setter(*FIRST_BOX, to="1 2 3 4"), "$.annotations[0].bbox"),
        (setter(*FIRST_FILE, to="../../etc/passwd"), "image 0 (id 1): picture '../../etc/passwd'"),
        (setter(*FIRST_FILE, to="/etc/passwd"), "expected a path within the folder"),
        (setter(*FIRST_FILE, to="C:\\x.jpg"), "expected a path within the folder"),
        (setter(*FIRST_FILE, to="..\\x.jpg"), "expected a path within the folder"),
        (setter(*FIRST_FILE, to="a\0.jpg"), "a control character in a file's name"),
        (setter(*FIRST_FILE, to="a\n.jpg"), "a control character in a file's name"),
        (setter(*FIRST_FILE, to="x" * 300), "the file's name is too long"),
        (setter(*FIRST_FILE, to=""), "expected the name of a file"),
        (setter(*FIRST_FILE, to="9.jpg"), "there is no picture '9.jpg'"),
        (setter(*FIRST_FILE, to="1.jpg"), "image 1 (id 2): picture '1.jpg' is there twice"),
        (setter("images", 0, "width", to=65), "has 64 × 48 pixels; expected 65 × 48"),
        (setter("images", 1, "id", to=1), "image 1 (id 1): its id is there twice"),
        (setter("annotations", 1, "id", to=1), "annotation 1 (id 1): its id is there twice"),
        (setter("annotations", 0, "image_id", to=9), "annotation 0 (id 1): there is no image 9"),
        (setter("annotations", 0, "category_id", to=9), "there is no category 9"),
        (setter("annotations", 1, "image_id", to=1), "a second box at 1.5 2 30.125 40"),
        (setter("categories", 0, "name", to=""), "category 0 (id 1): class '': the name is empty"),
        (setter("categories", 0, "name", to="x" * 121), "at most 120 are allowed"),
        (setter("categories", 0, "name", to="a\u202eb"), "an invisible character U+202E"),
        (setter("categories", 0, "name", to="a\u200bb"), "an invisible character U+200B"),
        (setter("categories", 0, "name", to="a\x1b[31m"), "an invisible character U+001B"),
        (lambda c: c["categories"].append({"id": 2, "name": "mug"}), "'mug' is there twice"),
        (lambda c: c["categories"].append({"id": 2, "name": "Mug"}), "differ in their case alone"),
        (lambda c: c["categories"].append({"id": 1, "name": "b"}), "its id is there twice"),
        (lambda c: c.pop("images"), "missing required field `images`"),
        (lambda c: c["annotations"].clear(), "no labelled object in it"),
        (setter("annotations", 0, "whatsit", to={"quality": 7}), "$.annotations[0].whatsit"),
        (setter("annotations", 0, "whatsit", to={"query_id": "x" * 65}), "annotations[0].whatsit"),
    ],
)
def test_that_a_wrong_coco_set_is_refused(
    change: Callable[[Set], object], told: str, tmp_path: Path
) -> None:
    coco(tmp_path, change)
    assert told in refusal("coco", tmp_path)


def test_that_two_spellings_of_one_character_are_one_name(tmp_path: Path) -> None:
    coco(
        tmp_path, lambda c: c["categories"].extend([{"id": 8, "name": "é"}, {"id": 9, "name": "é"}])
    )
    assert "is there twice" in refusal("coco", tmp_path)


def test_that_a_name_that_is_written_decomposed_is_composed(tmp_path: Path) -> None:
    coco(tmp_path, setter("categories", 0, "name", to="cafe\u0301"))
    assert read_back("coco", tmp_path).class_names == ("caf\u00e9",)


def test_that_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    coco(tmp_path)
    file = tmp_path / "annotations" / "instances_train.json"
    file.write_text(file.read_text().replace('"mug"', '"\\ud800"'))
    assert "instances_train.json" in refusal("coco", tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{\n"images": [\n}', "line 3"),
        ("[" * 100_000, "expected COCO"),
        ('{"images": [], "x": ' + "[" * 100_000, "expected COCO"),
        ("", "expected COCO"),
        ("[]", "expected COCO"),
        ('{"images": [], "annotations": [], "categories": []}', "no labelled object"),
        ('{"images": [{"id": 1e999, "file_name": "a"}]}', "expected COCO"),
    ],
)
def test_that_what_is_no_coco_file_is_refused(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(text)
    assert told in refusal("coco", tmp_path)


def test_that_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    for kind, name in (("coco", "x.json"), ("label-studio", "x.json"), ("csv", "labels.csv")):
        (tmp_path / name).write_bytes(b'{"images": "\xff\xfe"}')
        assert name in refusal(kind, tmp_path)


def test_that_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_file, "MAX_BYTES", 100)
    monkeypatch.setattr(rows, "MAX_BYTES", 10)
    coco(tmp_path / "a")
    assert "at most 100" in refusal("coco", tmp_path / "a")
    write_set("csv", small_set(), tmp_path / "b")
    assert "at most 10 bytes" in refusal("csv", tmp_path / "b")


def test_that_ten_problems_are_told_and_no_more(tmp_path: Path) -> None:
    write_set("coco", small_set(count=30), tmp_path)
    file = tmp_path / "annotations" / "instances_train.json"
    content = json.loads(file.read_text())
    for annotation in content["annotations"]:
        annotation["bbox"][2] = -1
    file.write_text(json.dumps(content))
    assert len(refusal("coco", tmp_path).splitlines()) == MOST


# ------------------------------------------------------------------ pictures, in every format


def picture_of(kind: str, folder: Path) -> Path:
    write_set(kind, small_set(whole=kind == "folder"), folder)
    return next(folder.rglob("*.jpg"))


@pytest.mark.parametrize("kind", FORMATS)
def test_that_a_picture_that_is_a_link_is_refused(kind: str, tmp_path: Path) -> None:
    picture = picture_of(kind, tmp_path / "set")
    outside = tmp_path / "secret.jpg"
    picture.rename(outside)
    picture.symlink_to(outside)
    assert "link" in refusal(kind, tmp_path / "set")


@pytest.mark.parametrize("kind", WITH_BOXES)
def test_that_a_folder_that_is_a_link_is_refused(kind: str, tmp_path: Path) -> None:
    picture = picture_of(kind, tmp_path / "set")
    picture.parent.rename(tmp_path / "elsewhere")
    picture.parent.symlink_to(tmp_path / "elsewhere")
    assert "link" in refusal(kind, tmp_path / "set")


@pytest.mark.parametrize("kind", FORMATS)
def test_that_a_missing_picture_is_refused(kind: str, tmp_path: Path) -> None:
    picture_of(kind, tmp_path).unlink()
    assert "no picture" in refusal(kind, tmp_path)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "expected JPEG, PNG, BMP or WebP"),
        (b"GIF89a", "expected JPEG, PNG, BMP or WebP"),
        (header_of(64, 48)[:12], "JPEG without a size"),
        (header_of(60_000, 60_000), "at most 33 million"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff", "at most 33 million"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "ends in its header"),
    ],
)
def test_that_what_is_no_picture_is_refused(
    kind: str, content: bytes, told: str, tmp_path: Path
) -> None:
    picture_of(kind, tmp_path).write_bytes(content)
    assert told in refusal(kind, tmp_path)


@pytest.mark.parametrize("kind", FORMATS)
def test_that_a_pipe_in_place_of_a_picture_is_refused(kind: str, tmp_path: Path) -> None:
    picture = picture_of(kind, tmp_path)
    picture.unlink()
    os.mkfifo(picture)
    assert "plain file" in refusal(kind, tmp_path)


def test_that_too_many_files_and_too_deep_folders_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture_of("yolo", tmp_path)
    monkeypatch.setattr(picture_files, "MAX_FILES", 2)
    assert "more than 2 files" in refusal("yolo", tmp_path)
    monkeypatch.setattr(picture_files, "MAX_FILES", 100)
    tmp_path.joinpath(*"abcdefghijklmnop").mkdir(parents=True)
    assert "deep" in refusal("yolo", tmp_path)


# ------------------------------------------------------------------ YOLO


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1 .5 .5 .1 .1", "no class '1' among 1"),
        ("-1 .5 .5 .1 .1", "expected the number of a class, got '-1'"),
        ("0.0 .5 .5 .1 .1", "expected the number of a class"),
        ("mug .5 .5 .1 .1", "expected the number of a class, got 'mug'"),
        ("9999999999999 .5 .5 .1 .1", "no class"),
        ("٠ .5 .5 .1 .1", "expected the number of a class"),
        ("0 .5 .5 .1", "expected a class and a box"),
        ("0 .5 .5 .1 .1 .9", "expected a class and a box (5 columns) or an outline; 6 columns"),
        ("0 .5 .5 .1 x", "expected numbers"),
        ("0 nan .5 .1 .1", "a box with a corner that is no number"),
        ("0 .5 inf .1 .1", "a box with a corner that is no number"),
        ("0 .5 .5 0 .1", "a box without an area"),
        ("0 .5 .5 -.1 .1", "a box without an area"),
        ("0 .99 .5 .1 .1", "a box outside of its picture"),
        ("0 32 24 10 10", "a box outside of its picture"),
    ],
)
def test_that_a_wrong_line_of_yolo_is_refused(line: str, told: str, tmp_path: Path) -> None:
    write_set("yolo", small_set(), tmp_path)
    label = tmp_path / "labels" / "train" / "0.txt"
    label.write_text(label.read_text() + f"\n{line}\n")
    assert f"'labels/train/0.txt' line 3: {told}" in refusal("yolo", tmp_path)


@pytest.mark.parametrize(
    ("yaml", "told"),
    [
        ("names: [mug, mug]", "line 1: the name 'mug' is there twice"),
        ("names: {0: mug, 0: bowl}", "line 1: class 0 is there twice"),
        ("names: [mug", "line 1: a list of classes that does not end"),
        ("names: *anchor", "line 1: expected a list of classes"),
        ("names:\n  0: mug\n  bowl", "line 3: expected a class"),
        ('names:\n  0: "mug', "line 2: a name whose quotes cannot be read"),
        ("nc: 3", "no class names"),
        ("", "no class names"),
    ],
)
def test_that_wrong_class_names_of_yolo_are_refused(yaml: str, told: str, tmp_path: Path) -> None:
    write_set("yolo", small_set(), tmp_path)
    (tmp_path / "data.yaml").write_text(yaml)
    assert told in refusal("yolo", tmp_path)


def test_that_labels_without_a_picture_are_refused(tmp_path: Path) -> None:
    write_set("yolo", small_set(count=2), tmp_path)
    (tmp_path / "images" / "train" / "0.jpg").unlink()
    assert "'labels/train/0.txt': there is no picture" in refusal("yolo", tmp_path)


def test_that_two_pictures_with_one_label_file_are_refused(tmp_path: Path) -> None:
    write_set("yolo", small_set(), tmp_path)
    (tmp_path / "images" / "train" / "0.jpeg").write_bytes(header_of(64, 48))
    assert "has the same label file" in refusal("yolo", tmp_path)


def test_that_a_label_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    write_set("yolo", small_set(), tmp_path)
    label = tmp_path / "labels" / "train" / "0.txt"
    label.unlink()
    label.symlink_to("/etc/passwd")
    assert "it is a link" in refusal("yolo", tmp_path)


def test_that_outlines_are_taken_as_boxes_and_that_is_said(tmp_path: Path) -> None:
    write_set("yolo", small_set(), tmp_path)
    (tmp_path / "labels" / "train" / "0.txt").write_text("0 .25 .25 .5 .25 .5 .75 .3 .8\n")
    found = FORMATS["yolo"][1](tmp_path, Problems())
    assert found.labelled.pictures[0].boxes[0].box == (16.0, 12.0, 32.0, 38.4)
    assert found.notes == ("1 outlines were taken as the boxes around them",)


def test_that_key_points_are_left_out_where_the_set_says_that_it_has_them(tmp_path: Path) -> None:
    write_set("yolo", small_set(), tmp_path)
    yaml = tmp_path / "data.yaml"
    yaml.write_text(f"kpt_shape: [1, 2]\n{yaml.read_text()}")
    (tmp_path / "labels" / "train" / "0.txt").write_text("0 .5 .5 .5 .5 .1 .9\n")
    found = FORMATS["yolo"][1](tmp_path, Problems())
    assert found.labelled.pictures[0].boxes[0].box == (16.0, 12.0, 48.0, 36.0)
    assert found.notes == ("1 key points were left out: the box beside them was taken",)


# ------------------------------------------------------------------ Label Studio


def label_studio(folder: Path, change: Callable[[Any], object]) -> None:
    write_set("label-studio", small_set(), folder)
    file = folder / "tasks.json"
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


REGION = (0, "annotations", 0, "result", 0)
VALUE = (*REGION, "value")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (setter(*VALUE, "x", to=99), "task 0 (id '1') region 0: a box outside of its picture"),
        (setter(*VALUE, "width", to=0), "region 0: a box without an area"),
        (setter(*VALUE, "width", to=None), "expected x, y, width and height in percent"),
        (setter(*VALUE, "width", to="5"), "region 0: Expected `float | null`"),
        (setter(*VALUE, "rectanglelabels", to=["mug", "bowl"]), "2 labels; expected one"),
        (setter(*VALUE, "rectanglelabels", to=[]), "0 labels; expected one"),
        (setter(*REGION, "image_rotation", to=90), "expected image_rotation 0"),
        (setter(*REGION, "original_width", to=65), "expected 65 × 48"),
        (setter(0, "data", "whatsit", to={"path": "../x.jpg"}), "without . and .."),
        (lambda c: c[0]["annotations"].append(c[0]["annotations"][0]), "2 annotations; expected"),
        (lambda c: c.append(c[0]), "task 1 (id '1'): its id is there twice"),
    ],
)
def test_that_a_wrong_label_studio_set_is_refused(
    change: Callable[[Any], object], told: str, tmp_path: Path
) -> None:
    label_studio(tmp_path, change)
    assert told in refusal("label-studio", tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        "/data/upload/3/1a2b3c4d-0.jpg",
        "/data/local-files/?d=images/train/0.jpg",
        "https://example.org/x/0.jpg?sig=1",
        "s3://bucket/deep/0.jpg",
        "images/train/0.jpg",
    ],
)
def test_that_pictures_of_label_studio_are_found_by_their_name(
    address: str, tmp_path: Path
) -> None:
    def change(content: Any) -> None:
        content[0]["data"] = {"image": address}

    label_studio(tmp_path, change)
    if not address.endswith("train/0.jpg"):
        (tmp_path / "images" / "train" / "0.jpg").rename(tmp_path / "images" / "0.jpg")
    assert read_back("label-studio", tmp_path).box_count == 1


def test_that_a_turned_box_becomes_the_upright_box_around_it(tmp_path: Path) -> None:
    def change(content: Any) -> None:
        value = content[0]["annotations"][0]["result"][0]["value"]
        value.update(x=50, y=50, width=25, height=25, rotation=90)

    label_studio(tmp_path, change)
    found = FORMATS["label-studio"][1](tmp_path, Problems())
    assert found.labelled.pictures[0].boxes[0].box == (20.0, 24.0, 32.0, 40.0)
    assert found.notes == ("1 turned boxes were taken as the upright boxes around them",)


# ------------------------------------------------------------------ tables and folders


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "'labels.csv' line 2: expected the columns path and name"),
        ("path,name,path\n", "line 1: a column is there twice"),
        ("path,name\nimages/train/0.jpg\n", "line 2: expected 2 columns"),
        ("path,name\nimages/train/0.jpg,mug,x\n", "line 2: expected 2 columns"),
        ('path,name\n"images/train/0.jpg"x,mug\n', "line 2: not CSV"),
        ("path,name\n../0.jpg,mug\n", "line 2: picture '../0.jpg'"),
        ("path,name,x0\nimages/train/0.jpg,mug,1\n", "line 2: expected all of the columns x0"),
        ("path,name,x0,y0,x1,y1\nimages/train/0.jpg,mug,1,2,x,4\n", "line 2: expected numbers"),
        ("path,name,x0,y0,x1,y1\nimages/train/0.jpg,mug,1,2,nan,4\n", "a corner that is no number"),
        ("path,name,view\nimages/train/0.jpg,mug,99\n", "line 2: Expected `int` <= 15"),
        (
            "path,name,frame_x0,frame_y0,frame_x1,frame_y1\nimages/train/0.jpg,mug,nan,0,1,1\n",
            "$.frame_box[0]",
        ),
        ("path,name\n", "no labelled object"),
        ("", "no labelled object"),
    ],
)
def test_that_a_wrong_table_is_refused(text: str, told: str, tmp_path: Path) -> None:
    write_set("csv", small_set(), tmp_path)
    (tmp_path / "labels.csv").write_text(text)
    assert told in refusal("csv", tmp_path)


def test_that_a_table_without_boxes_speaks_of_whole_pictures(tmp_path: Path) -> None:
    write_set("csv", small_set(), tmp_path)
    (tmp_path / "labels.csv").write_text("path,name\nimages/train/0.jpg,mug\n")
    assert read_back("csv", tmp_path).pictures[0].boxes[0].box == (0.0, 0.0, 64.0, 48.0)


def test_that_rubbish_is_no_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    write_set("csv", small_set(), tmp_path)
    (tmp_path / "labels.csv").unlink()
    for rubbish in (b"", b"PAR1" + b"\0" * 100 + b"PAR1", b"x" * 1000):
        (tmp_path / "labels.parquet").write_bytes(rubbish)
        assert "not Parquet" in refusal("parquet", tmp_path)


def test_that_a_picture_outside_of_every_class_is_refused(tmp_path: Path) -> None:
    write_set("folder", small_set(whole=True), tmp_path)
    (tmp_path / "x.jpg").write_bytes(header_of(64, 48))
    assert "'x.jpg': it is in no class's folder" in refusal("folder", tmp_path)


def test_that_a_second_row_for_a_picture_is_refused(tmp_path: Path) -> None:
    write_set("folder", small_set(whole=True), tmp_path)
    table = tmp_path / "metadata.csv"
    table.write_text(table.read_text() + table.read_text().splitlines()[1] + "\n")
    assert "'metadata.csv' line 3: a second row" in refusal("folder", tmp_path)


def test_that_an_empty_folder_is_refused(tmp_path: Path) -> None:
    for kind in FORMATS:
        refusal(kind, tmp_path)


def test_that_boxes_in_order_are_the_same_set_in_any_order() -> None:
    labelled = small_set(count=3)
    assert in_order(reversed(labelled.pictures)) == labelled


def test_that_a_path_that_is_no_text_is_refused_before_another_process_is_given_it(
    tmp_path: Path,
) -> None:
    folder = tmp_path / os.fsdecode(b"stra\xdfe")
    write_set("folder", small_set(whole=True), folder)
    with pytest.raises(UsageError, match=r"stra\\udcdfe: its path is not valid UTF-8; rename it"):
        read_set(folder, "auto")


def test_that_a_picture_whose_name_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    write_set("folder", small_set(whole=True), tmp_path)
    (tmp_path / "train" / "mug" / os.fsdecode(b"\xfc.jpg")).write_bytes(header_of(64, 48))
    assert "a file's name that is not valid UTF-8; rename it" in refusal("folder", tmp_path)
