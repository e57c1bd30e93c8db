"""Who gets which question, where operators come and go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.detector_trust import DetectorTrust
from operator_gui.station.hand_out import HandOut
from operator_gui.station.leases import Leases
from operator_gui.station.post import Post
from operator_gui.station.questions import QuestionMaker
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.urgent_desk import UrgentDesk
from operator_gui.station.waiting_room import WaitingRoom
from shared.protocol.codec import Envelope
from shared.protocol.peers import Hello
from shared.protocol.questions import Question, QuestionGone, QuestionsWanted
from tests.fakes import ManualClock
from tests.unit.station.station_world import EMBEDDER_SHA256
from tests.unit.station.stores import Stores

AWAY_S = 300.0
ROOM = 3


class Desks:
    """Operators in front of apps that hold what they are sent, three questions each, and say so
    every second."""

    def __init__(self, folder: Path) -> None:
        self.stores, self.clock, self.sessions = Stores(folder), ManualClock(), Sessions()
        self.held: dict[str, list[str]] = {}
        self._post = Post()
        inbox, labels = self.stores.inbox, self.stores.labels
        for number in range(2 * ROOM):
            self.stores.ask(f"q{number}", value=1.0 - 0.1 * number, seed=number)
        trust = DetectorTrust(self.stores.database, labels.name_now)
        questions = QuestionMaker(inbox, labels, trust, embedder_sha256=EMBEDDER_SHA256)
        waiting = WaitingRoom(inbox, embedder_sha256=EMBEDDER_SHA256, resolving_tracks=100)
        urgent = UrgentDesk(
            questions=questions,
            sessions=self.sessions,
            post=self._post,
            clock=self.clock,
            send=self._arrives,
            lease_s=10.0,
        )
        self._hand_out = HandOut(
            inbox=inbox,
            labels=labels,
            leases=Leases(10.0),
            waiting=waiting,
            questions=questions,
            urgent=urgent,
            sessions=self.sessions,
            post=self._post,
            touched=set(),
            clock=self.clock,
            send=self._arrives,
            away_s=AWAY_S,
        )

    def comes(self, name: str) -> None:
        """Somebody opens the app."""
        hello = Hello(role="operator", peer_id=name, name=name)
        self.sessions.welcome(name.encode(), hello, self.clock.monotonic_s())
        self.held[name] = []

    def pass_s(self, seconds: float) -> None:
        for _ in range(int(seconds)):
            self.clock.advance(1.0)
            for name, held in self.held.items():
                peer = self.sessions.find("operator", name)
                assert peer is not None
                self._hand_out._leases.heard(name, self.clock.monotonic_s())
                wanted = QuestionsWanted(count=ROOM - len(held), holding=tuple(held))
                self._hand_out.note_room(peer, wanted)
                for _, envelope in self._post.take():
                    self._arrives(peer, envelope)
                self._hand_out.serve(None)

    def puts_off(self, name: str) -> None:
        """Somebody moves on to the next question."""
        self.held[name].append(self.held[name].pop(0))

    def _arrives(self, peer: Peer, envelope: Envelope) -> bool:
        held = self.held[peer.name]
        match envelope.message:
            case Question(query=query):
                held.append(query.query_id)
            case QuestionGone(query_ids=gone):
                self.held[peer.name] = [one for one in held if one not in gone]
            case _:
                pass
        return True


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    desks = Desks(tmp_path)
    yield desks
    desks.stores.database.close()


def test_that_what_waits_for_somebody_who_went_away_is_put_to_others(desks: Desks) -> None:
    desks.comes("ada")
    desks.pass_s(3)
    assert desks.held["ada"] == ["q0", "q1", "q2"]
    desks.pass_s(AWAY_S + 5)
    desks.comes("ben")
    desks.pass_s(3)
    assert desks.held["ben"] == ["q1", "q2", "q3"]  # what Ada may be looking at stays hers
    assert desks.held["ada"][0] == "q0"
    assert not set(desks.held["ada"]) & set(desks.held["ben"])


def test_that_who_is_at_the_desk_keeps_what_waits_there(desks: Desks) -> None:
    desks.comes("ada")
    desks.pass_s(AWAY_S - 5)
    desks.puts_off("ada")
    desks.pass_s(10)
    desks.comes("ben")
    desks.pass_s(3)
    assert desks.held == {"ada": ["q1", "q2", "q0"], "ben": ["q3", "q4", "q5"]}


def test_that_a_link_that_comes_back_brings_nobody_back_to_the_desk(desks: Desks) -> None:
    desks.comes("ada")
    desks.pass_s(AWAY_S)
    held = desks.held["ada"]
    desks.comes("ada")
    desks.held["ada"] = held
    desks.pass_s(10)
    desks.comes("ben")
    desks.pass_s(3)
    assert desks.held["ben"] == ["q1", "q2", "q3"]


def test_that_two_who_are_both_away_take_nothing_from_each_other(desks: Desks) -> None:
    desks.comes("ada")
    desks.comes("ben")
    desks.pass_s(3)
    before = {name: list(held) for name, held in desks.held.items()}
    desks.pass_s(AWAY_S + 60)
    assert desks.held == before
