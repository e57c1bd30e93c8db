"""One question an object, the most valuable first, and no more than the budget allows."""

from itertools import count

from edge_node.asking.ask_policy import AskConfig
from edge_node.asking.asked_memory import AskedMemory
from edge_node.asking.asker import MAX_WAITING, Asker
from edge_node.asking.subject import Subject
from shared.domain import AnswerKind
from shared.protocol.messages import NamedTrack
from tests.unit.asking.made_up import axis, judgement, subject


def _asker(*, per_hour: float = 3600.0, burst: int = 10) -> Asker:
    numbers = count(1)
    return Asker(
        AskConfig(questions_per_hour=per_hour, burst=burst),
        AskedMemory(max_questions=100),
        new_id=lambda: f"q{next(numbers)}",
    )


def _ask(
    asker: Asker, *ready: Subject, ended: tuple[Subject, ...] = (), at_s: float = 0.0
) -> list[str]:
    chosen = asker.choose(ready, ended, head=None, now_s=at_s, monotonic_s=at_s)
    return [made.track_key for made, _ in chosen]


def _say(asker: Asker, query_id: str, kind: AnswerKind, name: str = "") -> None:
    asker.take_answer(
        NamedTrack(answer_id="a", query_id=query_id, track_key="t", kind=kind, name=name)
    )


def test_that_a_track_is_asked_about_once() -> None:
    asker, made = _asker(), subject()
    assert _ask(asker, made) == ["s-1"]
    assert (made.query_id, made.own_question) == ("q1", True)
    assert _ask(asker, made) == []


def test_that_the_same_object_as_two_tracks_is_asked_about_once_even_in_one_frame() -> None:
    asker = _asker()
    first, second = subject("s-1", axis(0)), subject("s-2", axis(0, towards=1, share=0.02))
    assert _ask(asker, first, second) == ["s-1"]
    assert (second.query_id, second.own_question) == ("q1", False)
    _say(asker, "q1", "name", "mug")
    assert asker.answer_of(second) == asker.answer_of(first) == ("name", "mug")


def test_that_an_object_that_comes_back_takes_its_name_whatever_was_said() -> None:
    for kind, name in (("name", "mug"), ("not_an_object", ""), ("dont_know", "")):
        asker = _asker()
        _ask(asker, subject("s-1"))
        _say(asker, "q1", kind, name)  # type: ignore[arg-type]
        later = subject("s-2")
        asker.recognise(later)
        assert asker.is_done(later)
        assert asker.answer_of(later) == (kind, name)
        assert _ask(asker, later) == []


def test_that_the_most_valuable_goes_first_when_tokens_are_few() -> None:
    asker = _asker(per_hour=3600.0, burst=1)
    _ask(asker, subject("old", axis(0)))
    alike = subject("alike", axis(0, towards=1, share=0.4))
    other = subject("other", axis(5))
    assert _ask(asker, alike, other, at_s=0.5) == []
    assert _ask(asker, alike, other, at_s=1.0) == ["other"]
    assert _ask(asker, alike, other, at_s=2.0) == ["alike"]


def test_that_ended_tracks_wait_for_the_budget_within_bounds() -> None:
    asker = _asker(per_hour=3600.0, burst=1)
    _ask(asker, subject("old", axis(7)))
    assert _ask(asker, ended=(subject("gone", axis(1)),), at_s=0.1) == []
    assert [made.track_key for made in asker.waiting] == ["gone"]
    assert _ask(asker, at_s=1.0) == ["gone"]
    assert asker.waiting == ()
    crowd = tuple(subject(f"c{n}", axis(2)) for n in range(MAX_WAITING + 5))
    _ask(asker, ended=crowd, at_s=1.1)
    assert len(asker.waiting) == MAX_WAITING
    asker.drop_waiting()
    assert asker.waiting == ()


def test_that_no_budget_asks_nothing() -> None:
    assert _ask(_asker(per_hour=0.0), subject()) == []


def test_that_a_lost_question_may_be_asked_again() -> None:
    asker, made = _asker(), subject()
    _ask(asker, made)
    asker.forget("q1", [made])
    assert made.query_id == ""
    assert _ask(asker, made) == ["s-1"]


def test_that_a_calibrated_head_that_is_sure_needs_no_more_views() -> None:
    asker = _asker()
    assert asker.is_done(subject(judgement=judgement(0.9, 0.1, names=("mug",))))
    early = judgement(0.9, 0.1, names=("mug",), calibrated=False)
    assert not asker.is_done(subject(judgement=early))
    assert not asker.is_done(subject())
