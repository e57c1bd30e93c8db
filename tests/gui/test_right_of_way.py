"""The window goes first: what comes for it is decoded once it has painted."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.operator_events import ReceivedQuestion
from operator_gui.workers import link_worker, right_of_way
from operator_gui.workers.link_worker import LinkWorker
from operator_gui.workers.pictures import Pictures, decode_pictures
from operator_gui.workers.right_of_way import MOST_S, RightOfWay
from shared.clock import SystemClock
from shared.outbox import Outbox
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


class Canvas(QWidget):
    """Notes when it is painted."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self._order.append("painted")


@pytest.fixture
def station() -> Iterator[QuestionStation]:
    made = QuestionStation()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def worker(qapp: QApplication, tmp_path: Path, station: QuestionStation) -> Iterator[LinkWorker]:
    made = LinkWorker(
        endpoint=station.endpoint, folder=tmp_path, operator="Ada", clock=SystemClock()
    )
    yield made
    assert made.stop()


def answer() -> Answer:
    return Answer(
        answer_id="a1",
        query_id="q0",
        kind="dont_know",
        answered_at_s=scenes.NOW_S,
        operator="Ada",
    )


def test_that_a_question_is_decoded_once_the_window_has_painted(
    worker: LinkWorker, station: QuestionStation, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    way.take()
    worker.start()
    worker._link.want(1, ())
    wait_until(asked.is_set, deadline_s=PATIENCE_S)
    assert decoded == []
    way.give()
    wait_until(lambda: decoded, deadline_s=PATIENCE_S)
    assert decoded == [False]


def test_that_the_links_thread_is_woken_after_the_painting_that_an_answer_brings(
    worker: LinkWorker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[str] = []
    monkeypatch.setattr(worker._link, "submit", lambda *_: handed.append("answer"))
    monkeypatch.setattr(worker._link, "want", lambda *_: handed.append("wish"))
    canvas = Canvas(handed)
    qtbot.addWidget(canvas)
    with qtbot.waitExposed(canvas):
        canvas.show()
    handed.clear()
    worker.submit(answer())
    worker.want(1, ())
    canvas.update()
    assert handed == []
    assert worker._way.is_taken
    qtbot.waitUntil(lambda: "wish" in handed)
    assert handed == ["painted", "answer", "wish"]
    assert not worker._way.is_taken


def test_that_an_answer_is_kept_where_the_app_ends_before_it_paints(
    worker: LinkWorker, tmp_path: Path, station: QuestionStation
) -> None:
    station.acknowledge = False
    worker.start()
    wait_until((tmp_path / "answers.sqlite").exists, deadline_s=PATIENCE_S)
    worker.submit(answer())
    assert worker.stop()
    with contextlib.closing(Outbox(tmp_path / "answers.sqlite")) as outbox:
        assert outbox.waiting_ids(9) == ["a1"]
