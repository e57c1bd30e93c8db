"""Advice on going on, from heads that follow one another and the curve of versions."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from operator_gui.station.advice import StopWatch, advice_words, curve
from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.registry import Version
from operator_gui.station.rescoring import HeadScorer
from shared.blobs import BlobStore
from shared.domain import Floats
from shared.learning.stopping import Outlook
from tests.unit.station.station_world import DIM, EMBEDDER_SHA256, make_query, query_of
from tests.unit.station.test_status import HEAD, version


def _scorer(number: int, weights: Floats) -> HeadScorer:
    spec = msgspec.structs.replace(HEAD, class_names=("a", "b"))
    return HeadScorer(number, spec, weights)


def _watch(folder: Path, queries: int, made_from: str = "") -> StopWatch:
    inbox = Inbox(Database(folder), BlobStore(folder / "pictures"))
    for seed in range(queries):
        envelope = make_query(("mug", "bowl")[seed % 2], seed=seed, made_from=made_from)
        inbox.put(check_query(query_of(envelope), envelope), 1.0)
    return StopWatch(inbox, embedder_sha256=EMBEDDER_SHA256, rng=np.random.default_rng(0))


def _weights(seed: int) -> Floats:
    return np.random.default_rng(seed).standard_normal((DIM, 2)).astype(np.float32)


def _measured(number: int, tracks: int, accuracy: float, restored_from: int = 0) -> Version:
    made = version(number, number)
    head = msgspec.structs.replace(made.record.head, tracks=tracks, accuracy=accuracy)
    record = msgspec.structs.replace(made.record, head=head, restored_from=restored_from)
    return replace(made, record=record)


FLAT = [_measured(n, 100 * n, 0.9) for n in range(1, 5)]


def test_that_heads_that_say_the_same_mean_stop_and_another_one_takes_it_back(
    tmp_path: Path,
) -> None:
    watch = _watch(tmp_path, 12)
    for number in range(1, 5):
        watch.use_head(_scorer(number, _weights(1)))
    said = watch.advice(FLAT, answer_s=3.0)
    assert (said.verdict, said.agreement) == ("stop", 1.0)
    assert said.gain_per_minute == pytest.approx(0.0)
    watch.use_head(_scorer(5, -_weights(1)))
    assert watch.advice(FLAT, answer_s=3.0).verdict == "slow_down"


def test_that_nothing_is_said_before_three_heads_could_be_compared(tmp_path: Path) -> None:
    watch = _watch(tmp_path, 12)
    for number in range(1, 4):
        watch.use_head(_scorer(number, _weights(1)))
    assert watch.advice([], answer_s=3.0).verdict == "too_early"
    watch.use_head(None)
    assert watch.advice(FLAT, answer_s=3.0).agreement is None


def test_that_what_no_camera_saw_says_nothing_of_whether_to_go_on(tmp_path: Path) -> None:
    watch = _watch(tmp_path, 12, made_from="q")
    for number in range(1, 5):
        watch.use_head(_scorer(number, _weights(1)))
    assert watch.advice(FLAT, answer_s=3.0).agreement is None


def test_that_restored_and_unmeasured_versions_are_no_points_of_the_curve() -> None:
    points = curve([_measured(1, 10, 0.5), _measured(2, 10, 0.5, restored_from=1), version(3, 3)])
    assert [(p.tracks, p.accuracy) for p in points] == [(10, 0.5)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Outlook("too_early", None, None, None), "too few answers"),
        (Outlook("go_on", 0.5, 0.002, 0.02), "worth about 2.0 % of accuracy"),
        (Outlook("go_on", 0.5, None, None), "cannot be told yet"),
        (Outlook("slow_down", 0.99, 0.00001, 0.0001), "hardly make it better"),
        (Outlook("stop", 1.0, 0.0, 0.0), "The robots ask again when something new turns up"),
    ],
)
def test_that_advice_is_in_words_for_people(said: Outlook, words: str) -> None:
    assert words in advice_words(said)
