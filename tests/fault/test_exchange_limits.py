"""What goes wrong in the processes that read and write data sets ends there, and is said."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from operator_gui.station.exchange.archive import pack
from operator_gui.station.exchange.export_wire import ExportFailed, ExportOrder, ExportReply
from operator_gui.station.exchange.import_wire import ImportOrder, ImportRefused, ImportReply
from tests.unit.exchange.importing import BASE

FILLS_A_FILE = """
def fill(*_):
    with open({place!r}, "wb") as file:
        for _ in range(64):
            file.write(bytes(1 << 16))
"""
FILLS_MEMORY = """
def fill(*_):
    held = []
    for _ in range(64):
        held.append(bytearray(1 << 24))
"""
LIMITS = {"file": "File too large; free some space", "memory": "takes more than 0 GiB of memory"}


def said(
    module: str, work: str, sizes: str, order: msgspec.Struct, folder: Path, full: str
) -> bytes:
    """The last line of a process whose work fills something up."""
    fill = FILLS_MEMORY if full == "memory" else FILLS_A_FILE.format(place=str(folder / "full"))
    name = f"operator_gui.station.exchange.{module}"
    program = f"{fill}\nimport {name} as it\n{sizes}\nit.{work} = fill\nit.main()"
    done = subprocess.run(
        (sys.executable, "-c", program),
        input=msgspec.json.encode(order),
        capture_output=True,
        timeout=60.0,
        check=False,
    )
    assert done.stdout, done.stderr[-1000:].decode()
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("full", LIMITS)
def test_that_an_import_cannot_fill_the_machine(full: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    packed = pack(tmp_path / "in", tmp_path / "a.tar")
    spec = BASE.manifest.embedder
    order = ImportOrder(
        action="check",
        archive=str(tmp_path / "a.tar"),
        sha256=packed.sha256,
        unpacked=str(tmp_path / "unpacked"),
        staged=str(tmp_path / "staged.sqlite"),
        state_folder=str(tmp_path),
        wanted="",
        title="mugs",
        split="train",
        embedder=spec,
        embedder_path=str(BASE.path_of(spec.file)),
    )
    sizes = "it.LIST_BYTES = 1 << 20; it.MOST_MEMORY_BYTES = 1 << 29"
    line = said("import_process", "unpack", sizes, order, tmp_path, full)
    reply = msgspec.json.decode(line, type=ImportReply)  # type: ignore[arg-type]
    assert isinstance(reply, ImportRefused)
    assert LIMITS[full] in reply.problems[0]


@pytest.mark.parametrize("full", LIMITS)
def test_that_an_export_cannot_fill_the_machine(full: str, tmp_path: Path) -> None:
    order = ExportOrder(
        state_folder=str(tmp_path),
        draft=str(tmp_path / "1"),
        archive=str(tmp_path / "1.tar"),
        kind="csv",
        splits=("train",),
        classes=None,
        every_view=False,
        background=True,
    )
    sizes = "it.MOST_WRITTEN_BYTES = 1 << 20; it.MOST_MEMORY_BYTES = 1 << 29"
    line = said("export_process", "export", sizes, order, tmp_path, full)
    reply = msgspec.json.decode(line, type=ExportReply)  # type: ignore[arg-type]
    assert isinstance(reply, ExportFailed)
    assert LIMITS[full] in reply.reason
