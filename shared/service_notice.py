"""What a service manager is told: ready, still at work, ending. The protocol is sd_notify(3).

systemd restarts a service that stops saying that it is at work; so it is said by the loop that does
the work, and by nothing else.
"""

import contextlib
import os
import socket
from collections.abc import Mapping
from typing import Self

from shared.clock import Clock

PINGS_A_TERM = 3
"""So that two may be late before it counts as hung."""


class ServiceNotice:
    """Says nothing where nobody manages the process. `alive` belongs to one thread."""

    def __init__(self, socket_path: str, *, watchdog_s: float, clock: Clock) -> None:
        """socket_path: where the manager listens, "" if there is none; one that starts with "@" is
        abstract. watchdog_s: how long it waits for `alive`, 0 for ever."""
        self._address = f"\0{socket_path[1:]}" if socket_path.startswith("@") else socket_path
        self._every_s = watchdog_s / PINGS_A_TERM
        self._clock = clock
        self._said_s = float("-inf")

    @classmethod
    def of(cls, environment: Mapping[str, str], *, process: int, clock: Clock) -> Self:
        """As the manager set it for this process in NOTIFY_SOCKET and WATCHDOG_USEC."""
        term = environment.get("WATCHDOG_USEC", "")
        is_meant = environment.get("WATCHDOG_PID", str(process)) == str(process)
        watchdog_s = int(term) / 1e6 if term.isdecimal() and is_meant else 0.0
        return cls(environment.get("NOTIFY_SOCKET", ""), watchdog_s=watchdog_s, clock=clock)

    @classmethod
    def of_this_process(cls, clock: Clock) -> Self:
        """As `of`, for this very process."""
        return cls.of(os.environ, process=os.getpid(), clock=clock)

    def ready(self) -> None:
        """All is started."""
        self._say("READY=1")

    def alive(self) -> None:
        """The loop goes round; as often as one likes, it is passed on when it is time."""
        now_s = self._clock.monotonic_s()
        if self._every_s > 0.0 and now_s - self._said_s >= self._every_s:
            self._said_s = now_s
            self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """The end has begun."""
        self._say("STOPPING=1")

    def _say(self, text: str) -> None:
        if not self._address:
            return
        # A manager that does not listen is no reason to stop.
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out,
        ):
            out.setblocking(False)
            out.sendto(text.encode(), self._address)
