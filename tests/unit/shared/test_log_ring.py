"""The latest lines of a log, as they may be shown to people elsewhere."""

import logging
from collections.abc import Iterator

import pytest

from shared.log_ring import LogRing
from shared.protocol.codec import Envelope, decode, encode
from shared.protocol.robot_log import MAX_LINE_CHARS, MAX_LINES, RobotLog


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    logger = logging.getLogger("tests.ring")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    yield logger
    logger.handlers.clear()
    logger.propagate = True


@pytest.fixture
def ring(log: logging.Logger) -> LogRing:
    made = LogRing(size=3)
    log.addHandler(made)
    return made


def test_that_only_the_latest_lines_are_kept_and_told_the_latest_first(
    log: logging.Logger, ring: LogRing
) -> None:
    for number in range(5):
        log.info("line %d", number)
    assert [line.text for line in ring.latest("info", 10)] == ["line 4", "line 3", "line 2"]
    assert [line.text for line in ring.latest("info", 1)] == ["line 4"]
    assert len(ring) == 3


def test_that_lines_are_told_from_a_level_on(log: logging.Logger, ring: LogRing) -> None:
    log.debug("details")
    log.info("a camera is there")
    log.warning("it is slow")
    log.critical("it burns")
    told = {
        level: [line.text for line in ring.latest(level, 10)]
        for level in ("info", "warning", "error")
    }
    assert told["info"] == ["it burns", "it is slow", "a camera is there"]
    assert told["warning"] == ["it burns", "it is slow"]
    assert told["error"] == ["it burns"]
    assert [line.level for line in ring.latest("info", 9)] == ["error", "warning", "info"]


def test_that_a_traceback_stays_on_the_machine(log: logging.Logger, ring: LogRing) -> None:
    try:
        raise ValueError("with a password")
    except ValueError:
        log.exception("a reader failed")
    (line,) = ring.latest("info", 1)
    assert line.text == "a reader failed"
    assert line.part == "tests.ring"


def test_that_any_line_fits_the_wire() -> None:
    full = LogRing()
    text = "first\n\tsecond \udcff " + "é" * 2 * MAX_LINE_CHARS
    line = logging.makeLogRecord({"name": "tests.ring", "levelno": logging.INFO, "msg": text})
    for _ in range(MAX_LINES + 1):
        full.handle(line)  # by no logger: half a character cannot be reported by a test's worker
    lines = full.latest("info", MAX_LINES)
    assert len(lines) == MAX_LINES
    assert lines[0].text.startswith("first second ? é")
    assert (len(lines[0].text), lines[0].text[-1]) == (MAX_LINE_CHARS, "…")
    told = RobotLog(request_id="r", node_id="n", lines=lines)
    frames = encode(Envelope(told))
    assert decode(frames).message == told
    assert len(frames[0]) < 256 * 1024
