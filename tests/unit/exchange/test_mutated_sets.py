"""Whatever a few bytes of a set become, it is read or refused, and nothing else happens."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operator_gui.station.exchange.formats import SplitChoice
from operator_gui.station.exchange.import_plan import plan_import
from operator_gui.station.exchange.labelled_set import LabelledBox, LabelledPicture, in_order
from operator_gui.station.exchange.problems import ImportRefusedError, Problems
from operator_gui.station.exchange.reading import format_of
from shared.domain import Box
from tests.unit.exchange.sets import FORMATS, PROVENANCE, write_set

PIECES = [
    b"",
    b"\0",
    b"\xff",
    b"-",
    b"9" * 400,
    b"nan",
    b"1e999",
    b'"',
    b"\\ud800",
    b"{",
    b"]",
    b"\n",
]
PIECES += [
    b"../",
    b",",
    b"\xe2\x80\xae",
    b"null",
    b"\r",
    b":",
    b"/",
    b"%",
    b"'",
    b" ",
    b"\xef\xbb\xbf",
]
mutations = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES)), min_size=1, max_size=4
)
SPLITS: list[SplitChoice] = ["train", "own"]


def mutated(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for share, length, piece in changes:
        at = int(share * len(data))
        data = data[:at] + piece + data[at + length :]
    return data


def write(kind: str, folder: Path) -> None:
    whole = kind == "folder"
    box = Box(0.0, 0.0, 64.0, 48.0) if whole else Box(1.5, 2.0, 30.125, 40.0)
    items = (LabelledBox("mug", box, PROVENANCE),)
    name = "mug/0.jpg" if whole else "0.jpg"
    write_set(kind, in_order([LabelledPicture(name, "train", 64, 48, items)]), folder)


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(which=st.integers(0, 100), changes=mutations)
def test_that_a_mutated_set_is_read_or_refused(
    kind: str, which: int, changes: list[tuple[float, int, bytes]]
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        write(kind, folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        file = files[which % len(files)]
        file.write_bytes(mutated(file.read_bytes(), changes))
        told: tuple[str, ...] = ()
        try:
            found = FORMATS[kind][1](folder, Problems())
            for split in SPLITS:
                plan_import(found, split, Problems())
        except ImportRefusedError as error:
            told = error.problems
        assert all(problem.isprintable() for problem in told)
        format_of(folder)
    finally:
        shutil.rmtree(folder)
