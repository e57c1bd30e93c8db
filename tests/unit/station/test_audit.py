"""What random checks count for."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from operator_gui.station import audit
from operator_gui.station.audit import AuditBook, Check, by_version, standing, told_by
from operator_gui.station.rescoring import HeadScorer
from shared.domain import Floats
from shared.protocol.questions import Suggestion
from tests.unit.station.station_world import (
    EMBEDDER_SHA256,
    make_answer,
    make_query,
    query_of,
)
from tests.unit.station.stores import Stores
from tests.unit.station.test_status import HEAD

SCORER = HeadScorer(
    3,
    msgspec.structs.replace(HEAD, class_names=("mug", "bowl")),
    np.eye(2, dtype=np.float32),
)
MUG, BOWL = np.eye(2, dtype=np.float32)


def _check(name: str, told: str, *, looks: Floats = MUG, version: int = 1) -> Check:
    return Check(name, told, version, looks[None])


def test_that_the_active_head_is_judged_on_the_views_and_nodes_on_their_word() -> None:
    checks = [_check("mug", "bowl"), _check("bowl", "bowl"), _check("bowl", "", looks=BOWL)]
    said = standing(checks, SCORER)
    assert said is not None
    assert said.active is not None
    assert said.told is not None
    assert (said.active.hits, said.active.tracks) == (2, 3)
    assert (said.told.hits, said.told.tracks) == (1, 2)
    assert said.active.low < said.active.value < said.active.high


def test_that_without_checks_or_a_head_nothing_is_claimed() -> None:
    assert standing([], SCORER) is None
    said = standing([_check("mug", "")], None)
    assert said is not None
    assert (said.active, said.told) == (None, None)


def test_that_a_head_of_another_size_is_not_asked() -> None:
    wide = Check("mug", "", 1, np.ones((1, 3), np.float32))
    said = standing([wide], SCORER)
    assert said is not None
    assert said.active is None


def test_that_each_version_answers_for_what_it_said_itself() -> None:
    checks = [
        _check("mug", "mug", version=1),
        _check("mug", "bowl", version=1),
        _check("mug", "mug", version=2),
        _check("mug", "", version=2),
    ]
    assert by_version(checks) == {1: (1, 2), 2: (1, 1)}


def test_that_an_older_node_s_first_suggestion_of_its_head_stands_for_its_word() -> None:
    query = query_of(make_query(head_version=3))
    suggested = (
        Suggestion(name="cup", probability=0.6, source="detector"),
        Suggestion(name="mug", probability=0.4, source="head"),
    )
    assert told_by(query) == ""
    older = msgspec.structs.replace(query, suggestions=suggested)
    assert told_by(older) == "mug"
    assert told_by(msgspec.structs.replace(older, head_version=0)) == ""
    said = msgspec.structs.replace(older, predicted="not an object")
    assert told_by(said) == "not an object"


def test_that_the_latest_checks_count_by_the_answers_of_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "LATEST", 3)
    stores = Stores(tmp_path)
    book = AuditBook(stores.database, tally=stores.labels.tally, embedder_sha256=EMBEDDER_SHA256)

    def named() -> list[tuple[str, str]]:
        return [(check.name, check.told) for check in book.checks()]

    assert named() == []
    for number in range(5):
        stores.ask(f"c{number}", reason="audit", head_version=1, predicted=f"said {number}")
    stores.ask("other", reason="audit", embedder_sha256="f" * 64)
    stores.ask("taught")
    for query_id in ("c3", "c0", "c1", "c2", "other", "taught"):  # in no order
        stores.put(make_answer(query_id, "mug", answer_id=f"a-{query_id}"))
    assert named() == [("mug", "said 3"), ("mug", "said 2"), ("mug", "said 1")]
    stores.put(make_answer("c3", "", kind="dont_know", supersedes="a-c3"))
    stores.put(make_answer("c1", "bowl", supersedes="a-c1"))
    assert named() == [("mug", "said 2"), ("bowl", "said 1"), ("mug", "said 0")]
    stores.database.close()


def test_that_the_latest_checks_are_found_as_soon_among_many_as_among_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "LATEST", 3)
    stores = Stores(tmp_path)
    book = AuditBook(stores.database, tally=stores.labels.tally, embedder_sha256=EMBEDDER_SHA256)

    def checked_after(count: int) -> int:
        for _ in range(count):
            query_id = f"c{stores.labels.counts()[0]}"
            stores.ask(query_id, reason="audit")
            stores.put(make_answer(query_id))
        book.checks()
        return stores.effort(book.checks)

    few = checked_after(5)
    assert checked_after(60) == few
    stores.database.close()
