"""`whatsit classes` and `whatsit provenance` at a real station."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.labels.report import class_lines, provenance_lines
from operator_gui.viewmodels.label_acts import numbered
from shared.cli import run
from shared.protocol.curation import (
    MAX_OPERATIONS,
    AnswerOrigin,
    ClassList,
    ClassStanding,
    OperationSummary,
    Provenance,
    Relabel,
    TrackList,
)
from tests.unit.station.station_world import FakeNode, FakeOperator, RunningStation, make_query

Call = tuple[int, str, str]
NAMES = ("mug", "bowl")


class Terminal:
    """Runs commands at the station, and says how they ended and what they printed."""

    def __init__(self, station: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._station = station
        self._capsys = capsys

    def __call__(self, *words: str) -> Call:
        self._capsys.readouterr()
        code = run([*words, "--station", self._station, "--name", "Bo"])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station") as running:
        yield running


@pytest.fixture
def ada(running: RunningStation, tmp_path: Path) -> Iterator[FakeOperator]:
    with FakeOperator(running.endpoint, tmp_path) as ada:
        yield ada


@pytest.fixture
def terminal(
    running: RunningStation,
    ada: FakeOperator,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Terminal]:
    """At a station where eight tracks have a name; q5, a bowl, is called a mug."""
    with FakeNode(running.endpoint, tmp_path) as node:
        node.connect()
        ada.connect()
        for number in range(10):
            node.ask(make_query(NAMES[number % 2], query_id=f"q{number}", seed=number))
        node.until(lambda: node.waiting == 0)
        for number in range(10):
            ada.name(f"q{number}", "mug" if number == 5 else NAMES[number % 2])
        ada.until(lambda: ada.waiting == 0)
        ada.command("train")
        yield Terminal(str(running.endpoint), capsys)


def test_that_classes_are_listed_renamed_merged_split_deleted_and_all_taken_back(
    terminal: Terminal, tmp_path: Path
) -> None:
    code, out, _ = terminal("classes")
    assert code == 0
    assert out.splitlines() == ["bowl  4 tracks", "mug   6 tracks, 1 suspicious"]
    code, out, _ = terminal("classes", "rename", "mug", "cup")
    assert (code, out) == (0, "renamed mug to cup: 6 tracks\n")
    code, out, _ = terminal("classes", "merge", "cup", "bowl", "--into", "thing")
    assert (code, out) == (0, "merged cup and bowl into thing: 10 tracks\n")
    pictures = tmp_path / "pictures"
    split = ("classes", "split", "thing", "--into", "bowl", "mug")
    code, out, _ = terminal(*split, "--pictures", str(pictures))
    assert code == 0
    assert "bowl: 5 tracks, such as q" in out
    assert "nothing was changed; the same with --yes does it" in out
    assert len(list(pictures.glob("part2-*.jpg"))) == 5
    code, out, _ = terminal(*split, "--yes")
    assert code == 0
    assert "split thing into bowl and mug: 10 tracks" in out
    code, out, _ = terminal("classes", "delete", "mug")
    assert (code, out) == (0, "deleted mug, its tracks set aside: 5 tracks\n")
    code, out, _ = terminal("classes")
    assert out.splitlines()[:2] == ["bowl  5 tracks", '5 tracks answered with "don\'t know"']
    assert "Bo deleted mug, its tracks set aside, 5 tracks  [" in out
    for _ in range(4):
        assert terminal("classes", "undo")[0] == 0
    code, out, err = terminal("classes", "undo")
    assert (code, err) == (1, "whatsit: there is no operation to take back\n")
    code, out, _ = terminal("classes")
    assert out.splitlines()[0] == "bowl  4 tracks"


def test_that_an_undo_in_the_terminal_takes_back_all_that_the_app_did_in_one_go(
    terminal: Terminal, ada: FakeOperator
) -> None:
    assert terminal("classes", "rename", "bowl", "dish")[0] == 0
    for operation_id, tracks in numbered("act", [("q0", "q2"), ("q4",)]):
        assert ada.curate(operation_id, Relabel(query_ids=tracks, name="vase")).ok
    code, out, _ = terminal("classes", "undo")
    assert (code, out.splitlines()) == (
        0,
        [
            "took back: relabelled as vase: 1 track",
            "took back: relabelled as vase: 2 tracks",
        ],
    )
    code, out, _ = terminal("classes", "undo")
    assert (code, out) == (0, "took back: renamed bowl to dish: 4 tracks\n")


def test_that_an_undo_takes_back_an_act_in_more_operations_than_a_station_lists(
    terminal: Terminal, ada: FakeOperator
) -> None:
    parts = MAX_OPERATIONS + 3
    assert terminal("classes", "rename", "bowl", "dish")[0] == 0
    for operation_id, number in numbered("act", range(parts)):
        assert ada.curate(operation_id, Relabel(query_ids=("q0",), name=f"vase {number}")).ok
    code, out, _ = terminal("classes", "undo")
    assert (code, len(out.splitlines())) == (0, parts)
    code, out, _ = terminal("classes", "show", "mug")
    assert "q0  mug" in out
    code, out, _ = terminal("classes", "undo")
    assert (code, out) == (0, "took back: renamed bowl to dish: 4 tracks\n")


def test_that_what_is_suspicious_is_listed_and_dealt_with(terminal: Terminal) -> None:
    code, out, _ = terminal("classes", "suspicious")
    assert code == 0
    assert out.startswith("q5  mug, Ada, ")
    assert "looks like bowl (" in out
    code, out, _ = terminal("classes", "suspicious", "--json")
    (track,) = msgspec.json.decode(out, type=TrackList).tracks
    assert track.query_id == "q5"
    assert terminal("classes", "confirm", "q5")[:2] == (0, "confirmed: 1 track\n")
    assert terminal("classes", "suspicious")[1] == "none\n"
    code, out, _ = terminal("classes", "relabel", "q5", "--to", "bowl")
    assert (code, out) == (0, "relabelled as bowl: 1 track\n")
    code, out, _ = terminal("classes", "show", "bowl", "--limit", "2")
    assert out.startswith("q5  bowl, Bo, ")
    assert out.endswith("and 3 more; --limit says how many are shown\n")


def test_that_provenance_is_told_both_ways(terminal: Terminal) -> None:
    code, out, _ = terminal("provenance", "--version", "1", "--json")
    assert code == 0
    made = msgspec.json.decode(out, type=Provenance)
    code, out, _ = terminal("provenance", "--answer", made.answers[0].answer_id)
    assert code == 0
    assert "learned by v1" in out
    code, out, _ = terminal("provenance", "--version", "1", "--limit", "1")
    assert code == 0
    assert out.startswith(f"version 1 learned from {made.total} answer")


REFUSED: list[tuple[tuple[str, ...], int, str]] = [
    (("classes", "rename", "mugg", "cup"), 1, "no class 'mugg'; did you mean 'mug'?"),
    (("classes", "rename", "mug", "x" * 121), 2, "that cannot be asked for"),
    (("classes", "rename", "mug", ""), 1, "the name is empty"),
    (("classes", "merge", "--into", "cup"), 2, "which classes are to be merged"),
    (("classes", "split", "mug", "--into", "a"), 2, "expected 2 to 9 names, got 1"),
    (("classes", "confirm"), 2, "expected the ids of 1 to 1000 tracks"),
    (("classes", "show", "mug", "--limit", "65"), 2, "expected 1 to 64"),
    (("classes", "undo", "nothing"), 1, "there is no operation 'nothing'"),
    (("provenance",), 2, "either --answer ID or --version NUMBER"),
    (("provenance", "--version", "-1"), 2, "expected 1 or more"),
    (("provenance", "--version", "77"), 1, "there is no version 77"),
    (("provenance", "--answer", "x" * 65), 2, "that cannot be asked for"),
]


def test_that_what_cannot_be_done_is_one_line(terminal: Terminal) -> None:
    for words, code, reason in REFUSED:
        ended, _, err = terminal(*words)
        assert (ended, reason in err, err.count("\n")) == (code, True, 1), err


def test_that_no_station_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["classes", "--station", "tcp://127.0.0.1:1", "--timeout-s", "0.2"])
    assert code == 1
    assert "no station answers at tcp://127.0.0.1:1 within 0.2 s" in capsys.readouterr().err


def test_that_what_only_measures_and_what_was_taken_back_is_told() -> None:
    done = OperationSummary(
        operation_id="c0",
        text="renamed cup to mug",
        at_s=0.0,
        operator="Ada",
        tracks=1,
        undone=True,
    )
    told = ClassList(
        request_id="r",
        classes=(ClassStanding(name="mug", tracks=1200, teaching=1100),),
        operations=(done,),
    )
    lines = class_lines(told)
    assert lines[0] == "mug  1,200 tracks, 100 only measure"
    assert lines[1].endswith("Ada renamed cup to mug, 1 track (taken back)")
    assert class_lines(ClassList(request_id="r", classes=())) == ["nothing has a name yet"]


def test_that_all_that_became_of_an_answer_is_told() -> None:
    answer = AnswerOrigin(
        answer_id="a1",
        query_id="q1",
        kind="dont_know",
        name="",
        operator="Ada",
        answered_at_s=0.0,
        number=3,
        supersedes="a0",
        superseded_by="a2",
        operation_id="c0",
    )
    told = Provenance(request_id="r", versions=(), answers=(answer,), total=1)
    lines = provenance_lines(told, version=0)
    assert lines[0].startswith("a1  don't know, Ada, ")
    assert lines[1:] == [
        "about track q1 of robot ?",
        "given by operation c0",
        "in the place of answer a0",
        "replaced by answer a2",
        "no version learned from it",
    ]
    many = msgspec.structs.replace(told, versions=tuple(range(1, 30)))
    assert provenance_lines(many, version=0)[-1] == "29 versions learned from it, v1 to v29"
