"""How a class is proposed to be split, by real vectors in a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.split_proposals import KEPT, SplitProposals
from shared.errors import LabelError
from tests.unit.station.station_world import DIM, EMBEDDER_SHA256, make_answer
from tests.unit.station.stores import Stores

MUGS = ("m1", "m2", "m3", "m4")
LAMPS = ("l1", "l2", "l3")


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    """Four mugs and three lamps, all of which somebody called thing."""
    stores = Stores(tmp_path)
    for kind, ids in (("mug", MUGS), ("lamp", LAMPS)):
        for seed, query_id in enumerate(ids):
            stores.ask(query_id, kind, seed=seed)
            stores.put(make_answer(query_id, "thing"))
    yield stores
    stores.database.close()


def proposals(stores: Stores, embedder_sha256: str = EMBEDDER_SHA256) -> SplitProposals:
    return SplitProposals(stores.database, embedder_sha256=embedder_sha256, dim=DIM, seed=0)


def test_that_a_class_falls_apart_by_what_its_tracks_look_like_the_larger_part_first(
    stores: Stores,
) -> None:
    found = proposals(stores).propose("thing", 2)
    assert [set(part) for part in found.parts] == [set(MUGS), set(LAMPS)]
    assert [summary.tracks for summary in found.summaries()] == [4, 3]
    assert found.unlike == 0


def test_that_what_another_embedder_saw_is_counted_and_left_out(stores: Stores) -> None:
    stores.ask("old", "mug", embedder_sha256="1" * 64)
    stores.put(make_answer("old", "thing"))
    found = proposals(stores).propose("thing", 2)
    assert found.unlike == 1
    assert "old" not in {query_id for part in found.parts for query_id in part}
    with pytest.raises(LabelError, match="'thing' has 0 tracks to compare"):
        proposals(stores, "2" * 64).propose("thing", 2)


def test_that_a_class_with_as_many_tracks_as_parts_is_split_and_with_fewer_is_not(
    stores: Stores,
) -> None:
    assert len(proposals(stores).propose("thing", 7).parts) == 7
    with pytest.raises(LabelError, match="'thing' has 7 tracks to compare: too few for 8 parts"):
        proposals(stores).propose("thing", 8)
    with pytest.raises(LabelError, match="'nothing' has 0 tracks"):
        proposals(stores).propose("nothing", 2)


def test_that_what_looks_all_the_same_does_not_fall_apart(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    for query_id in MUGS:
        stores.ask(query_id, "mug", seed=0)
        stores.put(make_answer(query_id, "mug"))
    with pytest.raises(LabelError, match="the tracks of 'mug' do not fall into 2 parts"):
        proposals(stores).propose("mug", 2)
    stores.database.close()


def test_that_only_the_latest_proposals_can_be_carried_out(stores: Stores) -> None:
    made = proposals(stores)
    first, *others = (made.propose("thing", 2) for _ in range(KEPT + 1))
    assert [made.get(one.proposal_id) for one in others] == others
    with pytest.raises(LabelError, match="not known any more"):
        made.get(first.proposal_id)


def test_that_what_nobody_knew_falls_into_groups_too(stores: Stores) -> None:
    for number, name in enumerate(("mug", "lamp", "mug", "lamp", "mug")):
        stores.ask(f"u{number}", name, seed=50 + number)
        stores.put(make_answer(f"u{number}", "", kind="dont_know"))
    found = proposals(stores).propose("", 2)
    assert [set(part) for part in found.parts] == [{"u0", "u2", "u4"}, {"u1", "u3"}]
