"""A fuzzer that goes where it has not been: what takes a new way is mutated further.

A way is the lines of the code that reads the wire, and the reason that was given. The decoder
itself is compiled; its reasons name the field and the rule, and so say how far a mutant got.

`python -m tests.fault.wire_fuzzer SECONDS SEED`: the tally as JSON on its last line.
"""

import random
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from operator_gui.station import intake
from operator_gui.station.sessions import hello_refusal
from shared.errors import ProtocolError
from shared.protocol import codec
from shared.protocol.answers import AnswerSubmit
from shared.protocol.peers import Hello
from shared.protocol.questions import Query, UrgentQuery
from tests.contract.messages import read_golden
from tests.unit.station.station_world import make_query

WATCHED = (str(Path(codec.__file__).parent), str(Path(intake.__file__).parent))
HANG_S = 20
MAX_FRAME_BYTES = 1 << 16
VARIABLE = re.compile(r"'.*'|0x[0-9a-f]+|\d+(\.\d+)?|\([^)]*\)|of node .*|“.*”", re.DOTALL)

TOKENS = [
    *(bytes([byte]) for byte in (0x00, 0x7F, 0x80, 0x90, 0xA0, 0xC0, 0xC1, 0xC2, 0xC3, 0xE0, 0xFF)),
    b"\xcb\x7f\xf8" + bytes(6),
    b"\xcb\x7f\xf0" + bytes(6),
    b"\xcb\xff\xef" + b"\xff" * 6,
    b"\xcf" + b"\xff" * 8,
    b"\xd3\x80" + bytes(7),
    b"\xca\x7f\x80\x00\x00",
    b"\xdb\xff\xff\xff\xff",
    b"\xc6\xff\xff\xff\xff",
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xc7\x0c\xff" + b"\xff" * 12,
    b"\xa4\xff\xfe\xfd\xfc",
    b"\x91" * 600,
    b"\x81\xa1a" * 600,
    b"\xff\xd8\xff",
    b"\xff\xc0\x00\x11\x08\xff\xff\xff\xff",
    b"\xff\xda",
    b"\xff" * 9,
]


class Found(msgspec.Struct):
    """`ways`: how many different ones were taken, `first_ways` of them by unchanged messages."""

    runs: int = 0
    ways: int = 0
    first_ways: int = 0
    faults: list[str] = []
    slowest_ms: float = 0.0


def read(frames: list[bytes]) -> str:
    """As a station reads what arrived; what came of it. Lets out what must not get out."""
    try:
        envelope = codec.decode(frames)
        match envelope.message:
            case Query() as query:
                intake.check_query(query, envelope)
            case UrgentQuery() as urgent:
                intake.check_urgent(urgent, envelope)
            case AnswerSubmit(answers=answers):
                for answer in answers:
                    intake.check_answer(answer)
            case Hello() as hello:
                return f"hello {VARIABLE.sub('#', hello_refusal(hello))}"
            case message:
                return type(message).__name__
    except ProtocolError as error:
        return VARIABLE.sub("#", str(error))[:200]
    return type(envelope.message).__name__


class Fuzzer:
    """Everything is drawn from `seed`."""

    def __init__(self, *, seed: int = 0) -> None:
        self._rng = random.Random(seed)
        self._lines: set[tuple[int, int]] = set()
        self._new_line = False
        self._reasons: set[str] = set()
        self._corpus: list[list[bytes]] = []
        self._codes: dict[Any, bool] = {}
        self.found = Found()
        query = make_query(query_id="q")
        for frames in ([data] for data in read_golden().values()):
            self._run(frames)
        self._run(codec.encode(query))
        self._tokens = TOKENS + self._field_names()
        self.found.first_ways = self.found.ways

    def run(
        self,
        give_up: Callable[[], bool],
        *,
        watch: Callable[[int], object] = lambda seconds: None,
    ) -> Found:
        """Until it is time to give up, or enough is wrong. watch: as for `wire_mutants.hunt`."""
        while not give_up() and len(self.found.faults) < 20:
            watch(HANG_S)
            for _ in range(200):
                self._run(self._mutant())
            watch(0)
        return self.found

    def _run(self, frames: list[bytes]) -> None:
        self._new_line = False
        start_s = time.perf_counter()
        sys.settrace(self._trace)
        try:
            reason = read(frames)
        except Exception as error:
            reason = type(error).__name__
            if reason not in self._reasons:
                shown = " ".join(frame.hex()[:400] for frame in frames)
                self.found.faults.append(f"{reason} {error}: {shown}")
        finally:
            sys.settrace(None)
        took_ms = 1e3 * (time.perf_counter() - start_s)
        self.found.slowest_ms = max(self.found.slowest_ms, took_ms)
        self.found.runs += 1
        if self._new_line or reason not in self._reasons:
            self._reasons.add(reason)
            self._corpus.append(frames)
            self.found.ways += 1

    def _trace(self, frame: FrameType, event: str, argument: object) -> Any:
        code = frame.f_code
        watched = self._codes.get(code)
        if watched is None:
            watched = self._codes[code] = code.co_filename.startswith(WATCHED)
        return self._trace_line if watched else None

    def _trace_line(self, frame: FrameType, event: str, argument: object) -> Any:
        place = (id(frame.f_code), frame.f_lineno)
        if place not in self._lines:
            self._lines.add(place)
            self._new_line = True
        return self._trace_line

    def _mutant(self) -> list[bytes]:
        rng, corpus = self._rng, self._corpus
        newest = rng.random() < 0.5
        frames = list(corpus[-1 - int(len(corpus) * rng.random() * (0.2 if newest else 1.0))])
        for _ in range(rng.choice((1, 1, 2, 3, 6))):
            if rng.random() < 0.05:
                self._change_frames(frames)
                continue
            at = rng.randrange(len(frames)) if rng.random() < 0.3 else 0
            frames[at] = self._changed(frames[at])[:MAX_FRAME_BYTES]
        return frames

    def _change_frames(self, frames: list[bytes]) -> None:
        rng = self._rng
        if rng.random() < 0.5 or len(frames) == 1:
            frames.insert(rng.randrange(1, len(frames) + 1), rng.choice(rng.choice(self._corpus)))
        else:
            del frames[rng.randrange(1, len(frames))]

    def _changed(self, data: bytes) -> bytes:
        rng = self._rng
        at = rng.randrange(len(data) + 1)
        match rng.randrange(7):
            case 0 if at < len(data):
                return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
            case 1 if at < len(data):
                return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
            case 2:
                return data[:at] + data[at + rng.randrange(1, 10) :]
            case 3:
                return data[:at] + rng.choice(self._tokens) + data[at:]
            case 4:
                return data[:at] + (token := rng.choice(self._tokens)) + data[at + len(token) :]
            case 5:
                other = rng.choice(rng.choice(self._corpus))
                return data[:at] + other[rng.randrange(len(other) + 1) :]
            case _:
                return data[:at] + data[max(0, at - rng.randrange(1, 40)) :]

    @staticmethod
    def _field_names() -> list[bytes]:
        names = {
            name
            for data in read_golden().values()
            for name in msgspec.msgpack.decode(data, type=dict[str, Any])
        }
        return [msgspec.msgpack.encode(name) for name in sorted(names)]


def main(seconds: float, seed: int) -> None:
    end_s = time.monotonic() + seconds
    found = Fuzzer(seed=seed).run(lambda: time.monotonic() > end_s, watch=signal.alarm)
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
