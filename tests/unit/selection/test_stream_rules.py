"""One suite for every rule that decides about tracks as they come."""

import numpy as np
import numpy.typing as npt
import pytest

from shared.errors import SelectionError
from shared.selection import stream_rules
from shared.selection.stream import NEVER, WINDOW_TRACKS, Arrived, Decision, StreamState, Terms
from shared.selection.stream_registry import STREAM_RULES, StreamRule, stream_rule_named

RULES = [pytest.param(rule, id=name) for name, rule in STREAM_RULES.items()]
LEAST = 0.05
DIM = 6


def _tracks(seed: int, values: npt.NDArray[np.float64]) -> list[Arrived]:
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((values.size, DIM)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return [Arrived(float(v), row) for v, row in zip(values, rows, strict=True)]


def _run(rule: StreamRule, tracks: list[Arrived], *, share: float, seed: int = 1) -> list[Decision]:
    rng, state, decisions = np.random.default_rng(seed), StreamState(), []
    for track in tracks:
        decision = rule.decide(state, track, Terms(share, LEAST, rng))
        state = decision.state
        decisions.append(decision)
    return decisions


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_that_in_the_long_run_no_more_than_the_share_is_asked(
    rule: StreamRule, share: float
) -> None:
    values = np.random.default_rng(2).random(3000)
    asked = sum(d.ask for d in _run(rule, _tracks(3, values), share=share))
    assert 0.3 * share * 3000 < asked <= share * 3000 + 1


@pytest.mark.parametrize("rule", RULES)
def test_that_a_rule_finds_its_way_after_the_stream_has_changed(rule: StreamRule) -> None:
    rng = np.random.default_rng(4)
    before, after = 0.6 + 0.4 * rng.random(1000), LEAST + 0.25 * rng.random(1000)
    decisions = _run(rule, _tracks(5, np.concatenate([before, after])), share=0.1)
    late = sum(d.ask for d in decisions[1500:])
    assert 0.2 * 50 <= late <= 50 + 0.1 * WINDOW_TRACKS + 1


@pytest.mark.parametrize("rule", RULES)
def test_that_the_same_seed_decides_in_the_same_way(rule: StreamRule) -> None:
    tracks = _tracks(6, np.random.default_rng(6).random(400))
    first, again = (_run(rule, tracks, share=0.2, seed=9) for _ in range(2))
    assert [(d.ask, d.bar) for d in first] == [(d.ask, d.bar) for d in again]


@pytest.mark.parametrize("rule", RULES)
def test_that_nothing_is_asked_without_a_share_beyond_the_first_credit(rule: StreamRule) -> None:
    decisions = _run(rule, _tracks(7, np.full(300, 0.9)), share=0.0)
    assert sum(d.ask for d in decisions) <= 1


@pytest.mark.parametrize("rule", RULES)
def test_that_a_decision_changes_nothing_that_went_in(rule: StreamRule) -> None:
    before = StreamState(credit=2.0, values=(0.1, 0.9), features=np.eye(2, DIM, dtype=np.float32))
    kept = before.features.copy()
    track = _tracks(8, np.array([0.8]))[0]
    rule.decide(before, track, Terms(0.5, LEAST, np.random.default_rng(0)))
    assert (before.credit, before.values) == (2.0, (0.1, 0.9))
    assert np.array_equal(before.features, kept)


@pytest.mark.parametrize("rule", RULES)
def test_that_what_is_asked_reaches_its_bar_and_the_window_is_bounded(rule: StreamRule) -> None:
    tracks = _tracks(10, np.random.default_rng(10).random(500))
    decisions = _run(rule, tracks, share=0.3)
    for track, decision in zip(tracks, decisions, strict=True):
        assert not decision.ask or track.value >= decision.bar
        assert len(decision.state.values) <= WINDOW_TRACKS
        assert decision.state.features.shape[0] <= WINDOW_TRACKS


@pytest.mark.parametrize("name", ["variable", "quantile", "density", "random_variable"])
def test_that_of_a_stream_the_more_valuable_part_is_asked(name: str) -> None:
    values = np.random.default_rng(11).random(3000)
    tracks = _tracks(12, values)
    decisions = _run(STREAM_RULES[name], tracks, share=0.1)
    asked = [track.value for track, d in zip(tracks, decisions, strict=True) if d.ask]
    assert np.mean(asked) > 0.55
    if name == "quantile":
        assert np.mean(asked) > 0.9


def test_that_what_is_closest_to_nothing_known_is_no_question_by_density() -> None:
    known = np.eye(3, DIM, dtype=np.float32)
    close = known + 0.9 * np.roll(known, 1, axis=0)
    close /= np.linalg.norm(close, axis=1, keepdims=True)
    state = StreamState(threshold=0.0, features=np.concatenate([known, close]))
    outlier = np.zeros(DIM, np.float32)
    outlier[5] = -1.0
    decision = stream_rules.dense(
        state, Arrived(1.0, outlier), Terms(1.0, 0.0, np.random.default_rng(0))
    )
    assert (decision.ask, decision.bar) == (False, NEVER)


def test_that_every_rule_is_described_and_an_unknown_one_names_the_nearest() -> None:
    for name, rule in STREAM_RULES.items():
        assert rule.name == name
        assert all((rule.title, rule.formula, rule.source, rule.cost, rule.when))
    assert next(iter(STREAM_RULES)) == "fixed"
    with pytest.raises(SelectionError, match=r"'quantil'.*'quantile'.*known: fixed"):
        stream_rule_named("quantil")
    with pytest.raises(SelectionError, match="known: fixed"):
        stream_rule_named("xyz")
    assert stream_rule_named("split").decide is stream_rules.split
