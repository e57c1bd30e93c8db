"""The drawing: every box is there, and nothing but an older drawing is replaced."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_node.adoption.looked_at import Seen
from edge_node.adoption.photo import made_up_photo, read_photo
from edge_node.adoption.picture import NAMED, check_picture, drawn, write_picture
from shared.errors import SourceError, StorageError

GREY = np.full((120, 160, 3), 90, np.uint8)


def test_that_a_box_is_drawn_at_its_place_and_the_photo_stays_as_it_was() -> None:
    picture = drawn(GREY, [Seen("mug", 0.9, (40.0, 60.0, 100.0, 110.0))])
    assert (GREY == 90).all()
    changed = (picture != 90).any(axis=2)
    assert changed[110, 40:101].all()
    assert changed[60:111, 40].all()
    assert not changed[70:105, 50:95].any()
    assert not changed[:, 120:].any()


def test_that_boxes_at_and_beyond_every_edge_can_be_drawn() -> None:
    boxes = [(0.0, 0.0, 160.0, 120.0), (-50.0, -50.0, 5.0, 5.0), (155.0, 115.0, 400.0, 400.0)]
    seen = [Seen("кружка" * 20, 0.5, box) for box in boxes]
    assert drawn(GREY, seen).shape == GREY.shape
    assert drawn(np.zeros((1, 1, 3), np.uint8), seen).shape == (1, 1, 3)


def test_that_boxes_beyond_the_best_have_no_name() -> None:
    box = (40.0, 60.0, 100.0, 110.0)
    best = [Seen("cup", 0.9, (0.0, 0.0, 5.0, 5.0))] * NAMED
    more = drawn(drawn(GREY, best), [])
    with_one_more = drawn(GREY, [*best, Seen("mug", 0.1, box)])
    changed = (more != with_one_more).any(axis=2)
    assert changed[110, 45:95].all()
    assert not changed[45:60, 45:95].any()


def test_that_a_picture_is_a_png_that_may_be_drawn_anew(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    write_picture(GREY, path)
    write_picture(GREY, path)
    assert (cv2.imread(str(path)) == GREY).all()
    assert [each.name for each in tmp_path.iterdir()] == ["out.png"]


def test_that_another_program_s_picture_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    assert cv2.imwrite(str(path), GREY)
    with pytest.raises(StorageError, match="--out"):
        check_picture(path)


def test_that_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot write"):
        write_picture(GREY, tmp_path / "nowhere" / "out.png")


@pytest.mark.parametrize("content", [b"", b"no image", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40])
def test_that_a_photo_that_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"photo .*photo\.png"):
        read_photo(path)


def test_that_the_made_up_photo_is_always_the_same_and_not_all_noise() -> None:
    photo = made_up_photo()
    assert (photo == made_up_photo()).all()
    assert photo.shape == (480, 640, 3)
    neighbours = np.abs(np.diff(photo.astype(int), axis=1)).mean()
    assert neighbours < 10 < photo.std()
