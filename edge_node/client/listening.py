"""Reading what the node publishes: the newest frame first, and nothing that is stale."""

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import ProtocolError
from shared.protocol.publication import TOPIC_PREFIX, FrameDetections, decode_publication
from shared.transport.endpoint import Endpoint
from shared.transport.publisher import Subscriber

POLL_S = 0.1
MOST_WAITING = 2000
STALE_S = 1.0
"""Who looks away for longer begins anew: what piled up meanwhile is old, and has gaps."""


@dataclass(slots=True)
class Counts:
    """malformed: messages that could not be understood. skipped: frames for which a newer one
    was there already."""

    malformed: int = 0
    skipped: int = 0


def listen(
    endpoint: Endpoint,
    counts: Counts,
    closed: threading.Event,
    *,
    timeout_s: float | None,
    newest_only: bool,
    clock: Clock,
) -> Iterator[FrameDetections]:
    """Frames until `closed` is set, or none came for `timeout_s`. The iterating thread owns it."""
    subscriber = Subscriber(endpoint, TOPIC_PREFIX)
    try:
        since_s = clock.monotonic_s()
        while not closed.is_set():
            left_s = POLL_S if timeout_s is None else since_s + timeout_s - clock.monotonic_s()
            frames = _received(subscriber, counts, wait_s=left_s, newest_only=newest_only)
            shown_s = clock.monotonic_s()
            yield from frames
            now_s = clock.monotonic_s()
            if frames:
                since_s = now_s
            elif timeout_s is not None and now_s - since_s >= timeout_s:
                return
            if newest_only and now_s - shown_s > STALE_S:
                subscriber.close()
                subscriber = Subscriber(endpoint, TOPIC_PREFIX)
    finally:
        subscriber.close()


def _received(
    subscriber: Subscriber, counts: Counts, *, wait_s: float, newest_only: bool
) -> tuple[FrameDetections, ...]:
    """What comes within `wait_s`, but soon: the newest frame, or all of them in order."""
    first = subscriber.receive(math.ceil(1e3 * min(POLL_S, wait_s)))
    if first is None:
        return ()
    waiting = [first]
    while len(waiting) < MOST_WAITING and (more := subscriber.receive(0)) is not None:
        waiting.append(more)
    frames = tuple(f for message in waiting if (f := _decoded(message, counts)) is not None)
    if newest_only:
        counts.skipped += len(frames[:-1])
        return frames[-1:]
    return frames


def _decoded(message: list[bytes], counts: Counts) -> FrameDetections | None:
    try:
        return decode_publication(message)
    except ProtocolError:
        counts.malformed += 1
        return None
