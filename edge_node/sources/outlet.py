"""How frames leave the capture child: all of them in order, or only the newest."""

import queue
import threading
from abc import ABC, abstractmethod
from multiprocessing.connection import Connection

import msgspec

from edge_node.sources.messages import (
    Ended,
    FrameReady,
    FromChild,
    FromSource,
    GiveBack,
    NothingNewer,
    Renew,
    Want,
    encode,
)
from edge_node.sources.slots import FrameSlots
from shared.domain import Image

_NAP_S = 0.2
"""The longest wait without showing life."""


class Outlet(ABC):
    """The child's end. One thread reads and publishes; another serves the source's requests."""

    def __init__(self, connection: Connection, slots: FrameSlots) -> None:
        self._connection = connection
        self._slots = slots
        self._sending = threading.Lock()

    def send(self, message: FromChild) -> None:
        """Blocks while the source does not listen and the pipe is full."""
        with self._sending:
            self._connection.send_bytes(encode(message))

    def beat(self) -> None:
        self._slots.beat()

    def write(self, slot: int, image: Image) -> None:
        self._slots.write(slot, image)

    @abstractmethod
    def take_slot(self) -> int:
        """A slot to write the next frame to."""

    @abstractmethod
    def publish(self, frame: FrameReady) -> None:
        """Makes a frame available that has been written."""

    @abstractmethod
    def finish(self, reason: str) -> None:
        """Says that there are no more; returns when that has been sent."""

    @abstractmethod
    def handle(self, request: FromSource) -> None:
        """Serves the source. Called by the listener."""


class CompleteOutlet(Outlet):
    """Every frame, in order: the reader waits while all slots are in use."""

    def __init__(self, connection: Connection, slots: FrameSlots) -> None:
        super().__init__(connection, slots)
        self._free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(len(slots)):
            self._free.put(slot)

    def take_slot(self) -> int:
        while True:
            self.beat()
            try:
                return self._free.get(timeout=_NAP_S)
            except queue.Empty:
                continue

    def publish(self, frame: FrameReady) -> None:
        self.send(frame)

    def finish(self, reason: str) -> None:
        self.send(Ended(reason))

    def handle(self, request: FromSource) -> None:
        if isinstance(request, GiveBack):
            self._free.put(request.slot)


class NewestOutlet(Outlet):
    """The newest frame only, when it is asked for; the reader never waits.

    At most one slot is being written, one holds the newest frame and one is with the source, so
    three are enough.
    """

    def __init__(self, connection: Connection, slots: FrameSlots) -> None:
        super().__init__(connection, slots)
        self._state = threading.Lock()
        self._free = list(range(len(slots)))
        self._newest: FrameReady | None = None
        self._wanted = False
        self._dropped = 0
        self._end: Ended | None = None
        self._end_sent = threading.Event()

    def take_slot(self) -> int:
        with self._state:
            return self._free.pop()

    def publish(self, frame: FrameReady) -> None:
        with self._state:
            if self._newest is not None:
                self._free.append(self._newest.slot)
                self._dropped += 1
            self._newest = frame
            if self._wanted:
                self._send_newest()

    def finish(self, reason: str) -> None:
        with self._state:
            self._end = Ended(reason)
            if self._wanted:
                self._send_newest()
        while not self._end_sent.wait(_NAP_S):
            self.beat()

    def handle(self, request: FromSource) -> None:
        with self._state:
            match request:
                case GiveBack(slot):
                    self._free.append(slot)
                case Want():
                    self._wanted = True
                    self._send_newest()
                case Renew() if self._newest is None:
                    self.send(NothingNewer())
                case Renew():
                    self._send_newest()

    def _send_newest(self) -> None:
        """Sends the newest frame, or the end after the last one, if there is either."""
        if self._newest is not None:
            self.send(msgspec.structs.replace(self._newest, dropped=self._dropped))
            self._newest = None
            self._wanted = False
        elif self._end is not None:
            self.send(self._end)
            self._end_sent.set()
