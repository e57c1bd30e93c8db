"""The node's link on a real socket and a real outbox."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from edge_node.answer_tray import Answers
from edge_node.kept_notes import SETTINGS_NOTE
from edge_node.link import NodeLink
from edge_node.link_listeners import Listeners
from shared.clock import SystemClock
from shared.domain import MadeViewsVerdict
from shared.outbox import Outbox
from shared.owned_thread import OwnedThread
from shared.protocol.answers import AnswerBatch, NamedTrack
from shared.protocol.asking import AskSettings, Attention
from shared.protocol.deployment import BlobChunk, DeployOffer, DeployReport
from shared.protocol.peers import Ack, Hello, Refused, Welcome
from shared.protocol.questions import Query
from shared.protocol.status import NodeStatus
from tests.conftest import ExpectWarnings
from tests.contract.messages import MINIMAL_QUERY
from tests.fakes import FakeStation, wait_until

JPEG = b"\xff\xd8 a picture"


class Deployer:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.offers: list[DeployOffer] = []
        self.chunks: list[tuple[BlobChunk, bytes]] = []

    def offer(self, offer: DeployOffer) -> None:
        self.offers.append(offer)

    def chunk(self, chunk: BlobChunk, data: bytes) -> None:
        self.chunks.append((chunk, data))


class Node:
    """A link with everything that it tells kept."""

    def __init__(self, station: FakeStation, folder: Path, *, cap_bytes: int = 1 << 20) -> None:
        self.station = station
        self.answers: list[NamedTrack] = []
        self.lost: list[str] = []
        self.verdicts: list[MadeViewsVerdict] = []
        self.deployer = Deployer()
        self.link = NodeLink(
            endpoint=station.endpoint,
            outbox_path=folder / "outbox.sqlite",
            outbox_cap_bytes=cap_bytes,
            hello=lambda: Hello(role="node", peer_id="n1", name="rover"),
            on_answers=self.answers.extend,
            on_lost=self.lost.extend,
            clock=SystemClock(),
            on_made_views=self.verdicts.append,
        )
        self.link.serve(Listeners(deployer=self.deployer))
        self.failed = False
        self._thread = OwnedThread("link", self.link.run, on_failure=self._fail)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.link.stop()
        self._thread.join(60.0)

    def wait(self, condition: object) -> None:
        assert callable(condition)
        wait_until(condition, step=self.station.serve)

    def take_answers(self) -> list[tuple[str, Answers]]:
        """As perception does."""
        taken: list[tuple[str, Answers]] = []
        self.wait(lambda: taken.extend(self.link.answers.take()) or taken)
        return taken

    def wait_for_greeting(self) -> None:
        self.wait(lambda: self.link.state.link == "connected")

    def _fail(self) -> None:
        self.failed = True


@pytest.fixture
def node(station: FakeStation, tmp_path: Path) -> Iterator[Node]:
    node = Node(station, tmp_path)
    node.start()
    yield node
    node.stop()
    assert not node.failed


def query(query_id: str, value: float = 1.0) -> Query:
    return msgspec.structs.replace(MINIMAL_QUERY, query_id=query_id, value=value)


def test_that_a_question_arrives_and_leaves_the_outbox(node: Node) -> None:
    node.link.ask(query("q1"), (JPEG,), b"memory")
    assert node.link.is_busy
    node.wait(lambda: node.station.kept["q1"] == 1 and not node.link.is_busy)


def test_that_questions_wait_on_disk_until_a_station_is_there(
    station: FakeStation, tmp_path: Path
) -> None:
    station.go_down()
    node = Node(station, tmp_path)
    node.start()
    node.link.ask(query("q1"), (JPEG,), b"what was asked")
    wait_until(lambda: node.link.state.count == 1)
    node.stop()
    assert node.link.is_busy  # it is on disk, and has not arrived
    station.come_up()
    again = Node(station, tmp_path)
    assert again.link.saved_memory() == b"what was asked"
    again.start()
    again.wait(lambda: station.kept["q1"] == 1)
    again.stop()


def test_that_answers_are_handed_on_and_acknowledged(node: Node) -> None:
    node.wait_for_greeting()
    answer = NamedTrack(answer_id="a", query_id="q", track_key="t", kind="name", name="mug")
    node.station.say(AnswerBatch(batch_id="b1", answers=(answer,)))
    taken = node.take_answers()
    assert taken == [("b1", (answer,))]
    assert node.answers == [answer]
    assert not node.station.heard_of(Ack)
    assert node.link.remember(b"with the answer", ("b1",))
    node.wait(lambda: node.station.heard_of(Ack))
    assert node.station.heard_of(Ack)[0].ids == ("b1",)


def test_that_answers_are_not_acknowledged_while_a_full_disk_does_not_take_them(
    node: Node, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("questions are lost until there is space")
    node.wait_for_greeting()
    answer = NamedTrack(answer_id="a", query_id="q", track_key="t", kind="name", name="mug")
    node.link._outbox._db.execute("PRAGMA query_only = 1")
    node.station.say(AnswerBatch(batch_id="b1", answers=(answer,)))
    node.take_answers()
    assert node.link.remember(b"with the answer", ("b1",))
    node.wait(lambda: node.link.state.trouble)
    node.station.say(AnswerBatch(batch_id="b1", answers=(answer,)))
    node.station.say(DeployOffer(version=1, manifest=b"m", signature=b"s"))
    node.wait(lambda: node.deployer.offers)  # so the answers were heard as well
    assert not node.station.heard_of(Ack)
    node.link._outbox._db.execute("PRAGMA query_only = 0")
    node.wait(lambda: node.station.heard_of(Ack))
    assert node.link.saved_memory() == b"with the answer"
    assert node.answers == [answer]


def test_that_offers_and_pieces_of_files_reach_the_deployer(node: Node) -> None:
    node.wait_for_greeting()
    offer = DeployOffer(version=3, manifest=b"m", signature=b"s")
    chunk = BlobChunk(sha256="0" * 64, offset=0, total_bytes=3)
    node.station.say(offer)
    node.station.say(chunk, (b"abc",))
    node.wait(lambda: node.deployer.chunks)
    assert node.deployer.offers == [offer]
    assert node.deployer.chunks == [(chunk, b"abc")]


def test_that_a_report_on_a_bundle_arrives_whenever_the_station_comes(
    station: FakeStation, tmp_path: Path
) -> None:
    station.go_down()
    node = Node(station, tmp_path)
    node.start()
    node.link.report(
        DeployReport(report_id="r1", node_id="n1", version=3, state="active", at_s=1.0)
    )
    wait_until(lambda: node.link.state.count == 1)
    station.come_up()
    node.wait(lambda: station.kept["r1"] == 1)
    node.stop()


def test_that_the_state_of_a_node_is_told_while_somebody_listens(node: Node) -> None:
    status = NodeStatus(
        node_id="n1",
        name="rover",
        state="running",
        fps=24.0,
        frames=1,
        frames_dropped=0,
        active_version=0,
        outbox_count=0,
        outbox_bytes=0,
    )
    node.wait_for_greeting()
    node.link.tell(status)
    node.wait(lambda: node.station.heard_of(NodeStatus))
    assert node.station.heard_of(NodeStatus) == [status]


def test_that_a_full_outbox_keeps_the_most_valuable_and_says_what_was_lost(
    station: FakeStation, tmp_path: Path
) -> None:
    station.go_down()
    picture = bytes(30_000)
    node = Node(station, tmp_path, cap_bytes=70_000)
    node.start()
    for query_id, value in (("cheap", 0.1), ("dear", 0.9), ("middling", 0.5)):
        node.link.ask(query(query_id, value), (picture,), b"")
    wait_until(lambda: node.lost)
    node.stop()
    assert node.lost == ["cheap"]
    assert node.link.state.evicted == 1
    outbox = Outbox(tmp_path / "outbox.sqlite")
    assert outbox.waiting_ids(9) == ["dear", "middling"]
    outbox.close()


def test_that_a_question_the_station_will_not_take_is_said_to_be_lost(
    node: Node, expected_warnings: object
) -> None:
    assert callable(expected_warnings)
    expected_warnings("will not take message q1")
    node.station.refuse_items = Refused(code="malformed", reason="no such picture")
    node.link.ask(query("q1"), (JPEG,), b"")
    node.wait(lambda: node.lost)
    assert node.lost == ["q1"]
    wait_until(lambda: not node.link.is_busy, step=node.station.serve)


def test_that_a_question_that_breaks_the_protocol_does_not_end_the_link(
    node: Node, expected_warnings: object
) -> None:
    assert callable(expected_warnings)
    expected_warnings("breaks the protocol")
    node.link.ask(msgspec.structs.replace(query("bad"), novelty=float("nan")), (JPEG,), b"")
    node.link.ask(query("good"), (JPEG,), b"")
    node.wait(lambda: node.station.kept["good"] == 1)
    assert node.lost == ["bad"]
    wait_until(lambda: not node.link.is_busy, step=node.station.serve)


def test_that_made_views_are_for_a_station_that_knows_them(node: Node) -> None:
    node.wait_for_greeting()
    assert node.link.state.takes_made
    node.station.welcome = Welcome(station_id="old", minor=1)
    node.station.go_down()
    node.station.come_up()
    node.wait(lambda: node.link.state.link == "connected" and not node.link.state.takes_made)


def test_that_a_question_about_a_made_view_leaves_what_was_asked_as_it_is(
    station: FakeStation, tmp_path: Path
) -> None:
    node = Node(station, tmp_path)
    node.start()
    node.link.ask(query("q1"), (JPEG,), b"what was asked")
    node.link.ask(query("q2"), (JPEG,), None)
    node.wait(lambda: station.kept["q2"] == 1)
    node.stop()

    again = Node(station, tmp_path)
    assert again.link.saved_memory() == b"what was asked"
    again.start()
    again.stop()


def test_that_an_offer_says_whether_made_views_help(node: Node) -> None:
    node.wait_for_greeting()
    node.station.say(DeployOffer(version=3, manifest=b"m", signature=b"s", made_views="no_help"))
    node.wait(lambda: node.verdicts == ["no_help"])


class Asker:
    """Keeps what it is told; takes settings over unless it is `busy`."""

    def __init__(self) -> None:
        self.busy = False
        self.settings: list[AskSettings] = []
        self.attention: list[Attention] = []

    def obey(self, settings: AskSettings) -> bool:
        if not self.busy:
            self.settings.append(settings)
        return not self.busy

    def attend(self, attention: Attention) -> None:
        self.attention.append(attention)


def _settings(revision: int) -> AskSettings:
    return AskSettings(settings_id=f"s{revision}", revision=revision, rules=None, set_at_s=1.0)


def test_that_settings_are_kept_obeyed_and_acknowledged(
    station: FakeStation, tmp_path: Path
) -> None:
    node, asker = Node(station, tmp_path), Asker()
    node.link.serve(Listeners(asker=asker))
    node.start()
    node.wait_for_greeting()
    station.say(_settings(2))
    station.say(_settings(1))  # late: obeyed by nobody, but not said again for ever
    node.wait(lambda: len(station.heard_of(Ack)) == 2)
    attention = Attention(room=3, waiting=1, operators=1, answer_s=4.0)
    station.say(attention)
    node.wait(lambda: asker.attention == [attention])
    node.stop()
    again = Node(station, tmp_path)
    assert again.link.saved_settings() == _settings(2)
    again.start()
    again.stop()


def test_that_settings_that_nobody_had_time_for_are_not_acknowledged(
    station: FakeStation, tmp_path: Path
) -> None:
    node, asker = Node(station, tmp_path), Asker()
    asker.busy = True
    node.link.serve(Listeners(asker=asker))
    node.start()
    node.wait_for_greeting()
    station.say(_settings(1))
    node.link.answers.put("b1", ())
    node.link.answers.kept(("b1",))
    station.say(AnswerBatch(batch_id="b1", answers=()))  # which is acknowledged at once
    node.wait(lambda: station.heard_of(Ack))
    assert station.heard_of(Ack)[0].ids == ("b1",)
    node.stop()


def test_that_damaged_settings_are_left_aside(
    station: FakeStation, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("settings from before the restart are damaged")
    outbox = Outbox(tmp_path / "outbox.sqlite")
    outbox.write_note(SETTINGS_NOTE, b"\xff\x00")
    outbox.close()
    node = Node(station, tmp_path)
    assert node.link.saved_settings() is None
    node.start()
    node.stop()


def test_that_a_report_without_space_keeps_the_link_busy_and_arrives_once_there_is_some(
    node: Node, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("questions are lost until there is space")
    node.wait_for_greeting()
    node.link._outbox._db.execute("PRAGMA query_only = 1")
    node.link.report(
        DeployReport(report_id="r1", node_id="n1", version=3, state="active", at_s=1.0)
    )
    node.wait(lambda: node.link.state.waiting == 1)
    assert node.link.is_busy
    node.link._outbox._db.execute("PRAGMA query_only = 0")
    node.wait(lambda: node.station.kept["r1"] == 1 and not node.link.is_busy)
    node.wait(lambda: node.link.state.trouble == "")


def test_that_what_is_lost_with_a_disk_that_is_full_to_the_end_is_said(
    station: FakeStation, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("questions are lost until there is space")
    expected_warnings("full to the end: 1 reports and notes are lost")
    node = Node(station, tmp_path)
    node.link._outbox._db.execute("PRAGMA query_only = 1")
    node.start()
    node.link.remember(b"what was asked", ())
    node.stop()
    assert not node.failed


def test_that_one_word_that_cannot_be_kept_does_not_cost_the_words_behind_it(
    node: Node, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("questions are lost until there is space")
    node.wait_for_greeting()
    node.link._outbox._db.execute("PRAGMA query_only = 1")
    for number in range(1, 21):
        node.station.say(_settings(number))
        node.station.say(DeployOffer(version=number, manifest=b"m", signature=b"s"))
    node.wait(lambda: len(node.deployer.offers) == 20)
    assert not node.station.heard_of(Ack)
    node.link._outbox._db.execute("PRAGMA query_only = 0")
    node.station.say(_settings(21))
    node.wait(lambda: node.station.heard_of(Ack) and not node.link.state.trouble)


def test_that_trouble_with_an_acknowledgement_ends_when_one_can_be_noted(
    node: Node, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("questions are lost until there is space")
    node.station.dont_ack = True
    node.link.ask(query("q1"), (JPEG,), None)
    node.wait(lambda: node.station.kept["q1"] == 1)
    node.link._outbox._db.execute("PRAGMA query_only = 1")
    node.station.say(Ack(ids=("q1",)))
    node.wait(lambda: node.link.state.trouble)
    assert node.link.is_busy
    node.link._outbox._db.execute("PRAGMA query_only = 0")
    node.station.say(Ack(ids=("q1",)))
    node.wait(lambda: not node.link.is_busy and not node.link.state.trouble)
