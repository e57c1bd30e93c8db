"""What a service manager hears, on a real socket."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.service_notice import ServiceNotice
from tests.fakes import ManualClock


class Manager:
    """Listens as systemd does."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.settimeout(0.0)

    def heard(self) -> list[str]:
        words = []
        try:
            while True:
                words.append(self._socket.recv(1000).decode())
        except BlockingIOError:
            return words

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(str(tmp_path / "notify"))
    yield manager
    manager.close()


def notice(tmp_path: Path, clock: ManualClock, **environment: str) -> ServiceNotice:
    given = {"NOTIFY_SOCKET": str(tmp_path / "notify"), **environment}
    return ServiceNotice.of(given, process=42, clock=clock)


def test_that_it_says_when_it_is_ready_and_when_it_ends(
    tmp_path: Path, manager: Manager, clock: ManualClock
) -> None:
    said = notice(tmp_path, clock)
    said.ready()
    said.alive()  # nobody waits for that
    said.stopping()
    assert manager.heard() == ["READY=1", "STOPPING=1"]


def test_that_a_loop_that_goes_round_is_said_three_times_a_term(
    tmp_path: Path, manager: Manager, clock: ManualClock
) -> None:
    said = notice(tmp_path, clock, WATCHDOG_USEC="30000000")
    for _ in range(300):
        said.alive()
        clock.advance(0.1)
    assert manager.heard() == ["WATCHDOG=1"] * 3


def test_that_a_term_of_another_process_is_not_kept(
    tmp_path: Path, manager: Manager, clock: ManualClock
) -> None:
    notice(tmp_path, clock, WATCHDOG_USEC="30000000", WATCHDOG_PID="41").alive()
    notice(tmp_path, clock, WATCHDOG_USEC="rubbish").alive()
    assert manager.heard() == []
    notice(tmp_path, clock, WATCHDOG_USEC="30000000", WATCHDOG_PID="42").alive()
    assert manager.heard() == ["WATCHDOG=1"]


def test_that_an_abstract_socket_is_one_too(clock: ManualClock) -> None:
    manager = Manager("\0whatsit-test-notify")
    ServiceNotice("@whatsit-test-notify", watchdog_s=0.0, clock=clock).ready()
    assert manager.heard() == ["READY=1"]
    manager.close()


def test_that_nobody_there_is_no_error(tmp_path: Path, clock: ManualClock) -> None:
    ServiceNotice("", watchdog_s=1.0, clock=clock).alive()
    ServiceNotice(str(tmp_path / "none"), watchdog_s=1.0, clock=clock).alive()
