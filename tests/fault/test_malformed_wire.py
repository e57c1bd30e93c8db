"""Whatever comes over the wire ends nothing, takes no time, is counted, and costs no other peer."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from operator_gui.station import intake
from shared.protocol import codec
from tests.fault.wire_fuzzer import Found, Fuzzer
from tests.fault.wire_mutants import BATCH, PARTS, Tally, hunt

ROOT = Path(__file__).parents[2]
FUZZ_S = 600
MUTANTS_S = 400

T = TypeVar("T")
Record = Callable[[str, object], None]


def in_a_child(module: str, *arguments: int, kind: type[T], timeout_s: float) -> T:
    """What a process of its own says on its last line; a crash or a hang in it fails the test."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=timeout_s, check=False)
    assert done.returncode != -signal.SIGALRM, "it hangs"
    assert done.returncode == 0, f"it crashed ({done.returncode}): {done.stderr[-2000:]!r}"
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=kind)


def check_mutants(tally: Tally, least: int) -> str:
    """The figure. Fails for a fault, or where the mutants are not worth much."""
    assert not tally.faults, tally.faults[:5]
    fewest = min(tally.by_type.values())
    assert fewest >= least
    assert tally.understood + tally.refused == tally.tried
    assert tally.understood > tally.tried / 50
    types = len(tally.by_type)
    return f"{tally.tried:,} mutants, {fewest:,} of each of {types} types: 0 crashes, 0 hangs"


def check_fuzzing(found: Found) -> str:
    assert not found.faults, found.faults[:5]
    assert found.ways > 3 * found.first_ways, "the mutants go nowhere new"
    return f"fuzzed {found.runs:,} times in {found.ways:,} ways: 0 crashes, 0 hangs"


@pytest.mark.promise(8)
@pytest.mark.timeout(MUTANTS_S + 120)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    "count",
    [
        pytest.param(2 * BATCH, id="short"),
        pytest.param(1_000_000, id="full", marks=pytest.mark.slow),
    ],
)
def test_that_mutants_of_every_message_are_messages_or_refused(
    count: int, part: int, record_property: Record
) -> None:
    """Or as many as the time allows; the figure says how many."""
    tally = in_a_child(
        "tests.fault.wire_mutants", count, MUTANTS_S, part, kind=Tally, timeout_s=MUTANTS_S + 60
    )
    record_property("figure", f"part {part + 1} of {PARTS}: {check_mutants(tally, count // 2)}")


@pytest.mark.promise(8)
@pytest.mark.timeout(FUZZ_S + 120)
@pytest.mark.parametrize(
    "seconds",
    [pytest.param(4, id="short"), pytest.param(FUZZ_S, id="full", marks=pytest.mark.slow)],
)
def test_that_fuzzing_the_wire_finds_nothing(seconds: int, record_property: Record) -> None:
    found = in_a_child("tests.fault.wire_fuzzer", seconds, 1, kind=Found, timeout_s=seconds + 60)
    record_property("figure", check_fuzzing(found))


def _forget_that_text_may_be_none(patch: pytest.MonkeyPatch) -> None:
    """What msgspec raises for text that is not UTF-8 is none of its own errors."""
    patch.setattr(codec, "UnicodeDecodeError", KeyError, raising=False)


def _believe_the_size_of_embeddings(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(intake, "embeddings_fit", lambda payload, views, dim: True)


@pytest.mark.mutant(8)
def test_that_the_mutants_find_an_error_that_gets_out(monkeypatch: pytest.MonkeyPatch) -> None:
    _forget_that_text_may_be_none(monkeypatch)
    with pytest.raises(AssertionError, match="UnicodeDecodeError"):
        check_mutants(hunt(BATCH), BATCH)


@pytest.mark.mutant(8)
def test_that_fuzzing_finds_a_check_that_is_missing_behind_the_codec(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _believe_the_size_of_embeddings(monkeypatch)
    fuzzer = Fuzzer()
    end_s = time.monotonic() + 60.0
    found = fuzzer.run(lambda: bool(fuzzer.found.faults) or time.monotonic() > end_s)
    with pytest.raises(AssertionError, match="ValueError"):
        check_fuzzing(found)
