"""Answers from when the link hears them until what they change is on disk."""

import threading
from collections import deque
from typing import Literal

from shared.protocol.answers import NamedTrack

Answers = tuple[NamedTrack, ...]
Taken = Literal["new", "on its way", "kept", "no room"]

MAX_BATCHES = 256
"""A station has 32 on the way to a node, and what people say of urgent questions beside them."""

REMEMBERED = 1024


class AnswerTray:
    """The link puts batches in and learns which are kept; perception takes them out.

    A station says a batch again until it is acknowledged, and that is only when it is kept. So one
    that lies here, or that perception has, is not taken a second time: a later answer to the same
    question may have come in between. Nobody ever waits.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, Answers]] = []
        self._on_their_way: set[str] = set()
        self._kept: deque[str] = deque(maxlen=REMEMBERED)

    def put(self, batch_id: str, answers: Answers) -> Taken:
        """What became of a batch: taken in now or before, kept, or not taken in, as it is one too
        many."""
        with self._lock:
            if batch_id in self._on_their_way:
                return "on its way"
            if batch_id in self._kept:
                return "kept"
            if len(self._on_their_way) >= MAX_BATCHES:
                return "no room"
            self._on_their_way.add(batch_id)
            self._waiting.append((batch_id, answers))
            return "new"

    def take(self) -> list[tuple[str, Answers]]:
        """All batches that perception has not seen, each with its id, in the order they came."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            return waiting

    def kept(self, batch_ids: tuple[str, ...]) -> None:
        """What these batches changed is on disk."""
        with self._lock:
            self._on_their_way.difference_update(batch_ids)
            self._kept.extend(batch_ids)
