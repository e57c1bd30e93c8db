"""What other threads want done by the one that owns a socket."""

import queue
from collections.abc import Iterator
from typing import Generic, TypeVar

from shared.handover import handed_over
from shared.transport.sockets import Waker

T = TypeVar("T")


class TaskQueue(Generic[T]):
    """Any thread may `put`; the owner, whose waits each of them ends, takes.

    waker: for the owner's channel.
    """

    def __init__(self, *, limit: int = 0, reserve: int = 0) -> None:
        """limit: so many may wait; 0 for any number. reserve: and so many more of what must not be
        lost."""
        self._tasks: queue.Queue[T] = queue.Queue(limit and limit + reserve)
        self._reserve = reserve
        self.waker = Waker()

    def put(self, task: T, *, must_go: bool = False) -> bool:
        """False if too many wait; never blocks. must_go: may use the reserve."""
        limit = self._tasks.maxsize
        if limit and not must_go and self._tasks.qsize() >= limit - self._reserve:
            return False
        try:
            self._tasks.put_nowait(task)
        except queue.Full:
            return False
        self.waker.wake()
        return True

    def taken(self) -> Iterator[T]:
        """All that waits, also what comes meanwhile; each counts as done when the next is asked
        for."""
        for task in handed_over(self._tasks):
            yield task
            self._tasks.task_done()

    @property
    def is_busy(self) -> bool:
        """Whether any task waits or is not done."""
        return self._tasks.unfinished_tasks > 0

    def close(self) -> None:
        """Nobody takes any more. May be called again."""
        self.waker.close()
