"""What the station does with pieces that come twice, too late, or that are too many."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from operator_gui.station.database import Database
from operator_gui.station.exchange.disposal import GONE
from operator_gui.station.exchange.import_desk import (
    FOLDER_NAME,
    FORGET_S,
    LOOK_EVERY_S,
    ImportDesk,
)
from operator_gui.station.exchange.import_journal import Going, write_go
from operator_gui.station.inbox import Inbox
from operator_gui.station.label_store import LabelStore
from operator_gui.station.post import Post
from shared.blobs import BlobStore
from shared.errors import ProtocolError
from shared.protocol.exchange import ImportEnded, ImportPiece, ImportState, ImportUndo, ImportWanted
from tests.fakes import ManualClock, wait_until
from tests.unit.station.station_world import BASE
from tests.unit.station.test_export_desk import PEER

SIZE = 30
WANTED = ImportWanted(
    request_id="one", sha256="ab" * 32, size_bytes=SIZE, title="mugs", split="train"
)


class Desk:
    """A desk whose child never says anything."""

    def __init__(
        self, folder: Path, database: Database, command: Sequence[str] = ("sleep", "600")
    ) -> None:
        self.post, self.clock, self.folder = Post(), ManualClock(), folder / FOLDER_NAME
        self.desk = ImportDesk(
            state_folder=folder,
            database=database,
            inbox=Inbox(database, BlobStore(folder / "pictures")),
            labels=LabelStore(database),
            embedder=BASE.embedder,
            locate=lambda _: folder / "embedder.onnx",
            keep=lambda _answer, _peer_id, _for_node: None,
            learn=lambda: None,
            post=self.post,
            names_are_proven=True,
            clock=self.clock,
            command=command,
        )

    def serve(self) -> None:
        self.clock.advance(LOOK_EVERY_S)
        self.desk.serve()

    def say(
        self, message: ImportWanted | ImportPiece | ImportUndo, *payloads: bytes
    ) -> ImportState:
        self.desk.hear(PEER, message, payloads)
        ((_, envelope),) = self.post.take()
        assert isinstance(envelope.message, ImportState)
        return envelope.message

    def piece(self, offset: int, *payloads: bytes) -> ImportState:
        return self.say(ImportPiece(request_id="one", offset=offset), *payloads)

    @property
    def received(self) -> bytes:
        return (self.folder / "1" / "set.tar").read_bytes()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Database(tmp_path)) as database:
        made = Desk(tmp_path, database)
        yield made
        made.desk.close()


def test_that_pieces_that_come_twice_or_out_of_order_change_nothing(desk: Desk) -> None:
    assert desk.say(WANTED).stage == "receiving"
    assert desk.piece(10, b"b" * 10).received_bytes == 0
    assert desk.piece(0, b"a" * 10).received_bytes == 10
    assert desk.piece(0, b"a" * 10).received_bytes == 10
    assert desk.piece(20, b"c" * 10).received_bytes == 10
    assert desk.piece(10, b"b" * 10).received_bytes == 20
    state = desk.piece(20, b"c" * 10)
    assert (state.received_bytes, state.stage) == (SIZE, "checking")
    assert desk.received == b"a" * 10 + b"b" * 10 + b"c" * 10
    assert desk.piece(SIZE, b"d").received_bytes == SIZE
    assert len(desk.received) == SIZE


@pytest.mark.parametrize("payloads", [(), (b"",), (b"x" * (SIZE + 1),), (b"x", b"x")])
def test_that_a_piece_that_makes_no_sense_is_refused(
    payloads: tuple[bytes, ...], desk: Desk
) -> None:
    desk.say(WANTED)
    with pytest.raises(ProtocolError, match="within the size"):
        desk.piece(0, *payloads)
    assert desk.say(WANTED).received_bytes == 0


def test_that_what_nobody_asks_for_any_more_is_given_up(desk: Desk) -> None:
    desk.say(WANTED)
    desk.piece(0, b"a" * SIZE)
    desk.clock.advance(FORGET_S - 1.0)
    desk.desk.serve()
    assert desk.say(WANTED).stage == "checking"
    desk.clock.advance(FORGET_S + 1.0)
    desk.desk.serve()
    wait_until(lambda: list(desk.folder.iterdir()) == [], step=desk.serve)
    state = desk.piece(0, b"a")
    assert (state.stage, "start it again" in state.problems[0]) == ("failed", True)


def test_that_what_is_not_wanted_any_more_is_deleted_beside_the_station(desk: Desk) -> None:
    desk.say(WANTED)
    unpacked = desk.folder / "1" / "unpacked"
    unpacked.mkdir()
    for number in range(20):
        (unpacked / str(number)).touch()
    desk.desk.hear(PEER, ImportEnded(request_id="one"), ())
    (gone,) = desk.folder.iterdir()
    assert gone.name.startswith(GONE)
    assert len(list((gone / "unpacked").iterdir())) == 20  # nobody waited for that
    assert desk.say(msgspec.structs.replace(WANTED, request_id="two")).stage == "receiving"
    wait_until(lambda: not gone.exists(), step=desk.serve)


def test_that_what_is_left_of_an_earlier_life_is_deleted(tmp_path: Path) -> None:
    left = tmp_path / FOLDER_NAME / "7"
    left.mkdir(parents=True)
    (left / "set.tar").touch()
    (left / "go.json").write_text("{}")
    (tmp_path / FOLDER_NAME / f"{GONE}1").mkdir()
    with closing(Database(tmp_path)) as database:
        desk = Desk(tmp_path, database)
        wait_until(lambda: list(desk.folder.iterdir()) == [], step=desk.serve)
        desk.desk.close()


def test_that_an_import_that_goes_on_says_how_much_it_is_while_it_is_read_through(
    tmp_path: Path,
) -> None:
    left = tmp_path / FOLDER_NAME / "7"
    left.mkdir(parents=True)
    write_go(left, Going(wanted=WANTED, operator="Ada", import_id="a1", total=12))
    with closing(Database(tmp_path)) as database:
        desk = Desk(tmp_path, database)
        desk.serve()
        state = desk.say(WANTED)
        desk.desk.close()
    assert (state.stage, state.done, state.total) == ("taking", 0, 12)


def test_that_an_undo_of_what_never_came_in_is_refused(desk: Desk) -> None:
    state = desk.say(ImportUndo(request_id="two", import_id="x"))
    assert (state.stage, state.problems) == ("failed", ("nothing counts of an import 'x'",))
