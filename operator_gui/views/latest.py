"""What was made lately and may be wanted again."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Latest(Generic[Key, Made]):
    """The `most` that were asked for last. `most` may change; the next that is made counts it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._made: OrderedDict[Key, Made] = OrderedDict()

    def __len__(self) -> int:
        return len(self._made)

    def find(self, key: Key) -> Made | None:
        """What was made for this, if it is still there."""
        made = self._made.get(key)
        if made is not None:
            self._made.move_to_end(key)
        return made

    def of(self, key: Key, make: Callable[[], Made]) -> Made:
        """What was made for this, or is made now."""
        made = self.find(key)
        if made is None:
            made = self._made[key] = make()
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        return made

    def forget(self, wrong: Callable[[Key], bool]) -> None:
        """What was made for these is not what they look like any more."""
        for key in [key for key in self._made if wrong(key)]:
            del self._made[key]

    def forget_all(self) -> None:
        self._made.clear()
