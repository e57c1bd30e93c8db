"""What waits for a node is what was stored, or is left out and said so."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.station.ask_settings import SettingsBook
from operator_gui.station.database import Database, damaged_facts
from operator_gui.station.deliveries import Deliveries
from operator_gui.station.sealed import damaged_messages, sealed, unsealed
from shared.errors import StorageError
from shared.protocol.answers import AnswerBatch, NamedTrack
from tests.conftest import ExpectWarnings

TRACK = NamedTrack(answer_id="a", query_id="q", track_key="t", kind="name", name="mug")
BATCH = AnswerBatch(batch_id="b", answers=(TRACK,))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing(Database(tmp_path)) as database:
        yield database


def test_that_a_message_comes_back_and_only_for_its_node() -> None:
    stored = sealed(BATCH, node_id="rover-1")
    assert unsealed(stored, AnswerBatch, node_id="rover-1") == BATCH
    with pytest.raises(StorageError, match="for node rover-2 is damaged"):
        unsealed(stored, AnswerBatch, node_id="rover-2")


def test_that_any_flipped_bit_is_noticed() -> None:
    stored = sealed(BATCH, node_id="rover-1")
    for place in range(8 * len(stored)):
        spoiled = bytearray(stored)
        spoiled[place // 8] ^= 1 << place % 8
        with pytest.raises(StorageError, match="is damaged"):
            unsealed(bytes(spoiled), AnswerBatch, node_id="rover-1")


def test_that_a_message_from_before_there_were_seals_is_read() -> None:
    assert unsealed(msgspec.msgpack.encode(BATCH), AnswerBatch, node_id="any") == BATCH


def test_that_a_damaged_batch_is_left_out_and_the_others_go(
    database: Database, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("of table outgoing was deleted: a message for node rover-1 is damaged")
    deliveries = Deliveries(database, 1.0)
    for _ in range(2):
        deliveries.add("rover-1", (TRACK,))
    first, second = deliveries.due("rover-1", 0.0)
    database.execute(
        "UPDATE outgoing SET body = CAST(x'00' || body AS BLOB) WHERE batch_id = ?",
        (first.batch_id,),
    )
    assert list(damaged_messages(database._db)) == [("outgoing", first.batch_id)]
    assert deliveries.due("rover-1", 0.0) == [second]
    assert list(damaged_messages(database._db)) == []


def test_that_damaged_settings_are_left_out(
    database: Database, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("row rover-1 of table ask_settings was deleted")
    book = SettingsBook(database, 1.0)
    settings = book.put("rover-1", None, set_by="Ada", set_at_s=1.0, known_revision=0)
    assert book.due("rover-1", 0.0) == settings
    database.execute("UPDATE ask_settings SET body = CAST(x'00' || body AS BLOB)")
    assert list(damaged_messages(database._db)) == [("ask_settings", "rover-1")]
    assert book.due("rover-1", 0.0) is None
    book.arrived("rover-1", (settings.settings_id,))
    assert book.revision("rover-1") == 0


def test_that_a_damaged_fact_is_not_used_and_one_without_a_digest_is(
    database: Database, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("row rollout of table meta is damaged and is not used")
    database.write_meta("rollout", b"version 7")
    assert database.read_meta("rollout") == b"version 7"
    database.execute("UPDATE meta SET content = x'01' WHERE name = 'rollout'")
    assert damaged_facts(database._db) == ["rollout"]
    assert database.read_meta("rollout") is None
    database.execute("INSERT INTO meta VALUES ('earlier', x'02')")
    assert database.read_meta("earlier") == b"\x02"
    assert database.read_meta("never") is None
