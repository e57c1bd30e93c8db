"""The memory that a source shares with its capture child: slots for frames, and a pulse.

The memory has no name, only descriptors: when both processes are gone, however they went, it is
gone too, so there is nothing to unlink and nothing for a resource tracker to warn about.
"""

import fcntl
import mmap
import os
import struct
import sys
import tempfile
from multiprocessing.context import assert_spawning
from multiprocessing.reduction import DupFd
from typing import Any

import numpy as np

from shared.domain import Image

_PULSE = struct.Struct("<Q")


def _anonymous_file() -> int:
    if sys.platform == "linux":
        descriptor = os.memfd_create("whatsit-frames", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        # A decoder gone wild must not pull the memory from under the source's feet.
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)
        return descriptor
    else:  # noqa: RET505 - type checkers know platforms by their branches
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())


class SharedBytes:
    """A piece of shared memory that grows when more is asked for, and never shrinks."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._map: mmap.mmap | None = None

    @property
    def descriptor(self) -> int:
        return self._descriptor

    def map(self, n_bytes: int) -> mmap.mmap:
        """At least `n_bytes` of it. A map is let go when a later call asks for more."""
        if self._map is None or len(self._map) < n_bytes:
            if os.fstat(self._descriptor).st_size < n_bytes:
                os.ftruncate(self._descriptor, n_bytes)
            if self._map is not None:
                self._map.close()
            self._map = mmap.mmap(self._descriptor, n_bytes)
        return self._map

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
            self._map = None
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class FrameSlots:
    """`count` slots for frames of any size, and a counter by which the child shows life.

    Crosses to a child only while that child is spawned, as an argument of its process.
    """

    def __init__(self, count: int) -> None:
        """Raises OSError where the machine gives no more files."""
        self._pieces: list[SharedBytes] = []
        self._beats = 0
        try:
            for _ in range(count + 1):
                self._pieces.append(SharedBytes(_anonymous_file()))
        except OSError:
            self.close()
            raise

    def __len__(self) -> int:
        return len(self._pieces) - 1

    def write(self, slot: int, image: Image) -> None:
        view = np.frombuffer(self._pieces[slot].map(image.nbytes), np.uint8, image.nbytes)
        np.copyto(view.reshape(image.shape), image)

    def read(self, slot: int, *, height: int, width: int) -> Image:
        """A copy of the frame in `slot`."""
        n_bytes = height * width * 3
        view = np.frombuffer(self._pieces[slot].map(n_bytes), np.uint8, n_bytes)
        return view.reshape(height, width, 3).copy()

    def beat(self) -> None:
        """Shows life. Called by one thread of the child."""
        self._beats += 1
        _PULSE.pack_into(self._pieces[-1].map(_PULSE.size), 0, self._beats)

    @property
    def pulse(self) -> int:
        """Changes as long as the child makes progress."""
        return int(_PULSE.unpack_from(self._pieces[-1].map(_PULSE.size))[0])

    def close(self) -> None:
        for piece in self._pieces:
            piece.close()

    def __getstate__(self) -> list[Any]:
        assert_spawning(self)
        return [DupFd(piece.descriptor) for piece in self._pieces]

    def __setstate__(self, descriptors: list[Any]) -> None:
        self._pieces = [SharedBytes(descriptor.detach()) for descriptor in descriptors]
        self._beats = 0
