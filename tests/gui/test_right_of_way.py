"""The window goes first: what comes for it is decoded once it has painted."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import ReceivedQuestion
from operator_gui.workers import link_worker, right_of_way
from operator_gui.workers.link_worker import LinkWorker
from operator_gui.workers.pictures import Pictures, decode_pictures
from operator_gui.workers.right_of_way import MOST_S, RightOfWay
from shared.clock import SystemClock
from shared.protocol.answers import Answer
from tests.fakes import ManualClock, wait_until
from tests.gui import scenes
from tests.gui.question_station import QuestionStation

PATIENCE_S = 10.0


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits does so as long as the test takes."""
    monkeypatch.setattr(right_of_way, "MOST_S", PATIENCE_S)


def test_that_who_works_beside_waits_until_it_is_given_back() -> None:
    way, order = RightOfWay(ManualClock()), list[str]()
    beside = threading.Thread(target=lambda: (way.wait(), order.append("worked")))
    way.take()
    beside.start()
    order.append("painted")
    way.give()
    beside.join(PATIENCE_S)
    assert order == ["painted", "worked"]


def test_that_nobody_waits_where_nothing_is_painted() -> None:
    way = RightOfWay(ManualClock())
    way.wait()
    way.take()
    way.give()
    way.wait()


def test_that_nobody_waits_for_a_painting_that_takes_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, waits = ManualClock(), list[float]()
    way = RightOfWay(clock)
    monkeypatch.setattr(way._given, "wait", waits.append)
    way.take()
    clock.advance(0.75 * PATIENCE_S)
    way.wait()
    assert waits == [0.25 * PATIENCE_S]
    clock.advance(0.25 * PATIENCE_S)
    way.wait()
    assert len(waits) == 1
    assert MOST_S < 0.1


@pytest.fixture
def station() -> Iterator[QuestionStation]:
    made = QuestionStation()
    made.start()
    yield made
    made.stop()


def test_that_a_question_is_decoded_after_the_painting_that_an_answer_brings(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    station: QuestionStation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker = LinkWorker(
        endpoint=station.endpoint, folder=tmp_path, operator="Ada", clock=SystemClock()
    )
    asked, decoded = threading.Event(), list[bool]()
    way, wait = worker._way, worker._way.wait

    def waiting() -> None:
        asked.set()
        wait()

    def decoding(question: ReceivedQuestion) -> Pictures:
        decoded.append(way.is_taken)
        return decode_pictures(question)

    monkeypatch.setattr(worker._link, "_make_way", waiting)
    monkeypatch.setattr(link_worker, "decode_pictures", decoding)
    station.questions.append(scenes.question(scenes.query("q1")))
    worker.start()
    try:
        answer = Answer(
            answer_id="a1",
            query_id="q0",
            kind="dont_know",
            answered_at_s=scenes.NOW_S,
            operator="Ada",
        )
        worker.submit(answer)
        worker.want(1, ())
        wait_until(lambda: station.answers and asked.is_set(), deadline_s=PATIENCE_S)
        assert decoded == []  # no event has been dealt with: what the answer brought still waits
        qtbot.waitUntil(lambda: bool(decoded))
    finally:
        assert worker.stop()
    assert decoded == [False]
