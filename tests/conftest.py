"""What every test is held to: no thread left behind, and no warning logged that it did not expect.

Shared fakes live in `tests/fakes.py` and are imported as `from tests.fakes import …`.
"""

import logging
import re
import threading
from collections.abc import Iterator
from typing import Protocol

import hypothesis
import pytest

from shared.blas_threads import use_one_blas_thread

use_one_blas_thread()  # here and in every process that a test starts; before numpy is imported

import edge_node.sources.limits  # noqa: E402, F401 (caps what OpenCV decodes; before it is imported)
from tests.fakes import IMPATIENT_S, FakeStation, ManualClock, wait_until  # noqa: E402
from tests.promises import longest_first, note_promises, repeats  # noqa: E402

THREAD_GRACE_S = 10.0
OTHERS_WORK = "the station has been silent for"
"""Said in any test of a link where the machine lets one end of it wait for seconds."""

# The same examples in every run: what fails here fails for everybody.
hypothesis.settings.register_profile("whatsit", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("whatsit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--soak",
        action="store_true",
        help="begin with what may take long; leave out short forms of what runs in full",
    )


@pytest.hookimpl(tryfirst=True)  # while those are there that are about to be left out
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    note_promises(items)
    if config.getoption("--soak"):
        if left_out := repeats(items):
            config.hook.pytest_deselected(items=left_out)
        items[:] = sorted((i for i in items if i not in left_out), key=longest_first)


class RecordProperty(Protocol):
    """Adds to the test's entry in the report."""

    def __call__(self, name: str, value: object) -> None: ...


class ExpectWarnings(Protocol):
    """Says which warnings the test provokes, as regular expressions."""

    def __call__(self, *patterns: str) -> None: ...


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.expected: list[str] = []
        self.possible: list[str] = [OTHERS_WORK]
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def unexpected(self) -> list[str]:
        known = [*self.expected, *self.possible]
        return [m for m in self.messages if not any(re.search(p, m) for p in known)]

    def unseen(self) -> list[str]:
        return [p for p in self.expected if not any(re.search(p, m) for m in self.messages)]


@pytest.fixture(autouse=True)
def _log_warnings() -> Iterator[_Recorder]:
    recorder = _Recorder()
    logging.getLogger().addHandler(recorder)
    try:
        yield recorder
    finally:
        logging.getLogger().removeHandler(recorder)
    if unexpected := recorder.unexpected():
        pytest.fail("unexpected log warnings:\n" + "\n".join(unexpected), pytrace=False)
    if unseen := recorder.unseen():
        pytest.fail(f"expected log warnings that never came: {unseen}", pytrace=False)


@pytest.fixture
def expected_warnings(_log_warnings: _Recorder) -> ExpectWarnings:
    """Call it with regular expressions for the warnings and errors that the test provokes; each
    has to come."""

    def expect(*patterns: str) -> None:
        _log_warnings.expected.extend(patterns)

    return expect


@pytest.fixture
def possible_warnings(_log_warnings: _Recorder) -> ExpectWarnings:
    """Like `expected_warnings`, for those that come or not, as threads and peers happen to run."""

    def allow(*patterns: str) -> None:
        _log_warnings.possible.extend(patterns)

    return allow


@pytest.fixture
def warnings_do_not_matter(_log_warnings: _Recorder) -> Iterator[None]:
    """For a program broken on purpose: what it says on the way is not the point."""
    yield
    _log_warnings.messages.clear()
    _log_warnings.expected.clear()


@pytest.fixture(autouse=True)
def _mutants_are_not_waited_for(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if request.node.get_closest_marker("mutant"):
        monkeypatch.setattr("tests.fakes.DEADLINE_S", IMPATIENT_S)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield

    def left() -> list[str]:
        running = set(threading.enumerate()) - before
        return sorted(thread.name for thread in running if not thread.daemon)

    try:
        wait_until(lambda: not left(), deadline_s=THREAD_GRACE_S)
    except TimeoutError:
        pytest.fail(f"threads left behind: {', '.join(left())}", pytrace=False)


@pytest.fixture
def clock() -> ManualClock:
    """Time that stands still until the test moves it."""
    return ManualClock()


@pytest.fixture
def station() -> Iterator[FakeStation]:
    """A station on a real socket, with switches for its faults."""
    with FakeStation() as station:
        yield station
