import numpy as np
import pytest

from edge_node.client import NOT_AN_OBJECT, STANDARD_QUESTION, Client, QuestionError
from edge_node.client.question import Asked, checked
from shared.errors import LinkError, WhatsitError

IMAGE = np.zeros((4, 6, 3), np.uint8)


def check(
    image: object = IMAGE,
    question: object = STANDARD_QUESTION,
    choices: object = None,
    deadline_s: object = 30.0,
    learn: bool | None = None,
) -> Asked:
    return checked(
        image,
        question,
        choices,  # type: ignore[arg-type]
        deadline_s=deadline_s,  # type: ignore[arg-type]
        learn=learn,
        wait_for_operator=True,
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"image": "photo.jpg"}, "image: expected a numpy array, got str"),
        ({"image": IMAGE.astype(np.float32)}, "image: expected shape .* of float32"),
        ({"image": IMAGE[:, :, 0]}, r"image: expected shape .* got \(4, 6\)"),
        ({"image": np.zeros((4, 6, 4), np.uint8)}, "image: expected shape"),
        ({"image": np.zeros((0, 6, 3), np.uint8)}, "image: expected shape"),
        ({"question": ""}, "question: expected some words"),
        ({"question": None}, "question: expected some words"),
        ({"question": "why " * 80}, "question: at most 200 characters"),
        ({"question": "a \ud800"}, "question: .* cannot be shown"),
        ({"choices": []}, "choices: expected 1 to 9, got 0"),
        ({"choices": [str(n) for n in range(10)]}, "choices: expected 1 to 9, got 10"),
        ({"choices": "yes"}, "choices: expected a list of texts"),
        ({"choices": [1, 2]}, "choices: expected a list of texts"),
        ({"choices": [" "]}, "choices: .* is empty"),
        ({"choices": ["a\nb"]}, "choices: .* surplus spaces"),
        ({"choices": ["x" * 121]}, "choices: at most 120 characters"),
        ({"choices": ["yes", "Yes"]}, "choices: two of them are the same"),
        ({"choices": ["Not an object"]}, "choices: .* has a meaning of its own"),
        ({"choices": ["a\ud800"]}, "choices: .* cannot be shown"),
        ({"deadline_s": 0}, "deadline_s: expected more than 0"),
        ({"deadline_s": -1.0}, "deadline_s"),
        ({"deadline_s": float("nan")}, "deadline_s"),
        ({"deadline_s": float("inf")}, "deadline_s"),
        ({"deadline_s": "soon"}, "deadline_s.*'soon'"),
    ],
)
def test_that_misuse_is_named(changes: dict[str, object], why: str) -> None:
    with pytest.raises(QuestionError, match=why) as caught:
        check(**changes)  # type: ignore[arg-type]
    assert isinstance(caught.value, WhatsitError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("question", "learn", "teaches"),
    [
        (STANDARD_QUESTION, None, True),
        (STANDARD_QUESTION, False, False),
        ("Is the door open?", None, False),
        ("Is the door open?", True, True),
    ],
)
def test_that_only_the_standard_question_teaches_without_saying_so(
    question: str, learn: bool | None, teaches: bool
) -> None:
    assert check(question=question, learn=learn).teaches is teaches


def test_that_an_answer_is_spelt_as_the_robot_did() -> None:
    asked = check(choices=["Yes", "no"])
    assert (asked.choice("yes"), asked.choice("NO"), asked.choice("perhaps")) == ("Yes", "no", None)
    assert check().choice(NOT_AN_OBJECT) == NOT_AN_OBJECT


@pytest.mark.parametrize("endpoint", ["nonsense", "tcp://127.0.0.1:0", "tcp://10.0.0.1:7342"])
def test_that_an_endpoint_that_cannot_be_is_refused_at_once(endpoint: str) -> None:
    with pytest.raises(LinkError):
        Client(endpoint)
    with pytest.raises(LinkError):
        Client(asking=endpoint)
