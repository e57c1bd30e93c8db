"""Messages off a socket, frame by frame: of one that is too long, little is kept."""

from dataclasses import dataclass, field

import zmq

from shared.protocol.codec import MAX_MESSAGE_BYTES, MAX_PAYLOADS

MOST_FRAMES = 2 + MAX_PAYLOADS
"""The route, the header, and the payloads."""
DROPPED_A_TURN = 10_000


@dataclass(slots=True)
class Arrival:
    """A message, or what is kept of one that is too long: its route, its header and its latest
    frame.

    goes_on: it is so long that the rest is left for another turn. frame_count and size_bytes: of
    all that this turn took off the socket, the route aside.
    """

    frames: list[zmq.Frame] = field(default_factory=list)
    is_too_long: bool = False
    goes_on: bool = False
    frame_count: int = 0
    size_bytes: int = 0


class Arrivals:
    """Of one ROUTER; belongs to the thread that owns it."""

    def __init__(self, socket: zmq.Socket[bytes]) -> None:
        self._socket = socket
        self._kept: list[zmq.Frame] = []
        """Route and header of the message whose rest is still to be dropped."""

    def next(self) -> Arrival | None:
        """The next message, None if there is none. Does bounded work, and never blocks."""
        arrival = Arrival()
        if self._kept:
            arrival.frames, arrival.is_too_long = self._kept, True
        while arrival.frame_count < DROPPED_A_TURN:
            try:
                frame = self._socket.recv(zmq.NOBLOCK, copy=False)
            except zmq.Again:  # a whole message is there or none of it
                return None
            self._take(arrival, frame)
            if not frame.more:
                self._kept = []
                return arrival
        self._kept, arrival.goes_on = arrival.frames[:2], True
        return arrival

    def _take(self, arrival: Arrival, frame: zmq.Frame) -> None:
        if arrival.frames:
            arrival.frame_count += 1
            arrival.size_bytes += len(frame)
        if arrival.size_bytes > MAX_MESSAGE_BYTES or len(arrival.frames) == MOST_FRAMES:
            arrival.is_too_long = True
        if arrival.is_too_long:
            del arrival.frames[2:]
        arrival.frames.append(frame)
