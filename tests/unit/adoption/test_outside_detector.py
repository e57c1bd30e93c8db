"""Which labelled boxes a detector has found."""

from edge_node.adoption.outside_detector import which_found
from shared.domain import Box


def box(left: float, top: float = 0.0, side: float = 10.0) -> Box:
    return Box(left, top, left + side, top + side)


def test_that_a_box_is_found_from_half_of_it_in_common() -> None:
    assert which_found([box(0)], [box(3)]) == (True,)  # 7 of 13
    assert which_found([box(0)], [box(4)]) == (False,)  # 6 of 14
    assert which_found([box(0)], []) == (False,)
    assert which_found([], [box(0)]) == ()


def test_that_one_given_box_finds_one_object_and_the_closest() -> None:
    assert which_found([box(0), box(2)], [box(2)]) == (False, True)
    assert which_found([box(0), box(2)], [box(2), box(1)]) == (True, True)
