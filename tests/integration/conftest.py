"""A node and an operator at the station that a test module starts as `running`, and the port of the
app's own station."""

import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.station.station_world import FakeNode, FakeOperator, RunningStation


@pytest.fixture
def default_port() -> Iterator[None]:
    """The app's own station listens there: one test at a time, whichever process it runs in."""
    with (Path(tempfile.gettempdir()) / "whatsit-default-port.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def node(running: RunningStation, tmp_path: Path) -> Iterator[FakeNode]:
    with FakeNode(running.endpoint, tmp_path) as node:
        node.connect()
        yield node


@pytest.fixture
def ada(running: RunningStation, tmp_path: Path) -> Iterator[FakeOperator]:
    with FakeOperator(running.endpoint, tmp_path) as ada:
        ada.connect()
        yield ada
