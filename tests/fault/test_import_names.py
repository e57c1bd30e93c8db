"""A file that says who answered proves nothing: an import speaks in the name that was enrolled."""

import contextlib
import threading
from pathlib import Path

import msgspec
import pytest

from operator_gui.import_send import ImportSend
from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.exchange.labelled_set import (
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    Provenance,
    in_order,
)
from operator_gui.station_caller import StationCaller
from shared.clock import SystemClock
from shared.link_keys import LinkKey
from shared.protocol.answers import Answer
from shared.transport.curve import ClientCurve
from tests.fault.access_world import AccessWorld, enrol
from tests.integration.test_import_send import start
from tests.unit.exchange.importing import BASE, EMBEDDER_SHA256, write_real_set
from tests.unit.exchange.sets import small_set
from tests.unit.station.station_world import RunningStation

ENROLLED = "Ben"


def said_by(operator: str) -> LabelledSet:
    """A set of one object, with a file that names who answered, and when."""
    (picture,) = small_set().pictures
    (item,) = picture.boxes
    known = Provenance(answer_id="ab" * 16, operator=operator, answered_at_s=1_000.0)
    return in_order(
        [
            LabelledPicture(
                picture.file_name, "train", 64, 48, (LabelledBox(item.name, item.box, known),)
            )
        ]
    )


def taken_in(station: RunningStation, curve: ClientCurve | None, folder: Path) -> Answer:
    """The only answer after an import, by somebody who wants to be called Ada."""
    clock = SystemClock()
    with (
        StationCaller(station.endpoint, operator="Ada", clock=clock, curve=curve) as caller,
        ImportSend(
            caller, clock=clock, on_progress=lambda _: None, cancelled=threading.Event()
        ) as send,
    ):
        send.check(folder, "auto", "train")
        assert send.apply().stage == "done"
    with contextlib.closing(read_only(station.folder / FILE_NAME)) as connection:
        ((body,),) = connection.execute("SELECT body FROM answer").fetchall()
    return msgspec.msgpack.decode(body, type=Answer)


@pytest.mark.parametrize(
    ("operator", "told"),
    [("Ada", "Ben (import: Ada)"), (ENROLLED, ENROLLED), ("", ENROLLED)],
)
def test_that_an_import_names_who_let_it_in(operator: str, told: str, tmp_path: Path) -> None:
    write_real_set("csv", said_by(operator), tmp_path / "mugs")
    ben = LinkKey.generate()
    with contextlib.ExitStack() as stack:
        models = {EMBEDDER_SHA256: Path(str(BASE.path_of(BASE.manifest.embedder.file)))}
        world = AccessWorld.start(
            tmp_path, stack, base=BASE.manifest, models=models, auto_train=False
        )
        enrol(world.home, ben, "operator", ENROLLED)
        answer = taken_in(world.station, world.curve(ben), tmp_path / "mugs")
    assert (answer.operator, answer.answered_at_s == 1_000.0) == (told, True)


def test_that_an_import_keeps_names_where_everybody_types_the_own(tmp_path: Path) -> None:
    write_real_set("csv", said_by("Carol"), tmp_path / "mugs")
    with start(tmp_path / "station") as station:
        assert taken_in(station, None, tmp_path / "mugs").operator == "Carol"
