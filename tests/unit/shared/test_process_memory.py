"""The memory of a process, as the system tells it."""

import pytest

from shared import process_memory
from shared.process_memory import PeakMemory

SIZE_BYTES = 96 << 20


def fill_and_forget() -> None:
    block = bytearray(SIZE_BYTES)
    block[::4096] = b"\x01" * len(block[::4096])


def test_that_memory_that_was_given_back_counts_at_the_peak() -> None:
    fill_and_forget()
    memory = PeakMemory()
    assert memory.grown_bytes < SIZE_BYTES // 2  # what came before is no matter
    fill_and_forget()
    assert memory.grown_bytes > 0.9 * SIZE_BYTES


def test_that_a_system_that_counts_no_peak_tells_what_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process_memory, "CLEAR_REFS", process_memory.SELF_STATUS / "none")
    memory = PeakMemory()
    fill_and_forget()
    assert memory.grown_bytes < SIZE_BYTES // 2
