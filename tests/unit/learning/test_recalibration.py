import numpy as np
import pytest

from shared.learning.calibration import conformal_threshold, known_scores
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.learning.recalibration import (
    Audited,
    likeness,
    recalibrate,
    recalibrated_scores,
    recalibrated_threshold,
)
from shared.learning.ridge import Doubles
from shared.selection.conformal import prediction_sets
from tests.unit.learning.samples import training_set


def half_taught() -> tuple[TrainedHead, TrainingSet, np.ndarray]:
    """A head, all views, and which of them it did not learn from."""
    views = training_set(classes=3, tracks_per_class=120, views_per_track=2, spread=0.9)
    taught = views.groups % 2 == 0
    head = train_head(
        TrainingSet(
            embeddings=views.embeddings[taught],
            labels=views.labels[taught],
            groups=views.groups[taught],
            class_names=views.class_names,
            view_ids=tuple(np.asarray(views.view_ids)[taught]),
        ),
        risk=0.1,
        members=2,
        rng=np.random.default_rng(0),
    )
    return head, views, ~taught


def checks_of(views: TrainingSet, rows: np.ndarray, noise: float) -> list[Audited]:
    """Tracks of two views each, as a worse camera sees them."""
    rng = np.random.default_rng(5)
    return [
        Audited(
            (views.embeddings[[first, first + 1]] + rng.normal(0, noise, (2, views.dim))).astype(
                np.float32
            ),
            views.class_names[views.labels[first]],
        )
        for first in rng.permutation(rows[::2])
    ]


def coverage(head: TrainedHead, checks: list[Audited]) -> float:
    hits = []
    for check in checks:
        mean = apply_head(head, check.embeddings).probabilities.mean(axis=0, keepdims=True)
        sets = prediction_sets(mean, head.conformal_threshold)
        hits.append(bool(sets[0, head.class_names.index(check.class_name)]))
    return float(np.mean(hits))


def test_that_checks_restore_the_promise_after_the_world_has_shifted() -> None:
    head, views, fresh = half_taught()
    checks = checks_of(views, np.flatnonzero(fresh), noise=1.6)

    renewed = recalibrate(head, checks[:100])

    assert coverage(head, checks[100:]) < 0.8
    assert 0.82 < coverage(renewed, checks[100:]) < 0.98


def test_that_checks_of_nothing_known_change_nothing() -> None:
    head, views, _ = half_taught()

    assert recalibrate(head, []) is head
    assert recalibrate(head, [Audited(views.embeddings[:1], "never taught")]) is head


@pytest.mark.parametrize("risk", [0.05, 0.1])
def test_that_the_stated_share_is_covered_after_two_hundred_checks(risk: float) -> None:
    rng = np.random.default_rng(1)

    def shifted(count: int) -> Doubles:
        return np.asarray(rng.beta(2, 2, count))

    covered = [
        np.mean(
            shifted(500) >= recalibrated_threshold(rng.beta(6, 1, 300), shifted(200), risk=risk)
        )
        for _ in range(200)
    ]

    assert np.mean(covered) == pytest.approx(1 - risk, abs=0.02)


def test_that_a_few_checks_that_agree_leave_the_word_to_what_was_left_out() -> None:
    rng = np.random.default_rng(2)
    left_out = rng.random(1000)

    alone = conformal_threshold(left_out, risk=0.1)
    found = [recalibrated_threshold(left_out, rng.random(20), risk=0.1) for _ in range(50)]
    by_checks = [conformal_threshold(rng.random(20), risk=0.1) for _ in range(50)]

    assert np.mean(np.abs(np.array(found) - alone)) < np.mean(np.abs(np.array(by_checks) - alone))


def test_that_old_checks_give_way_to_new_ones() -> None:
    rng = np.random.default_rng(3)
    before, after = rng.uniform(0.8, 1.0, 400), rng.uniform(0.0, 0.2, 400)

    assert recalibrated_threshold(before, np.concatenate([before, after]), risk=0.4) < 0.2


def test_that_known_scores_follow_the_checks() -> None:
    rng = np.random.default_rng(4)
    left_out, checked = rng.normal(0, 1, 300), rng.normal(-5, 1, 200)

    scores = recalibrated_scores(left_out, checked)

    assert np.median(scores) == pytest.approx(-5, abs=0.5)
    assert list(scores) == sorted(scores)
    assert recalibrated_scores(left_out, np.zeros(0)) == known_scores(left_out)


def test_that_likeness_is_a_p_value() -> None:
    rng = np.random.default_rng(6)
    same = np.array([likeness(rng.random(40), rng.random(60)) for _ in range(1000)])
    other = likeness(rng.random(200), rng.random(200) + 0.3)

    assert 0.02 < np.mean(same <= 0.05) < 0.08
    assert 0.4 < same.mean() < 0.65
    assert other < 1e-3
    assert likeness(np.array([1.0]), np.array([1.0])) == 1.0


def test_that_with_nothing_left_out_the_checks_speak_alone() -> None:
    checked = np.linspace(0.1, 1.0, 50)

    assert recalibrated_threshold(np.zeros(0), checked, risk=0.1) == pytest.approx(0.1, abs=0.1)
