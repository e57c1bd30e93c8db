"""A node opens its outbox whatever the disk made of it, and loses no more than it must."""

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from edge_node.kept_notes import MEMORY_NOTE, KeptNotes
from edge_node.own_outbox import open_outbox
from shared.errors import StorageError
from shared.outbox import Outbox
from shared.protocol.codec import Envelope
from shared.protocol.peers import Beat
from tests.conftest import ExpectWarnings

CAP_BYTES = 1 << 20
PAGE_BYTES = 4096


def kept(path: Path, count: int) -> None:
    with contextlib.closing(Outbox(path, cap_bytes=CAP_BYTES)) as outbox:
        for number in range(count):
            outbox.put(f"q{number}", 1.0, Envelope(Beat(), (bytes(PAGE_BYTES),)))
        outbox.write_note(MEMORY_NOTE, b"what was asked")


def test_that_what_waits_is_there_again(tmp_path: Path) -> None:
    kept(tmp_path / "outbox.sqlite", 3)
    with contextlib.closing(open_outbox(tmp_path / "outbox.sqlite", cap_bytes=CAP_BYTES)) as outbox:
        assert outbox.count == 3
        assert KeptNotes(outbox).memory() == b"what was asked"


@pytest.mark.parametrize("lost", ["the header", "all pages but the first"])
def test_that_one_that_cannot_be_read_is_put_aside_and_a_new_one_begun(
    lost: str, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("cannot open outbox .*; it is kept as .*outbox.damaged.sqlite")
    path = tmp_path / "outbox.sqlite"
    for _ in range(2):  # the second time in the place of the first
        kept(path, 40)
        whole = path.read_bytes()
        first = bytes(16) + whole[16:PAGE_BYTES] if lost == "the header" else whole[:PAGE_BYTES]
        path.write_bytes(first + os.urandom(len(whole) - PAGE_BYTES))
        with contextlib.closing(open_outbox(path, cap_bytes=CAP_BYTES)) as outbox:
            assert outbox.count == 0
            outbox.put("q", 1.0, Envelope(Beat()))
            assert outbox.count == 1
    assert (tmp_path / "outbox.damaged.sqlite").stat().st_size == len(whole)


def test_that_one_of_a_later_release_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    kept(path, 1)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StorageError, match="later release"):
        open_outbox(path, cap_bytes=CAP_BYTES)
    assert not (tmp_path / "outbox.damaged.sqlite").exists()


def test_that_a_note_that_cannot_be_read_keeps_no_node_from_starting(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("cannot read outbox .*; the note asked_memory is left")
    path = tmp_path / "outbox.sqlite"
    kept(path, 1)
    with contextlib.closing(open_outbox(path, cap_bytes=CAP_BYTES)) as outbox:
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("DROP TABLE note")
        assert KeptNotes(outbox).memory() is None
