import msgspec
import numpy as np
import pytest

from edge_node.appraisal import Appraisal
from edge_node.perception.query_draft import NodeIdentity
from edge_node.robot_questions import (
    LOOK_S,
    MOST_OPEN,
    SILENT_S,
    STATION_S,
    OpenQuestion,
    RobotQuestions,
    reply_of,
    urgent_query,
)
from shared.domain import NOT_AN_OBJECT, AnswerKind, Prediction
from shared.protocol.answers import NamedTrack
from shared.protocol.codec import Envelope, decode, embeddings_fit, encode
from shared.protocol.questions import Urgent, UrgentQuery
from shared.protocol.robot_questions import RobotAsk, RobotReply

IDENTITY = NodeIdentity(node_id="n", node_name="rover-1", session_id="s")


def question(ask_id: str = "q1", *, for_s: float = 10.0, wait: bool = True) -> OpenQuestion:
    urgent = Urgent(question="What's this?", remaining_s=for_s, teaches=True)
    return OpenQuestion(
        asked=RobotAsk(ask_id=ask_id, urgent=urgent, wait=wait),
        urgent=urgent,
        route=ask_id.encode(),
        jpeg=b"jpeg",
        width_px=64,
        height_px=48,
        asked_s=0.0,
        heard_s=0.0,
    )


def with_questions(*questions: OpenQuestion) -> RobotQuestions:
    made = RobotQuestions()
    for one in questions:
        made.add(one)
    return made


def endings(questions: RobotQuestions, now_s: float, *, has_station: bool = True) -> list[str]:
    return [reply.ended for reply in questions.hopeless(now_s, has_station=has_station)]


def test_that_a_question_ends_at_its_deadline() -> None:
    questions = with_questions(question())
    assert endings(questions, 9.9) == []
    assert endings(questions, 10.0) == ["deadline"]


def test_that_who_waits_waits_for_a_station_and_an_operator_too() -> None:
    patient = question()
    patient.operators = 0
    assert endings(with_questions(patient), 9.0, has_station=False) == []


def test_that_who_does_not_wait_is_told_that_nobody_is_there() -> None:
    hasty = question(wait=False)
    questions = with_questions(hasty)
    assert endings(questions, STATION_S / 2, has_station=False) == []
    assert endings(questions, STATION_S, has_station=False) == ["nobody_there"]
    assert endings(questions, STATION_S) == []
    hasty.operators = 1
    assert endings(questions, STATION_S) == []
    hasty.operators = 0
    assert endings(questions, STATION_S) == ["nobody_there"]


def test_that_silence_and_slow_perception_are_noticed() -> None:
    one = question()
    questions = with_questions(one)
    assert list(questions.unseen(LOOK_S - 0.1)) == []
    assert list(questions.unseen(LOOK_S)) == [one]
    one.put = True
    assert list(questions.unseen(LOOK_S)) == []
    assert list(questions.silent(SILENT_S - 0.1)) == []
    assert list(questions.silent(SILENT_S)) == [one]


def test_that_an_ending_is_remembered_for_a_while() -> None:
    questions = with_questions(question())
    reply = RobotReply(ask_id="q1", ended="deadline")
    assert questions.end(reply) is not None
    assert questions.end(reply) is None
    assert questions.reply_to("q1") == reply
    for at in range(100):
        questions.end(RobotReply(ask_id=f"r{at}", ended="deadline"))
    assert questions.reply_to("q1") is None


def test_that_only_so_many_are_open() -> None:
    questions = with_questions(*(question(f"q{at}") for at in range(MOST_OPEN)))
    assert questions.is_full


@pytest.mark.parametrize(
    ("kind", "ended", "text"),
    [("name", "answered", "mug"), ("not_an_object", "answered", NOT_AN_OBJECT)],
)
def test_that_an_answer_is_passed_on(kind: AnswerKind, ended: str, text: str) -> None:
    answer = NamedTrack(
        answer_id="a", query_id="q1", track_key="t", kind=kind, name="mug", operator="Ada"
    )
    reply = reply_of(answer, teaches=True)
    assert reply is not None
    assert (reply.ended, reply.text, reply.operator, reply.learned) == (ended, text, "Ada", True)


def test_that_not_knowing_ends_it_and_later_does_not() -> None:
    answer = NamedTrack(answer_id="a", query_id="q1", track_key="t", kind="dont_know")
    reply = reply_of(answer, teaches=False)
    assert reply is not None
    assert reply.ended == "dont_know"
    for kind in ("later", "withdrawn"):
        assert reply_of(msgspec.structs.replace(answer, kind=kind), teaches=True) is None


def test_that_the_query_is_the_whole_picture_and_can_travel() -> None:
    prediction = Prediction("mug", 0.7, ("mug",), 0.1, 0.0, (("mug", 0.7), ("bowl", 0.3)))
    appraisal = Appraisal(np.ones((1, 5), np.float32), "0" * 64, prediction, 3)
    query, payloads = urgent_query(question(), appraisal, identity=IDENTITY, now_s=1.7e9)
    assert query.views[0].box == (0.0, 0.0, 64.0, 48.0)
    assert [s.name for s in query.suggestions] == ["mug", "bowl"]
    assert (query.head_version, query.prediction_set) == (3, ("mug",))
    assert embeddings_fit(payloads[1], 1, 5)
    message = UrgentQuery(query=query, urgent=question().urgent)
    assert decode(encode(Envelope(message, payloads))).message == message


def test_that_without_an_embedding_there_is_nothing_to_learn_from() -> None:
    query, payloads = urgent_query(question(), None, identity=IDENTITY, now_s=1.7e9)
    assert payloads == (b"jpeg", b"", b"jpeg")
    assert (query.suggestions, query.head_version) == ((), 0)
