"""Labels are changed and looked through at a real station, over real sockets."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.station_caller import StationCaller
from shared.clock import SystemClock
from shared.protocol.codec import Envelope
from shared.protocol.curation import (
    AnyLabelChange,
    ClassesWanted,
    ClassList,
    Confirm,
    Curate,
    CurationRequest,
    Delete,
    Provenance,
    ProvenanceWanted,
    Relabel,
    Rename,
    Split,
    SplitProposal,
    SplitWanted,
    TrackList,
    TracksWanted,
    Undo,
)
from shared.protocol.curve import Curve, CurveWanted
from shared.protocol.deployment import CommandResult
from shared.protocol.jpeg import jpeg_size
from shared.protocol.mistakes import Mistakes, MistakesWanted
from shared.protocol.questions import Question, QuestionGone
from shared.protocol.track_view import TrackView, TrackViewWanted
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    jpeg,
    make_answer,
    make_query,
    query_of,
)

NAMES = ("mug", "bowl")
TRACKS = 12


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station") as running:
        yield running


@pytest.fixture
def node(running: RunningStation, tmp_path: Path) -> Iterator[FakeNode]:
    with FakeNode(running.endpoint, tmp_path) as node:
        node.connect()
        yield node


@pytest.fixture
def ada(running: RunningStation, tmp_path: Path) -> Iterator[FakeOperator]:
    with FakeOperator(running.endpoint, tmp_path) as ada:
        ada.connect()
        yield ada


@pytest.fixture
def caller(running: RunningStation) -> Iterator[StationCaller]:
    with StationCaller(running.endpoint, operator="Bo", clock=SystemClock()) as caller:
        yield caller


def teach(node: FakeNode, ada: FakeOperator, *, swapped: tuple[int, ...] = ()) -> list[str]:
    """Names tracks in turn, some of them wrongly, and learns; returns their ids."""
    ids = [node.ask(make_query(NAMES[n % 2], query_id=f"q{n:02d}", seed=n)) for n in range(TRACKS)]
    node.until(lambda: node.waiting == 0)
    for n, query_id in enumerate(ids):
        ada.name(query_id, NAMES[(n + (n in swapped)) % 2])
    ada.until(lambda: ada.waiting == 0)
    ada.command("train")
    return ids


def do(caller: StationCaller, change: AnyLabelChange, command_id: str = "c1") -> CommandResult:
    reply = caller.ask(Curate(command_id=command_id, change=change), within_s=20.0).message
    assert isinstance(reply, CommandResult)
    return reply


def ask(caller: StationCaller, request: CurationRequest) -> Envelope:
    return caller.ask(request, within_s=20.0)


def counts(caller: StationCaller) -> dict[str, int]:
    told = ask(caller, ClassesWanted(request_id="r")).message
    assert isinstance(told, ClassList)
    return {one.name: one.tracks for one in told.classes}


def learned_classes(ada: FakeOperator) -> int:
    """How many classes the active version knows."""
    status = ada.status()
    return next((v.classes for v in status.versions if v.version == status.active_version), 0)


def test_that_the_head_and_the_robot_follow_a_rename_and_its_undo(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    ids = teach(node, ada)
    before = ada.status().active_version
    node.until(lambda: len(node.answers) == TRACKS)
    assert do(caller, Rename(name="MUG", to="cup")).text == "renamed mug to cup: 6 tracks"
    assert counts(caller) == {"bowl": 6, "cup": 6}
    node.until(lambda: len(node.answers) == TRACKS + 6)
    renamed = node.answers[TRACKS:]
    assert {(one.query_id, one.name) for one in renamed} == {(q, "cup") for q in ids[::2]}
    ada.until(lambda: ada.status().active_version > before)
    again = do(caller, Rename(name="MUG", to="cup"))
    assert (again.ok, again.text) == (True, "renamed mug to cup: 6 tracks")  # done once
    assert do(caller, Undo(), "c2").text == "took back: renamed mug to cup: 6 tracks"
    node.until(lambda: len(node.answers) == TRACKS + 12)
    assert {one.name for one in node.answers[-6:]} == {"mug"}
    assert counts(caller) == {"bowl": 6, "mug": 6}


def test_that_what_is_taken_for_what_is_told_with_the_tracks_behind_it(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    ids = teach(node, ada, swapped=(0, 3))  # a mug called bowl, and a bowl called mug
    ada.until(lambda: ada.status().suspicious == 2)
    told = ask(caller, MistakesWanted(request_id="r")).message
    assert isinstance(told, Mistakes)
    assert {(one.called, one.taken_for, one.tracks) for one in told.cells} == {
        ("bowl", "mug", 1),
        ("mug", "bowl", 1),
    }
    assert {(one.name, one.tracks, one.right) for one in told.classes} == {
        ("bowl", 6, 5),
        ("mug", 6, 5),
    }
    wanted = TracksWanted(request_id="r2", show="mistaken", name="bowl", taken_for="mug")
    envelope = ask(caller, wanted)
    page = envelope.message
    assert isinstance(page, TrackList)
    assert [track.query_id for track in page.tracks] == [ids[0]]
    assert len(envelope.payloads) == 1
    assert do(caller, Relabel(query_ids=(ids[0],), name="mug")).ok
    page = ask(caller, msgspec.structs.replace(wanted, request_id="r3")).message
    assert isinstance(page, TrackList)
    assert page.tracks == ()
    nameless = TracksWanted(request_id="r4", show="mistaken")
    refused = ask(caller, nameless).message
    assert isinstance(refused, CommandResult)
    assert not refused.ok


def disputed(caller: StationCaller, request_id: str) -> tuple[int, TrackList]:
    told = ask(caller, ClassesWanted(request_id=f"{request_id}-c")).message
    page = ask(caller, TracksWanted(request_id=request_id, show="disputed")).message
    assert isinstance(told, ClassList)
    assert isinstance(page, TrackList)
    return told.disputed, page


def test_that_answers_that_contradict_each_other_are_shown_until_somebody_decides(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    ids = teach(node, ada)
    ada.submit(make_answer(ids[0], "bowl", operator="Bo"))  # knew nothing of Ada's mug
    ada.submit(make_answer(ids[2], "mug", operator="Bo"))  # says the same
    ada.submit(make_answer(ids[1], "", operator="Bo", kind="not_an_object"))
    ada.until(lambda: ada.waiting == 0)
    count, page = disputed(caller, "r1")
    assert (count, page.total) == (2, 2)
    assert [track.query_id for track in page.tracks] == [ids[1], ids[0]]
    of_mug = page.tracks[1]
    assert (of_mug.name, of_mug.operator) == ("bowl", "Bo")
    assert [(one.name, one.operator) for one in of_mug.others] == [("mug", "Ada")]
    assert do(caller, Rename(name="bowl", to="dish"), "c1").ok
    assert disputed(caller, "r2")[0] == 2  # that decides nothing
    assert do(caller, Confirm(query_ids=(ids[0],)), "c2").ok
    assert do(caller, Relabel(query_ids=(ids[1],), name="dish"), "c3").ok
    assert disputed(caller, "r3") == (0, TrackList(request_id="r3", tracks=(), total=0))


def test_that_a_correction_contradicts_nothing(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    query_id = node.ask(make_query("mug", query_id="q1"))
    node.until(lambda: node.waiting == 0)
    first = ada.name(query_id, "mug")
    ada.submit(make_answer(query_id, "bowl", supersedes=first.answer_id))
    ada.until(lambda: ada.waiting == 0)
    assert disputed(caller, "r1")[0] == 0


def test_that_a_deleted_class_leaves_the_head_and_may_be_asked_about_again(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    ids = teach(node, ada)
    ada.until(lambda: learned_classes(ada) == 2)
    assert do(caller, Delete(name="mug", ask_again=True)).ok
    ada.until(lambda: learned_classes(ada) == 1)
    node.until(lambda: len(node.answers) == TRACKS + 6)
    assert {one.kind for one in node.answers[TRACKS:]} == {"withdrawn"}
    ada.want(1)
    ada.until(lambda: ada.heard_of(Question))
    held = ada.heard_of(Question)[0].query.query_id
    assert held in ids[::2]
    assert do(caller, Undo(), "c2").ok
    ada.until(lambda: any(held in gone.query_ids for gone in ada.heard_of(QuestionGone)))
    ada.until(lambda: ada.status().waiting == 0)
    assert counts(caller) == {"bowl": 6, "mug": 6}


def test_that_what_cannot_be_done_is_said_and_changes_nothing(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    teach(node, ada)
    for change, reason in (
        (Rename(name="mug", to="bowl"), "there is a class 'bowl' already"),
        (Split(name="mug", proposal_id="gone", into=("a", "b")), "not known any more"),
        (Relabel(query_ids=("nowhere",), name="mug"), "has no answer"),
    ):
        result = do(caller, change)
        assert not result.ok
        assert reason in result.text
    for request in (
        TracksWanted(request_id="r1", show="class", name="vase"),
        TracksWanted(request_id="r2", show="class"),
        SplitWanted(request_id="r3", name="vase"),
        SplitWanted(request_id="r4", name="mug", parts=7),
        ProvenanceWanted(request_id="r5", answer_id="nowhere"),
        ProvenanceWanted(request_id="r6", version=99),
    ):
        refused = ask(caller, request).message
        assert isinstance(refused, CommandResult)
        assert not refused.ok
    assert counts(caller) == {"bowl": 6, "mug": 6}


def test_that_a_node_may_not_change_labels(node: FakeNode) -> None:
    node.link.send(Curate(command_id="c", change=Delete(name="mug")))
    node.until(node.refusals)
    refusal = node.refusals()[0]
    assert (refusal.code, refusal.about) == ("malformed", "c")
    assert "a node may not send Curate" in refusal.reason


def test_that_the_tracks_of_a_class_come_in_pages_with_pictures(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    ids = teach(node, ada)
    found: list[str] = []
    cursor = 0
    for size in (4, 2):
        wanted = TracksWanted(request_id="r", show="class", name="Bowl", cursor=cursor, limit=4)
        envelope = ask(caller, wanted)
        page = envelope.message
        assert isinstance(page, TrackList)
        assert (len(page.tracks), page.total) == (size, 6)
        assert all(jpeg_size(picture) for picture in envelope.payloads)
        assert len(envelope.payloads) == size
        assert {(track.name, track.node_id, track.views) for track in page.tracks} == {
            ("bowl", "rover-1", 2)
        }
        found += [track.query_id for track in page.tracks]
        cursor = page.next_cursor
    assert cursor == 0
    assert sorted(found) == ids[1::2]


def test_that_one_track_is_shown_as_large_as_the_robot_sent_it(
    node: FakeNode, caller: StationCaller
) -> None:
    made = make_query("mug", query_id="q1", seed=1)
    frame, best = jpeg(640, 480), made.payloads[2]
    node.ask(Envelope(made.message, (frame, *made.payloads[1:])))
    query = query_of(made)
    node.until(lambda: node.waiting == 0)
    shown = ask(caller, TrackViewWanted(request_id="r", query_id="q1"))
    assert isinstance(shown.message, TrackView)
    assert shown.message.box == query.views[0].box
    assert shown.message.frame_width_px == query.frame_width_px
    assert shown.payloads == (best, frame)
    refused = ask(caller, TrackViewWanted(request_id="r2", query_id="nothing")).message
    assert isinstance(refused, CommandResult)
    assert (refused.ok, refused.text) == (False, "there is no track 'nothing' at this station")


def test_that_a_track_whose_pictures_are_lost_is_shown_without(
    running: RunningStation, node: FakeNode, caller: StationCaller
) -> None:
    node.ask(make_query("mug", query_id="q1", seed=1))
    node.until(lambda: node.waiting == 0)
    for file in (running.folder / "pictures").rglob("*"):
        if file.is_file():
            file.unlink()
    shown = ask(caller, TrackViewWanted(request_id="r", query_id="q1"))
    assert isinstance(shown.message, TrackView)
    assert shown.payloads == (b"", b"")


def test_that_a_wrong_label_is_shown_with_its_reason_until_somebody_deals_with_it(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    ids = teach(node, ada, swapped=(4, 5))
    ada.until(lambda: ada.status().suspicious == 2)
    envelope = ask(caller, TracksWanted(request_id="r", show="suspicious"))
    page = envelope.message
    assert isinstance(page, TrackList)
    assert {track.query_id for track in page.tracks} == {ids[4], ids[5]}
    worst = next(track for track in page.tracks if track.query_id == ids[4])
    assert worst.suspicion is not None
    assert (worst.name, worst.suspicion.looks_like) == ("bowl", "mug")
    assert worst.suspicion.reason.startswith("looks like mug (")
    assert set(worst.suspicion.nearest) <= set(ids[::2])
    assert do(caller, Confirm(query_ids=(ids[4],)), "c1").ok
    assert do(caller, Relabel(query_ids=(ids[5],), name="bowl"), "c2").ok
    ada.until(lambda: ada.status().suspicious == 0)
    ada.command("train")
    ada.until(lambda: ada.status().training == "idle")
    page = ask(caller, TracksWanted(request_id="r2", show="suspicious", name="bowl")).message
    assert isinstance(page, TrackList)
    assert page.tracks == ()


def test_that_a_class_falls_apart_by_what_its_tracks_look_like(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    ids = [node.ask(make_query(NAMES[n % 2], query_id=f"q{n:02d}", seed=n)) for n in range(9)]
    node.until(lambda: node.waiting == 0)
    for query_id in ids:
        ada.name(query_id, "thing")
    ada.until(lambda: ada.waiting == 0)
    envelope = ask(caller, SplitWanted(request_id="r", name="thing", parts=2))
    proposal = envelope.message
    assert isinstance(proposal, SplitProposal)
    assert [part.tracks for part in proposal.parts] == [5, 4]
    assert len(envelope.payloads) == 5 + 4
    split = Split(name="thing", proposal_id=proposal.proposal_id, into=("mug", "thing"))
    assert do(caller, split).text == "split thing into mug and thing: 5 tracks"
    page = ask(caller, TracksWanted(request_id="r2", show="class", name="mug")).message
    assert isinstance(page, TrackList)
    assert {track.query_id for track in page.tracks} == set(ids[::2])


def test_that_an_answer_knows_its_versions_and_a_version_its_answers(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    ids = teach(node, ada)
    ada.until(lambda: ada.status().active_version > 0)
    version = ada.status().active_version
    told = ask(caller, ProvenanceWanted(request_id="r", version=version)).message
    assert isinstance(told, Provenance)
    assert {one.query_id for one in told.answers} == set(ids)
    assert (told.total, told.versions) == (TRACKS, (version,))
    answer = told.answers[0]
    back = ask(caller, ProvenanceWanted(request_id="r2", answer_id=answer.answer_id)).message
    assert isinstance(back, Provenance)
    assert version in back.versions
    assert msgspec.structs.replace(back.answers[0], node_id="rover-1") == answer


def test_that_of_a_label_it_is_told_where_it_was_learned(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    teach(node, ada)
    node.ask(make_query("mug", query_id="late", head_version=1))
    node.until(lambda: node.waiting == 0)
    ada.name("late", "mug")
    ada.until(lambda: ada.waiting == 0)
    page = ask(caller, TracksWanted(request_id="r", show="class", name="mug")).message
    assert isinstance(page, TrackList)
    late, *others = page.tracks
    assert (late.query_id, late.asked_by) == ("late", 1)
    assert {one.asked_by for one in others} == {0}
    assert {(one.source_id, one.seen_at_s) for one in page.tracks} == {("clip", 9.0)}


def test_that_the_curve_is_told_of_all_and_of_a_class(
    node: FakeNode, ada: FakeOperator, caller: StationCaller
) -> None:
    teach(node, ada)
    for name, tracks in (("", TRACKS), ("mug", TRACKS // 2)):
        curve = ask(caller, CurveWanted(request_id=f"r{name}", name=name)).message
        assert isinstance(curve, Curve)
        part = curve.parts[-1]
        assert part.answers == TRACKS
        assert part.left_out is not None
        assert part.left_out.tracks == tracks
        assert part.checks is None
