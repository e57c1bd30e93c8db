"""The boxes that the operator drew for questions which are still to be answered."""

from collections.abc import Collection

from shared.domain import Box
from shared.protocol.answers import Answer
from shared.protocol.questions import Query

_SAME_BOX_PX = 0.01


class DrawnBoxes:
    """By query; in pixels of the frame of its best view."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}

    def of(self, query: Query) -> Box | None:
        """None where the robot's own box stands."""
        return self._boxes.get(query.query_id)

    def draw(self, query: Query, box: Box | None) -> None:
        """None is the robot's box, and so is what lies as good as where that does."""
        seen = query.views[0].box
        if box is None or max(abs(a - b) for a, b in zip(box, seen, strict=True)) < _SAME_BOX_PX:
            self.forget(query.query_id)
        else:
            self._boxes[query.query_id] = box

    def draw_again(self, answer: Answer) -> None:
        """The box that went along with an answer, where one did."""
        if answer.box is not None:
            self._boxes[answer.query_id] = Box(*answer.box)

    def forget(self, query_id: str) -> None:
        self._boxes.pop(query_id, None)

    def keep(self, query_ids: Collection[str]) -> None:
        """Forgets those of all other queries."""
        self._boxes = {q: box for q, box in self._boxes.items() if q in query_ids}
