"""What each connection has under way, and an end to those that have more than any peer needs.

libzmq limits a frame and counts whole messages, but not the frames of one: a message that never
ends would fill the memory, and nobody would hear of it. The system's count of the bytes that came
in shows it. It is looked at by a thread of its own, as the socket's owner may be busy.
"""

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass

from shared.owned_thread import OwnedThread
from shared.protocol.codec import MAX_MESSAGE_BYTES
from shared.transport.descriptors import (
    bytes_taken,
    peer_address,
    shut_down,
    sockets_of_this_process,
)

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.1
JOIN_S = 5.0
FRAME_BYTES = 64
"""The most that the wire adds to a frame."""
BEAT_BYTES_A_S = 256
"""Heartbeats and their like come in without ever being delivered: the most of them in a second."""
MOST_ENDED = 256


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes may be under way: of one message that is not finished, on one connection with
    the messages that nobody has had time for, and on all of them together, those that ended too."""

    unfinished: int
    waiting: int
    together: int


LINK_ROOM = Room(
    unfinished=MAX_MESSAGE_BYTES + (2 << 20),
    waiting=9 * MAX_MESSAGE_BYTES,  # a peer has eight on the way at a time
    together=18 * MAX_MESSAGE_BYTES,
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A connection that was shut down."""

    descriptor: int
    address: str


@dataclass(slots=True)
class _Account:
    """Bytes of one connection since it began, as they were at the last look."""

    inode: int
    address: str
    looked_s: float
    taken: int = 0
    settled: int = 0
    is_ended: bool = False

    @property
    def under_way(self) -> int:
        """Never below 0: what was delivered since the last look is no room for others."""
        return 0 if self.is_ended else max(0, self.taken - self.settled)

    def look(self, taken: int, now_s: float) -> None:
        beats = int(BEAT_BYTES_A_S * (now_s - self.looked_s))
        self.taken, self.looked_s = taken, now_s
        self.settled = min(self.settled + beats, taken)


class ByteGuard:
    """Watches the connections to one port of this process; any thread may call its methods.

    `looks` is how often it has looked. Where the system does not tell, as elsewhere than on Linux,
    it sees no connection.
    """

    def __init__(self, local_port: int, room: Room) -> None:
        self._local_port = local_port
        self._room = room
        self._lock = threading.Lock()
        self._accounts: dict[int, _Account] = {}
        # Delivered since the last look, by descriptor: on it may be a connection that no look saw.
        self._lately: dict[int, int] = {}
        self._others: set[int] = set()
        self._left = 0  # bytes of connections that ended: whole messages of theirs may still wait
        self._ended: deque[Ended] = deque(maxlen=MOST_ENDED)
        self._is_fresh = False
        self._stopping = threading.Event()
        self._thread = OwnedThread(
            "byte-guard", self._run, on_failure=self._complain, dies_with_process=True
        )
        self.looks = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Raises what ended the thread before."""
        self._stopping.set()
        self._thread.join(JOIN_S)

    def delivered(self, descriptor: int, *, bytes_: int, frames: int) -> None:
        """So much of what came in on a connection is the owner's now."""
        with self._lock:
            account, bytes_ = self._accounts.get(descriptor), bytes_ + frames * FRAME_BYTES
            self._lately[descriptor] = self._lately.get(descriptor, 0) + bytes_
            if account is None or account.is_ended:
                self._left = max(0, self._left - bytes_)
            else:
                account.settled += bytes_

    def all_delivered(self, looks: int) -> None:
        """No whole message waited after so many looks: what is left of what the last of them saw is
        not finished. Of what a later one saw that cannot be said."""
        if not self._is_fresh:
            return
        with self._lock:
            if self.looks != looks:
                return
            self._is_fresh = False
            for descriptor, account in self._accounts.items():
                if account.under_way > self._room.unfinished:
                    self._end(descriptor, account)
            self._left = 0  # what ended unfinished is dropped

    def ended(self) -> list[Ended]:
        """What was shut down since this was asked last, the latest 256 of it at the most."""
        with self._lock:
            ended = list(self._ended)
            self._ended.clear()
        return ended

    def look(self) -> None:
        """Reads every connection's count, and ends those with too much under way."""
        now_s = time.monotonic()
        with self._lock:  # what is delivered meanwhile waits: it is of a connection with an account
            sockets = list(sockets_of_this_process())
            known = {d: a for d, i in sockets if (a := self._accounts.get(d)) and a.inode == i}
            inodes = {inode for _, inode in sockets}
            self._others &= inodes
            for descriptor, inode in sockets:
                if descriptor not in known and inode not in self._others:
                    address = peer_address(descriptor, self._local_port)
                    if address:
                        settled = self._lately.get(descriptor, 0)
                        known[descriptor] = _Account(inode, address, now_s, settled=settled)
                    else:
                        self._others.add(inode)
            for descriptor, account in list(known.items()):
                try:
                    account.look(bytes_taken(descriptor), now_s)
                except OSError:  # closed meanwhile
                    del known[descriptor]
            gone = (a for d, a in self._accounts.items() if known.get(d) is not a)
            self._left += sum(account.under_way for account in gone)
            self._accounts = known
            self._lately.clear()
            self._end_the_largest()
            self._is_fresh = True
            self.looks += 1

    def _end_the_largest(self) -> None:
        by_size = sorted(self._accounts.items(), key=lambda one: -one[1].under_way)
        together = self._left + sum(account.under_way for _, account in by_size)
        for descriptor, account in by_size:
            size = account.under_way
            if size == 0 or (size <= self._room.waiting and together <= self._room.together):
                return
            together -= size
            self._end(descriptor, account)

    def _end(self, descriptor: int, account: _Account) -> None:
        if shut_down(descriptor, account.address, inode=account.inode):
            self._ended.append(Ended(descriptor, account.address))
        self._left += account.under_way
        account.is_ended = True

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            self.look()

    def _complain(self) -> None:
        _log.error("nobody watches any more how much comes in at port %d", self._local_port)
