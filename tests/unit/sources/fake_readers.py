"""Readers without OpenCV, with fault switches. Module-level, so that a spawned child finds them."""

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from edge_node.sources.reading import PassEnd, Place, RawFrame, Reporter
from edge_node.sources.view import SourceRefused
from shared.domain import Image
from shared.errors import SourceError

HEIGHT, WIDTH = 6, 8


def image_of(number: int, *, height: int = HEIGHT, width: int = WIDTH) -> Image:
    """An image from which its number can be told."""
    image: Image = np.full((height, width, 3), number % 251, np.uint8)
    return image


@dataclass(frozen=True, kw_only=True)
class Script:
    """What a fake reader does. Called in the child, it makes that reader.

    notes: a folder in which the reader leaves what the test wants to know.
    hang_at, die_at, fail_at, refuse_at: the frame at which it hangs, is killed, or raises
    SourceError or SourceRefused.
    times: how often it does that, over all its lives; then it behaves.
    """

    notes: Path
    n_frames: int = 20
    is_live: bool = False
    period_s: float = 0.0
    grows: bool = False
    hang_at: int | None = None
    die_at: int | None = None
    fail_at: int | None = None
    refuse_at: int | None = None
    fail_open: bool = False
    hang_open: bool = False
    times: int = 1

    def __call__(self) -> "FakeReader":
        return FakeReader(self)

    def frames_produced(self) -> int:
        """How many frames a live reader has come to, as far as this process can see."""
        path = self.notes / "produced"
        return path.stat().st_size if path.exists() else 0

    def faults(self) -> int:
        return len(list(self.notes.glob("fault-*")))


@dataclass(frozen=True, kw_only=True)
class EveryFault(Script):
    """A live reader that fails in another way every time: four ways, one after the other.

    It cannot be opened; hangs; dies; or gives a few frames and breaks.
    """

    is_live: bool = True
    times: int = 1_000_000

    def __call__(self) -> "FakeReader":
        fault = (
            {"fail_open": True},
            {"hang_at": 0},
            {"die_at": 0},
            {"fail_at": 3},
        )[self.faults() % 4]
        return FakeReader(replace(self, **fault))


class FakeReader:
    """Follows its script."""

    interval_s = 0.1

    def __init__(self, script: Script) -> None:
        self._script = script
        self._next = 0

    def open(self, start: Place, report: Reporter) -> None:
        self._next = start.position
        if self._script.fail_open and self._has_fault_left():
            raise SourceError("fake camera cannot be opened; plug it in")
        if self._script.hang_open and self._has_fault_left():
            _hang()

    def read(self) -> RawFrame | PassEnd:
        script, number = self._script, self._next
        if script.period_s:
            time.sleep(script.period_s)
        if number == script.hang_at and self._has_fault_left():
            _hang()
        if number == script.die_at and self._has_fault_left():
            os.kill(os.getpid(), 9)
        if number == script.fail_at and self._has_fault_left():
            raise SourceError(f"fake frame {number} is broken")
        if number == script.refuse_at and self._has_fault_left():
            raise SourceRefused(f"fake frame {number} has another size")
        if number >= script.n_frames:
            return PassEnd("end of the fake recording")
        self._next += 1
        if script.is_live:
            with (script.notes / "produced").open("ab") as file:
                file.write(b".")
            return RawFrame(image_of(number))
        scale = 1 + number if script.grows else 1
        image = image_of(number, height=HEIGHT * scale, width=WIDTH * scale)
        return RawFrame(image, number, number * self.interval_s, f"{number}.fake")

    def close(self) -> None:
        pass

    def _has_fault_left(self) -> bool:
        if self._script.faults() >= self._script.times:
            return False
        (self._script.notes / f"fault-{time.monotonic_ns()}").touch()
        return True


def _hang() -> None:
    while True:
        time.sleep(3_600)
