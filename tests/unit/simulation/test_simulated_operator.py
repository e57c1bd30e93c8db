"""The simulated operator over the real link: it answers like a person does, and once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.simulation.behaviour import Verdict
from operator_gui.simulation.operator import HOLD, SimulatedOperator, SimulationSettings
from shared.clock import SystemClock
from shared.errors import StorageError, UsageError
from shared.owned_thread import OwnedThread
from shared.protocol.answers import Answer, AnswerSubmit
from shared.protocol.questions import Query, Question, QuestionGone, QuestionsWanted
from tests.contract.messages import MINIMAL_QUERY
from tests.fakes import FakeStation, ManualClock, wait_until

QUICK = SimulationSettings(delay_s=0.0)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"delay_s": -1.0}, "the delay of answers: expected 0 to 86400 s, got -1"),
        ({"delay_s": float("nan")}, "the delay of answers: expected 0 to 86400 s, got nan"),
        ({"error_rate": 3.0}, "the share of wrong answers: expected 0 to 1, got 3"),
        ({"absent_share": -0.1}, "the share of absence: expected 0 to 1, got -0.1"),
    ],
)
def test_that_nobody_behaves_in_a_way_that_cannot_be(wish: dict[str, float], words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        SimulationSettings(**wish)  # type: ignore[arg-type]
    assert str(refusal.value) == words


class SaysTheTrackKey:
    """Names everything by its track, so that answers can be told apart."""

    def verdict(self, query: Query) -> Verdict:
        return Verdict("name", query.track_key)

    def names(self) -> tuple[str, ...]:
        return ("wrong",)


def question(query_id: str) -> Question:
    query = msgspec.structs.replace(
        MINIMAL_QUERY, query_id=query_id, track_key=f"track of {query_id}"
    )
    return Question(query=query)


def put(station: FakeStation, *query_ids: str) -> None:
    for query_id in query_ids:
        station.say(question(query_id), (b"context", b"view"))


def answers(station: FakeStation) -> list[Answer]:
    return [a for message in station.heard_of(AnswerSubmit) for a in message.answers]


class Running:
    """A simulated operator on its thread."""

    def __init__(self, operator: SimulatedOperator) -> None:
        self.operator = operator
        self.results: list[int] = []
        self.thread = OwnedThread(
            "simulated-operator",
            lambda: self.results.append(operator.run()),
            on_failure=lambda: None,
        )
        self.thread.start()

    def stop(self) -> int:
        self.operator.stop()
        self.thread.join(60.0)
        return self.results[0]


Start = Callable[..., Running]


@pytest.fixture
def start(station: FakeStation, tmp_path: Path) -> Iterator[Start]:
    running: list[Running] = []

    def start_it(settings: SimulationSettings = QUICK, clock: ManualClock | None = None) -> Running:
        operator = SimulatedOperator(
            endpoint=station.endpoint,
            folder=tmp_path / "operator",
            knowledge=SaysTheTrackKey(),
            settings=settings,
            clock=clock or SystemClock(),
        )
        running.append(Running(operator))

        def step() -> None:
            station.serve(10)
            if clock is not None:
                clock.advance(0.05)  # until TCP is there, greetings are repeated

        wait_until(lambda: station.heard_of(QuestionsWanted), step=step)
        return running[-1]

    yield start_it
    for one in running:
        one.stop()


def test_that_every_question_is_answered_once_with_what_is_known(
    start: Start, station: FakeStation
) -> None:
    running = start()
    put(station, "q1", "q2", "q1", "q3")
    wait_until(lambda: len(station.kept) == 3, step=station.serve)
    put(station, "q1", "q4")  # sent again by a station that has not taken the answer yet
    wait_until(lambda: len(station.kept) == 4, step=station.serve)
    said = {a.query_id: (a.kind, a.name, a.operator) for a in answers(station)}
    assert said == {
        query_id: ("name", f"track of {query_id}", "simulated")
        for query_id in ("q1", "q2", "q3", "q4")
    }
    assert len(answers(station)) == 4
    assert running.stop() == 4


def test_that_it_says_what_it_holds_and_how_much_room_is_left(
    start: Start, station: FakeStation, clock: ManualClock
) -> None:
    start(SimulationSettings(delay_s=60.0), clock=clock)
    assert station.heard_of(QuestionsWanted)[0] == QuestionsWanted(count=HOLD)
    put(station, "q1", "q2")
    held = QuestionsWanted(count=HOLD - 2, holding=("q1", "q2"))
    wait_until(lambda: station.heard_of(QuestionsWanted)[-1] == held, step=station.serve)
    put(station, "q3", "q4", "q5")  # one more than asked for
    full = QuestionsWanted(count=0, holding=("q1", "q2", "q3", "q4", "q5"))
    wait_until(lambda: station.heard_of(QuestionsWanted)[-1] == full, step=station.serve)
    assert station.malformed == []


def test_that_a_withdrawn_question_is_not_answered(
    start: Start, station: FakeStation, clock: ManualClock
) -> None:
    start(SimulationSettings(delay_s=1.0), clock=clock)
    put(station, "q1", "q2")
    station.say(QuestionGone(query_ids=("q1", "never had")))
    wait_until(lambda: station.heard_of(QuestionsWanted)[-1].holding == ("q2",), step=station.serve)
    clock.advance(3.9)  # both delays, and less than the silence that ends a link
    wait_until(lambda: station.kept, step=station.serve)
    assert [a.query_id for a in answers(station)] == ["q2"]


def test_that_nobody_answers_before_the_time_it_takes(
    start: Start, station: FakeStation, clock: ManualClock
) -> None:
    start(SimulationSettings(delay_s=2.0, seed=1), clock=clock)
    put(station, "q1")
    held = ("q1",)
    wait_until(lambda: station.heard_of(QuestionsWanted)[-1].holding == held, step=station.serve)
    for _ in range(20):
        station.serve(10)
    assert answers(station) == []
    clock.advance(3.9)
    wait_until(lambda: station.kept, step=station.serve)


def test_that_an_absent_operator_does_not_answer(
    start: Start, station: FakeStation, clock: ManualClock
) -> None:
    start(SimulationSettings(delay_s=0.0, absent_share=1.0), clock=clock)
    put(station, "q1")
    wait_until(lambda: station.heard_of(QuestionsWanted)[-1].holding == ("q1",), step=station.serve)
    for _ in range(20):
        station.serve(10)
    assert answers(station) == []


def test_that_every_answer_is_wrong_for_one_who_always_errs(
    start: Start, station: FakeStation
) -> None:
    start(SimulationSettings(delay_s=0.0, error_rate=1.0))
    put(station, "q1", "q2")
    wait_until(lambda: len(station.kept) == 2, step=station.serve)
    assert {a.name for a in answers(station)} == {"wrong"}


def test_that_a_folder_that_cannot_be_used_is_the_error_that_comes_out(
    station: FakeStation, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    operator = SimulatedOperator(
        endpoint=station.endpoint,
        folder=tmp_path / "file",
        knowledge=SaysTheTrackKey(),
        settings=QUICK,
        clock=SystemClock(),
    )
    with pytest.raises(StorageError, match="cannot open outbox"):
        operator.run()
