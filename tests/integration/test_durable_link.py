"""The durable link against a station with faults, on a real socket: nothing lost, nothing twice.

Time is the test's own: `Peer.until` lets both ends work without moving the clock, so nothing that
waits for time happens unless the test says so.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
import zmq

from shared.errors import StorageError
from shared.outbox import Outbox
from shared.protocol.codec import Envelope, encode, pack_frames
from shared.protocol.deployment import DeployReport
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Beat, Hello, Refused, Welcome
from shared.protocol.questions import Query, QuestionGone
from shared.protocol.status import NodeStatus
from shared.transport.durable_link import DurableLink, LinkTimes
from shared.transport.sockets import ClientChannel
from tests.conftest import ExpectWarnings
from tests.contract.messages import EXAMPLES
from tests.fakes import FakeStation, ManualClock, wait_until

STATUS = EXAMPLES["node_status"]
TIMES = LinkTimes()
MARKER = QuestionGone(query_ids=("what was said before has arrived",))


def report(item_id: str) -> Envelope:
    message = DeployReport(report_id=item_id, node_id="n", version=1, state="active", at_s=1.0)
    return Envelope(message, (b"payload of " + item_id.encode(),))


class Peer:
    """A node's end, driven by the test together with the station's."""

    def __init__(
        self, station: FakeStation, folder: Path, clock: ManualClock, *, cap_bytes: int = 1 << 20
    ) -> None:
        self.station = station
        self.clock = clock
        self.outbox = Outbox(folder / "outbox.sqlite", cap_bytes=cap_bytes)
        self.channel = ClientChannel(station.endpoint, routing_id=b"node-n")
        self.hellos = 0
        self.link = DurableLink(
            channel=self.channel, outbox=self.outbox, hello=self._hello, clock=clock
        )
        self.heard: list[AnyMessage] = []

    def _hello(self) -> Hello:
        self.hellos += 1
        return Hello(role="node", peer_id="n", name="rover-1", active_version=self.hellos)

    def step(self) -> None:
        self.heard.extend(envelope.message for envelope in self.link.step(2))
        self.station.serve(2)

    def until(self, condition: Callable[[], object]) -> None:
        """Lets both ends work, without time going on, until `condition` holds."""
        wait_until(condition, step=self.step)

    def settle(self, steps: int = 15) -> None:
        """Lets everything happen that is going to happen without time going on."""
        for _ in range(steps):
            self.step()

    def greet(self, condition: Callable[[], object]) -> None:
        """Lets time go on until `condition` holds: greetings are repeated until TCP is there."""

        def step() -> None:
            self.clock.advance(0.05)
            self.step()

        wait_until(condition, step=step)

    def connect(self) -> None:
        self.greet(lambda: self.link.state == "connected")
        self.settle(3)

    def pass_time(self, seconds: float) -> None:
        """Lets time go on while the station is there to be heard."""
        while seconds > 0.001:
            self.clock.advance(min(0.5, seconds))
            seconds -= 0.5
            self.station.say(MARKER)
            self.until(lambda: MARKER in self.heard)
            self.heard.remove(MARKER)
            self.settle(2)

    def put(self, *item_ids: str, value: float = 1.0) -> None:
        for item_id in item_ids:
            assert self.link.put(item_id, value, report(item_id)) == ()

    def close(self) -> None:
        self.channel.close()
        self.outbox.close()


MakePeer = Callable[..., Peer]


@pytest.fixture
def make_peer(station: FakeStation, tmp_path: Path, clock: ManualClock) -> Iterator[MakePeer]:
    """Makes a peer on one and the same folder, after the death of the one before."""
    made: list[Peer] = []

    def make(**options: int) -> Peer:
        for peer in made:
            peer.close()
        made.append(Peer(station, tmp_path, clock, **options))
        return made[-1]

    yield make
    for peer in made:
        peer.close()


@pytest.fixture
def peer(make_peer: MakePeer) -> Peer:
    return make_peer()


def ids(number: int) -> list[str]:
    return [f"{n:03}" for n in range(number)]


def test_that_a_peer_that_is_sooner_than_its_connection_greets_as_soon_as_it_is_there(
    peer: Peer,
) -> None:
    peer.link.step(0)  # nobody can be there yet
    peer.until(lambda: peer.link.state == "connected")
    assert len(peer.station.heard_of(Hello)) == 1


def test_that_a_peer_greets_and_is_welcomed(peer: Peer) -> None:
    assert peer.link.state == "connecting"
    assert not peer.link.send(STATUS)
    peer.connect()
    assert peer.station.heard_of(Hello)[0].name == "rover-1"
    assert peer.link.send(STATUS, ())
    peer.until(lambda: peer.station.heard_of(NodeStatus))
    assert peer.station.heard_of(NodeStatus) == [STATUS]
    assert peer.heard == []


def test_that_what_was_put_arrives_once_and_is_forgotten(peer: Peer) -> None:
    peer.put(*ids(30))
    peer.connect()
    peer.until(lambda: peer.outbox.count == 0)
    assert peer.station.kept == dict.fromkeys(ids(30), 1)
    assert peer.heard == []
    peer.pass_time(TIMES.resend_s + 0.1)
    assert peer.station.kept == dict.fromkeys(ids(30), 1)


def test_that_what_was_put_is_on_its_way_before_the_link_waits_for_anything(peer: Peer) -> None:
    peer.connect()
    peer.put("at once")
    wait_until(lambda: peer.station.kept, step=lambda: peer.station.serve(2))
    assert peer.station.kept == {"at once": 1}


def test_that_the_most_valuable_goes_first(peer: Peer) -> None:
    for number, item_id in enumerate(ids(20)):
        peer.put(item_id, value=float(number))
    peer.connect()
    peer.until(lambda: peer.outbox.count == 0)
    order = [message.report_id for message in peer.station.heard_of(DeployReport)]
    assert order == ids(20)[::-1]


def test_that_no_more_is_on_the_way_than_the_window_allows(peer: Peer) -> None:
    peer.station.dont_ack = True
    peer.put(*ids(30))
    peer.connect()
    peer.until(lambda: len(peer.station.kept) == TIMES.window)
    peer.settle()
    assert list(peer.station.kept) == ids(TIMES.window)
    assert peer.outbox.count == 30


def test_that_what_is_not_acknowledged_is_sent_again_and_nothing_before_its_time(
    peer: Peer,
) -> None:
    peer.station.dont_ack = True
    peer.put("a", "b")
    peer.connect()
    peer.until(lambda: peer.station.kept == {"a": 1, "b": 1})
    peer.pass_time(TIMES.resend_s - 0.5)
    assert peer.station.kept == {"a": 1, "b": 1}
    peer.pass_time(0.6)
    peer.until(lambda: peer.station.kept == {"a": 2, "b": 2})
    peer.station.dont_ack = False
    peer.pass_time(TIMES.resend_s + 0.1)
    peer.until(lambda: peer.outbox.count == 0)
    assert peer.station.kept == {"a": 3, "b": 3}
    assert peer.link.state == "connected"


def test_that_lost_messages_do_not_keep_more_valuable_ones_waiting_for_ever(peer: Peer) -> None:
    peer.station.dont_ack = True
    peer.put(*ids(TIMES.window), value=1.0)
    peer.connect()
    peer.until(lambda: len(peer.station.kept) == TIMES.window)
    peer.put(*(f"better {n}" for n in range(TIMES.window)), value=9.0)
    peer.settle()
    assert "better 0" not in peer.station.kept
    peer.station.dont_ack = False
    peer.pass_time(TIMES.resend_s + 0.1)
    peer.until(lambda: peer.outbox.count == 0)
    assert peer.link.state == "connected"


def test_that_a_station_that_crashes_gets_everything_exactly_once_by_id(
    peer: Peer, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station has been silent for")
    peer.put(*ids(40))
    peer.connect()
    peer.until(lambda: len(peer.station.kept) >= 10)
    peer.station.go_down()
    peer.settle()
    peer.clock.advance(TIMES.silence_s + 0.1)
    peer.until(lambda: peer.link.state == "connecting")
    peer.put("put while it was down")
    assert not peer.link.send(STATUS)
    peer.station.come_up()
    peer.connect()
    peer.until(lambda: peer.outbox.count == 0)
    assert set(peer.station.kept) == {*ids(40), "put while it was down"}
    assert set(peer.station.kept.values()) <= {1, 2}  # what was on the way may come twice


def test_that_a_station_that_forgot_the_peer_is_greeted_again_at_once(peer: Peer) -> None:
    peer.connect()
    hellos = len(peer.station.heard_of(Hello))
    peer.station.go_down()
    peer.station.come_up()
    peer.put("a")
    peer.until(lambda: peer.outbox.count == 0)  # though no time has gone by
    assert len(peer.station.heard_of(Hello)) == hellos + 1
    assert peer.station.kept == {"a": 1}


def test_that_a_node_that_dies_leaves_its_messages_to_the_next(
    station: FakeStation, make_peer: MakePeer
) -> None:
    station.dont_ack = True
    first = make_peer()
    first.put(*ids(5))
    first.connect()
    first.until(lambda: len(station.kept) == 5)
    station.dont_ack = False
    second = make_peer()
    assert second.outbox.count == 5
    second.connect()
    second.until(lambda: second.outbox.count == 0)
    assert station.kept == dict.fromkeys(ids(5), 2)


def test_that_a_refused_peer_knows_why_and_asks_again_later(
    peer: Peer, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("ERROR .*the station refuses this peer: speaks version 2")
    peer.station.refuse_hello = Refused(code="protocol", reason="speaks version 2")
    peer.put("a")
    peer.greet(lambda: peer.link.state == "refused")
    assert peer.link.refusal == "speaks version 2"
    assert not peer.link.send(STATUS)
    peer.settle()
    greeted = len(peer.station.heard_of(Hello))
    peer.clock.advance(TIMES.refused_retry_s - 1.0)
    peer.settle()
    assert len(peer.station.heard_of(Hello)) == greeted
    peer.station.refuse_hello = None
    peer.clock.advance(1.1)
    peer.until(lambda: peer.outbox.count == 0)
    assert peer.link.state == "connected"
    assert peer.link.refusal == ""
    assert peer.station.kept == {"a": 1}


def test_that_a_refusal_is_logged_once_and_not_at_every_attempt(
    peer: Peer, expected_warnings: ExpectWarnings, caplog: pytest.LogCaptureFixture
) -> None:
    expected_warnings("the station refuses this peer")
    peer.station.refuse_hello = Refused(code="protocol", reason="speaks version 2")
    peer.greet(lambda: peer.link.state == "refused")
    for _ in range(3):
        hellos = len(peer.station.heard_of(Hello))
        peer.clock.advance(TIMES.refused_retry_s)
        peer.greet(lambda before=hellos: len(peer.station.heard_of(Hello)) > before)
        peer.settle()
    assert sum("refuses" in record.message for record in caplog.records) == 1


def test_that_a_station_that_never_lets_a_peer_in_is_not_flooded(peer: Peer) -> None:
    peer.station.refuse_hello = Refused(code="not_allowed", reason="say hello first")
    peer.greet(lambda: peer.station.heard_of(Hello))
    before = peer.hellos
    peer.settle(50)  # no time goes by, so there is nothing more to say
    assert peer.hellos == before
    for _ in range(50):
        peer.clock.advance(1.0)
        peer.settle(2)
    assert peer.hellos - before <= 50 / TIMES.hello_cap_s + 5
    peer.station.refuse_hello = None
    peer.connect()


def test_that_a_station_that_says_nothing_is_asked_less_and_less_often(peer: Peer) -> None:
    peer.station.dont_answer = True
    peer.greet(lambda: peer.station.heard_of(Hello))
    greeted_s: list[float] = []
    for _ in range(600):
        before = peer.hellos
        peer.clock.advance(0.05)
        peer.link.step(0)
        if peer.hellos > before:
            greeted_s.append(peer.clock.monotonic_s())
    pauses_s = [b - a for a, b in pairwise(greeted_s)]
    assert all(b > a - 0.01 for a, b in pairwise(pauses_s))
    assert pauses_s[0] < 1.0
    assert pauses_s[-1] == pytest.approx(TIMES.hello_cap_s, abs=0.1)
    peer.station.dont_answer = False
    peer.connect()


def test_that_a_refused_message_is_forgotten_and_returned(
    peer: Peer, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station will not take message bad: no such query")
    peer.connect()
    peer.station.refuse_items = Refused(code="unknown_query", reason="no such query")
    peer.put("bad")
    peer.until(lambda: peer.heard)
    assert peer.heard == [Refused(code="unknown_query", reason="no such query", about="bad")]
    assert peer.outbox.count == 0
    peer.station.refuse_items = None
    peer.put("good")
    peer.until(lambda: peer.outbox.count == 0)
    assert peer.station.kept == {"good": 1}
    assert peer.link.state == "connected"


def test_that_a_message_is_kept_while_the_station_has_no_room(
    peer: Peer, expected_warnings: ExpectWarnings, caplog: pytest.LogCaptureFixture
) -> None:
    expected_warnings("the station cannot keep messages now: disk is full")
    peer.connect()
    peer.station.refuse_items = Refused(code="storage", reason="disk is full")
    peer.put("a", "b", "c")
    peer.pass_time(2 * TIMES.resend_s + 1.0)
    assert peer.heard == []
    assert peer.outbox.count == 3
    assert sum("disk is full" in record.message for record in caplog.records) == 1
    peer.station.refuse_items = None
    peer.pass_time(TIMES.resend_s + 0.1)
    assert peer.outbox.count == 0
    assert peer.station.kept == {"a": 1, "b": 1, "c": 1}


def test_that_silence_is_noticed_and_the_link_starts_over(
    peer: Peer, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings(r"the station has been silent for 4\.1 s")
    peer.connect()
    peer.station.dont_answer = True
    peer.clock.advance(TIMES.silence_s - 0.1)
    peer.settle()
    assert peer.link.state == "connected"
    peer.clock.advance(0.2)
    peer.until(lambda: peer.link.state == "connecting")
    peer.station.dont_answer = False
    peer.connect()


def test_that_beats_keep_a_silent_link_alive(peer: Peer) -> None:
    peer.connect()
    peer.station.heard.clear()
    for beats in range(1, 21):
        peer.clock.advance(1.0)
        peer.until(lambda n=beats: len(peer.station.heard_of(Beat)) == n)
        peer.settle(5)
    assert peer.link.state == "connected"
    assert peer.station.heard == [Beat()] * 20


def test_that_a_busy_link_needs_no_beats(peer: Peer) -> None:
    peer.connect()
    before = len(peer.station.heard_of(Beat))
    for _ in range(20):
        peer.clock.advance(0.4)
        assert peer.link.send(STATUS)
        peer.station.say(Beat())  # the station has nothing to say, and beats on its own
        peer.settle(2)
    assert len(peer.station.heard_of(Beat)) == before


def test_that_what_the_station_says_is_returned_and_small_talk_is_not(peer: Peer) -> None:
    peer.connect()
    offer = EXAMPLES["deploy_offer"]
    for message in (Beat(), offer, Welcome(station_id="again"), Ack(ids=("never put",))):
        peer.station.say(message)
    peer.until(lambda: peer.heard)
    peer.settle()
    assert peer.heard == [offer]
    assert peer.link.state == "connected"


def test_that_an_acknowledgement_is_for_what_it_names_and_nothing_else(peer: Peer) -> None:
    peer.station.dont_ack = True
    peer.put("a", "b", "c")
    peer.connect()
    peer.until(lambda: len(peer.station.kept) == 3)
    peer.station.say(Ack(ids=("b", "never put")))
    peer.until(lambda: peer.outbox.count < 3)
    assert peer.outbox.waiting_ids(9) == ["a", "c"]


def test_that_a_second_welcome_sends_nothing_twice(peer: Peer) -> None:
    peer.station.dont_ack = True
    peer.put("a")
    peer.connect()
    peer.until(lambda: peer.station.kept["a"])
    peer.station.say(Welcome(station_id="fake"))
    peer.settle()
    assert peer.station.kept == {"a": 1}


def test_that_a_message_that_had_to_go_is_not_sent(make_peer: MakePeer) -> None:
    peer = make_peer(cap_bytes=2 * len(pack_frames(encode(report("a")))))
    assert peer.link.put("a", 1.0, report("a")) == ()
    assert peer.link.put("b", 2.0, report("b")) == ()
    assert peer.link.put("c", 3.0, report("c")) == ("a",)
    peer.connect()
    peer.until(lambda: peer.outbox.count == 0)
    assert peer.station.kept == {"b": 1, "c": 1}


def test_that_a_query_arrives_with_its_pictures(peer: Peer) -> None:
    received: list[Envelope] = []
    query = EXAMPLES["query full"]
    assert isinstance(query, Query)
    payloads = (b"context", b"\x00" * 64, b"crop", b"crop")
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.setsockopt(zmq.LINGER, 0)
        peer.station.go_down()
        router.bind(str(peer.station.endpoint))
        peer.link.put(query.query_id, query.value, Envelope(query, payloads))

        def serve() -> None:
            peer.clock.advance(0.05)
            peer.link.step(2)
            while router.poll(2):
                node, header, *rest = router.recv_multipart()
                if rest:
                    received.append(Envelope(msgspec.msgpack.decode(header), tuple(rest)))
                else:
                    router.send_multipart([node, *encode(Envelope(Welcome(station_id="s")))])

        wait_until(lambda: received, step=serve)
    assert received[0].payloads == payloads


def test_that_a_damaged_message_does_not_hold_up_the_others(
    peer: Peer, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("dropped the damaged message 001")
    peer.put(*ids(3))
    peer.outbox._db.execute("UPDATE item SET frames = x'00' WHERE item_id = '001'")
    peer.connect()
    peer.until(lambda: peer.outbox.waiting_ids(9) == [])
    assert peer.station.kept == {"000": 1, "002": 1}


def test_that_what_the_station_said_is_not_lost_where_an_acknowledgement_cannot_be_noted(
    peer: Peer,
) -> None:
    peer.connect()
    peer.put("r1")
    peer.station.dont_ack = True
    peer.until(lambda: peer.station.kept["r1"] == 1)
    peer.outbox._db.execute("PRAGMA query_only = 1")
    said = QuestionGone(query_ids=("q",))
    peer.station.say(said)
    peer.station.say(Ack(ids=("r1",)))  # both arrive in one step
    with pytest.raises(StorageError):
        peer.until(lambda: peer.outbox.count == 0)
    peer.outbox._db.execute("PRAGMA query_only = 0")
    peer.settle()
    assert peer.heard.count(said) == 1
    assert peer.outbox.count == 1  # it comes again, and so will its acknowledgement
