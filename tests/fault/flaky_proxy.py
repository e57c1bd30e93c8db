"""A TCP proxy on loopback that treats what passes as bad networks do.

Modes: `passing`; `stalled` (nothing passes and nobody new gets in, but nothing is closed: a black
hole, if it lasts); `trickling` (one byte at a time); `slow` (20 kB/s each way); `jittery` (each
piece is up to 2 s late, in order). `reset` cuts all connections at once.
"""

import collections
import contextlib
import random
import selectors
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Literal, Self

from shared.owned_thread import OwnedThread
from shared.transport.endpoint import Endpoint

Mode = Literal["passing", "stalled", "trickling", "slow", "jittery"]

SLOW_BYTES_A_S = 20_000
JITTER_S = 2.0
ROUND_S = 0.002
PIECE_BYTES = 65_536
HELD_BYTES = 262_144
"""What may be under way in one direction; the sender has to wait beyond that."""
CUT = struct.pack("ii", 1, 0)
"""For SO_LINGER: closing sends a reset."""


@dataclass
class Way:
    """One direction of one connection. waiting: pieces with the time from which they may go."""

    source: socket.socket
    target: socket.socket
    waiting: collections.deque[tuple[float, bytes]] = field(default_factory=collections.deque)
    held_bytes: int = 0
    allowance: float = 0.0


class FlakyProxy:
    """Runs in a thread of its own; `mode` may be set and `reset` called from another."""

    def __init__(self, station: Endpoint, *, seed: int = 0) -> None:
        self.mode: Mode = "passing"
        self._station = station
        self._rng = random.Random(seed)
        self._ways: list[Way] = []
        self._cut = threading.Event()
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.endpoint = Endpoint("127.0.0.1", self._listener.getsockname()[1])
        self._thread = OwnedThread("proxy", self._run, on_failure=lambda: None)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(60.0)
        self._listener.close()

    def reset(self) -> None:
        """Cuts all connections, with a reset; returns when that is done."""
        self._cut.set()
        while self._cut.is_set() and not self._stopping.is_set():
            time.sleep(ROUND_S)

    def _run(self) -> None:
        try:
            before_s = time.monotonic()
            while not self._stopping.is_set():
                self._stopping.wait(ROUND_S)
                now_s = time.monotonic()
                if self._cut.is_set():
                    for way in tuple(self._ways):
                        self._close(way)
                    self._cut.clear()
                if self.mode != "stalled":
                    self._accept()
                    self._read(now_s)
                    for way in tuple(self._ways):
                        self._pump(way, now_s, now_s - before_s)
                before_s = now_s
        finally:
            for way in tuple(self._ways):
                self._close(way)

    def _accept(self) -> None:
        try:
            near, _ = self._listener.accept()
        except BlockingIOError:
            return
        try:
            far = socket.create_connection((self._station.host, self._station.port), timeout=1.0)
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            one.setblocking(False)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ways.append(Way(one, other))

    def _read(self, now_s: float) -> None:
        with selectors.SelectSelector() as ready:
            for way in self._ways:
                if way.held_bytes < HELD_BYTES:
                    ready.register(way.source, selectors.EVENT_READ, way)
            if not ready.get_map():
                return
            for key, _ in ready.select(0):
                self._take(key.data, now_s)

    def _take(self, way: Way, now_s: float) -> None:
        try:
            data = way.source.recv(PIECE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close(way)
            return
        due_s = now_s
        if self.mode == "jittery":
            due_s += self._rng.uniform(0.0, JITTER_S)
        if way.waiting:  # nothing overtakes anything
            due_s = max(due_s, way.waiting[-1][0])
        way.waiting.append((due_s, data))
        way.held_bytes += len(data)

    def _pump(self, way: Way, now_s: float, passed_s: float) -> None:
        way.allowance = min(way.allowance + SLOW_BYTES_A_S * passed_s, SLOW_BYTES_A_S / 10)
        while way.waiting and way.waiting[0][0] <= now_s:
            due_s, data = way.waiting.popleft()
            size = len(data)
            if self.mode == "slow":
                size = min(size, int(way.allowance))
            sent = self._send(way, data[:size]) if size else 0
            way.allowance -= sent
            way.held_bytes -= sent
            if sent < len(data):
                way.waiting.appendleft((due_s, data[sent:]))
                return

    def _send(self, way: Way, data: bytes) -> int:
        pieces = [data]
        if self.mode == "trickling":
            pieces = [data[i : i + 1] for i in range(len(data))]
        sent = 0
        try:
            for piece in pieces:
                sent += way.target.send(piece)
        except BlockingIOError:
            pass
        except OSError:
            self._close(way)
            return len(data)
        return sent

    def _close(self, way: Way) -> None:
        for end in (way.source, way.target):
            with contextlib.suppress(OSError):  # closed already
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CUT)
            end.close()
        way.waiting.clear()
        self._ways = [w for w in self._ways if w.source not in (way.source, way.target)]
