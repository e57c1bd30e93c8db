"""What other threads handed to the one that owns a socket, a session or a file."""

import queue
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def handed_over(tasks: "queue.Queue[T] | queue.SimpleQueue[T]") -> Iterator[T]:
    """All that waits in the queue, also what comes meanwhile; never waits for more."""
    while True:
        try:
            yield tasks.get_nowait()
        except queue.Empty:
            return
