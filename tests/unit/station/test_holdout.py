from collections import Counter
from pathlib import Path

import msgspec
import pytest

from operator_gui.station.database import Database
from operator_gui.station.holdout import SPAN_S, HoldoutRule
from operator_gui.station.inbox import HOLDOUT_SPLIT, TRAINING_SPLIT, Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.label_store import LabelStore
from shared.blobs import BlobStore
from shared.protocol.questions import Query
from tests.unit.station.station_world import make_answer, make_query, query_of
from tests.unit.station.stores import Stores

RULE = HoldoutRule(share=0.2, from_tracks=10)
ASKED = query_of(make_query(reason="ambiguous"))


def seen(session_id: str, at_s: float, **changes: object) -> Query:
    return msgspec.structs.replace(
        ASKED, session_id=session_id, first_seen_s=at_s, last_seen_s=at_s + 1.0, **changes
    )


def test_that_what_one_session_sees_within_a_span_is_on_one_side() -> None:
    for number in range(50):
        start_s = SPAN_S * 7
        sides = {RULE.draws(seen(f"run-{number}", start_s + at_s)) for at_s in (0.0, 1.0, 599.0)}
        assert len(sides) == 1


def test_that_about_the_stated_share_of_spans_is_held_out() -> None:
    drawn = Counter(RULE.draws(seen("one", SPAN_S * span)) for span in range(2000))
    assert 0.17 < drawn[True] / 2000 < 0.23


@pytest.mark.parametrize("reason", ["novel", "audit"])
def test_that_what_is_new_always_teaches(reason: str) -> None:
    queries = [seen("one", SPAN_S * span, reason=reason) for span in range(200)]
    assert not any(RULE.draws(query) for query in queries)


def test_that_it_only_grows_with_what_teaches() -> None:
    assert not RULE.has_room(labelled=9, held=0)
    assert RULE.has_room(labelled=10, held=0)
    assert not RULE.has_room(labelled=10, held=2)
    assert not HoldoutRule().has_room(labelled=1000, held=0)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    database = Database(tmp_path)
    labels = LabelStore(database)
    inbox = Inbox(database, BlobStore(tmp_path / "pictures"), holdout=RULE)
    for number in range(12):
        with database.transaction():
            put(inbox, make_query(query_id=f"t{number}"))
            labels.put(make_answer(f"t{number}"), peer_id="ada", received_at_s=1.0)
    yield inbox
    database.close()


def put(inbox: Inbox, envelope, **changes: object) -> None:
    assert inbox.put(check_query(query_of(envelope), envelope), 1.0, **changes)


def test_that_a_burst_within_one_span_is_held_out_no_further_than_the_share(inbox: Inbox) -> None:
    span = next(n for n in range(100) if RULE.draws(seen("run", SPAN_S * n)))
    fields = {"session_id": "run", "first_seen_s": SPAN_S * span, "last_seen_s": SPAN_S * span}
    with inbox._db.transaction():
        for number in range(10):
            envelope = make_query(query_id=f"q{number}", reason="ambiguous", **fields)
            put(inbox, envelope)
        put(inbox, make_query(query_id="urgent", reason="ambiguous", **fields), must_teach=True)
    splits = dict(inbox._db.execute("SELECT query_id, split FROM query"))
    assert Counter(splits[f"q{n}"] for n in range(10)) == {HOLDOUT_SPLIT: 3, TRAINING_SPLIT: 7}
    assert splits["urgent"] == TRAINING_SPLIT
    assert inbox.measures("q0")
    assert not inbox.teaches_as_seen("q0")


def test_that_what_is_held_out_is_decided_as_soon_among_many_tracks_as_among_few(
    tmp_path: Path,
) -> None:
    stores = Stores(tmp_path)
    inbox = Inbox(
        stores.database, BlobStore(tmp_path / "pictures"), holdout=RULE, tally=stores.labels.tally
    )
    span = next(n for n in range(100) if RULE.draws(seen("run", SPAN_S * n)))
    fields = {"session_id": "run", "first_seen_s": SPAN_S * span, "last_seen_s": SPAN_S * span}
    asked = iter(range(1000))

    def one_more() -> None:
        name = f"q{next(asked)}"
        with stores.database.transaction():
            put(inbox, make_query(query_id=name, reason="ambiguous", **fields))

    def effort_with(tracks: int) -> int:
        for number in range(tracks):
            stores.ask(f"t{tracks}-{number}")
            stores.put(make_answer(f"t{tracks}-{number}"))
        one_more()
        return stores.effort(one_more)

    few = effort_with(12)
    assert effort_with(60) < few + 60
    stores.database.close()
