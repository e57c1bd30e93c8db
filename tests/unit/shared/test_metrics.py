"""Figures as Prometheus reads them, from a real server."""

import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from edge_node.metrics import node_metrics
from operator_gui.station.metrics import station_metrics
from shared.errors import LinkError
from shared.metrics import Metric, metrics_page
from shared.metrics_server import MetricsServer
from shared.protocol.status import NodeStatus, NodeSummary, StationStatus
from tests.fakes import ManualClock

LINE = re.compile(r'whatsit_[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? \S+')


@pytest.fixture
def server(clock: ManualClock) -> Iterator[MetricsServer]:
    with MetricsServer("127.0.0.1:0", clock=clock) as server:
        yield server


def fetch(server: MetricsServer, path: str = "/metrics") -> str:
    url = f"http://127.0.0.1:{server.endpoint.port}{path}"
    with urllib.request.urlopen(url, timeout=60.0) as reply:
        assert reply.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text: str = reply.read().decode()
        return text


def figures(page: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in page.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_that_figures_of_one_name_stand_together_under_one_heading() -> None:
    page = metrics_page(
        (
            Metric("fps", "gauge", "Frames.", 24.5, {"node": "a"}),
            Metric("answers_total", "counter", "Answers.", 12_345_678),
            Metric("fps", "gauge", "Frames.", 0.0, {"node": 'b"\\\n'}),
        )
    )
    assert page.splitlines() == [
        "# HELP whatsit_fps Frames.",
        "# TYPE whatsit_fps gauge",
        'whatsit_fps{node="a"} 24.5',
        'whatsit_fps{node="b\\"\\\\\\n"} 0',
        "# HELP whatsit_answers_total Answers.",
        "# TYPE whatsit_answers_total counter",
        "whatsit_answers_total 12345678",
    ]


def test_that_the_latest_figures_are_served_with_their_age(
    server: MetricsServer, clock: ManualClock
) -> None:
    server.put((Metric("frames_total", "counter", "Frames.", 1),))
    server.put((Metric("frames_total", "counter", "Frames.", 2),))
    clock.advance(7.0)  # the loop hangs
    assert figures(fetch(server)) == {"whatsit_frames_total": 2, "whatsit_age_seconds": 7.0}


def test_that_there_is_nothing_else_to_fetch(server: MetricsServer) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(server, "/etc/passwd")


def test_that_who_connects_and_says_nothing_or_rubbish_keeps_nobody_out(
    server: MetricsServer,
) -> None:
    with (
        socket.create_connection(("127.0.0.1", server.endpoint.port)),
        socket.create_connection(("127.0.0.1", server.endpoint.port)) as rude,
    ):
        rude.sendall(b"\x00\xff" * 1000 + b"\r\n\r\n")
        assert "whatsit_age_seconds" in fetch(server)


@pytest.mark.parametrize("address", ["0.0.0.0:9464", "9464", "::1", "tcp://127.0.0.1:9464"])
def test_that_only_loopback_is_served_and_the_cure_is_as_it_is_typed(
    address: str, clock: ManualClock
) -> None:
    with pytest.raises(LinkError) as refusal:
        MetricsServer(address, clock=clock)
    assert str(refusal.value) == (
        f"cannot serve metrics at {address!r}: expected a port of this machine, as in "
        "127.0.0.1:9464"
    )


def test_that_a_port_in_use_is_one_clear_line(server: MetricsServer, clock: ManualClock) -> None:
    with pytest.raises(LinkError, match="name another port"):
        MetricsServer(f"127.0.0.1:{server.endpoint.port}", clock=clock)


def test_that_a_node_s_and_a_station_s_figures_are_all_there() -> None:
    status = NodeStatus(
        node_id="n",
        name="rover",
        state="running",
        fps=24.0,
        frames=100,
        frames_dropped=7,
        active_version=3,
        outbox_count=4,
        outbox_bytes=5000,
        outbox_evicted=6,
        questions=8,
        latency_ms=12.5,
    )
    page = metrics_page(node_metrics(status))
    told = figures(page)
    assert told["whatsit_node_frames_dropped_total"] == 7
    assert told["whatsit_node_latency_seconds"] == 0.0125
    assert told["whatsit_node_outbox_evicted_total"] == 6
    summary = NodeSummary(
        node_id="n", name='ro"ver', online=True, last_heard_s=1.0, fps=3.0, active_version=3
    )
    station = StationStatus(
        at_s=1.0,
        waiting=5,
        oldest_waiting_s=2.0,
        answers=9,
        labels=18,
        active_version=3,
        training="running",
        nodes=(summary,),
    )
    page += metrics_page(station_metrics(station, (), misunderstood=0))
    told = figures(page)
    assert told["whatsit_answers_total"] == 9
    assert told["whatsit_is_training"] == 1
    assert told['whatsit_robot_online{node="n",name="ro\\"ver"}'] == 1
    assert all(LINE.fullmatch(line) for line in page.splitlines() if not line.startswith("#"))
