"""One question an object, the most valuable first, and no more than the budget allows."""

from itertools import count
from pathlib import Path

import numpy as np

from edge_node.asking.ask_policy import AskConfig
from edge_node.asking.asked_memory import AskedMemory
from edge_node.asking.asker import MAX_WAITING, Asker
from edge_node.asking.subject import Subject
from shared.domain import AnswerKind
from shared.protocol.answers import NamedTrack
from tests.unit.asking.made_up import axis, judgement, subject
from tests.unit.perception import tiny_models


def _asker(*, per_hour: float = 3600.0, burst: int = 10) -> Asker:
    numbers = count(1)
    return Asker(
        AskConfig(questions_per_hour=per_hour, burst=burst),
        AskedMemory(max_questions=100),
        new_id=lambda: f"q{next(numbers)}",
        rng=np.random.default_rng(0),
    )


def _ask(
    asker: Asker, *ready: Subject, ended: tuple[Subject, ...] = (), at_s: float = 0.0
) -> list[str]:
    chosen = asker.choose(ready, ended, head=None, now_s=at_s, monotonic_s=at_s, local_minute=720)
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


def test_that_what_is_alike_only_as_everything_here_is_gets_a_question_of_its_own() -> None:
    rng = np.random.default_rng(0)
    common = np.abs(rng.standard_normal(64)).astype(np.float32)
    things = [common * rng.uniform(0.1, 1.9, 64).astype(np.float32) for _ in range(40)]
    asker = _asker(per_hour=1e6, burst=100)
    for number, thing in enumerate(things):
        asker.recognise(subject(f"seen-{number}", thing))
    first, second, again = (
        subject(f"s-{i}", thing) for i, thing in enumerate(things[-2:] * 2) if i < 3
    )
    assert _ask(asker, first) == ["s-0"]
    asker.recognise(second)
    asker.recognise(again)
    assert 0.85 < second.likeness < 0.97
    assert (second.query_id, again.query_id) == ("", first.query_id)


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


def _withdraw(asker: Asker, query_id: str) -> None:
    asker.take_answer(
        NamedTrack(answer_id="a", query_id=query_id, track_key="t", kind="withdrawn", resolved_by=7)
    )


def test_that_a_question_that_a_newer_model_answered_gives_its_token_back_once() -> None:
    asker, made = _asker(per_hour=1.0, burst=1), subject("s-1", axis(0))
    assert _ask(asker, made) == ["s-1"]
    assert _ask(asker, subject("s-2", axis(5))) == []
    _withdraw(asker, "q1")
    _withdraw(asker, "q1")  # the station says it again until it is acknowledged
    assert asker.figures(0.0, 720).returned == 1
    assert _ask(asker, subject("s-2", axis(5)), subject("s-3", axis(6))) == ["s-2"]
    assert asker.is_done(made)
    assert asker.answer_of(made) is None


def test_that_what_a_person_answered_is_no_token_back() -> None:
    asker = _asker(per_hour=1.0, burst=1)
    _ask(asker, subject())
    _say(asker, "q1", "name", "mug")
    _withdraw(asker, "q1")
    assert asker.figures(0.0, 720).returned == 0


def test_that_a_withdrawn_question_is_remembered_as_such_over_a_restart() -> None:
    asker = _asker()
    _ask(asker, subject())
    _withdraw(asker, "q1")
    kept = AskedMemory.restore(asker.memory.snapshot(), max_questions=10)
    assert not kept.resolve("q1")


def test_that_a_lost_question_gives_its_token_back() -> None:
    asker, made = _asker(per_hour=1.0, burst=1), subject()
    _ask(asker, made)
    asker.forget("q1", [made])
    asker.forget("q1", [made])
    assert asker.figures(0.0, 720).returned == 1
    assert _ask(asker, made) == ["s-1"]


def test_that_a_new_budget_holds_at_once() -> None:
    asker = _asker(per_hour=0.0)
    assert _ask(asker, subject()) == []
    asker.use(AskConfig(questions_per_hour=3600.0, burst=2), 0.0)
    assert _ask(asker, subject(), at_s=0.5) == []  # nothing had been saved up
    assert _ask(asker, subject(), at_s=1.0) == ["s-1"]
    asker.use(AskConfig(questions_per_hour=0.0), 2.0)
    assert _ask(asker, subject("s-2", axis(5)), at_s=1000.0) == []


def test_that_in_quiet_hours_the_best_are_kept_and_put_when_they_end() -> None:
    asker = _asker()
    asker.use(AskConfig(questions_per_hour=3600.0, burst=50, quiet_hours="22:00-06:00"), 0.0)
    others = tuple(subject(f"s-{n}", axis(n)) for n in range(1, 5))

    def ask(*ended: Subject, minute: int) -> list[str]:
        chosen = asker.choose((), ended, head=None, now_s=0, monotonic_s=60.0, local_minute=minute)
        return [made.track_key for made, _ in chosen]

    assert ask(*others, minute=23 * 60) == []
    assert asker.figures(60.0, 23 * 60).held == "quiet_hours"
    assert asker.figures(60.0, 23 * 60).waiting == 4
    assert sorted(ask(minute=6 * 60)) == ["s-1", "s-2", "s-3", "s-4"]


def test_that_no_more_is_asked_than_people_can_take_until_the_word_of_them_is_old() -> None:
    asker = _asker(burst=50)
    asker.hear_room(2, 0.0)
    crowd = tuple(subject(f"s-{n}", axis(n)) for n in range(1, 6))
    assert len(_ask(asker, *crowd)) == 2
    assert asker.figures(1.0, 720).held == "attention"
    assert _ask(asker, *crowd, at_s=29.0) == []
    asker.hear_room(1, 29.5)
    assert len(_ask(asker, *crowd, at_s=29.5)) == 1
    assert len(_ask(asker, *crowd, at_s=60.0)) == 2


def test_that_a_stream_rule_lets_the_less_valuable_pass_but_never_an_audit() -> None:
    asker = _asker(per_hour=3600.0, burst=5)
    asker.use(AskConfig(questions_per_hour=3600.0, burst=5, stream="quantile"), 0.0)
    _ask(asker, subject("old", axis(0)))
    asked = []
    for n in range(200):  # 10 a second, of which one is very unlike the first and nine are not
        embedding = axis(0, towards=1 + n % 7, share=0.9 if n % 10 == 0 else 0.25)
        asked += _ask(asker, ended=(subject(f"t-{n}", embedding),), at_s=1 + n / 10)
    assert 0 < len(asked) < 40
    assert sum(int(key[2:]) % 10 == 0 for key in asked) >= len(asked) // 2
    assert asker.figures(21.0, 720).waiting < MAX_WAITING
    audit = subject("audit", axis(0, towards=3, share=0.25), audit=True)
    known = judgement(0.9, 0.1, names=("mug",))
    audit.judgement = known
    assert audit.bar is None


def test_that_a_new_strategy_and_stream_rule_hold_for_tracks_that_are_here_already(
    tmp_path: Path,
) -> None:
    head = tiny_models.head_spec(tiny_models.head(tmp_path / "h.onnx", [0.5, 0.5]))
    asker, made = _asker(), subject(judgement=judgement(0.95, 0.05, novelty=0.5))

    def ask() -> list[str]:
        chosen = asker.choose((made,), (), head=head, now_s=0, monotonic_s=0.0, local_minute=720)
        return [one.track_key for one, _ in chosen]

    asker.use(AskConfig(strategy="conformal"), 0.0)
    assert ask() == []  # one name is left at the stated risk
    asker.use(AskConfig(strategy="novelty", stream="quantile"), 0.0)
    assert made.bar is not None
    assert ask() == ["s-1"]
