"""Where what is to be recorded waits to be written. Nobody waits to put it there."""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Kind = Literal["frame", "detections", "event"]

CAPACITY: Mapping[Kind, int] = {"frame": 48 << 20, "detections": 256, "event": 1024}
"""How much of each may wait: bytes of frames, 36 of 768x576 or 7 of full HD; the rest by number.
Events are questions, answers and versions."""


class Mailbox(Generic[T]):
    """A queue with room for so much of each kind, in the order in which it came.

    Any thread may put; one takes. One item has room always, be it as large as it may.
    """

    def __init__(self, capacity: Mapping[Kind, int] = CAPACITY) -> None:
        self._capacity = capacity
        self._waiting: deque[tuple[Kind, int, T]] = deque()
        self._sizes: Counter[Kind] = Counter()
        self._changed = threading.Condition()

    def put(self, kind: Kind, item: T, *, size: int = 1) -> bool:
        """False if there is no room for another one of this kind. Never blocks."""
        with self._changed:
            taken = self._sizes[kind]
            if taken and taken + size > self._capacity[kind]:
                return False
            self._sizes[kind] = taken + size
            self._waiting.append((kind, size, item))
            self._changed.notify()
            return True

    def take(self, *, timeout_s: float) -> T | None:
        """What has waited longest, or None if there is nothing in time, or after `wake`."""
        with self._changed:
            if not self._waiting and timeout_s > 0:
                self._changed.wait(timeout_s)
            if not self._waiting:
                return None
            kind, size, item = self._waiting.popleft()
            self._sizes[kind] -= size
            return item

    def wake(self) -> None:
        """Ends a wait."""
        with self._changed:
            self._changed.notify()
