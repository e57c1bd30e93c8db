"""What an answer has to be before it is kept."""

import pytest

from operator_gui.station.intake import check_answer
from shared.errors import ProtocolError
from tests.unit.station.station_world import make_answer


def test_that_a_box_that_was_drawn_is_taken() -> None:
    check_answer(make_answer("q1", box=(1.0, 2.0, 3.0, 4.0)))


@pytest.mark.parametrize("box", [(3.0, 2.0, 3.0, 4.0), (5.0, 2.0, 3.0, 4.0), (1.0, 4.0, 3.0, 2.0)])
def test_that_a_box_without_an_area_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ProtocolError, match="without an area"):
        check_answer(make_answer("q1", box=box))
