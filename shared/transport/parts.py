"""Messages that carry several things, each acknowledged by an id of its own."""

from shared.protocol.answers import AnswerSubmit
from shared.protocol.messages import AnyMessage


class Parts:
    """Which sent messages are known by several ids, and which of these are still open.

    A message of one id, whose id is the message's own, need not be told of.
    """

    def __init__(self) -> None:
        self._whole: dict[str, str] = {}
        self._open: dict[str, set[str]] = {}

    def sent(self, item_id: str, message: AnyMessage) -> None:
        """Notes a message when it goes out, also when it goes out again."""
        ids = {a.answer_id for a in message.answers} if isinstance(message, AnswerSubmit) else set()
        if len(ids) > 1 and item_id not in self._open:
            self._open[item_id] = ids
            self._whole.update(dict.fromkeys(ids, item_id))

    def whole(self, part_id: str) -> str:
        """The id of the message that a thing came in."""
        return self._whole.get(part_id, part_id)

    def settle(self, part_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Takes note of what was acknowledged or refused; returns the messages of which nothing
        is open any more."""
        done: list[str] = []
        for part_id in part_ids:
            item_id = self.whole(part_id)
            left = self._open.get(item_id, set())
            left.discard(part_id)
            if not left:
                done.append(item_id)
                self._forget(item_id)
        return tuple(done)

    def _forget(self, item_id: str) -> None:
        self._open.pop(item_id, None)
        self._whole = {part: whole for part, whole in self._whole.items() if whole != item_id}
