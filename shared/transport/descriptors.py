"""Descriptors of connections that libzmq owns: looked at and shut down, never closed.

They are not duplicated either: closing a copy of what became SQLite's file in the meantime would
let go of all its locks.
"""

import contextlib
import fcntl
import os
import socket
import stat
import struct
import sys
import termios
from collections.abc import Iterator

COUNTS_BYTES = sys.platform == "linux"
"""Whether the system tells how much came in on a connection."""

_RECEIVED = struct.Struct("=Q")
_RECEIVED_AT = 128
"""Where `tcpi_bytes_received` is in Linux's `struct tcp_info`, since 4.1."""
_INT = struct.Struct("=i")


def sockets_of_this_process() -> Iterator[tuple[int, int]]:
    """Each one's descriptor, and the inode by which it is told from a later one of that number.

    Linux alone has them; nothing elsewhere.
    """
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError):  # closed meanwhile
            status = os.fstat(int(name))
            if stat.S_ISSOCK(status.st_mode):
                yield int(name), status.st_ino


def peer_address(descriptor: int, local_port: int) -> str:
    """Of a TCP connection to the port of this side; "" for all else."""
    with contextlib.suppress(OSError), _borrowed(descriptor) as shared:
        if shared.family in (socket.AF_INET, socket.AF_INET6):
            own = shared.getsockname()
            return _host(shared.getpeername()) if own[1] == local_port else ""
    return ""


def bytes_taken(descriptor: int) -> int:
    """How many were received on a TCP connection and read from it, ever. Raises OSError."""
    with _borrowed(descriptor) as shared:
        told = shared.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        # In this order: what is read in between counts as read, what comes in does not.
        unread = _INT.unpack(fcntl.ioctl(descriptor, termios.FIONREAD, bytes(_INT.size)))[0]
    if len(told) < _RECEIVED_AT + _RECEIVED.size:
        raise OSError("this kernel does not count the bytes of a connection")
    received: int = _RECEIVED.unpack_from(told, _RECEIVED_AT)[0]
    return max(0, received - int(unread))


def shut_down(descriptor: int, address: str, *, inode: int | None = None) -> bool:
    """Ends the connection, if it still leads to that address; says whether it did.

    The descriptor may belong to another file by now. At worst another peer from that address has
    to connect once more; none has to where the inode is given.
    """
    with contextlib.suppress(OSError):
        if inode is not None and os.fstat(descriptor).st_ino != inode:
            return False
        with _borrowed(descriptor) as shared:
            if _host(shared.getpeername()) == address:
                shared.shutdown(socket.SHUT_RDWR)
                return True
    return False


@contextlib.contextmanager
def _borrowed(descriptor: int) -> Iterator[socket.socket]:
    """Raises OSError for what is no socket."""
    shared = socket.socket(fileno=descriptor)
    try:
        yield shared
    finally:
        shared.detach()


def _host(name: object) -> str:
    return str(name[0]) if isinstance(name, tuple) and name else ""
