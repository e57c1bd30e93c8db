"""Mutants of every message in bulk, and what the codec makes of them.

`python -m tests.fault.wire_mutants COUNT SECONDS PART`: so many of each type in one of the PARTS,
or as many as the time allows, in a process of its own; the tally as JSON on its last line.
"""

import itertools
import signal
import sys
import time
from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from shared.errors import ProtocolError
from shared.protocol import codec
from shared.protocol.codec import Envelope, encode
from tests.contract.messages import EXAMPLES, read_golden

BATCH = 2_000
PARTS = 3
"""Every third type belongs together, so that several processors have something to do."""
HANG_S = 20
"""So long may a batch take before its process is ended."""
EVERY_ROUND_TRIP = 16
ODD_BYTES = np.frombuffer(
    bytes.fromhex("00017f80818f909fa0bfc0c1c2c3c4c5c6c7c8cacbcccdcecfd0d3d9dadbdcdddedfe0ff"),
    np.uint8,
)
"""Where msgpack begins something else, and their neighbours."""


class Tally(msgspec.Struct):
    """What became of how many; `faults`: what went wrong, with the bytes."""

    by_type: dict[str, int] = {}
    understood: int = 0
    refused: int = 0
    faults: list[str] = []

    @property
    def tried(self) -> int:
        return sum(self.by_type.values())


def seeds() -> dict[str, list[bytes]]:
    """The bytes of every example, by the type of the message."""
    golden, by_type = read_golden(), dict[str, list[bytes]]()
    for name, message in EXAMPLES.items():
        by_type.setdefault(type(message).__name__, []).append(golden[name])
    return by_type


def mutants(data: bytes, others: list[bytes], rng: np.random.Generator) -> Iterator[bytes]:
    """BATCH mutants of a message: a few bytes are others; of some a part is cut out, doubled,
    missing at the end, or of another message."""
    rows, length = np.arange(BATCH), len(data)
    table = np.tile(np.frombuffer(data, np.uint8), (BATCH, 1))
    for share in (1.0, 0.5, 0.25):
        chosen = rows[rng.random(BATCH) < share]
        odd = rng.choice(ODD_BYTES, chosen.size)
        any_byte = rng.integers(0, 256, chosen.size, np.uint8)
        at = rng.integers(0, length, chosen.size)
        table[chosen, at] = np.where(rng.random(chosen.size) < 0.5, odd, any_byte)
    blob = table.tobytes()
    kinds = rng.integers(0, 10, BATCH).tolist()
    places = rng.integers(0, length, (BATCH, 2)).tolist()
    for start, kind, (one, two) in zip(
        range(0, BATCH * length, length), kinds, places, strict=True
    ):
        row = blob[start : start + length]
        if kind < 6:
            yield row
        elif kind == 6:
            yield row[:one]
        elif kind == 7:
            yield row[:one] + row[one + 1 + two % 8 :]
        elif kind == 8:
            yield row[:one] + row[one : one + 1 + two % 8] + row[one:]
        else:
            other = others[two % len(others)]
            yield row[:one] + other[one % len(other) :]


def hunt(
    count: int,
    *,
    part: slice = slice(None),
    give_up: Callable[[], bool] = lambda: False,
    watch: Callable[[int], object] = lambda seconds: None,
) -> Tally:
    """Tries `count` mutants of each type in a part, in turns, until it is time to give up.

    watch: is told how long the next batch may take, and 0 after it.
    """
    rng, tally, by_type = np.random.default_rng(0), Tally(), seeds()
    everything = [data for examples in by_type.values() for data in examples]
    by_type = dict(list(by_type.items())[part])
    tally.by_type = dict.fromkeys(by_type, 0)
    for turn in itertools.count():
        if turn * BATCH >= count or give_up():
            return tally
        for kind, examples in by_type.items():
            watch(HANG_S)
            try_all(mutants(examples[turn % len(examples)], everything, rng), kind, tally)
            watch(0)
    return tally


def try_all(mutated: Iterator[bytes], kind: str, tally: Tally) -> None:
    """Counts; a fault is anything but a message or a ProtocolError, and what does not go back."""
    tried = refused = 0
    for data in mutated:
        tried += 1
        try:
            envelope = codec.decode([data])
            if tried % EVERY_ROUND_TRIP == 0 and not comes_back(envelope):
                tally.faults.append(f"{kind} {data.hex()}: comes back as another message")
        except ProtocolError:
            refused += 1
        except Exception as error:
            tally.faults.append(f"{kind} {data.hex()}: {type(error).__name__} {error}")
    tally.by_type[kind] += tried
    tally.refused += refused
    tally.understood += tried - refused


def comes_back(envelope: Envelope) -> bool:
    """What passed the boundary can be stored, and sent on."""
    return codec.decode(encode(envelope)) == envelope


def main(count: int, seconds: float, part: int) -> None:
    end_s = time.monotonic() + seconds
    tally = hunt(
        count,
        part=slice(part, None, PARTS),
        give_up=lambda: time.monotonic() > end_s,
        watch=signal.alarm,
    )
    sys.stdout.write(msgspec.json.encode(tally).decode() + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
