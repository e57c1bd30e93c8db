"""The whole app against a station on a real socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from operator_gui.app import OperatorApp
from shared.clock import SystemClock
from shared.protocol.questions import QuestionGone
from shared.transport.endpoint import Endpoint
from tests.conftest import ExpectWarnings
from tests.gui import scenes
from tests.gui.question_station import QuestionStation

PATIENCE_MS = 30_000


class Live:
    """Starts apps that are stopped when the test ends."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._running: list[OperatorApp] = []

    def start(self, endpoint: Endpoint, folder: Path) -> OperatorApp:
        app = OperatorApp(
            endpoint=endpoint, state_folder=folder, operator="Ada", clock=SystemClock()
        )
        self._qtbot.addWidget(app.window)
        self._running.append(app)
        app.start()
        app.window.activateWindow()
        self._qtbot.waitUntil(app.window.isActiveWindow)
        return app

    def stop(self) -> None:
        for app in self._running:
            assert app.stop()
        self._running.clear()


@pytest.fixture
def live(qtbot: QtBot) -> Iterator[Live]:
    made = Live(qtbot)
    yield made
    made.stop()


@pytest.fixture
def station() -> Iterator[QuestionStation]:
    questions = [scenes.question(scenes.query(f"q{at}")) for at in range(8)]
    made = QuestionStation(questions=questions, status=scenes.status())
    made.start()
    yield made
    made.stop()


def top_id(app: OperatorApp) -> str:
    top = app.model.ask.top
    return "" if top is None else top.query.query_id


def test_that_a_question_is_shown_and_its_answer_arrives(
    qtbot: QtBot, live: Live, station: QuestionStation, tmp_path: Path
) -> None:
    app = live.start(station.endpoint, tmp_path)
    qtbot.waitUntil(lambda: len(app.model.ask.desk.holding) == 6, timeout=PATIENCE_MS)
    pictures = app.model.ask.top_pictures
    assert pictures is not None
    assert (pictures.context.width(), len(pictures.views)) == (320, 3)
    assert not pictures.examples["mug"].isNull()
    qtbot.keyClick(app.window.ask, "2")
    assert top_id(app) == "q1"  # at once, before anything came back
    qtbot.waitUntil(lambda: len(station.answers) == 1, timeout=PATIENCE_MS)
    answer = station.answers[0]
    assert (answer.query_id, answer.kind, answer.name) == ("q0", "name", "bowl")
    assert answer.operator == "Ada"
    qtbot.waitUntil(lambda: app.model.view.link.unsent == 0, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: len(app.model.ask.desk.holding) == 6, timeout=PATIENCE_MS)
    assert app.window.top_bar.station.isVisible()
    assert "14 waiting" in app.window.top_bar.waiting.text()


def test_that_undo_reaches_the_station(
    qtbot: QtBot, live: Live, station: QuestionStation, tmp_path: Path
) -> None:
    app = live.start(station.endpoint, tmp_path)
    qtbot.waitUntil(lambda: top_id(app) == "q0", timeout=PATIENCE_MS)
    qtbot.keyClick(app.window.ask, Qt.Key.Key_Return)
    qtbot.keyClick(app.window.ask, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(station.answers) == 2, timeout=PATIENCE_MS)
    named, withdrawn = station.answers
    assert (withdrawn.kind, withdrawn.supersedes) == ("withdrawn", named.answer_id)
    assert top_id(app) == "q0"


def test_that_a_withdrawn_question_disappears(
    qtbot: QtBot, live: Live, station: QuestionStation, tmp_path: Path
) -> None:
    app = live.start(station.endpoint, tmp_path)
    qtbot.waitUntil(lambda: len(app.model.ask.desk.holding) == 6, timeout=PATIENCE_MS)
    station.questions = station.questions[:2]
    station.say(QuestionGone(query_ids=("q2", "q3", "q4", "q5"), reason="known by now"))
    qtbot.waitUntil(lambda: app.model.ask.desk.holding == ("q0", "q1"), timeout=PATIENCE_MS)


def test_that_answers_given_while_the_station_is_away_arrive_when_it_is_back(
    qtbot: QtBot, live: Live, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station has been silent")
    questions = [scenes.question(scenes.query(f"q{at}")) for at in range(8)]
    first = QuestionStation(questions=questions, status=scenes.status())
    endpoint = first.start()
    app = live.start(endpoint, tmp_path)
    qtbot.waitUntil(lambda: len(app.model.ask.desk.holding) == 6, timeout=PATIENCE_MS)
    first.stop()
    for _ in range(3):
        qtbot.keyClick(app.window.ask, Qt.Key.Key_Return)
    assert top_id(app) == "q3"
    qtbot.waitUntil(lambda: not app.model.view.connected, timeout=PATIENCE_MS)
    assert app.model.view.link.unsent == 3
    assert "3 answers wait safely" in app.window.banner.text

    second = QuestionStation(endpoint=endpoint, questions=questions, status=scenes.status())
    second.start()
    try:
        qtbot.waitUntil(lambda: app.model.view.link.unsent == 0, timeout=PATIENCE_MS)
        assert [answer.query_id for answer in second.answers] == ["q0", "q1", "q2"]
        qtbot.waitUntil(lambda: not app.window.banner.isVisible(), timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: len(app.model.ask.desk.holding) == 5, timeout=PATIENCE_MS)
    finally:
        second.stop()
        live.stop()


def test_that_answers_survive_the_app(
    qtbot: QtBot, live: Live, station: QuestionStation, tmp_path: Path
) -> None:
    station.acknowledge = False
    app = live.start(station.endpoint, tmp_path)
    qtbot.waitUntil(lambda: top_id(app) == "q0", timeout=PATIENCE_MS)
    qtbot.keyClick(app.window.ask, "1")
    qtbot.waitUntil(lambda: app.model.view.link.unsent == 1, timeout=PATIENCE_MS)
    live.stop()
    station.acknowledge = True
    again = live.start(station.endpoint, tmp_path)
    qtbot.waitUntil(lambda: again.model.view.connected, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: again.model.view.link.unsent == 0, timeout=PATIENCE_MS)
    assert [answer.query_id for answer in station.answers] == ["q0"]


def test_that_a_refusal_is_shown(
    qtbot: QtBot, live: Live, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station refuses this peer")
    station = QuestionStation(refuse_with="protocol 2 is spoken here, this app speaks 1")
    app = live.start(station.start(), tmp_path)
    try:
        qtbot.waitUntil(lambda: app.model.view.link.state == "refused", timeout=PATIENCE_MS)
        assert "Protocol 2 is spoken here" in app.window.ask.empty.text.text()
    finally:
        live.stop()
        station.stop()


def test_that_a_command_comes_back_with_its_result(
    qtbot: QtBot, live: Live, station: QuestionStation, tmp_path: Path
) -> None:
    station.command_result = (False, "two classes are needed")
    app = live.start(station.endpoint, tmp_path)
    app.window.show_page(2)
    qtbot.waitUntil(lambda: app.window.learning.train.isEnabled(), timeout=PATIENCE_MS)
    qtbot.mouseClick(app.window.learning.train, Qt.MouseButton.LeftButton)
    expected = "Training did not work: two classes are needed"
    qtbot.waitUntil(lambda: app.window.toast.text == expected, timeout=PATIENCE_MS)
    assert [command.action for command in station.commands] == ["train"]


def test_that_a_disk_that_cannot_be_written_is_told(
    qtbot: QtBot, live: Live, tmp_path: Path
) -> None:
    (tmp_path / "answers.sqlite").mkdir()
    app = live.start(Endpoint("127.0.0.1", 9), tmp_path)
    qtbot.waitUntil(lambda: app.model.view.failure != "", timeout=PATIENCE_MS)
    assert "stopped" in app.window.ask.empty.title.text()
