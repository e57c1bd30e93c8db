"""The committee's measures against their definitions, written out one by one."""

import math
from collections import Counter

import numpy as np
import pytest

from shared.selection.votes import consensus_entropy, variation_ratio, vote_entropy


def votes_of(*, members: int, classes: int, rows: int = 30, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.full(classes, 0.4), (members, rows)).astype(np.float32)


def entropy_of(shares: list[float]) -> float:
    return -sum(share * math.log(share) for share in shares if share > 0.0)


@pytest.mark.parametrize(("members", "classes"), [(5, 3), (3, 7), (2, 2), (8, 4)])
def test_that_votes_are_counted_by_first_name(members: int, classes: int) -> None:
    votes = votes_of(members=members, classes=classes)
    spread, outvoted = vote_entropy(votes), variation_ratio(votes)

    for row in range(votes.shape[1]):
        counts = Counter(int(vote.argmax()) for vote in votes[:, row])
        shares = [count / members for count in counts.values()]
        expected = entropy_of(shares) / math.log(min(members, classes))
        assert spread[row] == pytest.approx(expected, abs=1e-5)
        most = 1 - math.ceil(members / classes) / members
        assert outvoted[row] == pytest.approx((1 - max(shares)) / most, abs=1e-5)


def test_that_the_consensus_is_the_mean_of_the_votes() -> None:
    votes = votes_of(members=5, classes=4)
    found = consensus_entropy(votes)

    for row in range(votes.shape[1]):
        expected = entropy_of(votes[:, row].mean(axis=0).tolist()) / math.log(4)
        assert found[row] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("measure", [vote_entropy, variation_ratio])
@pytest.mark.parametrize(("members", "classes"), [(1, 4), (5, 1)])
def test_that_those_who_cannot_differ_do_not(measure: object, members: int, classes: int) -> None:
    assert callable(measure)
    assert not measure(votes_of(members=members, classes=classes)).any()


def test_that_everybody_for_something_else_is_the_most_there_is() -> None:
    torn = np.eye(3, dtype=np.float32)[:, None, :]

    assert vote_entropy(torn)[0] == pytest.approx(1.0)
    assert variation_ratio(torn)[0] == pytest.approx(1.0)
    assert consensus_entropy(torn)[0] == pytest.approx(1.0)
