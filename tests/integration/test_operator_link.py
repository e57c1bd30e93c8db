"""The operator's end against a station with faults: no answer is lost, and the app is told all."""

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    LinkChanged,
    OperatorEvent,
    QuestionArrived,
    QuestionsWithdrawn,
    StatusArrived,
)
from operator_gui.operator_link import ASK_AGAIN_S, OperatorLink
from shared.clock import Clock, SystemClock
from shared.errors import LinkError, StorageError
from shared.outbox import Outbox
from shared.owned_thread import OwnedThread
from shared.protocol.answers import Answer, AnswerSubmit
from shared.protocol.deployment import Command, CommandResult, DeployOffer
from shared.protocol.peers import Hello, Refused
from shared.protocol.questions import QuestionGone, QuestionsWanted
from shared.protocol.status import StationStatus
from shared.transport.endpoint import Endpoint
from tests.conftest import ExpectWarnings
from tests.contract.messages import EXAMPLES, FULL_QUERY
from tests.fakes import FakeStation, ManualClock, wait_until

E = TypeVar("E")


def answer(answer_id: str, name: str = "mug") -> Answer:
    return Answer(
        answer_id=answer_id,
        query_id="q",
        kind="name",
        name=name,
        answered_at_s=1.7e9,
        operator="Ada",
    )


class App:
    """What the desktop app does with a link: a thread for it, and a list of what it was told."""

    def __init__(self, endpoint: Endpoint, folder: Path, clock: Clock | None = None) -> None:
        self.events: list[OperatorEvent] = []
        self.failed = threading.Event()
        self.link = OperatorLink(
            endpoint=endpoint,
            folder=folder,
            operator="Ada",
            clock=clock or SystemClock(),
            on_event=self.events.append,
        )
        self.thread = OwnedThread("operator-link", self.link.run, on_failure=self.failed.set)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.link.stop()
        self.thread.join(60.0)

    def told_of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def unsent(self) -> int:
        changes = self.told_of(LinkChanged)
        return changes[-1].unsent if changes else 0

    @property
    def state(self) -> str:
        changes = self.told_of(LinkChanged)
        return changes[-1].state if changes else ""


MakeApp = Callable[..., App]


@pytest.fixture
def make_app(station: FakeStation, tmp_path: Path) -> Iterator[MakeApp]:
    """Starts the app, after stopping the one before; all use the same folder."""
    running: list[App] = []

    def make(clock: Clock | None = None) -> App:
        while running:
            running.pop().stop()
        app = App(station.endpoint, tmp_path / "operator", clock)
        app.start()
        running.append(app)
        return app

    yield make
    while running:
        running.pop().stop()


@pytest.fixture
def app(make_app: MakeApp, station: FakeStation) -> App:
    app = make_app()
    wait_until(lambda: app.state == "connected", step=station.serve)
    return app


def test_that_the_operator_is_introduced_by_name(app: App, station: FakeStation) -> None:
    hello = station.heard_of(Hello)[0]
    assert (hello.role, hello.name) == ("operator", "Ada")
    assert app.told_of(LinkChanged) == [
        LinkChanged("connecting", "", 0),
        LinkChanged("connected", "", 0),
    ]


def test_that_an_answer_arrives_and_is_counted_until_it_did(app: App, station: FakeStation) -> None:
    station.dont_ack = True
    app.link.submit(answer("a1"))
    wait_until(lambda: station.kept["a1"] and app.unsent == 1, step=station.serve)
    assert station.heard_of(AnswerSubmit) == [AnswerSubmit(answers=(answer("a1"),))]
    station.go_down()
    station.dont_ack = False
    station.come_up()
    wait_until(lambda: app.unsent == 0, step=station.serve)
    assert station.kept["a1"] == 2


def test_that_answers_survive_the_app_and_the_station(
    make_app: MakeApp, station: FakeStation
) -> None:
    station.go_down()
    first = make_app()
    for number in range(20):
        first.link.submit(answer(f"a{number}"))
    second = make_app()  # the first was closed at once, with no station to take its answers
    wait_until(lambda: second.unsent == 20)
    station.come_up()
    wait_until(lambda: second.unsent == 0 and second.state == "connected", step=station.serve)
    assert station.kept == {f"a{number}": 1 for number in range(20)}


def test_that_an_app_is_the_same_peer_after_a_restart(
    make_app: MakeApp, station: FakeStation
) -> None:
    for restart in (1, 2):
        app = make_app()
        wait_until(lambda app=app: app.state == "connected", step=station.serve)
        assert len({hello.peer_id for hello in station.heard_of(Hello)}) == 1, restart


def test_that_what_is_wanted_and_held_is_said_at_once_and_again(
    make_app: MakeApp, station: FakeStation, clock: ManualClock
) -> None:
    app = make_app(clock)
    app.link.want(3, ("q1",))
    wait_until(lambda: station.heard_of(QuestionsWanted), step=station.serve)
    clock.advance(ASK_AGAIN_S)
    wait_until(lambda: len(station.heard_of(QuestionsWanted)) == 2, step=station.serve)
    assert set(station.heard_of(QuestionsWanted)) == {QuestionsWanted(count=3, holding=("q1",))}
    app.link.want(0, ("q1", "q2"))  # a full desk is news too, before any time goes by
    wait_until(lambda: len(station.heard_of(QuestionsWanted)) == 3, step=station.serve)
    assert QuestionsWanted(count=0, holding=("q1", "q2")) in station.heard


def test_that_a_station_that_restarted_hears_what_is_held(app: App, station: FakeStation) -> None:
    app.link.want(0, ("q1",))
    wait_until(lambda: station.heard_of(QuestionsWanted), step=station.serve)
    station.go_down()
    station.heard.clear()
    station.come_up()
    wait_until(lambda: station.heard_of(QuestionsWanted), step=station.serve)
    assert station.heard_of(QuestionsWanted)[-1] == QuestionsWanted(count=0, holding=("q1",))


def test_that_a_question_comes_with_its_pictures_in_their_places(
    app: App, station: FakeStation
) -> None:
    question = EXAMPLES["question full"]
    station.say(question, (b"context", b"best view", b"second view", b"a mug"))
    wait_until(lambda: app.told_of(QuestionArrived))
    received = app.told_of(QuestionArrived)[0].question
    assert received.query == FULL_QUERY
    assert received.context_jpeg == b"context"
    assert received.view_jpegs == (b"best view", b"second view")
    assert received.examples == (("mug", b"a mug"),)


@pytest.mark.parametrize("payloads", [0, 3, 5])
def test_that_a_question_without_its_pictures_is_dropped_and_said_so(
    app: App, station: FakeStation, expected_warnings: ExpectWarnings, payloads: int
) -> None:
    expected_warnings("a question came without its pictures")
    station.say(EXAMPLES["question full"], (b"jpeg",) * payloads)
    station.say(QuestionGone(query_ids=("q1",), reason="answered by Bo"))
    wait_until(lambda: app.told_of(QuestionsWithdrawn))
    assert app.told_of(QuestionsWithdrawn) == [QuestionsWithdrawn(("q1",), "answered by Bo")]
    assert app.told_of(QuestionArrived) == []


def test_that_the_stations_status_is_passed_on(app: App, station: FakeStation) -> None:
    status = EXAMPLES["station_status full"]
    assert isinstance(status, StationStatus)
    station.say(status)
    wait_until(lambda: app.told_of(StatusArrived))
    assert app.told_of(StatusArrived) == [StatusArrived(status)]


def test_that_a_command_comes_back_with_its_result(app: App, station: FakeStation) -> None:
    command_id = app.link.command("deploy", 3)
    wait_until(lambda: station.heard_of(Command), step=station.serve)
    assert station.heard_of(Command) == [
        Command(command_id=command_id, action="deploy", version=3, operator="Ada")
    ]
    result = CommandResult(command_id=command_id, ok=True, text="offered")
    station.say(result)
    wait_until(lambda: app.told_of(CommandFinished))
    assert app.told_of(CommandFinished) == [CommandFinished(result)]


def test_that_a_command_without_a_station_fails_at_once(
    make_app: MakeApp, station: FakeStation
) -> None:
    station.go_down()
    app = make_app()
    command_id = app.link.command("train")
    wait_until(lambda: app.told_of(CommandFinished))
    assert app.told_of(CommandFinished)[0].result == CommandResult(
        command_id=command_id, ok=False, text="no station is connected"
    )


def test_that_a_refused_answer_is_told_and_the_others_go_on(
    app: App, station: FakeStation, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station will not take message a1: never had it")
    station.refuse_items = Refused(code="unknown_query", reason="never had it")
    app.link.submit(answer("a1"))
    wait_until(lambda: app.told_of(AnswerRefused), step=station.serve)
    assert app.told_of(AnswerRefused) == [AnswerRefused("a1", "never had it")]
    station.refuse_items = None
    app.link.submit(answer("a2"))
    wait_until(lambda: station.kept["a2"] and app.unsent == 0, step=station.serve)


def test_that_an_answer_that_breaks_the_protocol_is_told_and_the_others_go_on(
    app: App, station: FakeStation
) -> None:
    app.link.submit(answer("a1", name="x" * 121))
    app.link.submit(answer("a2"))
    wait_until(lambda: station.kept["a2"] and app.unsent == 0, step=station.serve)
    (refused,) = app.told_of(AnswerRefused)
    assert refused.answer_id == "a1"
    assert "length <= 120" in refused.reason
    assert station.malformed == []


def test_that_the_reason_of_a_refusal_reaches_the_app(
    make_app: MakeApp, station: FakeStation, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station refuses this peer: speaks version 2")
    station.refuse_hello = Refused(code="protocol", reason="speaks version 2")
    app = make_app()
    wait_until(lambda: app.state == "refused", step=station.serve)
    assert app.told_of(LinkChanged)[-1] == LinkChanged("refused", "speaks version 2", 0)


def test_that_what_is_not_for_an_operator_is_dropped_and_said_so(
    app: App, station: FakeStation, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station sent .*DeployOffer.*, which is not for an operator")
    station.say(DeployOffer(version=1, manifest=b"{}", signature=b""))
    station.say(CommandResult(command_id="c", ok=True, text=""))
    wait_until(lambda: app.told_of(CommandFinished))
    assert len(app.told_of(LinkChanged)) == 2


def test_that_a_folder_that_cannot_be_used_ends_the_link_with_its_reason(
    station: FakeStation, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    app = App(station.endpoint, tmp_path / "file")
    app.start()
    assert app.failed.wait(60.0)
    app.link.submit(answer("too late"))
    app.link.want(1, ())
    with pytest.raises(StorageError, match="cannot open outbox"):
        app.stop()


def test_that_an_endpoint_that_cannot_be_ends_the_link_and_frees_the_answers(
    tmp_path: Path,
) -> None:
    app = App(Endpoint("127.0.0.1", 0), tmp_path)
    app.start()
    assert app.failed.wait(60.0)
    with pytest.raises(LinkError, match="name the port"):
        app.stop()
    Outbox(tmp_path / "answers.sqlite").close()


def test_that_a_link_that_ended_leaves_no_file_open(station: FakeStation, tmp_path: Path) -> None:
    def open_files() -> list[str]:
        return os.listdir("/proc/self/fd")

    gc.collect()
    before = len(open_files())
    for _ in range(3):
        app = App(station.endpoint, tmp_path)
        app.start()
        wait_until(lambda app=app: app.state == "connected", step=station.serve)
        app.stop()
        app = App(Endpoint("127.0.0.1", 0), tmp_path)
        app.start()
        with pytest.raises(LinkError):
            app.stop()
    wait_until(lambda: len(open_files()) <= before + 1, step=station.serve)


def test_that_an_app_that_fails_while_it_is_told_stops_with_that_failure(
    station: FakeStation, tmp_path: Path
) -> None:
    failed = threading.Event()

    def fail(_: OperatorEvent) -> None:
        raise RuntimeError("a bug in the app")

    link = OperatorLink(
        endpoint=station.endpoint,
        folder=tmp_path,
        operator="Ada",
        clock=SystemClock(),
        on_event=fail,
    )
    thread = OwnedThread("operator-link", link.run, on_failure=failed.set)
    thread.start()
    assert failed.wait(60.0)
    link.stop()
    with pytest.raises(RuntimeError, match="a bug in the app"):
        thread.join(60.0)
