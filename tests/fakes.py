"""Stand-ins that several tests share: real sockets and threads, with switches for their faults."""

import functools
import os
import random
import shutil
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

import psutil

from shared.errors import ProtocolError
from shared.protocol.answers import AnswerSubmit
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobChunk, BlobRequest, DeployReport
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Beat, Hello, Refused, Welcome
from shared.protocol.questions import Query
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ServerChannel

DEADLINE_S = 30.0
"""Far more than anything takes, also on a machine that has much else to do."""
IMPATIENT_S = 5.0
"""For what is broken on purpose: there the deadline is what is waited for."""
LEAST_REST_S, LONGEST_REST_S = 0.002, 0.25

T = TypeVar("T")


def wait_until(
    condition: Callable[[], object],
    what: str = "",
    *,
    deadline_s: float | None = None,
    step: Callable[[], object] | None = None,
) -> None:
    """Returns when `condition` holds; calls `step` in between, or rests ten times as long as a look
    took, so that waiting takes little from what is waited for.

    Raises TimeoutError, which says `what` was waited for.
    """
    deadline_s = DEADLINE_S if deadline_s is None else deadline_s
    begun_s = looked_s = time.monotonic()
    while not condition():
        now_s = time.monotonic()
        if now_s - begun_s > deadline_s:
            raise TimeoutError(f"not within {deadline_s:.1f} s: {what or 'what was waited for'}")
        if step is None:
            time.sleep(min(max(LEAST_REST_S, 10.0 * (now_s - looked_s)), LONGEST_REST_S))
        else:
            step()
        looked_s = time.monotonic()


PORTS_TO_CHOOSE_FROM = 12_000


def free_ports(count: int) -> list[int]:
    """Ports on loopback where nobody listens now. They are none of those that the system gives out,
    so that nobody gets one of them until it is listened on, or while who listened is away."""
    given_out = Path("/proc/sys/net/ipv4/ip_local_port_range")
    end = int(given_out.read_text().split()[0]) if given_out.exists() else 32_768
    rng, found = random.SystemRandom(), set[int]()
    while len(found) < count:
        port = rng.randrange(max(end - PORTS_TO_CHOOSE_FROM, 1024), end)
        if _is_free(port):
            found.add(port)
    return list(found)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_endpoint() -> str:
    """Of who listens on loopback, and may go away and come back."""
    return f"tcp://127.0.0.1:{free_ports(1)[0]}"


def runs(pid: int) -> bool:
    """Whether this process has not ended. One whose parent ended before may stay a zombie, where
    nobody reaps it."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def quick_folder(
    make: Callable[[Path], object] | None = None,
) -> "tempfile.TemporaryDirectory[str]":
    """In memory where the system has such a place: for databases that are opened thousands of
    times, where no power fails.

    make: writes what is in it at first; it is called once, and every folder is a copy of that one.
    """
    memory = Path("/dev/shm")
    folder = tempfile.TemporaryDirectory(
        prefix="whatsit-", dir=memory if os.access(memory, os.W_OK) else None
    )
    if make is not None:
        shutil.copytree(_made_once(make).name, folder.name, dirs_exist_ok=True)
    return folder


@functools.cache
def _made_once(make: Callable[[Path], object]) -> "tempfile.TemporaryDirectory[str]":
    folder = quick_folder()
    make(Path(folder.name))
    return folder


class ManualClock:
    """A clock that only moves when it is told to."""

    def __init__(self, start_s: float = 1_700_000_000.0) -> None:
        self._start_s = start_s
        self._elapsed_s = 0.0

    def now_s(self) -> float:
        return self._start_s + self._elapsed_s

    def monotonic_s(self) -> float:
        return 1000.0 + self._elapsed_s

    def advance(self, seconds: float) -> None:
        """Both clocks go forward."""
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        self._elapsed_s += seconds

    def set_wall_clock(self, by_s: float) -> None:
        """Somebody sets the time of day, or the machine slept: nothing else takes note of it."""
        self._start_s += by_s


class FakeStation:
    """Talks like a station, on a real ROUTER socket, whenever `serve` is called.

    Faults: `dont_ack` keeps messages but never says so; `dont_answer` reads and says nothing;
    `refuse_hello` and `refuse_items` are sent instead of a welcome or an acknowledgement;
    `go_down` and `come_up` are a crash and a restart: what was kept stays, who was greeted is
    forgotten.
    """

    def __init__(self) -> None:
        self.dont_ack = False
        self.dont_answer = False
        self.refuse_hello: Refused | None = None
        self.refuse_items: Refused | None = None
        self.welcome = Welcome(station_id="fake")
        self.replies: list[Envelope] = []
        """What is sent in reply to the next messages that are not greetings or beats."""
        self.heard: list[AnyMessage] = []
        self.malformed: list[str] = []
        self.kept: Counter[str] = Counter()
        """How often each durable message arrived, by its id."""
        self._greeted: set[bytes] = set()
        self.endpoint = Endpoint("127.0.0.1", free_ports(1)[0])
        self._channel: ServerChannel | None = None
        self.come_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.go_down()

    def come_up(self) -> None:
        """Listens, always on the same port."""
        self._channel = ServerChannel(self.endpoint)

    def go_down(self) -> None:
        """Drops all connections and everything on the way."""
        if self._channel is not None:
            self._channel.close()
        self._channel = None
        self._greeted.clear()

    @property
    def has_peers(self) -> bool:
        """Whether anybody was greeted since it came up."""
        return bool(self._greeted)

    def heard_of(self, kind: type[T]) -> list[T]:
        """The messages of one kind, in order."""
        return [message for message in self.heard if isinstance(message, kind)]

    def say(self, message: AnyMessage, payloads: tuple[bytes, ...] = ()) -> None:
        """Sends to every peer that was greeted."""
        assert self._channel is not None
        for peer in self._greeted:
            assert self._channel.send(peer, Envelope(message, payloads))

    def serve(self, timeout_ms: int = 2) -> None:
        """Deals with everything that has arrived."""
        if self._channel is None:
            return
        self._channel.wait(timeout_ms)
        for peer, received in self._channel.received():
            if isinstance(received, ProtocolError):
                self.malformed.append(str(received))
                continue
            self.heard.append(received.message)
            if not self.dont_answer:
                self._answer(peer, received.message)

    def _answer(self, peer: bytes, message: AnyMessage) -> None:
        if isinstance(message, Hello):
            if self.refuse_hello is None:
                self._greeted.add(peer)
            self._reply(peer, self.refuse_hello or self.welcome)
        elif peer not in self._greeted:
            self._reply(peer, Refused(code="not_allowed", reason="say hello first"))
        elif isinstance(message, Beat):
            self._reply(peer, Beat())
        elif ids := _durable_ids(message):
            self._take(peer, ids)
        elif self.replies:
            assert self._channel is not None
            self._channel.send(peer, self.replies.pop(0))

    def _take(self, peer: bytes, ids: tuple[str, ...]) -> None:
        if self.refuse_items is not None:
            refusal = self.refuse_items
            self._reply(peer, Refused(code=refusal.code, reason=refusal.reason, about=ids[0]))
            return
        self.kept.update(ids)
        if not self.dont_ack:
            self._reply(peer, Ack(ids=ids))

    def _reply(self, peer: bytes, message: AnyMessage) -> None:
        assert self._channel is not None
        self._channel.send(peer, Envelope(message))


class OfferingStation(FakeStation):
    """Has the files of what it offers, by their hash. `spoil` makes something else of a piece."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}
        self.spoil: Callable[[BlobChunk, bytes], tuple[BlobChunk, bytes]] = lambda *piece: piece

    def _answer(self, peer: bytes, message: AnyMessage) -> None:
        if isinstance(message, BlobRequest):
            data = self.files[message.sha256]
            piece = data[message.offset : message.offset + message.length]
            chunk = BlobChunk(sha256=message.sha256, offset=message.offset, total_bytes=len(data))
            chunk, piece = self.spoil(chunk, piece)
            assert self._channel is not None
            self._channel.send(peer, Envelope(chunk, (piece,)))
        else:
            super()._answer(peer, message)


def _durable_ids(message: AnyMessage) -> tuple[str, ...]:
    match message:
        case Query(query_id=query_id):
            return (query_id,)
        case DeployReport(report_id=report_id):
            return (report_id,)
        case AnswerSubmit(answers=answers):
            return tuple(answer.answer_id for answer in answers)
        case _:
            return ()
