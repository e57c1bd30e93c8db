"""Every message that an operator and a station have for each other has its place in the app."""

from typing import get_args

import pytest

from operator_gui import wishes
from operator_gui.hearing import event_of
from operator_gui.operator_events import QuestionArrived
from operator_gui.wishes import Wish, known_since, result_id
from shared.protocol.answers import AnswerSubmit
from shared.protocol.channels import CHANNELS
from shared.protocol.codec import Envelope
from shared.protocol.curation import TracksWanted
from shared.protocol.deployment import BlobChunk, BlobRequest, Command
from shared.protocol.gate import GateReportWanted
from shared.protocol.live import LiveFrame, LiveWanted
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import PROTOCOL_MINOR
from shared.protocol.questions import Question, QuestionsWanted, UrgentQuestion
from shared.protocol.track_view import TrackView
from shared.protocol.watching import RecordedShot
from tests.conftest import ExpectWarnings
from tests.contract.messages import EXAMPLES

SAID = {c.message for c in CHANNELS if (c.sender, c.receiver) == ("operator", "station")}
HEARD = {c.message for c in CHANNELS if (c.sender, c.receiver) == ("station", "operator")}
SAID_OTHERWISE = {AnswerSubmit, QuestionsWanted}
"""With a promise of their own: kept until they arrive, and said every second."""


def examples(kinds: set[type]) -> list[AnyMessage]:
    return [message for message in EXAMPLES.values() if type(message) in kinds]


def test_that_what_is_said_is_what_may_be_wanted() -> None:
    assert set(get_args(Wish)) == SAID - SAID_OTHERWISE
    assert {type(one) for one in examples(SAID)} == SAID


@pytest.mark.parametrize(
    "wish", examples(SAID - SAID_OTHERWISE), ids=lambda one: type(one).__name__
)
def test_that_a_station_of_this_release_knows_every_wish(wish: Wish) -> None:
    assert 0 <= known_since(wish) <= PROTOCOL_MINOR


@pytest.mark.parametrize(
    "wish", examples(SAID - SAID_OTHERWISE), ids=lambda one: type(one).__name__
)
def test_that_somebody_hears_what_came_of_every_wish_but_a_glance(wish: Wish) -> None:
    expected = getattr(wish, "command_id", None) or getattr(wish, "request_id", None)
    if isinstance(wish, BlobRequest):
        expected = wish.sha256
    if isinstance(wish, GateReportWanted | LiveWanted):
        expected = ""
    assert result_id(wish) == expected


def test_that_what_came_later_than_its_message_is_known_since_then() -> None:
    plain = Command(command_id="c", action="train", operator="Ada")
    adopting = Command(command_id="c", action="adopt", operator="Ada", candidate="0" * 64)
    assert (known_since(plain), known_since(adopting)) == (0, wishes.CANDIDATES_MINOR)
    of_class = TracksWanted(request_id="r", show="class", name="mug")
    mistaken = TracksWanted(request_id="r", show="mistaken", name="mug")
    assert known_since(of_class) < known_since(mistaken)


@pytest.mark.parametrize(
    "message",
    examples(HEARD - {Question, UrgentQuestion, LiveFrame, RecordedShot, BlobChunk, TrackView}),
    ids=lambda one: type(one).__name__,
)
def test_that_every_message_of_a_station_is_heard(message: AnyMessage) -> None:
    assert event_of(Envelope(message), 0.0) is not None


@pytest.mark.parametrize(
    "message", examples({LiveFrame, RecordedShot, BlobChunk}), ids=lambda one: type(one).__name__
)
def test_that_bytes_are_heard_with_their_bytes_only(
    message: AnyMessage, expected_warnings: ExpectWarnings
) -> None:
    assert event_of(Envelope(message, (b"bytes",)), 0.0) is not None
    expected_warnings("which is not for an operator")
    assert event_of(Envelope(message), 0.0) is None


@pytest.mark.parametrize(
    "message", examples({Question, UrgentQuestion}), ids=lambda one: type(one).__name__
)
def test_that_a_question_is_heard_with_all_its_pictures_only(
    message: Question | UrgentQuestion, expected_warnings: ExpectWarnings
) -> None:
    alike = message.alike[: message.alike_shown] if isinstance(message, Question) else ()
    pictures = tuple(
        str(at).encode()
        for at in range(1 + len(message.query.views) + len(message.examples) + len(alike))
    )
    event = event_of(Envelope(message, pictures), 100.0)
    assert isinstance(event, QuestionArrived)
    question = event.question
    shown = (question.context_jpeg, *question.view_jpegs)
    shown += tuple(jpeg for _, jpeg in (*question.examples, *question.alike))
    assert shown == pictures
    assert (question.urgency is not None) == isinstance(message, UrgentQuestion)
    if question.urgency is not None:
        assert question.urgency.until_s == 100.0 + message.urgent.remaining_s
    expected_warnings("a question came without its pictures")
    assert event_of(Envelope(message, pictures[:-1]), 100.0) is None


def test_that_a_view_is_heard_with_its_frame_only(expected_warnings: ExpectWarnings) -> None:
    (view,) = examples({TrackView})
    assert event_of(Envelope(view, (b"view", b"")), 0.0) is not None
    expected_warnings("which is not for an operator")
    assert event_of(Envelope(view, (b"view",)), 0.0) is None


def test_that_what_is_not_for_an_operator_is_said_in_the_log_alone(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("not for an operator")
    message = examples({QuestionsWanted})[0]
    assert event_of(Envelope(message), 0.0) is None
