"""An encrypted station with enrolled peers, and strangers of every kind."""

import contextlib
import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from operator_gui.station.access.book import AccessBook
from operator_gui.station.database import Database
from shared.clock import SystemClock
from shared.errors import WhatsitError
from shared.link_keys import LinkKey
from shared.protocol.enrolment import KeyRole, Stranger
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint
from shared.transport.joining import Joining
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    FAST,
    FakeNode,
    FakeOperator,
    FakePeer,
    RunningStation,
)

P = TypeVar("P", bound=FakePeer)
KNOCKS = dataclasses.replace(FAST, knock_s=0.5)


@dataclass
class AccessWorld:
    """One station on loopback that encrypts all the same."""

    folder: Path
    station: RunningStation
    stack: contextlib.ExitStack
    admin_key: LinkKey
    robot_key: LinkKey

    @classmethod
    def start(cls, folder: Path, stack: contextlib.ExitStack, **settings: object) -> "AccessWorld":
        """With an admin called Ada and a robot called Rover."""
        home = folder / "station"
        admin, robot = LinkKey.generate(), LinkKey.generate()
        home.mkdir(parents=True)
        enrol(home, admin, "admin", "Ada")
        enrol(home, robot, "robot", "Rover")
        station = stack.enter_context(RunningStation.start(home, encrypt=True, **settings))
        return cls(folder, station, stack, admin, robot)

    @property
    def home(self) -> Path:
        return self.folder / "station"

    def curve(self, own: LinkKey) -> ClientCurve:
        """For a peer with this key that knows the right station."""
        return ClientCurve(own, LinkKey.load_or_create(self.home / "keys").public)

    def admin_ids(self) -> tuple[str, ...]:
        """By which Ada has spoken."""
        with contextlib.closing(Database(self.home)) as database:
            enrolment = AccessBook(database).get(str(self.admin_key.public))
        return () if enrolment is None else enrolment.peer_ids

    def admin(self) -> FakeOperator:
        """Ada, connected."""
        ada = self.operator(self.admin_key, "ada")
        ada.connect()
        return ada

    def operator(self, key: LinkKey, peer_id: str) -> FakeOperator:
        return self._enter(
            FakeOperator(self.station.endpoint, self.folder, peer_id, self.curve(key))
        )

    def node(self, curve: ClientCurve | None, node_id: str = "rover-1") -> FakeNode:
        return self._enter(FakeNode(self.station.endpoint, self.folder, node_id, curve))

    def _enter(self, peer: P) -> P:
        peer.link._times = KNOCKS
        return self.stack.enter_context(peer)


@dataclass
class Knocking:
    """A robot that asks to be let in, on a thread of its own."""

    endpoint: Endpoint
    curve: ClientCurve
    name: str
    codes: list[str] = field(default_factory=list)
    signing_key: str = ""
    error: WhatsitError | None = None

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, name="joining")

    def _run(self) -> None:
        joining = Joining(
            self.endpoint,
            curve=self.curve,
            role="robot",
            name=self.name,
            clock=SystemClock(),
            on_code=self.codes.append,
        )
        try:
            self.signing_key = joining.run(60.0)
        except WhatsitError as error:
            self.error = error


def enrol(home: Path, key: LinkKey, role: KeyRole, name: str) -> None:
    """As `whatsit keys add` does, whether or not the station runs."""
    change(home, lambda book: book.enrol(key.public, role=role, name=name, at_s=1.0, by="test"))


def revoke(home: Path, name: str) -> None:
    change(home, lambda book: book.revoke(name, at_s=2.0, by="test"))


def change(home: Path, what: Callable[[AccessBook], object]) -> None:
    with contextlib.closing(Database(home)) as database, database.transaction():
        what(AccessBook(database))


def until_told(
    ada: FakeOperator, reason: str, *others: FakePeer, deadline_s: float | None = None
) -> Stranger:
    """What the station tells Ada of a stranger."""
    found: list[Stranger] = []

    def step() -> None:
        for peer in (ada, *others):
            peer.step()
        if ada.heard:
            found.extend(s for s in ada.status().strangers if s.reason == reason)

    wait_until(lambda: found, step=step, deadline_s=deadline_s)
    return found[-1]


def until_refused(peer: FakePeer, ada: FakeOperator, *, deadline_s: float | None = None) -> str:
    """The line that a peer shows of why it does not get in."""

    def step() -> None:
        peer.step()
        ada.step()

    wait_until(lambda: peer.link.state == "refused", step=step, deadline_s=deadline_s)
    return peer.link.refusal
