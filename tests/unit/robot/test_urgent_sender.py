import msgspec
import pytest

from edge_node.urgent_sender import UrgentSender
from tests.contract.messages import MINIMAL_QUERY, MINIMAL_URGENT


@pytest.fixture
def sender() -> UrgentSender:
    return UrgentSender()


def put(sender: UrgentSender, query_id: str, *, until_s: float = 30.0) -> None:
    query = msgspec.structs.replace(MINIMAL_QUERY, query_id=query_id)
    sender.put(query, MINIMAL_URGENT, (b"jpeg",), until_s=until_s)


def send(sender: UrgentSender, now_s: float) -> list[tuple[str, float]]:
    """Sends what is due; ids and the time that is left."""
    sent = []
    for message, _ in list(sender.due(now_s)):
        sender.sent(message.query.query_id, now_s)
        sent.append((message.query.query_id, message.urgent.remaining_s))
    return sent


def test_that_a_question_is_said_again_every_second_with_what_is_left(sender: UrgentSender) -> None:
    put(sender, "q1")
    assert send(sender, 0.0) == [("q1", 30.0)]
    assert send(sender, 0.9) == []
    assert send(sender, 1.0) == [("q1", 29.0)]


def test_that_what_could_not_be_sent_is_due_still(sender: UrgentSender) -> None:
    put(sender, "q1")
    assert len(list(sender.due(0.0))) == len(list(sender.due(0.01))) == 1


def test_that_what_the_station_noted_is_not_said_again(sender: UrgentSender) -> None:
    put(sender, "q1")
    send(sender, 0.0)
    sender.noted("q1")
    sender.noted("never had")
    assert send(sender, 5.0) == []


def test_that_a_new_link_is_told_everything(sender: UrgentSender) -> None:
    put(sender, "q1")
    send(sender, 0.0)
    sender.noted("q1")
    sender.start_over()
    assert send(sender, 0.1) == [("q1", 29.9)]


def test_that_the_most_pressing_goes_first_and_what_is_over_not_at_all(
    sender: UrgentSender,
) -> None:
    put(sender, "slow", until_s=20.0)
    put(sender, "quick", until_s=10.0)
    assert [query_id for query_id, _ in send(sender, 0.0)] == ["quick", "slow"]
    assert [query_id for query_id, _ in send(sender, 10.0)] == ["slow"]
    assert not sender.end("quick")


def test_that_the_station_is_to_be_told_of_an_end_only_if_it_knew(sender: UrgentSender) -> None:
    put(sender, "q1")
    put(sender, "q2")
    sender.sent("q1", 0.0)
    assert sender.end("q1")
    assert not sender.end("q1")
    assert not sender.end("q2")
