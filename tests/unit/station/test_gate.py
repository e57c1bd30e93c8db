"""Each rule of the gate, by evidence that is only about it."""

import msgspec
import pytest

from operator_gui.station.evidence import (
    Cost,
    Evidence,
    ExamKind,
    ExamResult,
    GateRules,
    HeadTrust,
    Strangeness,
)
from operator_gui.station.gate import Verdict, judge, weaker
from operator_gui.station.gate_book import GateRecord
from operator_gui.station.gate_desk import gate_report
from shared.learning.contradiction import Contradiction
from shared.learning.exam import Compared, Paired
from shared.learning.measures import Separation, Trust

RULES = GateRules()


def gate(**found: object) -> Verdict:
    return judge(msgspec.structs.replace(Evidence(named=10, taught=10), **found), RULES)


def pair(name: str, tracks: int, before: int, after: int, lost: int) -> Paired:
    return Paired(name, tracks, before, after, lost, gained=after - before + lost)


def exam(kind: ExamKind, overall: Paired, *classes: Paired, of: int = 5) -> ExamResult:
    return ExamResult(kind=kind, compared=Compared(overall, of_classes=of, classes=classes))


def refused_by(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings if finding.passed is False]


def test_that_the_first_candidate_passes() -> None:
    verdict = gate()
    assert verdict.passed
    assert verdict.reason == ""


def test_that_a_broken_graph_is_the_whole_reason() -> None:
    verdict = gate(problem="its output votes holds numbers that are not finite")
    assert verdict.reason == "its output votes holds numbers that are not finite"


def test_that_what_was_never_examined_does_not_pass() -> None:
    assert judge(Evidence(problem="it was not examined"), RULES).reason == "it was not examined"


def test_that_a_forgotten_class_is_refused_by_name() -> None:
    verdict = gate(missing=("bowl", "mug"))
    assert verdict.reason == "it does not know what the active model knows: bowl, mug"


def test_that_a_head_that_does_not_name_what_it_was_taught_is_refused() -> None:
    verdict = gate(named=3, taught=10)
    assert refused_by(verdict) == ["as taught"]
    assert "3 of 10" in verdict.reason
    assert gate(named=5, taught=10).passed


def test_that_what_cannot_be_told_apart_is_no_fault_of_the_head() -> None:
    assert gate(named=3, taught=10, stated=0.2).passed
    assert not gate(named=1, taught=10, stated=0.2).passed
    assert not gate(named=4, taught=10, stated=0.9).passed


@pytest.mark.parametrize("kind", ["left_out", "taught", "measured"])
def test_that_clearly_worse_on_the_same_tracks_is_refused_with_both_numbers(kind: ExamKind) -> None:
    verdict = gate(exams=(exam(kind, pair("", 200, 180, 160, lost=25)),))
    assert refused_by(verdict) == [kind.replace("_", " ")]
    assert "160 (80 %" in verdict.reason
    assert "180 (90 %" in verdict.reason


def test_that_as_many_gains_as_losses_pass() -> None:
    assert gate(exams=(exam("left_out", pair("", 200, 180, 180, lost=25)),)).passed


def test_that_two_tracks_fewer_are_no_reason_whatever_chance_says() -> None:
    rules = msgspec.structs.replace(RULES, level=0.49)
    evidence = Evidence(exams=(exam("left_out", pair("", 200, 180, 178, lost=2)),))
    assert judge(evidence, rules).passed


def test_that_a_head_that_forgot_what_it_learned_is_refused_without_counting_chances() -> None:
    forgetful = pair("", 60, 58, 54, lost=6)
    assert refused_by(gate(exams=(exam("taught", forgetful),))) == ["taught"]
    assert gate(exams=(exam("left_out", forgetful),)).passed
    assert gate(exams=(exam("taught", pair("", 60, 58, 56, lost=4)),)).passed


def test_that_a_loss_that_is_a_small_part_of_many_tracks_passes() -> None:
    assert gate(exams=(exam("left_out", pair("", 10_000, 9_000, 8_950, lost=50)),)).passed


def test_that_one_class_alone_can_refuse_and_is_named() -> None:
    classes = pair("mug", 20, 20, 0, lost=20), pair("bowl", 20, 15, 14, lost=1)
    overall = pair("", 2000, 1900, 1890, lost=30)
    verdict = gate(exams=(exam("measured", overall, *classes),))
    assert refused_by(verdict) == ["single classes"]
    assert "mug" in verdict.reason
    assert "bowl" not in verdict.reason


def test_that_among_many_classes_a_bad_one_has_to_be_worse_than_by_chance() -> None:
    overall, mug = pair("", 2000, 1900, 1895, lost=30), pair("mug", 10, 9, 2, lost=7)
    assert not gate(exams=(exam("measured", overall, mug, of=1),)).passed
    assert gate(exams=(exam("measured", overall, mug, of=100),)).passed


def test_that_corrections_stay_learned() -> None:
    assert gate(exams=(exam("corrections", pair("", 10, 10, 9, lost=1)),)).passed
    verdict = gate(exams=(exam("corrections", pair("", 10, 10, 7, lost=3)),))
    assert refused_by(verdict) == ["corrections"]
    assert "(1 may be lost)" in verdict.reason
    assert gate(exams=(exam("corrections", pair("", 10, 7, 8, lost=2)),)).passed  # and three gained


def test_that_answers_that_contradict_all_others_are_refused_with_what_to_do() -> None:
    ids = tuple(f"q{number}" for number in range(12))
    verdict = gate(contradiction=Contradiction(40, 5.0, 0.3, 0.02, ids))
    assert verdict.reason == (
        "about 12 of the 40 latest answers contradict all others; look through them: correct "
        "what is wrong, and answer again what is right"
    )
    assert gate(contradiction=Contradiction(40, 2.0, 0.3, 0.02, ids)).passed
    assert gate(contradiction=Contradiction(40, 9.0, 0.06, 0.02, ids[:2])).passed
    off = msgspec.structs.replace(RULES, latest=0)
    assert judge(Evidence(contradiction=Contradiction(40, 5.0, 0.3, 0.02, ids)), off).passed


def trust(error: float, covered: int, tracks: int = 100) -> Trust:
    return Trust(tracks, right=80, calibration_error=error, covered=covered, set_size=1.5)


@pytest.mark.parametrize(
    ("after", "rules"),
    [
        (trust(0.04, 95), []),
        (trust(0.30, 95), ["calibration"]),
        (trust(0.04, 70), ["coverage"]),
        (trust(0.30, 35, tracks=49), []),
    ],
)
def test_that_its_word_has_to_be_worth_as_much(after: Trust, rules: list[str]) -> None:
    assert refused_by(gate(trust=HeadTrust(before=trust(0.05, 95), after=after))) == rules


def test_that_without_an_active_head_its_word_is_only_told() -> None:
    verdict = gate(trust=HeadTrust(before=None, after=trust(0.4, 50)))
    assert verdict.passed


def test_that_a_lost_sense_of_the_new_is_refused() -> None:
    before = Separation(known=50, strange=50, area=0.9, error=0.02)
    after = Separation(known=50, strange=50, area=0.6, error=0.05)
    assert refused_by(gate(strangeness=Strangeness(before=before, after=after))) == ["novelty"]
    few = Separation(known=50, strange=19, area=0.6, error=0.05)
    assert gate(strangeness=Strangeness(before=before, after=few)).passed


def cost(after_ms: float = 1.0, after_bytes: int = 1000, **found: object) -> Cost:
    made = Cost(
        rows=64, before_ms=1.0, after_ms=after_ms, before_bytes=1000, after_bytes=after_bytes
    )
    return msgspec.structs.replace(made, **found)


def test_that_three_times_as_slow_is_refused_unless_it_knows_so_much_more() -> None:
    verdict = gate(cost=cost(3.0))
    assert refused_by(verdict) == ["latency"]
    assert "3.0 times the active model's (at most 2.0 times)" in verdict.reason
    assert gate(cost=cost(3.0, expected=2.0)).passed
    assert gate(cost=cost(3.0, before_ms=0.0, before_bytes=0)).passed


def test_that_a_needless_size_and_memory_are_refused() -> None:
    verdict = gate(cost=cost(after_bytes=4_000_000, before_bytes=1_000_000))
    assert refused_by(verdict) == ["size"]
    assert "it is 4.0 MB, 4.0 times the active model" in verdict.reason
    verdict = gate(cost=cost(memory_bytes=600 << 20))
    assert refused_by(verdict) == ["memory"]
    assert "it takes 600.0 MiB at most while it is loaded and run" in verdict.reason


def test_that_much_more_memory_than_the_active_head_s_is_refused_unless_it_is_little() -> None:
    verdict = gate(cost=cost(memory_bytes=100 << 20, before_memory_bytes=20 << 20))
    assert refused_by(verdict) == ["memory"]
    assert "takes 100.0 MiB at most" in verdict.reason
    assert "the active model 20.0 (at most 80 may be)" in verdict.reason
    assert gate(cost=cost(memory_bytes=100 << 20, before_memory_bytes=30 << 20)).passed
    assert gate(cost=cost(memory_bytes=60 << 20, before_memory_bytes=1 << 20)).passed
    knows_more = cost(memory_bytes=100 << 20, before_memory_bytes=20 << 20, expected=2.0)
    assert gate(cost=knows_more).passed


def test_that_all_reasons_are_given_at_once() -> None:
    verdict = gate(missing=("mug",), cost=cost(3.0))
    assert refused_by(verdict) == ["classes", "latency"]
    assert verdict.reason.count("; ") == 1


def test_that_operators_are_told_every_finding() -> None:
    evidence = Evidence(
        against="b" * 64,
        named=9,
        taught=9,
        exams=(exam("taught", pair("", 9, 9, 8, lost=1), pair("mug", 3, 3, 2, lost=1)),),
        cost=cost(3.0),
    )
    report = gate_report(4, GateRecord(evidence=evidence, rules=RULES))
    assert (report.version, report.examined, report.passed) == (4, True, False)
    states = {finding.rule: finding.state for finding in report.findings}
    assert states["latency"] == "refused"
    assert states["classes"] == "passed"
    assert [(c.name, c.lost) for c in report.comparisons] == [("", 1), ("mug", 1)]
    assert not gate_report(5, None).examined


def test_that_what_goes_out_as_one_is_refused_by_either_examination() -> None:
    good, other = Evidence(named=9, taught=9), Evidence(named=8, taught=9)
    bad, worse = Evidence(problem="bad"), Evidence(problem="worse")
    assert weaker(good, other, RULES) is good
    assert weaker(good, bad, RULES) is bad
    assert weaker(bad, good, RULES) is bad
    assert weaker(bad, worse, RULES) is bad
