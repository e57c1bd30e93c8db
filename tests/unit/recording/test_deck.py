"""Recordings that begin and end while a node runs, at the wish of somebody far away."""

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from edge_node.recording import deck as deck_module
from edge_node.recording.config import RecordingConfig
from edge_node.recording.deck import MAX_WISHES, RecordingDeck, Wish
from edge_node.recording.file import RecordingFile
from edge_node.recording.summary import summarise
from shared.clock import SystemClock
from shared.domain import Frame
from shared.errors import StorageError
from shared.owned_thread import OwnedThread
from shared.protocol.deployment import CommandResult
from shared.protocol.recording import (
    DeleteRecording,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.recording.test_records import FRAME
from tests.unit.sources.recordings import scene


class Deck:
    """A deck with its thread, and what it answers."""

    def __init__(self, folder: Path) -> None:
        self.deck = RecordingDeck(
            folder=folder,
            name="rover 1",
            config=RecordingConfig(keep_free_mb=0),
            clock=SystemClock(),
        )
        self.told: list[CommandResult | RecordingList] = []
        self.deck.serve(self.told.append)
        self._thread = OwnedThread("deck", self.deck.run, on_failure=self._failed)
        self.failed = threading.Event()

    def start(self) -> None:
        self._thread.start()

    def wish(self, *, on: bool) -> CommandResult:
        return self._result(SetRecording(command_id="c", node_id="n", on=on))

    def delete(self, file: str) -> CommandResult:
        return self._result(DeleteRecording(command_id="c", node_id="n", file=file))

    def list(self) -> RecordingList:
        told = self._told(RecordingsWanted(request_id="r", node_id="n"))
        assert isinstance(told, RecordingList)
        assert (told.request_id, told.node_id) == ("r", "n")
        return told

    def _result(self, wish: Wish) -> CommandResult:
        told = self._told(wish)
        assert isinstance(told, CommandResult)
        assert told.command_id == "c"
        return told

    def _told(self, wish: Wish) -> CommandResult | RecordingList:
        count = len(self.told)
        assert self.deck.obey(wish)
        wait_until(lambda: len(self.told) > count, deadline_s=60.0)
        return self.told[-1]

    def see(self, n_frames: int) -> None:
        for number in range(n_frames):
            record = msgspec.structs.replace(FRAME, sequence=number)
            self.deck.saw(Frame(scene(number), "cam", number, 1e9 + number / 10), record)

    def stop(self) -> None:
        self.deck.stop()
        self._thread.join(60.0)
        self.deck.end()
        assert not self.failed.is_set()

    def _failed(self) -> None:
        self.failed.set()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Deck]:
    deck = Deck(tmp_path / "state" / "recordings")
    deck.start()
    yield deck
    deck.stop()


def files(made: Path) -> list[Path]:
    return sorted(made.rglob("*.mcap"))


def test_that_a_recording_begins_and_ends_at_a_wish(made: Deck, tmp_path: Path) -> None:
    made.see(3)  # before anybody wished for it
    assert made.deck.state is None
    begun = made.wish(on=True)
    state = made.deck.state
    assert state is not None
    (path,) = files(tmp_path)
    assert (begun.ok, begun.text) == (True, f"it records to {path.name}")
    assert (state.file, path.parent.stat().st_mode & 0o777) == (path.name, 0o700)
    assert path.name.startswith("rover-1-")
    made.see(5)
    ended = made.wish(on=False)
    assert (ended.ok, ended.text) == (True, f"the recording {path.name} is finished")
    assert made.deck.state is None
    made.see(2)
    summary = summarise(path)
    assert summary.damage == ""
    assert summary.index.topics["/camera"].count == 5


def test_that_a_wish_that_is_fulfilled_already_changes_nothing(made: Deck, tmp_path: Path) -> None:
    assert made.wish(on=False).text == "it records nothing"
    made.wish(on=True)
    (path,) = files(tmp_path)
    assert made.wish(on=True).text == f"it records to {path.name} already"
    made.see(1)
    assert files(tmp_path) == [path]


def test_that_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    deck = Deck(tmp_path / "file" / "recordings")
    deck.start()
    try:
        told = deck.wish(on=True)
        assert not told.ok
        assert "cannot make folder" in told.text
        assert deck.deck.state is None
    finally:
        deck.stop()


def test_that_what_was_begun_is_whole_when_the_node_ends(tmp_path: Path) -> None:
    deck = Deck(tmp_path)
    deck.deck.begin(tmp_path / "a.mcap")
    deck.start()
    deck.see(4)
    deck.stop()
    summary = summarise(tmp_path / "a.mcap")
    assert (summary.damage, summary.index.topics["/camera"].count) == ("", 4)


def test_that_more_wishes_than_can_wait_are_refused(tmp_path: Path) -> None:
    deck = Deck(tmp_path)
    wishes = [SetRecording(command_id=f"w{n}", node_id="n", on=False) for n in range(MAX_WISHES)]
    assert all(deck.deck.obey(wish) for wish in wishes)
    assert not deck.deck.obey(wishes[0])
    deck.start()
    wait_until(lambda: len(deck.told) == MAX_WISHES)
    deck.stop()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A disk that stands still when a file is to be made whole, until this is set."""
    goes = threading.Event()
    finish = RecordingFile.finish

    def finish_late(file: RecordingFile, counts: dict[str, int]) -> None:
        goes.wait(20.0)
        finish(file, counts)

    monkeypatch.setattr(RecordingFile, "finish", finish_late)
    monkeypatch.setattr(deck_module, "ANSWER_S", 0.05)
    return goes


def test_that_a_slow_disk_is_told_and_the_deck_goes_on(
    made: Deck, disk: threading.Event, tmp_path: Path
) -> None:
    made.wish(on=True)
    (path,) = files(tmp_path)
    made.see(2)
    late = f"the recording {path.name} is still being written"
    for _ in range(2):
        told = made.wish(on=False)
        assert (told.ok, told.text) == (True, late)
        assert made.deck.state is None
    assert "still being written" in made.delete(path.name).text
    again = made.wish(on=True)
    assert (again.ok, again.text) == (False, late)
    disk.set()
    wait_until(lambda: made.wish(on=False).text == f"the recording {path.name} is finished")
    assert summarise(path).index.topics["/camera"].count == 2
    assert made.wish(on=False).text == "it records nothing"


def test_that_a_recording_that_was_late_makes_way_for_the_next(
    made: Deck, disk: threading.Event, tmp_path: Path
) -> None:
    made.wish(on=True)
    (path,) = files(tmp_path)
    made.wish(on=False)
    disk.set()
    path = path.rename(path.with_name("first.mcap"))  # names go by the second
    wait_until(lambda: made.wish(on=True).ok)
    assert len(files(tmp_path)) == 2
    assert summarise(path).damage == ""


def test_that_a_recording_that_broke_off_is_said_to_have(
    made: Deck,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("the recording ends: the disk is gone; the node goes on")

    def finish(_file: RecordingFile, _counts: dict[str, int]) -> None:
        raise StorageError("the disk is gone")

    monkeypatch.setattr(RecordingFile, "finish", finish)
    made.wish(on=True)
    (path,) = files(tmp_path)
    told = made.wish(on=False)
    assert (told.ok, told.text) == (False, f"the recording {path.name} broke off: the disk is gone")
    assert made.wish(on=False).text == "it records nothing"


def test_that_recordings_are_listed_and_deleted_beside_the_one_that_is_written(
    made: Deck, tmp_path: Path
) -> None:
    assert made.list().recordings == ()
    made.deck.begin(tmp_path / "state" / "earlier.mcap")
    made.see(3)
    made.deck.end()
    earlier = tmp_path / "state" / "earlier.mcap"
    made.wish(on=True)
    (written,) = files(tmp_path / "state" / "recordings")
    earlier.rename(written.parent / earlier.name)
    told = made.list()
    assert told.folder == str(written.parent)
    states = {entry.file: entry.state for entry in told.recordings}
    assert states == {written.name: "recording", "earlier.mcap": "whole"}
    refused = made.delete(written.name)
    assert not refused.ok
    assert "still being written" in refused.text
    deleted = made.delete("earlier.mcap")
    assert deleted.ok
    assert deleted.text.startswith("earlier.mcap is deleted: 0.")
    assert [entry.file for entry in made.list().recordings] == [written.name]
    made.wish(on=False)
    assert made.list().recordings[0].state == "whole"
    assert made.delete(written.name).ok
    assert files(tmp_path) == []
