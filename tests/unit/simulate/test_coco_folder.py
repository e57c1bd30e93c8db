"""Labels as COCO has them, for a simulation."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge_node.simulation.catalogue import open_data
from edge_node.simulation.coco_folder import has_coco, read_coco_folder
from shared.domain import Box
from shared.errors import UsageError
from tests.fakes import ManualClock

Content = dict[str, Any]


def write(folder: Path, split: str, change: Callable[[Content], object] = lambda _: None) -> None:
    """A file with a mug and a bowl in one picture of 40 × 20 pixels."""
    content: Content = {
        "info": {"split": split},
        "categories": [{"id": 1, "name": "mug"}, {"id": 7, "name": "bowl"}],
        "images": [{"id": 3, "file_name": "a.png", "width": 40, "height": 20}],
        "annotations": [
            {"id": 1, "image_id": 3, "category_id": 1, "bbox": [4, 2, 10, 10]},
            {"id": 2, "image_id": 3, "category_id": 7, "bbox": [30, 10, 12, 10]},
        ],
    }
    change(content)
    file = folder / "annotations" / f"instances_{split}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))
    picture = folder / "images" / split / "a.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    done, data = cv2.imencode(".png", np.zeros((20, 40, 3), np.uint8))
    assert done
    picture.write_bytes(data.tobytes())


def test_that_objects_and_what_they_are_for_are_read(tmp_path: Path) -> None:
    write(tmp_path, "train")
    write(tmp_path, "holdout")
    data = open_data(str(tmp_path), None, clock=ManualClock())
    found = {picture.part: picture for picture in data.pictures}
    assert found.keys() == {"pool", "test"}
    assert [thing.name for thing in found["pool"].things] == ["mug", "bowl"]
    assert found["pool"].things[0].box == Box(0.1, 0.1, 0.35, 0.6)
    assert found["pool"].things[1].box == Box(0.75, 0.5, 1.0, 1.0)  # cut at the edge
    assert found["test"].decode(found["test"].read()).shape == (20, 40, 3)


def test_that_another_json_file_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "list.json").write_text('["images"]')
    assert not has_coco(tmp_path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c["images"][0].update(file_name="../../a.png"), "there is no such picture"),
        (lambda c: c["images"][0].update(file_name="b.png"), "there is no such picture"),
        (lambda c: c["images"][0].pop("width"), "does not say how large it is"),
        (lambda c: c["annotations"][0].update(bbox=[50, 2, 3, 3]), "no part of it in the picture"),
        (lambda c: c["annotations"].clear(), "no picture with a box"),
        (lambda c: c.pop("images"), "no labels as COCO has them"),
    ],
)
def test_that_what_is_wrong_is_named(
    change: Callable[[Content], object], told: str, tmp_path: Path
) -> None:
    write(tmp_path, "train", change)
    (tmp_path.parent / "a.png").write_bytes(b"")
    with pytest.raises(UsageError, match=told):
        read_coco_folder(tmp_path)


def test_that_crowds_are_no_objects(tmp_path: Path) -> None:
    write(tmp_path, "train", lambda c: c["annotations"][0].update(iscrowd=1))
    (picture,) = read_coco_folder(tmp_path).pictures
    assert [thing.name for thing in picture.things] == ["bowl"]
