"""Folders of images as data: classes, boxes, splits, and what is wrong with them."""

import os
from pathlib import Path

import pytest

from edge_node.simulation.boxed_folder import has_boxes, read_boxed_folder
from edge_node.simulation.catalogue import mistakable, open_data
from edge_node.simulation.class_folder import class_name, read_class_folder
from edge_node.simulation.picture import LabelledData, Part
from edge_node.simulation.yolo_names import yolo_class_names
from shared.domain import Box
from shared.errors import UsageError
from tests.fakes import ManualClock
from tests.unit.simulate.made_up import class_folder, picture, write_image


def things(data: LabelledData) -> list[tuple[str, str, Part]]:
    return [(p.label, thing.name, p.part) for p in data.pictures for thing in p.things]


def boxed(folder: Path, name: str, text: str, *, suffix: str) -> Path:
    image = write_image(folder / f"{name}.png", picture("sky", 0))
    table = image.with_suffix(suffix)
    table.write_text(text, encoding="utf-8")
    return table


def test_that_each_folder_is_a_class_and_each_image_an_object(tmp_path: Path) -> None:
    data = read_class_folder(class_folder(tmp_path, each=2, names=("apple", "sky")))
    assert data.count == 4
    assert things(data) == [
        ("apple/0.png", "apple", "any"),
        ("apple/1.png", "apple", "any"),
        ("sky/0.png", "sky", "any"),
        ("sky/1.png", "sky", "any"),
    ]


def test_that_images_deep_within_a_class_are_of_that_class(tmp_path: Path) -> None:
    write_image(tmp_path / "sky" / "june" / "morning" / "1.jpg", picture("sky", 1))
    assert [name for _, name, _ in things(read_class_folder(tmp_path))] == ["sky"]


def test_that_validation_is_asked_about_where_there_is_a_test_folder(tmp_path: Path) -> None:
    for part in ("train", "validation", "test"):
        class_folder(tmp_path / part, each=1, names=("sky",))
    assert [part for *_, part in things(read_class_folder(tmp_path))] == ["test", "pool", "pool"]


def test_that_validation_is_tested_on_where_there_is_no_test_folder(tmp_path: Path) -> None:
    for part in ("train", "val"):
        class_folder(tmp_path / part, each=1, names=("sky",))
    assert [part for *_, part in things(read_class_folder(tmp_path))] == ["pool", "test"]


def test_that_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    class_folder(tmp_path, each=1, names=("sky",))
    write_image(tmp_path / ".thumbs" / "1.png", picture("sky", 1))
    write_image(tmp_path / "sky" / ".1.png", picture("sky", 1))
    (tmp_path / "sky" / "notes.txt").write_text("no image")
    assert len(things(read_class_folder(tmp_path))) == 1


def test_that_odd_names_become_names_that_can_be_shown(tmp_path: Path) -> None:
    write_image(tmp_path / "naïve \t\n🍏" / "1.png", picture("apple", 1))
    raw = os.fsencode(tmp_path) + b"/bad\xff"
    os.mkdir(raw)
    write_image(Path(os.fsdecode(raw)) / "1.png", picture("apple", 1))
    found = things(read_class_folder(tmp_path))
    assert {name for _, name, _ in found} == {"naïve 🍏", "bad?"}
    for label, name, _ in found:
        (label + name).encode()


def test_that_a_name_of_nothing_printable_is_a_name_all_the_same() -> None:
    assert class_name("\x01\x02") == "?"


@pytest.mark.parametrize("layout", ["empty", "loose", "hollow"])
def test_that_a_folder_without_classes_is_refused_with_what_was_expected(
    tmp_path: Path, layout: str
) -> None:
    if layout == "loose":
        write_image(tmp_path / "1.png", picture("sky", 1))
    if layout == "hollow":
        (tmp_path / "sky").mkdir()
    with pytest.raises(UsageError, match="expected a folder of images for each class"):
        open_data(str(tmp_path), None, clock=ManualClock())


def test_that_boxes_are_read_from_csv_files_beside_the_images(tmp_path: Path) -> None:
    boxed(tmp_path / "train", "a", "name,x0,y0,x1,y1\nmug,0.1,0.2,0.5,0.6\n", suffix=".csv")
    boxed(tmp_path / "test", "b", "name,x0,y0,x1,y1\ncup,0,0,1,1\n", suffix=".csv")
    data = read_boxed_folder(tmp_path)
    assert sorted(things(data)) == [("test/b.png", "cup", "test"), ("train/a.png", "mug", "pool")]


def test_that_boxes_are_read_from_yolo_files_with_their_names(tmp_path: Path) -> None:
    write_image(tmp_path / "images" / "train" / "a.png", picture("sky", 0))
    labels = tmp_path / "labels" / "train" / "a.txt"
    labels.parent.mkdir(parents=True)
    labels.write_text("1 0.5 0.5 0.2 0.4\n\n0 0.9 0.5 0.4 0.2\n")
    (tmp_path / "data.yaml").write_text("path: .\nnames:\n  0: mug\n  1: 'a bowl'\n")
    data = read_boxed_folder(tmp_path)
    (found,) = list(data.pictures)
    assert [thing.name for thing in found.things] == ["a bowl", "mug"]
    assert found.things[0].box == pytest.approx(Box(0.4, 0.3, 0.6, 0.7))
    assert found.things[1].box == pytest.approx(Box(0.7, 0.4, 1.0, 0.6))  # cut at the edge
    assert {thing.session for thing in found.things} == {"images/train/a.png"}


def test_that_numbers_are_names_where_no_file_gives_others(tmp_path: Path) -> None:
    assert yolo_class_names(tmp_path)(7) == "7"


def test_that_names_are_read_from_classes_txt(tmp_path: Path) -> None:
    (tmp_path / "classes.txt").write_text("mug\nbowl\n")
    names = yolo_class_names(tmp_path)
    assert (names(0), names(1), names(2)) == ("mug", "bowl", "2")


def test_that_class_names_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text("names: [mug")
    with pytest.raises(UsageError, match=r"data.yaml: line 1: a list of classes that does not end"):
        yolo_class_names(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["0 0.5 0.5 0.2\n", "x 0.5 0.5 0.2 0.2\n", "0 nan 0.5 0.2 0.2\n", "0 3 3 0.1 0.1\n", "\x00"],
)
def test_that_an_image_with_broken_boxes_is_left_out_and_named(tmp_path: Path, text: str) -> None:
    boxed(tmp_path, "good", "0 0.5 0.5 0.2 0.2\n", suffix=".txt")
    boxed(tmp_path, "bad", text, suffix=".txt")
    data = read_boxed_folder(tmp_path)
    assert [label for label, *_ in things(data)] == ["good.png"]
    assert len(data.unusable) == 1
    assert data.unusable[0].startswith("bad.png: ")


def test_that_a_folder_of_nothing_but_broken_boxes_is_refused_with_the_first(
    tmp_path: Path,
) -> None:
    boxed(tmp_path, "bad", "name,x0\nmug,1\n", suffix=".csv")
    with pytest.raises(UsageError, match=r"no image with a box .* the first of 1 left out: bad"):
        read_boxed_folder(tmp_path)


def test_that_a_folder_with_boxes_is_told_from_one_with_classes(tmp_path: Path) -> None:
    boxed(tmp_path / "boxes", "a", "0 0.5 0.5 0.2 0.2\n", suffix=".txt")
    class_folder(tmp_path / "classes", each=1)
    assert has_boxes(tmp_path / "boxes")
    assert not has_boxes(tmp_path / "classes")


def test_that_the_digits_are_there_without_loading_their_library() -> None:
    data = open_data("digits", None, clock=ManualClock())
    found = list(data.pictures)
    assert len(found) == data.count == 1797
    assert [p.things[0].name for p in found[:10]] == list("0123456789")
    images = [p.decode(p.read()) for p in found[:10]]
    assert images[0].shape == (8, 8, 3)
    assert images[0][0, 0].tolist() == [255, 255, 255]
    assert min(image.min() for image in images) == 0  # ink


@pytest.mark.parametrize("written", ["./digits", "digits/"])
def test_that_a_folder_of_the_name_is_meant_only_where_written_as_one(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert mistakable("digits") is None
    class_folder(tmp_path / "digits", each=1, names=("sky",))
    assert open_data("digits", None, clock=ManualClock()).count == 1797
    assert str(mistakable("digits")).endswith("what has that name here is ./digits")
    assert mistakable(written) is None
    assert things(open_data(written, None, clock=ManualClock())) == [("sky/0.png", "sky", "any")]


def test_that_a_truth_for_the_digits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--truth is for a recording"):
        open_data("digits", tmp_path / "truth.json", clock=ManualClock())


def test_that_a_word_that_means_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="no such folder or recording: digitz"):
        open_data("digitz", None, clock=ManualClock())


def test_that_a_truth_for_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--truth is for a recording"):
        open_data(str(tmp_path), tmp_path / "truth.json", clock=ManualClock())
