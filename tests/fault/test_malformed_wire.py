"""Whatever comes over the wire ends nothing, takes no time, is counted, and costs no other peer."""

import itertools
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import pytest

from operator_gui.station import intake
from operator_gui.station.misunderstood import Misunderstood
from shared.errors import ProtocolError
from shared.protocol import codec
from shared.transport.sockets import ClientChannel
from tests.fakes import FakeStation, wait_until
from tests.fault.wire_fuzzer import Found, Fuzzer
from tests.fault.wire_mutants import BATCH, Tally, hunt, mutants, seeds
from tests.integration.test_node_link import Node, query
from tests.unit.station.station_world import FakeNode, FakeOperator, RunningStation, make_query

ROOT = Path(__file__).parents[2]
FUZZ_S = 600
MUTANTS, MUTANTS_S = 1_000_000, 230

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
def test_that_mutants_of_every_message_are_messages_or_refused(record_property: Record) -> None:
    record_property("figure", check_mutants(hunt(2 * BATCH), 2 * BATCH))


@pytest.mark.promise(8)
def test_that_fuzzing_the_wire_finds_nothing(record_property: Record) -> None:
    end_s = time.monotonic() + 4.0
    found = Fuzzer().run(lambda: time.monotonic() > end_s)
    record_property("figure", check_fuzzing(found))


@pytest.mark.slow
@pytest.mark.promise(8)
@pytest.mark.timeout(MUTANTS_S + 120)
def test_that_a_million_mutants_of_every_message_are_messages_or_refused(
    record_property: Record,
) -> None:
    """Or as many as the time allows; the figure says how many."""
    tally = in_a_child(
        "tests.fault.wire_mutants", MUTANTS, MUTANTS_S, kind=Tally, timeout_s=MUTANTS_S + 60
    )
    record_property("figure", check_mutants(tally, MUTANTS // 10))


@pytest.mark.slow
@pytest.mark.promise(8)
@pytest.mark.timeout(FUZZ_S + 120)
def test_that_ten_minutes_of_fuzzing_the_wire_find_nothing(record_property: Record) -> None:
    found = in_a_child("tests.fault.wire_fuzzer", FUZZ_S, 1, kind=Found, timeout_s=FUZZ_S + 60)
    record_property("figure", check_fuzzing(found))


def noise(count: int, *, only_malformed: bool = False) -> Iterator[bytes]:
    """Mutants of messages of every type, in turns."""
    rng, by_type = np.random.default_rng(3), seeds()
    everything = [data for examples in by_type.values() for data in examples]
    of_types = [mutants(examples[-1], everything, rng) for examples in by_type.values()]
    mixed = (data for together in zip(*of_types, strict=True) for data in together)
    wanted = (data for data in mixed if is_malformed(data)) if only_malformed else mixed
    return itertools.islice(wanted, count)


def is_malformed(data: bytes) -> bool:
    try:
        codec.decode([data])
    except ProtocolError:
        return True
    return False


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


class Company:
    """A robot and an operator who work while others make noise. Fails where either is cut off."""

    def __init__(self, node: FakeNode, ada: FakeOperator) -> None:
        self.node, self.ada = node, ada
        self.asked = self.answered = 0

    def work(self) -> None:
        """One question more, once the last was answered."""
        if self.asked == self.answered:
            self.node.ask(make_query(seed=self.asked))
            self.asked += 1
            self.ada.want(4)
        self.go_on()

    def go_on(self) -> None:
        self.node.step()
        self.ada.step()
        for query_id in list(self.ada.held):
            self.ada.name(query_id, "mug")
            self.answered += 1
        assert self.node.link.state == self.ada.link.state == "connected"


def peers_are_kept(folder: Path, count: int, *, patience_s: float = 20.0) -> str:
    """Fails where a good peer is cut off, a question is lost, or the noise is not counted."""
    malformed = sum(is_malformed(data) for data in noise(count))
    port = a_free_port()
    with (
        RunningStation.start(
            folder / "station", auto_train=False, metrics=f"127.0.0.1:{port}"
        ) as s,
        FakeNode(s.endpoint, folder) as node,
        FakeOperator(s.endpoint, folder) as ada,
        FakeNode(s.endpoint, folder, "noisy") as noisy,
        ClientChannel(s.endpoint, routing_id=b"stranger") as stranger,
    ):
        for peer in (node, ada, noisy):
            peer.connect()
        company = Company(node, ada)
        for number, data in enumerate(noise(count)):
            if number % 2:
                noisy.send_raw([data])
            else:
                stranger._socket.send_multipart([data])
            if number % 20 == 0:
                company.work()
        wait_until(
            lambda: company.answered == company.asked and node.waiting == ada.waiting == 0,
            step=company.go_on,
            deadline_s=60.0,
        )
        wait_until(lambda: counted(port) == malformed, step=company.go_on, deadline_s=patience_s)
        assert company.answered > 3
        ada.until(lambda: ada.status().answers == company.answered)
    return f"{malformed:,} of {malformed:,} malformed messages counted, both good peers kept"


def counted(port: int) -> int:
    """What the station tells Prometheus."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5.0) as page:
        lines = page.read().decode().splitlines()
    name = "whatsit_malformed_messages_total "
    return sum(int(line.removeprefix(name)) for line in lines if line.startswith(name))


@pytest.fixture(autouse=True)
def _noise_is_logged(_log_warnings: object) -> None:
    """Whatever a mutant that is a message leads to; also that there is nothing to say."""
    _log_warnings.expected.append(".")  # type: ignore[attr-defined]
    _log_warnings.messages.append("WARNING of noise")  # type: ignore[attr-defined]


@pytest.mark.promise(8)
def test_that_a_station_keeps_its_peers_and_counts_what_it_does_not_understand(
    tmp_path: Path, record_property: Record
) -> None:
    record_property("figure", peers_are_kept(tmp_path, 4_000))


@pytest.mark.promise(8)
def test_that_a_node_keeps_its_station_through_noise(
    tmp_path: Path, station: FakeStation, record_property: Record
) -> None:
    node = Node(station, tmp_path)
    node.start()
    try:
        node.wait_for_greeting()
        (peer,) = station._greeted
        for number, data in enumerate(noise(2_000, only_malformed=True)):
            assert station._channel is not None
            station._channel._socket.send_multipart([peer, data])
            if number % 50 == 0:
                station.serve()
        node.link.ask(query("q1"), (b"\xff\xd8",), None)
        node.wait(lambda: station.kept["q1"] == 1)
        assert node.link.state.link == "connected"
    finally:
        node.stop()
    assert not node.failed
    record_property("figure", "a node after 2,000 malformed messages: still connected")


def _forget_that_text_may_be_none(patch: pytest.MonkeyPatch) -> None:
    """What msgspec raises for text that is not UTF-8 is none of its own errors."""
    patch.setattr(codec, "UnicodeDecodeError", KeyError, raising=False)


def _count_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Misunderstood, "note", lambda self, name: 3)


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


@pytest.mark.mutant(8)
def test_that_noise_that_is_not_counted_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _count_nothing(monkeypatch)
    with pytest.raises(TimeoutError):
        peers_are_kept(tmp_path, 200, patience_s=2.0)
