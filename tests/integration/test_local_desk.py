"""The node's desk for the robot's own software, fed with rubbish and faults on a real socket."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from edge_node.local_desk import LocalDesk
from shared.errors import LinkError
from shared.protocol.codec import Envelope
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Beat, Refused
from shared.protocol.questions import Urgent
from shared.protocol.robot_questions import RobotAsk, RobotReply
from shared.transport.sockets import ClientChannel
from tests.conftest import ExpectWarnings
from tests.fakes import FakeStation, wait_until
from tests.integration.robot_world import IMAGE, RobotNode

JPEG = cv2.imencode(".jpg", IMAGE)[1].tobytes()


@pytest.fixture
def node(station: FakeStation, tmp_path: Path) -> Iterator[RobotNode]:
    with RobotNode(station.endpoint, tmp_path / "node") as node:
        yield node
        assert not node.failed.is_set()


@pytest.fixture
def channel(node: RobotNode) -> Iterator[ClientChannel]:
    with ClientChannel(node.desk.endpoint, routing_id=b"robot") as channel:
        yield channel


def asked(ask_id: str = "q1", remaining_s: float = 30.0, **changes: object) -> RobotAsk:
    urgent = Urgent(question="Open?", remaining_s=remaining_s)
    return RobotAsk(ask_id=ask_id, urgent=urgent, **changes)  # type: ignore[arg-type]


def said(
    channel: ClientChannel, message: AnyMessage, payloads: tuple[bytes, ...] = ()
) -> AnyMessage:
    """What the desk says to a message, sent once."""
    heard: list[AnyMessage] = []
    wait_until(lambda: channel.send(Envelope(message, payloads)))

    def step() -> None:
        channel.wait(10)
        heard.extend(envelope.message for envelope in channel.received())

    wait_until(lambda: heard, step=step)
    return heard[0]


def test_that_a_question_is_acknowledged_however_often_it_comes(channel: ClientChannel) -> None:
    for _ in range(3):
        assert said(channel, asked(), (JPEG,)) == Ack(ids=("q1",))


def test_that_a_beat_says_whether_the_question_is_known(channel: ClientChannel) -> None:
    assert isinstance(said(channel, Beat()), Refused)
    said(channel, asked(), (JPEG,))
    assert said(channel, Beat()) == Beat()


def test_that_a_reply_that_got_lost_is_said_again(channel: ClientChannel) -> None:
    said(channel, asked(remaining_s=0.01), (JPEG,))
    first = said(channel, asked(), (JPEG,))
    while isinstance(first, Ack):
        first = said(channel, asked(), (JPEG,))
    assert isinstance(first, RobotReply)
    assert first.ended == "deadline"
    assert said(channel, asked(), (JPEG,)) == first


@pytest.mark.parametrize("payloads", [(), (b"",), (b"no picture",), (JPEG, JPEG), (JPEG[:8],)])
def test_that_what_is_no_picture_is_refused(
    channel: ClientChannel, payloads: tuple[bytes, ...]
) -> None:
    reply = said(channel, asked(), payloads)
    assert isinstance(reply, RobotReply)
    assert (reply.ask_id, reply.ended) == ("q1", "refused")


def test_that_a_damaged_picture_that_teaches_is_put_without_teaching(
    channel: ClientChannel, node: RobotNode
) -> None:
    damaged = JPEG[: JPEG.index(b"\xff\xc0") + 20]
    urgent = Urgent(question="What's this?", remaining_s=30.0, teaches=True)
    assert said(channel, RobotAsk(ask_id="q1", urgent=urgent), (damaged,)) == Ack(ids=("q1",))
    wait_until(lambda: [q.urgent.teaches for q in node.desk._questions.all()] == [False])


def test_that_rubbish_is_logged_and_does_not_end_the_desk(
    channel: ClientChannel, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("cannot be understood", "sent a Ack")
    channel._socket.send_multipart([b"\xff\xfe"])
    channel._socket.send_multipart([b"", b"", b""])
    wait_until(lambda: channel.send(Envelope(Ack(ids=()))))
    assert said(channel, asked(), (JPEG,)) == Ack(ids=("q1",))


def test_that_an_endpoint_in_use_is_one_clear_error(node: RobotNode) -> None:
    desk = node.desk
    with pytest.raises(LinkError, match="another node may be running"):
        LocalDesk(
            endpoint=desk.endpoint,
            identity=desk._identity,
            station=desk._station,
            look=desk._look,
            clock=desk._clock,
        )
