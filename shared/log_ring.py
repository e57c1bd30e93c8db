"""The latest lines of a log in memory, for who asks to see them from afar."""

import logging
from collections import deque

from shared.protocol.robot_log import MAX_LINE_CHARS, MAX_LINES, LogLevel, LogLine

PART_CHARS = 120

_LEAST: dict[LogLevel, int] = {
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


class LogRing(logging.Handler):
    """Keeps the last `size` events of level info and above; from any thread.

    Of each only the message is kept, on one line and cut to `MAX_LINE_CHARS`: a traceback stays on
    the machine.
    """

    def __init__(self, size: int = MAX_LINES) -> None:
        super().__init__(logging.INFO)
        self._lines: deque[LogLine] = deque(maxlen=size)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.append(_line(record))
        except Exception:
            self.handleError(record)

    def __len__(self) -> int:
        return len(self._lines)

    def latest(self, level: LogLevel, at_most: int) -> tuple[LogLine, ...]:
        """The latest first, of this level and above."""
        self.acquire()
        try:
            lines = tuple(self._lines)
        finally:
            self.release()
        wanted = [line for line in reversed(lines) if _LEAST[line.level] >= _LEAST[level]]
        return tuple(wanted[:at_most])


def _line(record: logging.LogRecord) -> LogLine:
    text = " ".join(record.getMessage().encode("utf-8", "replace").decode().split())
    if len(text) > MAX_LINE_CHARS:
        text = text[: MAX_LINE_CHARS - 1] + "…"
    return LogLine(
        at_s=max(0.0, record.created),
        level=_level(record.levelno),
        part=record.name[:PART_CHARS],
        text=text,
    )


def _level(number: int) -> LogLevel:
    if number >= logging.ERROR:
        return "error"
    return "warning" if number >= logging.WARNING else "info"
