"""Whoever sends what is no message is counted, and costs no other peer anything."""

import itertools
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from operator_gui.station.misunderstood import Misunderstood
from shared.errors import ProtocolError
from shared.protocol import codec
from shared.transport.sockets import ClientChannel
from tests.fakes import FakeStation, free_ports, wait_until
from tests.fault.wire_mutants import mutants, seeds
from tests.integration.test_node_link import Node, query
from tests.unit.station.station_world import FakeNode, FakeOperator, RunningStation, make_query

Record = Callable[[str, object], None]


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
    port = free_ports(1)[0]
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
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60.0) as page:
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


def _count_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Misunderstood, "note", lambda self, name: 3)


@pytest.mark.mutant(8)
def test_that_noise_that_is_not_counted_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _count_nothing(monkeypatch)
    with pytest.raises(TimeoutError):
        peers_are_kept(tmp_path, 200, patience_s=2.0)
