"""A quarantine's child that does what its order says: `python -m tests.fault.bad_child`."""

import ctypes
import os
import time

import msgspec

from shared.quarantine import answer_orders, limit_memory


class BadOrder(msgspec.Struct, frozen=True):
    """deed: what to do."""

    deed: str


class BadReply(msgspec.Struct, frozen=True):
    """text: what came of it."""

    text: str


def do(order: BadOrder) -> object:
    """Most of these never come back."""
    match order.deed:
        case "answer":
            return BadReply("done")
        case "print":
            os.write(1, b'{"text": "forged by a library that prints"}')
            return BadReply("done")
        case "crash":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "hang":
            time.sleep(600)
        case "raise":
            raise RuntimeError("nobody catches this")
        case "nonsense":
            return {"text": 5}
        case "hoard":
            try:
                return BadReply(f"got {len(bytearray(64 << 30))}")
            except MemoryError:
                return BadReply("out of memory")
    raise AssertionError(order.deed)


if __name__ == "__main__":
    limit_memory()
    answer_orders(BadOrder, do)
