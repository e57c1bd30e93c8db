"""What is exported, read by programs that know nothing of whatsit."""

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from operator_gui.station.exchange.labelled_set import (
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    in_order,
)
from shared.domain import Box
from tests.unit.exchange.importing import write_real_set

NAMES = ("a: b", "mug", "tasse à café", "x, y", "😀 'q' \"d\"")


def labelled_set() -> LabelledSet:
    """Four pictures in two splits, with ten boxes of five classes."""
    pictures = []
    for n in range(4):
        boxes = tuple(
            LabelledBox(NAMES[(n + k) % 5], Box(10.25 * (k + 1), 5.5 + n, 60.125 * (k + 1), 70.0))
            for k in range(1 + n)
        )
        pictures.append(LabelledPicture(f"p{n}.jpg", ("train", "holdout")[n % 2], 320, 200, boxes))
    return in_order(pictures)


def truth(labelled: LabelledSet, split: str) -> dict[str, list[tuple[str, tuple[float, ...]]]]:
    return {
        picture.file_name: sorted((item.name, tuple(item.box)) for item in picture.boxes)
        for picture in labelled.of_split(split)
    }


def close(
    found: dict[str, list[tuple[str, tuple[float, ...]]]],
    wanted: dict[str, list[tuple[str, tuple[float, ...]]]],
) -> bool:
    return found.keys() == wanted.keys() and all(
        [name for name, _ in found[key]] == [name for name, _ in wanted[key]]
        and all(
            box == pytest.approx(other, abs=0.01)
            for (_, box), (_, other) in zip(found[key], wanted[key], strict=True)
        )
        for key in wanted
    )


@pytest.mark.parametrize("split", ["train", "holdout"])
def test_that_pycocotools_reads_what_is_written_as_coco(split: str, tmp_path: Path) -> None:
    coco = pytest.importorskip("pycocotools.coco")
    write_real_set("coco", labelled_set(), tmp_path)
    api = coco.COCO(str(tmp_path / "annotations" / f"instances_{split}.json"))
    found: dict[str, list[tuple[str, tuple[float, ...]]]] = {}
    for image in api.loadImgs(api.getImgIds()):
        assert (tmp_path / "images" / split / image["file_name"]).is_file()
        rows = []
        for annotation in api.loadAnns(api.getAnnIds(imgIds=image["id"])):
            (category,) = api.loadCats(annotation["category_id"])
            x, y, width, height = annotation["bbox"]
            assert annotation["area"] == pytest.approx(width * height, abs=0.001)
            rows.append((category["name"], (x, y, x + width, y + height)))
        found[image["file_name"]] = sorted(rows)
    assert close(found, truth(labelled_set(), split))


def supervised(dataset: object) -> dict[str, list[tuple[str, tuple[float, ...]]]]:
    found = {}
    for path, _, detections in dataset:  # type: ignore[attr-defined]
        rows = zip(detections.class_id, detections.xyxy.tolist(), strict=True)
        names = dataset.classes  # type: ignore[attr-defined]
        found[Path(path).name] = sorted((names[n], tuple(box)) for n, box in rows)
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("split", ["train", "holdout"])
def test_that_supervision_reads_what_is_written_as_coco(split: str, tmp_path: Path) -> None:
    supervision = pytest.importorskip("supervision")
    write_real_set("coco", labelled_set(), tmp_path)
    dataset = supervision.DetectionDataset.from_coco(
        images_directory_path=str(tmp_path / "images" / split),
        annotations_path=str(tmp_path / "annotations" / f"instances_{split}.json"),
    )
    assert close(supervised(dataset), truth(labelled_set(), split))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("split", ["train", "holdout"])
def test_that_supervision_reads_what_is_written_as_yolo(split: str, tmp_path: Path) -> None:
    supervision = pytest.importorskip("supervision")
    write_real_set("yolo", labelled_set(), tmp_path)
    dataset = supervision.DetectionDataset.from_yolo(
        images_directory_path=str(tmp_path / "images" / split),
        annotations_directory_path=str(tmp_path / "labels" / split),
        data_yaml_path=str(tmp_path / "data.yaml"),
    )
    assert tuple(dataset.classes) == labelled_set().class_names
    assert close(supervised(dataset), truth(labelled_set(), split))


def test_that_any_yaml_reader_understands_the_class_names(tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    write_real_set("yolo", labelled_set(), tmp_path)
    said = yaml.safe_load((tmp_path / "data.yaml").read_text(encoding="utf-8"))
    assert said == {
        "train": "images/train",
        "val": "images/holdout",
        "names": dict(enumerate(labelled_set().class_names)),
    }


def test_that_label_studio_finds_percent_and_its_own_set_up(tmp_path: Path) -> None:
    write_real_set("label-studio", labelled_set(), tmp_path)
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    found = {}
    for task in tasks:
        _, _, path = task["data"]["image"].partition("?d=")
        assert (tmp_path / path).is_file()
        rows = []
        for region in task["annotations"][0]["result"]:
            value = region["value"]
            wide, high = region["original_width"] / 100, region["original_height"] / 100
            x, y = value["x"] * wide, value["y"] * high
            corners = (x, y, x + value["width"] * wide, y + value["height"] * high)
            rows.append((value["rectanglelabels"][0], corners))
        found[Path(path).name] = sorted(rows)
    both = truth(labelled_set(), "train") | truth(labelled_set(), "holdout")
    assert close(found, both)
    labels = ET.parse(tmp_path / "labels.xml").getroot().iter("Label")
    assert tuple(label.attrib["value"] for label in labels) == labelled_set().class_names


def test_that_a_spreadsheet_finds_every_box(tmp_path: Path) -> None:
    write_real_set("csv", labelled_set(), tmp_path)
    with (tmp_path / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, list[tuple[str, tuple[float, ...]]]] = {}
    for row in rows:
        assert (tmp_path / row["path"]).is_file()
        box = tuple(float(row[side]) for side in ("x0", "y0", "x1", "y1"))
        found.setdefault(Path(row["path"]).name, []).append((row["name"], box))
    both = truth(labelled_set(), "train") | truth(labelled_set(), "holdout")
    assert close({key: sorted(value) for key, value in found.items()}, both)


def test_that_parquet_has_the_types_of_the_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_real_set("parquet", labelled_set(), tmp_path)
    table = parquet.read_table(tmp_path / "labels.parquet")
    assert table.num_rows == labelled_set().box_count
    kinds = {name: str(table.schema.field(name).type) for name in ("name", "x0", "width_px")}
    assert kinds == {"name": "string", "x0": "double", "width_px": "int64"}
