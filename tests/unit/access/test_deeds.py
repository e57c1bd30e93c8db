"""Who had what done stays known, once for each thing that was wanted."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.station.access.book import AccessBook
from operator_gui.station.access.deeds import MAX_LENGTH, DeedBook, deed_of
from operator_gui.station.database import Database
from operator_gui.station.sessions import Peer
from shared.link_keys import PublicLinkKey
from shared.protocol.asking import SetAsking
from shared.protocol.curation import Curate, Rename
from shared.protocol.deployment import Command
from shared.protocol.enrolment import SetAccess
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Beat
from shared.protocol.playback import ControlPlayback
from shared.protocol.recording import DeleteRecording, SetRecording

KEY = PublicLinkKey(bytes(range(32)))
ADA = Peer(b"r", "operator", "p", "Ada", heard_s=0.0, said_s=0.0, key=str(KEY))
EVE = Peer(b"s", "operator", "q", "Eve", heard_s=0.0, said_s=0.0, key=str(KEY))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing(Database(tmp_path)) as database:
        yield database


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Command(command_id="c", action="train"), "train"),
        (Command(command_id="c", action="roll_back", version=7), "roll back version 7"),
        (
            SetAsking(command_id="c", node_id="n1", rules=None),
            "have n1 ask by its own configuration",
        ),
        (
            ControlPlayback(command_id="c", node_id="n1", paused=True, speed=0.5, to_s=12.5),
            "have n1 play its recording paused, at 0.5 times its speed, from 12.5 s",
        ),
        (
            ControlPlayback(command_id="c", node_id="n1", paused=False, speed=0.0, to_share=0.25),
            "have n1 play its recording on, as fast as it goes, from 25 %",
        ),
        (SetRecording(command_id="c", node_id="n1", on=True), "have n1 begin a recording"),
        (SetRecording(command_id="c", node_id="n1", on=False), "have n1 end a recording"),
        (
            DeleteRecording(command_id="c", node_id="n1", file="a.mcap"),
            "have n1 delete its recording a.mcap",
        ),
        (
            Curate(command_id="c", change=Rename(name="mug", to="cup")),
            "rename labels",
        ),
        (SetAccess(command_id="c", action="accept", code="123 456"), "accept 123 456"),
        (SetAccess(command_id="c", action="revoke", key=str(KEY)), f"revoke {KEY.short}"),
    ],
)
def test_that_a_deed_is_put_into_words(message: AnyMessage, words: str) -> None:
    assert deed_of(message) == ("c", words)


def test_that_what_does_nothing_is_no_deed(database: Database) -> None:
    deeds = DeedBook(database)
    deeds.note(ADA, Beat(), 1.0)
    assert deeds.latest(10) == []


def test_that_what_is_asked_for_again_is_noted_once(database: Database) -> None:
    deeds = DeedBook(database)
    wish = Curate(command_id="c", change=Rename(name="mug", to="cup"))
    for _ in range(3):
        deeds.note(ADA, wish, 1.0)
    deeds.note(ADA, msgspec.structs.replace(wish, command_id="d"), 2.0)
    assert [(d.at_s, d.who, d.what, d.key) for d in deeds.latest(10)] == [
        (1.0, "Ada", "rename labels", KEY.short),
        (2.0, "Ada", "rename labels", KEY.short),
    ]
    assert len(deeds.latest(1)) == 1
    assert deeds.latest(1)[0].at_s == 2.0


def test_that_no_deed_hides_behind_the_id_of_an_earlier_one(database: Database) -> None:
    deeds = DeedBook(database)
    deeds.note(ADA, Curate(command_id="c", change=Rename(name="mug", to="cup")), 1.0)
    deeds.note(EVE, Command(command_id="c", action="deploy", version=7), 2.0)
    deeds.note(EVE, Command(command_id="c", action="roll_back"), 3.0)
    deeds.note(EVE, Command(command_id="c", action="deploy", version=7), 4.0)
    assert [(d.who, d.what) for d in deeds.latest(10)] == [
        ("Ada", "rename labels"),
        ("Eve", "deploy version 7"),
        ("Eve", "roll back"),
        ("Eve", "deploy version 7"),
    ]


def test_that_who_let_whom_in_is_told_with_it(database: Database) -> None:
    book, deeds = AccessBook(database), DeedBook(database)
    book.enrol(KEY, role="robot", name="rover-1", at_s=1.0, by="Ada")
    deeds.note(ADA, Command(command_id="c", action="train"), 2.0)
    book.use_as(str(KEY), "n1", at_s=2.5)
    book.revoke("rover-1", at_s=3.0, by="Ben")
    assert [(d.who, d.what) for d in deeds.latest(10)] == [
        ("Ada", "enrolled robot rover-1"),
        ("Ada", "train"),
        ("Ben", "revoked robot rover-1"),
    ]


def test_that_a_long_deed_is_cut(database: Database) -> None:
    deeds = DeedBook(database)
    wish = SetAccess(command_id="c", action="accept", name="x" * 60, code="1" * 16)
    deeds.note(ADA, wish, 1.0)
    assert len(deeds.latest(1)[0].what) <= MAX_LENGTH
    assert database.set_damaged_aside(2.0) == 0
