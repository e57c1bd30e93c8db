"""What is asked about and what is tested on: stratified, by session, never a copy."""

import numpy as np
import pytest

from edge_node.simulation.holdout import Split, split
from edge_node.simulation.picture import Part
from shared.errors import UsageError


def parted(
    labels: list[int],
    *,
    sessions: list[int] | None = None,
    parts: list[Part] | None = None,
    copied: list[int] | None = None,
    share: float = 1 / 3,
    seed: int = 0,
) -> Split:
    n = len(labels)
    flags = np.zeros(n, np.bool_)
    flags[copied or []] = True
    return split(
        np.array(labels),
        np.array(sessions if sessions is not None else range(n)),
        parts or ["any"] * n,
        flags,
        test_share=share,
        rng=np.random.default_rng(seed),
    )


def test_that_every_class_gives_its_share_to_the_tests() -> None:
    found = parted([0] * 30 + [1] * 60)
    assert (found.test < 30).sum() == 10
    assert (found.test >= 30).sum() == 20
    assert sorted([*found.pool, *found.test]) == list(range(90))


def test_that_the_same_seed_parts_the_same_and_another_does_not() -> None:
    labels = [0] * 30 + [1] * 30
    assert np.array_equal(parted(labels).test, parted(labels).test)
    assert not np.array_equal(parted(labels).test, parted(labels, seed=1).test)


def test_that_a_class_with_one_object_is_asked_about() -> None:
    found = parted([0, 0, 0, 1, 1, 1, 2])
    assert 6 in found.pool


def test_that_no_class_is_tested_on_as_a_whole() -> None:
    found = parted([0, 0, 1, 1], share=0.99)
    assert len(found.pool) == 2
    assert len(found.test) == 2


def test_that_a_session_is_never_torn_apart() -> None:
    sessions = [n // 3 for n in range(60)]
    found = parted([n % 2 for n in range(60)], sessions=sessions)
    tested = {sessions[n] for n in found.test}
    assert tested
    assert tested.isdisjoint({sessions[n] for n in found.pool})


def test_that_the_datas_own_test_part_is_used() -> None:
    found = parted([0, 1, 0, 1], parts=["pool", "pool", "test", "test"])
    assert (found.pool.tolist(), found.test.tolist()) == ([0, 1], [2, 3])


def test_that_copies_are_never_tested_on() -> None:
    named = parted([0, 1, 0, 1], parts=["pool", "pool", "test", "test"], copied=[0, 2])
    assert named.test.tolist() == [3]
    drawn = parted([0] * 9 + [1] * 9, copied=[0, 1, 2, 3, 4, 5], share=0.5)
    assert set(drawn.test).isdisjoint(range(6))


def test_that_what_no_answer_could_ever_name_is_not_tested_on() -> None:
    found = parted([0, 1, 2, 0], parts=["pool", "pool", "test", "test"])
    assert found.test.tolist() == [3]


@pytest.mark.parametrize(
    ("labels", "parts", "reason"),
    [
        ([0, 0, 0, 0], None, "no two classes"),
        ([0, 1], None, "no object is left to test on"),
        ([0, 1], ["test", "test"], "everything is in a test folder"),
        ([0, 1, 2], ["pool", "pool", "test"], "no object is left to test on"),
    ],
)
def test_that_what_cannot_be_parted_is_refused_with_the_reason(
    labels: list[int], parts: list[Part] | None, reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        parted(labels, parts=parts)
