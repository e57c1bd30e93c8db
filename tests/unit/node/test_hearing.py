"""What a node makes of what its station says: who hears it, and what is replied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_node.answer_tray import MAX_BATCHES, AnswerTray
from edge_node.hearing import Hearing
from edge_node.kept_notes import KeptNotes
from edge_node.link_listeners import Listeners
from edge_node.urgent_sender import UrgentSender
from shared.domain import MadeViewsVerdict
from shared.outbox import Outbox
from shared.protocol.answers import AnswerBatch, NamedTrack
from shared.protocol.asking import AskSettings, Attention
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobChunk, CommandResult, DeployOffer
from shared.protocol.live import LiveWanted
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Refused, Welcome
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import Urgent, UrgentNoted
from shared.protocol.recording import SetRecording
from shared.protocol.robot_log import LogWanted
from shared.protocol.watching import ShotWanted
from tests.conftest import ExpectWarnings
from tests.contract.messages import MINIMAL_QUERY

ANSWER = NamedTrack(answer_id="a", query_id="q", track_key="t", kind="name", name="mug")
BATCH = AnswerBatch(batch_id="b", answers=(ANSWER,))
PLAY = ControlPlayback(command_id="c1", node_id="n", paused=True)
RECORD = SetRecording(command_id="c2", node_id="n", on=True)
LOG = LogWanted(request_id="l1", node_id="n")
SHOT = ShotWanted(request_id="s1", node_id="n", file="a.mcap")
URGENT = Urgent(question="mug or bowl?", remaining_s=5.0)


class Robot:
    """Everybody on a node in one, who notes what he hears; `busy` for one who has no time."""

    def __init__(self) -> None:
        self.busy = False
        self.heard: list[object] = []

    def _note(self, *what: object) -> bool:
        self.heard.append(what[0] if len(what) == 1 else what)
        return not self.busy

    def answered(self, answers: tuple[NamedTrack, ...]) -> None:
        self._note(answers)

    def noted(self, noted: UrgentNoted) -> None:
        self._note(noted)

    def refused(self, query_id: str, code: str, reason: str) -> None:
        self._note(query_id, code, reason)

    def offer(self, offer: DeployOffer) -> None:
        self._note(offer)

    def chunk(self, chunk: BlobChunk, data: bytes) -> None:
        self._note(chunk, data)

    def obey(self, settings: AskSettings) -> bool:
        return self._note(settings)

    def attend(self, attention: Attention) -> None:
        self._note(attention)

    def want(self) -> None:
        self._note("looks")

    def control(self, wish: ControlPlayback) -> bool:
        return self._note(wish)

    def show(self, wanted: ShotWanted) -> bool:
        return self._note(wanted)

    def set_recording(self, wish: SetRecording) -> bool:
        return self._note(wish)


class World:
    def __init__(self, folder: Path) -> None:
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.notes = KeptNotes(self.outbox)
        self.urgent = UrgentSender()
        self.robot = Robot()
        self.answers: list[NamedTrack] = []
        self.tray = AnswerTray()
        self.lost: list[str] = []
        self.verdicts: list[MadeViewsVerdict] = []

    def hear(
        self, message: AnyMessage, *payloads: bytes, nobody: bool = False
    ) -> AnyMessage | None:
        robot = self.robot
        everybody = Listeners(
            deployer=robot,
            robot=robot,
            asker=robot,
            live=robot,
            player=robot,
            recordings=robot,
            viewer=robot,
        )
        hearing = Hearing(
            Listeners() if nobody else everybody,
            urgent=self.urgent,
            notes=self.notes,
            answers=self.tray,
            on_answers=self.answers.extend,
            on_lost=self.lost.extend,
            on_made_views=self.verdicts.append,
        )
        return hearing.hear(Envelope(message, payloads))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.outbox.close()


def settings(revision: int) -> AskSettings:
    return AskSettings(settings_id=f"s{revision}", revision=revision, rules=None, set_at_s=1.0)


def test_that_answers_are_for_perception_and_for_who_waits_at_the_robot(world: World) -> None:
    assert world.hear(BATCH) is None
    assert world.answers == [ANSWER]
    assert world.robot.heard == [(ANSWER,)]
    assert world.tray.take() == [("b", (ANSWER,))]


def test_that_answers_are_acknowledged_again_but_only_once_they_are_kept(world: World) -> None:
    assert world.hear(BATCH) is None
    assert world.hear(BATCH) is None  # the station says it again
    assert world.tray.take() == [("b", (ANSWER,))]
    assert world.hear(BATCH) is None  # perception has it
    world.tray.kept(("b",))
    assert world.hear(BATCH) == Ack(ids=("b",))
    assert world.tray.take() == []
    assert world.answers == [ANSWER]
    assert world.robot.heard == [(ANSWER,)]


def test_that_answers_for_which_there_is_no_room_are_left_to_the_station(
    world: World, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("perception is too slow: answers are left to the station")
    for number in range(MAX_BATCHES):
        world.tray.put(f"b{number}", ())
    assert world.hear(BATCH) is None
    assert world.answers == world.robot.heard == []
    world.tray.kept(("b0",))
    assert world.hear(BATCH) is None
    assert world.answers == [ANSWER]
    assert world.tray.take()[-1] == ("b", (ANSWER,))


def test_that_everything_else_reaches_the_one_it_is_for_without_a_reply(world: World) -> None:
    chunk = BlobChunk(sha256="0" * 64, offset=0, total_bytes=3)
    offer = DeployOffer(version=3, manifest=b"m", signature=b"s", made_views="help")
    attention = Attention(room=3, waiting=1, operators=1, answer_s=4.0)
    for message in (attention, PLAY, RECORD, SHOT, offer):
        assert world.hear(message) is None
    assert world.hear(LiveWanted(node_id="n")) is None
    assert world.hear(chunk, b"abc") is None
    assert world.robot.heard == [attention, PLAY, RECORD, SHOT, offer, "looks", (chunk, b"abc")]
    assert world.verdicts == ["help"]


def test_that_a_piece_of_a_file_without_its_bytes_is_no_piece(world: World) -> None:
    world.hear(BlobChunk(sha256="0" * 64, offset=0, total_bytes=3))
    assert world.robot.heard == []


def test_that_who_is_too_busy_for_a_wish_says_so(world: World) -> None:
    world.robot.busy = True
    for wish, about in ((PLAY, "c1"), (RECORD, "c2"), (SHOT, "s1")):
        reply = world.hear(wish)
        assert isinstance(reply, CommandResult)
        assert not reply.ok
        assert reply.command_id == about
        assert "too busy" in reply.text


def test_that_a_refusal_is_a_loss_for_perception_and_for_who_waits(world: World) -> None:
    assert world.hear(Refused(code="malformed", reason="no picture", about="q")) is None
    assert world.lost == ["q"]
    assert world.robot.heard == [("q", "malformed", "no picture")]


def test_that_an_urgent_question_that_was_noted_is_not_said_again(world: World) -> None:
    world.urgent.put(MINIMAL_QUERY, URGENT, (), until_s=99.0)
    assert [message.query for message, _ in world.urgent.due(1.0)] == [MINIMAL_QUERY]
    noted = UrgentNoted(query_id=MINIMAL_QUERY.query_id, operators=1)
    assert world.hear(noted) is None
    assert world.robot.heard == [noted]
    assert list(world.urgent.due(2.0)) == []


def test_that_settings_are_kept_before_they_are_obeyed_and_older_ones_not_at_all(
    world: World,
) -> None:
    assert world.hear(settings(2)) == Ack(ids=("s2",))
    assert world.hear(settings(1)) == Ack(ids=("s1",))
    assert world.notes.settings() == settings(2)
    world.robot.busy = True
    assert world.hear(settings(3)) is None  # it is said again
    assert world.notes.settings() == settings(3)


def test_that_a_node_with_nobody_for_it_takes_everything_in_all_the_same(world: World) -> None:
    noted = UrgentNoted(query_id="q", operators=1)
    refused = Refused(code="malformed", reason="no picture", about="q")
    offer = DeployOffer(version=3, manifest=b"m", signature=b"s")
    chunk = BlobChunk(sha256="0" * 64, offset=0, total_bytes=3)
    attention = Attention(room=3, waiting=1, operators=1, answer_s=4.0)
    live = LiveWanted(node_id="n")
    for message in (noted, refused, offer, attention, live, PLAY, RECORD, SHOT):
        assert world.hear(message, nobody=True) is None
    assert world.hear(chunk, b"abc", nobody=True) is None
    assert world.hear(AnswerBatch(batch_id="b", answers=()), nobody=True) is None
    assert world.hear(settings(1), nobody=True) == Ack(ids=("s1",))


def test_that_a_node_without_a_log_says_so(world: World) -> None:
    reply = world.hear(LOG)
    assert isinstance(reply, CommandResult)
    assert (reply.command_id, reply.ok) == (LOG.request_id, False)


def test_that_what_is_not_for_a_node_is_said_in_the_log(
    world: World, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station sent Welcome, which is not for a node")
    assert world.hear(Welcome(station_id="s")) is None
