from shared.protocol.answers import AnswerSubmit
from shared.protocol.peers import Beat
from shared.transport.parts import Parts
from tests.unit.station.station_world import make_answer

THREE = AnswerSubmit(answers=tuple(make_answer("q", answer_id=f"a{at}") for at in range(3)))


def test_that_a_message_is_settled_when_all_that_it_carries_is() -> None:
    parts = Parts()
    parts.sent("a0", THREE)
    assert [parts.whole(part) for part in ("a0", "a2", "b")] == ["a0", "a0", "b"]
    assert parts.settle(("a0", "a2")) == ()
    parts.sent("a0", THREE)  # again, for the third was not heard of
    assert parts.settle(("a1",)) == ("a0",)
    assert parts.whole("a2") == "a2"


def test_that_a_message_of_one_id_is_settled_by_it() -> None:
    parts = Parts()
    parts.sent("beat", Beat())
    parts.sent("a", AnswerSubmit(answers=(make_answer("q", answer_id="a"),)))
    assert parts.settle(("a", "unheard of")) == ("a", "unheard of")
