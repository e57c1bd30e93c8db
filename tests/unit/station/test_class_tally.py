"""Counts that follow the answers, against counting them all."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operator_gui.station.class_tally import ClassTally
from shared.errors import StorageError
from tests.unit.station.station_world import make_answer
from tests.unit.station.test_label_store import Stores

QUERIES = {"a": {}, "b": {}, "c": {"views": 3}, "made": {"made_from": "a"}}


def counted(stores: Stores) -> tuple[list[tuple[str, int]], int, int, int]:
    tracks = stores.database.execute(
        "SELECT class_name, count(DISTINCT query_id) FROM current_label WHERE split != 'made' "
        "GROUP BY class_name ORDER BY class_name"
    ).fetchall()
    views = stores.database.one("SELECT count(*) FROM current_label WHERE split = 'train'")
    mugs = stores.database.one("SELECT count(*) FROM current_answer WHERE name = 'mug'")
    unknown = stores.database.one("SELECT count(*) FROM current_answer WHERE kind = 'dont_know'")
    assert views is not None
    assert mugs is not None
    assert unknown is not None
    return tracks, views[0], mugs[0], unknown[0]


def told(tally: ClassTally) -> tuple[list[tuple[str, int]], int, int, int]:
    tracks, views = tally.tracks(without_split="made"), tally.views("train")
    return tracks, views, tally.carrying("mug"), tally.unknown()


Step = tuple[str, str, bool]
steps = st.lists(
    st.tuples(
        st.sampled_from(list(QUERIES)), st.sampled_from(["mug", "bowl", "", "?"]), st.booleans()
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps)
def test_that_it_counts_what_counting_all_would(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    stores = Stores(tmp_path_factory.mktemp("tally"))
    for query_id, changes in QUERIES.items():
        stores.ask(query_id, **changes)
    tally = ClassTally(stores.database)
    for query_id, name, looks in steps:
        current = stores.labels.current(query_id)
        supersedes = "" if current is None else current.answer_id
        kind = {"": "withdrawn", "?": "dont_know"}.get(name, "name")
        name = name.strip("?")
        stores.put(make_answer(query_id, name, kind=kind, supersedes=supersedes))
        if looks:
            tally.views("train")
    assert told(tally) == told(ClassTally(stores.database)) == counted(stores)
    stores.database.close()


def test_that_it_forgets_what_a_failed_transaction_wrote(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    for query_id in QUERIES:
        stores.ask(query_id)
    stores.put(make_answer("a", "mug"))
    tally = ClassTally(stores.database)

    def failing() -> None:
        with stores.database.transaction():
            stores.labels.put(make_answer("b", "bowl"), peer_id="ada", received_at_s=1.0)
            assert tally.tracks(without_split="made") == [("bowl", 1), ("mug", 1)]
            raise StorageError("the disk is full")

    with pytest.raises(StorageError):
        failing()
    stores.put(make_answer("c", "vase"))
    assert tally.tracks(without_split="made") == [("mug", 1), ("vase", 1)]
    stores.database.close()
