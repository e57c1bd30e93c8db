"""Where log lines go: standard error or files of bounded size, as text or as JSON."""

import json
import logging
import logging.handlers
import os
import sys
import time
from io import TextIOWrapper
from pathlib import Path

from shared.errors import StorageError

FILE_BYTES = 10 << 20
KEPT_FILES = 5
_TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def start_logging(*, verbose: bool, file: Path | None = None, as_json: bool = False) -> None:
    """Transitions always, details where `verbose`. To be called once, by a command.

    file: instead of standard error; when it has FILE_BYTES it becomes file.1, and so on up to
    KEPT_FILES, of which the last is deleted. Raises StorageError if it cannot be written.
    """
    handler = logging.StreamHandler() if file is None else open_log_file(file)
    if as_json:
        handler.setFormatter(JsonLines())
    else:
        date = "%H:%M:%S" if file is None else "%Y-%m-%d %H:%M:%S"
        handler.setFormatter(logging.Formatter(_TEXT, date))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[handler])


def open_log_file(
    file: Path, *, file_bytes: int = FILE_BYTES, kept_files: int = KEPT_FILES
) -> logging.Handler:
    """A handler for files that only their owner can read. Raises StorageError."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _LogFile(file, maxBytes=file_bytes, backupCount=kept_files, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"cannot write log {file}: {error.strerror}; name another file with --log-file"
        ) from error


class JsonLines(logging.Formatter):
    """One JSON object a line: at (UTC), level, logger, message, and trace where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line = {
            "at": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _LogFile(logging.handlers.RotatingFileHandler):
    """Goes on where it cannot write, as on a full disk, and says so once."""

    _is_failing = False

    def emit(self, record: logging.LogRecord) -> None:
        failed_before, self._is_failing = self._is_failing, False
        super().emit(record)
        if self._is_failing and not failed_before:
            sys.stderr.write(f"cannot write log {self.baseFilename}; free some space\n")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (of logging)
        self._is_failing = True

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return open(descriptor, "a", encoding=self.encoding, errors=self.errors)
