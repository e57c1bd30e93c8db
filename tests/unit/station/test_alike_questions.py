"""Which open questions the station takes for the same thing."""

from pathlib import Path

from operator_gui.station.intake import check_query
from operator_gui.station.waiting_room import WaitingRoom
from tests.unit.station.station_world import EMBEDDER_SHA256, make_answer, make_query, query_of
from tests.unit.station.test_label_store import Stores


def asked(stores: Stores, name: str, query_id: str, seed: int, **changes: object) -> None:
    envelope = make_query(name, query_id=query_id, seed=seed, **changes)
    with stores.database.transaction():
        stores.inbox.put(check_query(query_of(envelope), envelope), 1.0)


def test_that_a_question_names_the_open_ones_that_look_the_same(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    for number, name in enumerate(["mug", "bowl", "vase", "mug", "bowl", "vase", "mug"]):
        asked(stores, name, f"{name}-{number}", number)
    waiting = WaitingRoom(stores.inbox, embedder_sha256=EMBEDDER_SHA256, resolving_tracks=100)

    assert set(waiting.alike("mug-0")) == {"mug-3", "mug-6"}

    stores.put(make_answer("mug-3", "mug"))
    waiting.refresh(["mug-3"])
    asked(stores, "mug", "mug-of-tomorrow", 20)
    waiting.refresh(["mug-of-tomorrow"])

    assert set(waiting.alike("mug-0")) == {"mug-6", "mug-of-tomorrow"}
    stores.database.close()


def test_that_what_cannot_be_compared_has_nothing_alike(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    asked(stores, "mug", "foreign", 0, embedder_sha256="f" * 64)
    asked(stores, "mug", "alone", 1)
    waiting = WaitingRoom(stores.inbox, embedder_sha256=EMBEDDER_SHA256, resolving_tracks=100)

    assert [waiting.alike(it) for it in ("foreign", "alone", "unheard of")] == [(), (), ()]
    stores.database.close()
