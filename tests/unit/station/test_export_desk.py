"""What the station does with exports that nobody fetches, that fail, and that are too many."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.exchange.disposal import GONE
from operator_gui.station.exchange.export_desk import FOLDER_NAME, FORGET_S, MOST, ExportDesk
from operator_gui.station.post import Post
from operator_gui.station.sessions import Peer
from shared.protocol.deployment import BlobChunk, BlobRequest
from shared.protocol.exchange import ExportEnded, ExportState, ExportWanted
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Refused
from tests.conftest import ExpectWarnings
from tests.fakes import ManualClock, wait_until

PEER = Peer(route=b"ada", role="operator", peer_id="ada", name="Ada", heard_s=0.0, said_s=0.0)
DATA = b"0123456789" * 100
SHA256 = "ab" * 32
DONE = f"""
import json, sys, pathlib
order = json.load(sys.stdin)
assert not pathlib.Path(order["draft"]).exists()
pathlib.Path(order["archive"]).write_bytes({DATA!r})
print(json.dumps(dict(type="steps", done=1, total=2)))
print(json.dumps(dict(type="done", sha256={SHA256!r}, size_bytes={len(DATA)}, pictures=2,
      labels=3, classes=1, left_out=0, by_split=dict(train=3))), flush=True)
"""
WAITS = """
import json, sys, time
json.load(sys.stdin)
print(json.dumps(dict(type="steps", done=1, total=2)), flush=True)
time.sleep(600)
"""
DIES = "raise SystemExit(3)"
RAVES = "print('{}', flush=True)"


class Desk:
    """A desk whose children run a small program."""

    def __init__(self, folder: Path, program: str) -> None:
        self.post, self.clock, self.folder = Post(), ManualClock(), folder / FOLDER_NAME
        self.desk = ExportDesk(
            state_folder=folder,
            post=self.post,
            clock=self.clock,
            command=(sys.executable, "-c", program),
        )

    def say(self, message: ExportWanted | ExportEnded | BlobRequest) -> AnyMessage | None:
        self.desk.hear(PEER, message)
        letters = self.post.take()
        return letters[0][1].message if letters else None

    def state(self, about: str = "one") -> ExportState:
        state = self.say(ExportWanted(request_id=about, kind="coco", splits=("train",)))
        assert isinstance(state, ExportState)
        return state

    def serve(self) -> None:
        self.clock.advance(0.2)
        self.desk.serve()

    def until(self, stage: str, about: str = "one") -> ExportState:
        wait_until(lambda: self.state(about).stage == stage, step=self.serve)
        return self.state(about)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[dict[str, Desk]]:
    programs = {"done": DONE, "waits": WAITS, "dies": DIES, "raves": RAVES}
    made = {}
    for name, program in programs.items():
        (tmp_path / name).mkdir()
        made[name] = Desk(tmp_path / name, program)
    yield made
    for desk in made.values():
        desk.desk.close()


def test_that_an_export_is_written_and_given_out_in_pieces(desks: dict[str, Desk]) -> None:
    desk = desks["done"]
    assert desk.state().stage == "waiting"
    ready = desk.until("ready")
    assert (ready.labels, ready.sha256, ready.size_bytes) == (3, SHA256, len(DATA))
    desk.desk.hear(PEER, BlobRequest(sha256=SHA256, offset=10, length=20))
    ((_, envelope),) = desk.post.take()
    assert envelope.message == BlobChunk(sha256=SHA256, offset=10, total_bytes=len(DATA))
    assert envelope.payloads == (DATA[10:30],)


def test_that_it_is_gone_once_the_operator_has_it(desks: dict[str, Desk]) -> None:
    desk = desks["done"]
    desk.until("ready")
    assert list(desk.folder.iterdir())
    assert desk.say(ExportEnded(request_id="one")) is None
    (gone,) = desk.folder.iterdir()
    assert gone.name.startswith(GONE)  # nobody waits until it is deleted
    wait_until(lambda: list(desk.folder.iterdir()) == [], step=desk.serve)
    refused = desk.say(BlobRequest(sha256=SHA256, offset=0, length=20))
    assert isinstance(refused, Refused)
    assert (refused.code, refused.about) == ("unknown_blob", SHA256)


def test_that_progress_is_told_while_it_is_written(desks: dict[str, Desk]) -> None:
    desk = desks["waits"]
    wait_until(lambda: desk.state().total == 2, step=desk.serve)
    assert (desk.state().stage, desk.state().done) == ("writing", 1)


def test_that_what_nobody_asks_for_any_more_is_given_up(desks: dict[str, Desk]) -> None:
    desk = desks["waits"]
    desk.until("writing")
    (export,) = desk.desk._exports.values()
    child = export.child
    assert child is not None
    desk.clock.advance(FORGET_S - 1.0)
    desk.desk.serve()
    assert child.poll() is None
    desk.clock.advance(2.0)
    desk.desk.serve()
    assert child.poll() is not None
    assert desk.state().stage == "waiting"  # a new one


def test_that_fetching_keeps_it_from_being_given_up(desks: dict[str, Desk]) -> None:
    desk = desks["done"]
    desk.until("ready")
    for _ in range(4):
        desk.clock.advance(FORGET_S - 1.0)
        desk.desk.serve()
        told = desk.say(BlobRequest(sha256=SHA256, offset=0, length=20))
        assert isinstance(told, BlobChunk)


@pytest.mark.parametrize(
    ("program", "reason"),
    [("dies", "died (code 3)"), ("raves", "makes no sense")],
)
def test_that_a_process_that_fails_is_said(
    program: str, reason: str, desks: dict[str, Desk], expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("an export as coco failed")
    failed = desks[program].until("failed")
    assert reason in failed.reason
    assert not desks[program].folder.joinpath("1.tar").exists()


def test_that_one_is_written_after_the_other_and_too_many_are_refused(
    desks: dict[str, Desk],
) -> None:
    desk = desks["waits"]
    desk.until("writing", "number 0")
    for number in range(1, MOST):
        assert desk.state(f"number {number}").stage == "waiting"
    desk.serve()
    assert desk.state("number 1").stage == "waiting"
    refused = desk.state("one more")
    assert (refused.stage, "try again later" in refused.reason) == ("failed", True)
    desk.say(ExportEnded(request_id="number 0"))
    desk.until("writing", "number 1")


def test_that_what_is_left_of_an_earlier_life_is_deleted(tmp_path: Path) -> None:
    left = tmp_path / FOLDER_NAME / "1"
    left.mkdir(parents=True)
    (tmp_path / FOLDER_NAME / "1.tar").touch()
    desk = Desk(tmp_path, DONE)
    wait_until(lambda: list(desk.folder.iterdir()) == [], step=desk.serve)
    desk.desk.close()
