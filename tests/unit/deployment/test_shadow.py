"""What is concluded from two heads side by side."""

import re

import msgspec
import pytest

from edge_node.deployment.shadow import (
    LEAST_RUNS,
    Compared,
    Opinion,
    Recalled,
    ShadowTally,
    compare,
    recall,
    shadow_refusal,
)
from shared.domain import Prediction
from shared.protocol.rollout import ShadowFigures, WatchTerms

TERMS = WatchTerms()
KNOWN = frozenset({"mug", "bowl"})


def opinion(name: str, *, sure: bool = True, novel: bool = False) -> Opinion:
    names = () if novel else (name,) if sure else ("mug", "bowl")
    return Opinion(Prediction(name, 0.9, names, 0.1, 0.0, ((name, 0.9),)), sure and not novel)


def test_that_two_that_are_sure_of_one_name_agree() -> None:
    same = compare(opinion("mug"), opinion("mug"), KNOWN, both_keep_risk=True)
    assert same == Compared(True, True, False, True, True)
    other = compare(opinion("mug"), opinion("bowl", sure=False), KNOWN, both_keep_risk=True)
    assert other == Compared(True, False, False, True, False)


@pytest.mark.parametrize(
    "before", [opinion("vase"), opinion("mug", sure=False), opinion("mug", novel=True)]
)
def test_that_only_what_the_active_head_is_sure_of_by_a_known_name_is_compared(
    before: Opinion,
) -> None:
    compared = compare(before, opinion("bowl"), KNOWN, both_keep_risk=True)
    assert (compared.comparable, compared.agreed) == (False, False)


def test_that_what_is_novel_to_both_is_told() -> None:
    new = opinion("mug", novel=True)
    assert compare(new, new, KNOWN, both_keep_risk=True).both_novel


def test_that_a_head_that_keeps_no_risk_yet_is_not_said_to_ask_more() -> None:
    compared = compare(opinion("mug"), opinion("mug", sure=False), KNOWN, both_keep_risk=False)
    assert (compared.sure_before, compared.sure_after) == (True, True)
    turned = compare(opinion("mug", sure=False), opinion("mug"), KNOWN, both_keep_risk=False)
    assert (turned.sure_before, turned.sure_after) == (True, True)
    kept = compare(opinion("mug", sure=False), opinion("mug"), KNOWN, both_keep_risk=True)
    assert (kept.sure_before, kept.sure_after) == (False, True)


def test_that_what_people_named_is_recalled() -> None:
    names = ["mug", "bowl", "mug", "vase"]
    found = recall(names, ["mug", "bowl", "bowl", "vase"], ["mug", "mug", "mug", "vase"])
    assert found == Recalled(answered=4, right_before=3, right_after=3, lost=1)


def figures(**changes: int | float) -> ShadowFigures:
    fine = ShadowFigures(
        frames=20,
        objects=20,
        comparable=18,
        agreed=17,
        unsure_before=2,
        unsure_after=3,
        answered=40,
        right_before=38,
        right_after=38,
        lost=1,
        head_ms=0.4,
        active_head_ms=0.4,
    )
    return msgspec.structs.replace(fine, **changes)


def test_that_a_head_like_the_active_one_is_not_refused() -> None:
    assert shadow_refusal(figures(), TERMS) == ""
    assert shadow_refusal(ShadowFigures(), TERMS) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lost": 6}, "of 38 objects that people named here .* it gets 6 wrong"),
        (
            {"right_before": 0, "lost": 0, "right_after": 9},
            "of 40 objects that people named here, it gets 31 wrong",
        ),
        ({"agreed": 8}, "of 18 objects that the active model is sure of, it names only 8"),
        ({"unsure_after": 11}, "would ask about 11 of 20 objects, the active model about 2"),
        ({"head_ms": 12.0, "active_head_ms": 4.0}, "its head takes 12.0 ms, the active one 4.0"),
    ],
)
def test_that_what_is_worse_is_refused_with_the_figure(
    changes: dict[str, float], said: str
) -> None:
    assert re.search(said, shadow_refusal(figures(**changes), TERMS))


@pytest.mark.parametrize(
    "changes",
    [
        {"lost": 2, "right_before": 2},
        {"lost": 5},
        {"right_before": 0, "lost": 0, "right_after": 10},
        {"right_before": 0, "lost": 0, "answered": 9, "right_after": 0},
        {"comparable": 9, "agreed": 0},
        {"agreed": 9},
        {"objects": 9, "unsure_before": 0, "unsure_after": 9},
        {"unsure_after": 10},
        {"head_ms": 4.0, "active_head_ms": 0.4},
        {"head_ms": 40.0, "active_head_ms": 0.0},
    ],
)
def test_that_what_may_be_chance_is_not_refused(changes: dict[str, float]) -> None:
    assert shadow_refusal(figures(**changes), TERMS) == ""


def test_that_objects_are_counted_once_as_they_were_seen_last() -> None:
    tally = ShadowTally(WatchTerms(shadow_frames=3), 10.0)
    tally.take({"a": Compared(True, False, False, True, True)})
    tally.take({"a": Compared(True, True, False, True, True)})
    assert not tally.is_over(10.0)
    tally.take({"b": Compared(False, False, True, False, False)})
    assert tally.is_over(10.0)
    seen = tally.figures()
    assert (seen.frames, seen.objects, seen.comparable, seen.agreed) == (3, 2, 1, 1)
    assert (seen.both_novel, seen.unsure_before, seen.unsure_after) == (1, 1, 1)


def test_that_it_ends_without_frames_too() -> None:
    tally = ShadowTally(WatchTerms(shadow_frames=20, shadow_s=2.0), 10.0)
    assert not tally.is_over(11.9)
    assert tally.is_over(12.0)


def test_that_the_median_time_counts_once_there_were_enough_runs() -> None:
    tally = ShadowTally(TERMS, 0.0)
    for run in range(LEAST_RUNS):
        assert tally.figures().head_ms == 0.0
        tally.timed(head_ms=50.0 if run == 0 else 2.0, active_ms=1.0)
    assert (tally.figures().head_ms, tally.figures().active_head_ms) == (2.0, 1.0)
