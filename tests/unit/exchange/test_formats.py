"""What is written in a format is read from it again, and nothing is lost."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operator_gui.station.exchange.image_folder import class_folder
from operator_gui.station.exchange.labelled_set import (
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    in_order,
)
from operator_gui.station.exchange.problems import ImportRefusedError
from operator_gui.station.exchange.reading import format_of, read_set
from shared.domain import NOT_AN_OBJECT, Box
from tests.unit.exchange.importing import real_picture
from tests.unit.exchange.sets import (
    FORMATS,
    PROVENANCE,
    WITH_BOXES,
    labelled_sets,
    read_back,
    small_set,
    write_set,
)

ODD_NAMES = (
    *(NOT_AN_OBJECT, "a: b", "#1", "- x", "'q'", '"q"', "{a, b}", "[x]", "null", "007", "Ÿ😀", "~"),
    *("a\\b", "..", ".", "a/b", "train", "images", "CON", "x" * 120, "猫" * 120, "%2F", "* &"),
)  # fmt: skip
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def round_trip(kind: str, labelled: LabelledSet) -> LabelledSet:
    with tempfile.TemporaryDirectory() as folder:
        write_set(kind, labelled, Path(folder))
        return read_back(kind, Path(folder))


@pytest.mark.parametrize("kind", WITH_BOXES)
@FEW
@given(data=st.data())
def test_that_any_set_comes_back_as_it_was(kind: str, data: st.DataObject) -> None:
    labelled = data.draw(labelled_sets())
    assert round_trip(kind, labelled) == labelled


@FEW
@given(labelled=labelled_sets(whole=True))
def test_that_any_set_of_whole_pictures_comes_back_from_folders(labelled: LabelledSet) -> None:
    assert round_trip("folder", labelled) == labelled


@pytest.mark.parametrize("kind", FORMATS)
def test_that_provenance_comes_back(kind: str, tmp_path: Path) -> None:
    whole = kind == "folder"
    (picture,) = small_set(whole=whole).pictures
    box = LabelledBox("mug", picture.boxes[0].box, PROVENANCE)
    labelled = in_order([LabelledPicture(picture.file_name, "train", 64, 48, (box,))])
    write_set(kind, labelled, tmp_path)
    assert read_back(kind, tmp_path) == labelled


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_that_a_name_of_odd_characters_comes_back(kind: str, name: str, tmp_path: Path) -> None:
    labelled = small_set(name, whole=kind == "folder")
    write_set(kind, labelled, tmp_path)
    assert read_back(kind, tmp_path) == labelled


@pytest.mark.parametrize("kind", FORMATS)
def test_that_the_format_of_what_was_written_is_recognised(kind: str, tmp_path: Path) -> None:
    write_set(kind, small_set(whole=kind == "folder"), tmp_path)
    assert format_of(tmp_path) == kind
    assert read_set(tmp_path, "auto")[1] == kind


YOLO_LINE = "0 0.5 0.5 0.25 0.25\n"
VOC = "<annotation><object><name>mug</name><bndbox><xmin>1</xmin></bndbox></object></annotation>"


@pytest.mark.parametrize(
    ("picture", "label", "text", "told"),
    [
        ("images/train2017/0.jpg", "labels/train2017/0.txt", YOLO_LINE, "data.yaml"),
        ("train/images/0.jpg", "train/labels/0.txt", YOLO_LINE, "data.yaml"),
        ("JPEGImages/0.jpg", "Annotations/0.xml", VOC, "not read"),
        ("photos/0.jpg", "photos/0.csv", "name,x0,y0,x1,y1\n", "not read"),
    ],
)
def test_that_boxes_that_cannot_be_read_are_not_taken_for_folders_of_classes(
    picture: str, label: str, text: str, told: str, tmp_path: Path
) -> None:
    real = real_picture(small_set(whole=True).pictures[0])
    for name, data in ((picture, real), (label, text.encode())):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ImportRefusedError) as refused:
        read_set(tmp_path, "auto")
    (problem,) = refused.value.problems
    assert problem.startswith(f"'{label}': boxes ")
    assert told in problem
    assert "--format folder" in problem


@pytest.mark.parametrize(
    ("note", "text"),
    [("0.txt", "a mug, seen at 0.5 m\n"), ("0.xml", "<exif/>"), ("0.csv", "seen_at_s\n3\n")],
)
def test_that_a_note_beside_a_picture_is_no_other_format(
    note: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / "mug").mkdir()
    (tmp_path / "mug" / "0.jpg").write_bytes(real_picture(small_set(whole=True).pictures[0]))
    (tmp_path / "mug" / note).write_text(text)
    assert read_set(tmp_path, "auto")[0].labelled.class_names == ("mug",)


@pytest.mark.parametrize("kind", FORMATS)
def test_that_the_same_set_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    labelled = small_set(whole=kind == "folder", count=3)
    write_set(kind, labelled, tmp_path / "a")
    write_set(kind, labelled, tmp_path / "b")
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*"))
    assert files
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@given(st.text(min_size=1, max_size=120))
def test_that_the_folder_of_a_class_is_one_plain_folder(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    folder = class_folder(name)
    assert folder.isprintable() or not name.isprintable()
    assert "/" not in folder
    assert folder not in ("", ".", "..")
    assert not folder.startswith(".")
    assert len(folder.encode()) <= 255


def test_that_a_picture_that_was_moved_to_another_class_is_of_that_class(tmp_path: Path) -> None:
    write_set("folder", small_set("mug", whole=True), tmp_path)
    (tmp_path / "train" / "bowl").mkdir()
    (tmp_path / "train" / "mug" / "0.jpg").rename(tmp_path / "train" / "bowl" / "0.jpg")
    assert read_back("folder", tmp_path).class_names == ("bowl",)


def test_that_a_yolo_line_that_was_moved_keeps_where_it_comes_from(tmp_path: Path) -> None:
    boxes = (
        LabelledBox("mug", Box(1.0, 2.0, 30.0, 40.0), PROVENANCE),
        LabelledBox("bowl", Box(5.0, 5.0, 60.0, 45.0)),
    )
    labelled = in_order([LabelledPicture("a.jpg", "train", 64, 48, boxes)])
    write_set("yolo", labelled, tmp_path)
    label = tmp_path / "labels" / "train" / "a.txt"
    label.write_text("".join(reversed(label.read_text().splitlines(keepends=True))))
    assert read_back("yolo", tmp_path) == labelled
