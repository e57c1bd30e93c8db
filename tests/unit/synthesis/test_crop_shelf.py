"""What views are made of: only named crops, the rare ones first, and backgrounds beside them."""

import msgspec
import numpy as np
import pytest

from edge_node.jpeg import encode_jpeg
from edge_node.synthesis.config import may_make
from edge_node.synthesis.crop_shelf import MAX_CROPS, VIEWS_PER_CROP, CropShelf, beside
from shared.domain import AnswerKind, Box
from shared.protocol.answers import NamedTrack
from shared.protocol.questions import View
from tests.contract.messages import MINIMAL_QUERY

NAMES = ("bowl", "mug")
EMBEDDER = MINIMAL_QUERY.embedder_sha256
IN_FRAME = Box(20.0, 10.0, 60.0, 50.0)
"""Where the object is in a context of 200 by 100 pixels, half of what the camera saw."""


def put(shelf: CropShelf, query_id: str, name: str = "", kind: AnswerKind = "name") -> None:
    frame = np.full((100, 200, 3), 60, np.uint8)
    frame[10:50, 20:60] = 200
    box = tuple(2 * side for side in IN_FRAME)
    view = View(box=box, frame_sequence=1, captured_at_s=1.0, quality=1.0)
    query = msgspec.structs.replace(
        MINIMAL_QUERY, query_id=query_id, views=(view,), frame_width_px=400, frame_height_px=200
    )
    shelf.put(query, (encode_jpeg(frame), b"", b""))
    if name or kind != "name":
        answer(shelf, query_id, name, kind)


def answer(shelf: CropShelf, query_id: str, name: str = "", kind: AnswerKind = "name") -> None:
    shelf.answer(NamedTrack(answer_id="a", query_id=query_id, track_key="t", kind=kind, name=name))


def taken(shelf: CropShelf, count: int, embedder: str = EMBEDDER) -> list[str]:
    rng, found = np.random.default_rng(0), []
    for _ in range(count):
        crop = shelf.next(NAMES, embedder, rng)
        if crop is None:
            break
        crop.made += 1
        found.append(crop.query.query_id)
    return found


def test_that_only_what_was_called_by_a_known_name_is_used() -> None:
    shelf = CropShelf()
    put(shelf, "open")
    put(shelf, "nothing", kind="not_an_object")
    put(shelf, "vase", "vase")
    put(shelf, "bowl", "bowl")
    put(shelf, "mug", "mug")

    assert set(taken(shelf, 10)) == {"bowl", "mug"}


def test_that_one_name_alone_has_nothing_to_be_confused_with() -> None:
    shelf = CropShelf()
    put(shelf, "mug", "mug")

    assert taken(shelf, 1) == []


def test_that_rare_names_come_first_and_no_crop_is_used_for_ever() -> None:
    shelf = CropShelf()
    for number in range(3):
        put(shelf, f"mug{number}", "mug")
    put(shelf, "bowl", "bowl")

    order = taken(shelf, 100)
    assert order[0] == "bowl"
    assert {query_id: order.count(query_id) for query_id in set(order)} == dict.fromkeys(
        ["bowl", "mug0", "mug1", "mug2"], VIEWS_PER_CROP
    )


def test_that_what_another_embedder_was_asked_with_is_left_alone() -> None:
    shelf = CropShelf()
    put(shelf, "bowl", "bowl")
    put(shelf, "mug", "mug")

    assert taken(shelf, 1, "f" * 64) == []
    assert len(taken(shelf, 1)) == 1


def test_that_an_answer_taken_back_takes_its_crop_away() -> None:
    shelf = CropShelf()
    put(shelf, "bowl", "bowl")
    put(shelf, "mug", "mug")
    answer(shelf, "mug", kind="withdrawn")

    assert taken(shelf, 1) == []


def test_that_the_oldest_crops_are_forgotten() -> None:
    shelf = CropShelf()
    put(shelf, "bowl", "bowl")
    for number in range(MAX_CROPS):
        put(shelf, f"mug{number}", "mug")

    assert taken(shelf, 1) == []


def test_that_the_crop_is_the_object_itself_whatever_the_size_of_its_frame() -> None:
    shelf = CropShelf()
    put(shelf, "bowl", "bowl")
    put(shelf, "mug", "mug")
    found = shelf.next(NAMES, EMBEDDER, np.random.default_rng(0))
    assert found is not None

    crop = found.crop()
    assert crop.shape == (40, 40, 3)
    assert np.median(crop) == pytest.approx(200, abs=3)


def test_that_backgrounds_are_beside_the_object() -> None:
    shelf = CropShelf()
    put(shelf, "open")

    (background,) = shelf.backgrounds()
    assert background.shape == (100, 140, 3)
    assert background.max() < 90


@pytest.mark.parametrize(
    ("box", "size"),
    [
        (Box(0, 0, 200, 40), (60, 200)),
        (Box(0, 60, 200, 100), (60, 200)),
        (Box(150, 0, 230, 100), (100, 150)),
    ],
)
def test_that_the_largest_part_beside_a_box_is_taken(box: Box, size: tuple[int, int]) -> None:
    part = beside(np.zeros((100, 200, 3), np.uint8), box)

    assert part is not None
    assert part.shape[:2] == size


def test_that_an_object_that_fills_its_frame_has_no_background() -> None:
    assert beside(np.zeros((100, 200, 3), np.uint8), Box(5, 5, 195, 95)) is None


def test_that_made_views_keep_within_their_share_of_all_questions() -> None:
    made = 0
    for asked in range(200):
        while may_make(asked=asked, made=made, share=0.1):
            made += 1
        assert made <= 0.1 * (asked + made)
    assert made == 22

    assert not may_make(asked=10**6, made=0, share=0.0)
