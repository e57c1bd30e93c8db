"""Log files stay small, private, and out of the way when they cannot be written."""

import json
import logging
import os
import resource
from pathlib import Path

import pytest

from shared.errors import StorageError
from shared.logs import JsonLines, open_log_file


def say(handler: logging.Handler, text: str) -> None:
    handler.handle(logging.LogRecord("robot", logging.INFO, "", 0, text, (), None))


def test_that_log_files_take_no_more_than_their_share(tmp_path: Path) -> None:
    handler = open_log_file(tmp_path / "logs" / "edge.log", file_bytes=1000, kept_files=2)
    old_umask = os.umask(0o000)
    try:
        for number in range(500):
            say(handler, f"line {number}")
    finally:
        os.umask(old_umask)
        handler.close()
    files = sorted((tmp_path / "logs").iterdir())
    assert [file.name for file in files] == ["edge.log", "edge.log.1", "edge.log.2"]
    assert all(file.stat().st_size <= 1000 for file in files)
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert files[0].read_text().splitlines()[-1] == "line 499"


def test_that_a_restart_goes_on_in_the_same_file(tmp_path: Path) -> None:
    for text in ("before", "after"):
        handler = open_log_file(tmp_path / "edge.log")
        say(handler, text)
        handler.close()
    assert (tmp_path / "edge.log").read_text() == "before\nafter\n"


def test_that_json_lines_hold_what_happened_and_where(tmp_path: Path) -> None:
    handler = open_log_file(tmp_path / "edge.log")
    handler.setFormatter(JsonLines())
    say(handler, "two\nlines, “ü”")
    try:
        raise ValueError("why")
    except ValueError as error:
        record = logging.LogRecord("robot", logging.ERROR, "", 0, "failed %d", (3,), None)
        record.exc_info = (ValueError, error, error.__traceback__)
        handler.handle(record)
    handler.close()
    first, second = map(json.loads, (tmp_path / "edge.log").read_text().splitlines())
    assert (first["message"], first["level"], first["logger"]) == (
        "two\nlines, “ü”",
        "info",
        "robot",
    )
    assert first["at"].endswith("Z")
    assert (second["message"], "ValueError: why" in second["trace"]) == ("failed 3", True)


def test_that_a_full_disk_is_said_once_stops_nothing_and_is_got_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "edge.log"
    handler = open_log_file(file)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        for number in range(50):
            say(handler, f"line {number}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert capsys.readouterr().err == f"cannot write log {file}; free some space\n"
    say(handler, "space again")
    handler.close()
    assert file.read_text().splitlines()[-1] == "space again"


def test_that_a_folder_that_is_none_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="name another file with --log-file"):
        open_log_file(tmp_path / "file" / "edge.log")
