"""The simulated operator knows the truth, errs as often as asked, and is the same for a seed."""

from dataclasses import dataclass

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from operator_gui.simulation.behaviour import (
    AcceptsSuggestions,
    Attendance,
    KnowsTruth,
    Verdict,
    delay_s,
    urgent_verdict,
    with_errors,
)
from operator_gui.urgency import Urgency
from shared.domain import Box
from shared.protocol.questions import Query, Suggestion, View
from shared.truth import ImageTruth, KeyFrame, TruthObject, VideoTruth
from tests.contract.messages import MINIMAL_QUERY

MUG, BOWL = (0.0, 0.0, 10.0, 10.0), (100.0, 0.0, 120.0, 20.0)
TRUTH = VideoTruth(
    format="whatsit-truth-1",
    source="street.mp4",
    sha256="0" * 64,
    width_px=640,
    height_px=480,
    frame_count=50,
    objects=tuple(
        TruthObject(
            id=number, name=name, keyframes=(KeyFrame(frame=0, box=box), KeyFrame(frame=9, box=box))
        )
        for number, (name, box) in enumerate((("mug", MUG), ("bowl", BOWL)))
    ),
)
KNOWS = KnowsTruth(TRUTH)


def query(*views: tuple[tuple[float, float, float, float], int | None]) -> Query:
    return msgspec.structs.replace(
        MINIMAL_QUERY,
        views=tuple(
            View(box=box, frame_sequence=1, captured_at_s=1.0, quality=1.0, frame_position=position)
            for box, position in views
        ),
    )


def test_that_the_truth_is_said() -> None:
    assert KNOWS.verdict(query((MUG, 3))) == Verdict("name", "mug")
    assert KNOWS.verdict(query((BOWL, 9))) == Verdict("name", "bowl")
    assert sorted(KNOWS.names()) == ["bowl", "mug"]


def test_that_a_recording_played_again_has_the_same_truth() -> None:
    assert KNOWS.verdict(query((MUG, 3 + 2 * 50))) == Verdict("name", "mug")


def test_that_what_the_truth_does_not_know_is_not_an_object() -> None:
    assert KNOWS.verdict(query(((300.0, 300.0, 400.0, 400.0), 3))) == Verdict("not_an_object")
    assert KNOWS.verdict(query((MUG, 10))) == Verdict("not_an_object")  # gone after frame 9
    assert KNOWS.verdict(query((MUG, None))) == Verdict("not_an_object")
    assert KNOWS.verdict(query(((0.0, 0.0, 10.0, 26.0), 3))) == Verdict("not_an_object")


def test_that_the_best_view_counts_and_the_others_help_where_it_shows_nothing() -> None:
    assert KNOWS.verdict(query((MUG, 3), (BOWL, 3))) == Verdict("name", "mug")
    assert KNOWS.verdict(query((MUG, 40), (BOWL, 3))) == Verdict("name", "bowl")


def test_that_images_are_known_by_their_file() -> None:
    truth = ImageTruth({"a.jpg": ((1, "vase", Box(0.0, 0.0, 0.5, 0.5)),)})
    view = View(
        box=(0.0, 0.0, 320.0, 240.0),
        frame_sequence=1,
        captured_at_s=1.0,
        quality=1.0,
        frame_position=77,
        frame_name="a.jpg",
    )
    asked = msgspec.structs.replace(MINIMAL_QUERY, views=(view,))  # of 640 x 480 pixels
    assert KnowsTruth(truth).verdict(asked) == Verdict("name", "vase")


def test_that_without_a_truth_the_first_suggestion_is_taken() -> None:
    suggestions = (Suggestion(name="mug", probability=0.5), Suggestion(name="b", probability=0.4))
    suggested = msgspec.structs.replace(MINIMAL_QUERY, suggestions=suggestions)
    assert AcceptsSuggestions().verdict(suggested) == Verdict("name", "mug")
    assert AcceptsSuggestions().verdict(MINIMAL_QUERY) == Verdict("dont_know")
    assert AcceptsSuggestions().names() == ()


NAMES = ("mug", "bowl", "vase", "cup")


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 1.0])
def test_that_errors_come_at_their_rate_and_are_other_names(rate: float) -> None:
    rng = np.random.default_rng(1)
    truth = Verdict("name", "mug")
    said = [with_errors(truth, names=NAMES, error_rate=rate, rng=rng) for _ in range(4000)]
    wrong = [verdict for verdict in said if verdict != truth]
    assert len(wrong) / len(said) == pytest.approx(rate, abs=0.03)
    assert {verdict.name for verdict in wrong} == (set(NAMES) - {"mug"} if rate else set())
    assert {verdict.kind for verdict in said} == {"name"}


def test_that_somebody_with_one_name_or_none_cannot_err() -> None:
    rng = np.random.default_rng(1)
    mug = Verdict("name", "mug")
    assert with_errors(mug, names=("mug",), error_rate=1.0, rng=rng) == mug
    assert with_errors(mug, names=(), error_rate=1.0, rng=rng) == mug
    wrong = with_errors(Verdict("not_an_object"), names=("mug",), error_rate=1.0, rng=rng)
    assert wrong == mug


@dataclass(frozen=True)
class Session:
    said: tuple[str, ...]
    delays_s: tuple[float, ...]


def session(seed: int) -> Session:
    rng = np.random.default_rng(seed)
    mug = Verdict("name", "mug")
    return Session(
        tuple(with_errors(mug, names=NAMES, error_rate=0.5, rng=rng).name for _ in range(50)),
        tuple(delay_s(0.5, rng) for _ in range(50)),
    )


def test_that_the_same_seed_behaves_the_same_and_another_does_not() -> None:
    assert session(3) == session(3)
    assert session(3) != session(4)


def test_that_answers_take_their_median_time() -> None:
    rng = np.random.default_rng(2)
    delays_s = np.array([delay_s(0.5, rng) for _ in range(4000)])
    assert np.median(delays_s) == pytest.approx(0.5, rel=0.05)
    assert delays_s.min() > 0.1
    assert delay_s(0.0, rng) == 0.0


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_that_the_operator_is_away_for_the_share_asked_for(share: float) -> None:
    attendance = Attendance(absent_share=share, stint_s=5.0, seed=1)
    present = [attendance.is_present(5.0 * stint) for stint in range(2000)]
    assert 1 - np.mean(present) == pytest.approx(share, abs=0.04)


@given(st.integers(0, 10_000), st.floats(0.0, 4.999))
def test_that_the_operator_does_not_come_and_go_within_a_stint(stint: int, into_s: float) -> None:
    attendance = Attendance(absent_share=0.5, stint_s=5.0, seed=9)
    assert attendance.is_present(5.0 * stint) == attendance.is_present(5.0 * stint + into_s)


def test_that_absences_are_those_of_the_seed() -> None:
    def stints(seed: int) -> list[bool]:
        attendance = Attendance(absent_share=0.5, stint_s=1.0, seed=seed)
        return [attendance.is_present(float(n)) for n in range(100)]

    assert stints(1) == stints(1)
    assert stints(1) != stints(2)


def test_that_a_robot_is_answered_with_a_choice_or_a_suggestion_or_not_at_all() -> None:
    suggested = msgspec.structs.replace(
        MINIMAL_QUERY, suggestions=(Suggestion(name="mug", probability=0.5),)
    )
    choices = Urgency("Which way?", ("left", "right"), False, 0.0)
    any_words = Urgency("What's this?", (), True, 0.0)
    assert urgent_verdict(suggested, choices) == Verdict("name", "left")
    assert urgent_verdict(suggested, any_words) == Verdict("name", "mug")
    assert urgent_verdict(MINIMAL_QUERY, any_words) == Verdict("dont_know")
