"""Queries by embedder and split that follow what comes, against counting them all."""

from pathlib import Path

import pytest

from operator_gui.station.intake import check_query
from operator_gui.station.query_tally import QueryTally
from shared.errors import StorageError
from tests.unit.station.station_world import EMBEDDER_SHA256, make_query, query_of
from tests.unit.station.stores import Stores

FOREIGN = "f" * 64


def test_that_it_counts_what_came_since_the_last_look(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    tally = QueryTally(stores.database)
    assert tally.others(EMBEDDER_SHA256) == 0
    stores.ask("a")
    stores.ask("b", embedder_sha256=FOREIGN)
    assert (tally.others(EMBEDDER_SHA256), tally.others(FOREIGN)) == (1, 1)
    stores.ask("c", embedder_sha256=FOREIGN)
    stores.ask("d", embedder_sha256=FOREIGN)
    assert (tally.others(EMBEDDER_SHA256), tally.others(FOREIGN)) == (3, 1)
    assert tally.others("e" * 64) == 4
    stores.ask("e", reason="audit")
    assert [tally.of_split(split) for split in ("train", "audit", "holdout")] == [4, 1, 0]
    stores.database.close()


def test_that_it_forgets_what_a_failed_transaction_wrote(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    tally = QueryTally(stores.database)
    stores.ask("a")

    def failing() -> None:
        with stores.database.transaction():
            envelope = make_query("mug", query_id="lost", embedder_sha256=FOREIGN)
            stores.inbox.put(check_query(query_of(envelope), envelope), 1.0)
            assert tally.others(EMBEDDER_SHA256) == 1
            raise StorageError("the disk is full")

    with pytest.raises(StorageError):
        failing()
    assert tally.others(EMBEDDER_SHA256) == 0
    stores.ask("b")
    assert (tally.others(EMBEDDER_SHA256), tally.others(FOREIGN)) == (0, 2)
    stores.database.close()
