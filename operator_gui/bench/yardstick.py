"""The same piece of computing again and again: how long it takes at times is the machine's doing.

On a machine that is shared, other programs and other machines on the same host take a core away in
the middle of things, and some of that is counted as computing. What the window's times would be
without it cannot be measured there; what such a machine does to a piece of known length can.
"""

import time

from operator_gui.bench.screen import Stopwatch
from operator_gui.bench.times import Took

PIECES = 1500
REST_S = 0.002
_ROUNDS = 60_000


def yardstick(pieces: int = PIECES) -> tuple[Took, ...]:
    """What each of so many pieces took."""
    return tuple(_piece() for _ in range(pieces))


def _piece() -> Took:
    """A few milliseconds of work in a few kilobytes, after a rest as the window has it."""
    time.sleep(REST_S)
    watch, total = Stopwatch(), 0
    for at in range(_ROUNDS):
        total += at & 7
    return watch.read()
