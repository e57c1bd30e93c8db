"""The threads of a node beside the one that perceives: started together, ended together."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.owned_thread import OwnedThread


@dataclass(frozen=True, slots=True)
class Member:
    """A thread, and what tells it to end."""

    thread: OwnedThread
    stop: Callable[[], None]


class Crew:
    """Stopped in the order in which they are given, where the later ones may need the earlier to be
    told first. One that failed keeps none of the others from being waited for."""

    def __init__(self, *members: Member) -> None:
        self._members = members

    def start(self) -> None:
        """All of them."""
        for member in self._members:
            member.thread.start()

    def stop(self, deadline_s: float) -> None:
        """Tells all to end, and waits so long for each; raises what ended the first that failed."""
        for member in self._members:
            member.stop()
        failures: list[Exception] = []
        for member in self._members:
            try:
                member.thread.join(deadline_s)
            except Exception as error:  # another thread's, or that it does not end
                failures.append(error)
        if failures:
            raise failures[0]
