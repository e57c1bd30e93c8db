"""What people said in a recording, as the truth about the tracks that they said it of."""

from pathlib import Path

import msgspec
import pytest

from edge_node.recording.file import create_recording
from edge_node.recording.records import ANSWERS, DETECTIONS, QUESTIONS, recorded_question
from edge_node.what_if.knowledge import Knowledge, find_knowledge
from edge_node.what_if.recorded_answers import recorded_answers
from shared.domain import NOT_AN_OBJECT, AnswerKind, Box
from shared.errors import TruthError, UsageError
from shared.protocol.answers import NamedTrack
from shared.protocol.questions import View
from tests.contract.messages import MINIMAL_QUERY
from tests.unit.recording.test_recording_file import START_NS, add_frame
from tests.unit.recording.test_records import DETECTION, FRAME

INTERVAL_NS = 40_000_000


def said(query_id: str, kind: AnswerKind, name: str = "") -> NamedTrack:
    return NamedTrack(
        answer_id=f"a-{query_id}-{kind}", query_id=query_id, track_key="t", kind=kind, name=name
    )


def recording(
    path: Path, *answers: NamedTrack, tracks: dict[int, list[int]], frames: int = 20
) -> Path:
    """tracks: by number, the frames in which it was seen. Question qN is about track N."""
    file = create_recording(path, name="n", now_s=0, keep_free_bytes=0)
    for number in range(frames):
        add_frame(file, number)
        seen = tuple(
            msgspec.structs.replace(DETECTION, track_id=track, box=(number, 0, number + 10, 10))
            for track, positions in tracks.items()
            if number in positions
        )
        file.add_record(
            DETECTIONS,
            msgspec.structs.replace(FRAME, detections=seen),
            frame_ns=START_NS + number * INTERVAL_NS,
            now_ns=0,
        )
    for track in tracks:
        query = msgspec.structs.replace(
            MINIMAL_QUERY, query_id=f"q{track}", track_key=f"session-1-{track}"
        )
        file.add_record(QUESTIONS, recorded_question(query, ()), frame_ns=START_NS, now_ns=0)
    for answer in answers:
        file.add_record(ANSWERS, answer, frame_ns=START_NS, now_ns=0)
    file.finish({})
    return path


def test_that_an_answer_names_its_track_wherever_it_was_seen(tmp_path: Path) -> None:
    path = recording(
        tmp_path / "a.mcap", said("q3", "name", "mug"), tracks={3: [4, 5, 6], 8: [4, 5]}
    )
    truth = recorded_answers(path)
    assert truth is not None
    assert truth.names == ("mug",)
    assert truth.frame_count == 20
    assert truth.at(5, "") == ((3, "mug", Box(5, 0, 15, 10)),)
    assert truth.at(3, "") == truth.at(7, "") == ()


def test_that_a_track_is_not_there_while_it_was_not_seen(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mcap", said("q3", "name", "mug"), tracks={3: [1, 2, 4, 15]})
    truth = recorded_answers(path)
    assert truth is not None
    assert [bool(truth.at(n, "")) for n in (1, 2, 3, 4, 5, 14, 15)] == [
        *(True, True, True),  # a short gap is bridged
        *(False, False, False),
        True,
    ]


def test_that_the_last_answer_counts_and_one_taken_back_does_not(tmp_path: Path) -> None:
    path = recording(
        tmp_path / "a.mcap",
        said("q1", "name", "mug"),
        said("q1", "not_an_object"),
        said("q2", "name", "bowl"),
        said("q2", "withdrawn"),
        said("q3", "dont_know"),
        tracks={1: [0, 1], 2: [0, 1], 3: [0, 1]},
    )
    truth = recorded_answers(path)
    assert truth is not None
    assert [(item.id, item.name) for item in truth.objects] == [(1, NOT_AN_OBJECT)]


def test_that_a_recording_without_answers_knows_nothing(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mcap", tracks={1: [0]})
    assert recorded_answers(path) is None
    with pytest.raises(UsageError, match="nobody knows what its objects are called"):
        find_knowledge(str(path), None)


def test_that_answers_about_tracks_that_were_never_seen_are_refused(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mcap", said("q1", "name", "mug"), tracks={1: []})
    with pytest.raises(TruthError, match="tracks that are not in it"):
        recorded_answers(path)


def test_that_a_person_who_heard_the_answers_knows_no_more_than_them(tmp_path: Path) -> None:
    path = recording(
        tmp_path / "a.mcap",
        said("q1", "name", "mug"),
        said("q2", "not_an_object"),
        tracks={1: [0, 1], 2: [15, 16]},
    )
    knowledge = find_knowledge(str(path), None)
    assert not knowledge.complete

    def answer(knowledge: Knowledge, position: int) -> tuple[str, str, int | None]:
        view = View(
            box=(position, 0, position + 10, 10),
            frame_sequence=0,
            captured_at_s=0.0,
            quality=1.0,
            frame_position=position,
        )
        found = knowledge.answer(msgspec.structs.replace(MINIMAL_QUERY, views=(view,)))
        return found.kind, found.name, found.object_id

    assert answer(knowledge, 0) == ("name", "mug", 1)
    assert answer(knowledge, 15) == ("not_an_object", NOT_AN_OBJECT, 2)
    assert answer(knowledge, 8) == ("dont_know", "", None)
    whole = Knowledge(knowledge.truth, complete=True)
    assert answer(whole, 8) == ("not_an_object", NOT_AN_OBJECT, None)
