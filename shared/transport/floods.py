"""Who was disconnected for sending too much: kept in a bounded list, and logged now and then."""

import logging
import time
from collections import deque

from shared.transport.curve import MOST_REFUSALS, RefusedHandshake

_log = logging.getLogger(__name__)

TELL_AGAIN_S = 60.0
MOST_TOLD = 256


class Floods:
    """At one port; belongs to the thread that owns its socket."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._latest: deque[RefusedHandshake] = deque(maxlen=MOST_REFUSALS)
        self._told_s: dict[str, float] = {}

    def note(self, key: str, address: str) -> None:
        """Logs it, unless that address was logged within the last minute."""
        self._latest.append(RefusedHandshake("flooding", key, address))
        now_s = time.monotonic()
        if now_s - self._told_s.get(address, float("-inf")) < TELL_AGAIN_S:
            return
        self._told_s[address] = now_s
        if len(self._told_s) > MOST_TOLD:
            del self._told_s[next(iter(self._told_s))]
        who = f" (key {key[:12]})" if key else ""
        _log.warning(
            "disconnected %s%s from port %d: it sends more at a time than any part of whatsit",
            address,
            who,
            self._port,
        )

    def taken(self) -> list[RefusedHandshake]:
        """Those since this was asked last."""
        latest = list(self._latest)
        self._latest.clear()
        return latest
