"""`whatsit export` and `whatsit import` as a person calls them: what they say, how they exit."""

import json
from pathlib import Path

import pytest

from shared.cli import run
from shared.domain import Box
from tests.unit.exchange.importing import write_real_set
from tests.unit.exchange.sets import small_set
from tests.unit.exchange.taught_station import frame_image, seen_query, taught_station

MUG = Box(100.0, 80.0, 220.0, 240.0)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A station's folder with one mug."""
    folder = tmp_path / "state"
    with taught_station(folder) as station:
        station.ask(seen_query(frame_image(), [MUG], query_id="q"))
        station.answer("q", "mug")
    return folder


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.strip() for line in capsys.readouterr().err.splitlines()]


def test_that_an_export_says_what_it_wrote(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "coco", str(tmp_path / "out"), "--state", str(state)]) == 0
    assert said(capsys)[-1] == f"{tmp_path / 'out'}: 1 picture, 1 label of 1 class (train 1)"
    assert (tmp_path / "out" / "annotations" / "instances_train.json").is_file()


@pytest.mark.parametrize(
    "command", [["export", "coco", "out"], ["fuse", "--out", "out.onnx"]], ids=lambda c: c[0]
)
def test_that_a_folder_without_a_station_is_said_to_be_one(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [command[0], *command[1:-1], str(tmp_path / command[-1])]
    assert run([*arguments, "--state", str(tmp_path / "none")]) == 1
    assert said(capsys) == [
        f"whatsit: no station keeps anything in {tmp_path / 'none'}; name its folder with --state"
    ]


def test_that_vectors_are_counted_as_views(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "embeddings", str(tmp_path / "out"), "--state", str(state)]) == 0
    assert said(capsys)[-1] == f"{tmp_path / 'out'}: 1 view as vectors"


def test_that_an_import_says_what_it_took_and_how_to_undo_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_real_set("yolo", small_set(count=3), tmp_path / "in")
    state = ["--state", str(tmp_path / "state")]
    assert run(["import", str(tmp_path / "in"), "--dry-run", *state]) == 0
    assert said(capsys)[0] == "would import, read as yolo: 3 objects: 3 new"
    assert run(["import", str(tmp_path / "in"), "--name", "Ada", *state]) == 0
    read, classes, undo = said(capsys)
    assert read == "read as yolo: 3 objects: 3 new"
    assert classes == "classes: mug 3"
    assert run(["import", str(tmp_path / "in"), *state]) == 0
    assert said(capsys) == ["read as yolo: 3 objects: 3 there already"]
    assert run([*undo.split("whatsit ")[1].split(), *state]) == 0
    assert said(capsys) == [f"import {undo.split()[-1]} counts no more: 3 objects"]


def test_that_problems_are_listed_before_the_line_that_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_real_set("coco", small_set(count=3), tmp_path / "in")
    file = tmp_path / "in" / "annotations" / "instances_train.json"
    content = json.loads(file.read_text())
    for annotation in content["annotations"]:
        annotation["bbox"][2] = 0
    file.write_text(json.dumps(content))
    assert run(["import", str(tmp_path / "in"), "--state", str(tmp_path / "state")]) == 1
    lines = said(capsys)
    assert len(lines) == 4
    assert lines[0].startswith("'instances_train.json' annotation 0 (id 1): a box without an area")
    assert lines[-1].startswith(
        "whatsit: nothing was imported: 'instances_train.json' annotation 0"
    )
    assert lines[-1].endswith("(and 2 more)")
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["import"], "name what to import", 2),
        (["import", "{in}", "--name", "n" * 121], "--name: expected 1 to 120 printable", 2),
        (["import", "{in}", "--station", "tcp://127.0.0.1:9", "--bundle", "{out}"], "--bundle", 2),
        (["import", "/nowhere"], "/nowhere is not there", 2),
        (["import", "{in}", "--undo", "x"], "name what to import, or", 2),
        (["import", "--undo", "x", "--state", "{state}"], "nothing counts of an import 'x'", 2),
        (["import", "{in}", "--format", "voc"], 'Invalid value "voc" for --format', 2),
        (["import", "{in}", "--split", "test"], 'Invalid value "test" for --split', 2),
        (["import", "{in}", "--state", "{state}"], "works with another embedder", 2),
        (["export", "voc", "{out}"], 'Invalid value "voc"', 2),
        (["export", "coco", "{out}", "--state", "{out}"], "no station keeps anything in", 1),
        (["export", "coco", "{out}", "--state", "{state}", "--split", "val"], "no split 'val'", 2),
        (
            ["export", "coco", "{out}", "--state", "{state}", "--classes", "cup"],
            "no class 'cup'",
            2,
        ),
        (["export", "coco", "{in}", "--state", "{state}"], "is not empty", 2),
        (["export", "coco", "{state}/lock/x", "--state", "{state}"], "cannot write", 1),
    ],
)
def test_that_whatever_is_wrong_is_one_line(
    arguments: list[str],
    told: str,
    code: int,
    state: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_real_set("coco", small_set(), tmp_path / "in")
    (state / "lock").touch()
    places = {"in": tmp_path / "in", "out": tmp_path / "out", "state": state}
    assert run([argument.format(**places) for argument in arguments]) == code
    lines = said(capsys)
    assert len(lines) == 1
    assert lines[0].startswith("whatsit: ")
    assert told in lines[0]
    assert not (tmp_path / "out").exists()
