"""The gate's rules about detectors, by evidence that is only about one of them."""

import msgspec
import pytest

from operator_gui.station.detector_gate import detector_findings
from operator_gui.station.evidence import DetectorExam, Evidence, GateRules
from operator_gui.station.gate import Verdict, judge
from operator_gui.station.gate_book import GateRecord
from operator_gui.station.gate_desk import gate_report
from shared.learning.exam import Compared, Paired

RULES = GateRules()


def pair(tracks: int, before: int, after: int, *, name: str = "") -> Paired:
    lost, gained = max(0, before - after), max(0, after - before)
    return Paired(name, tracks, before, after, lost=lost, gained=gained)


EXAM = DetectorExam(
    found=Compared(pair(100, 95, 95), of_classes=5),
    frames=50,
    before_boxes=200,
    after_boxes=200,
    before_ms=20.0,
    after_ms=20.0,
    before_bytes=4_000_000,
    after_bytes=6_000_000,
    before_memory_bytes=80 << 20,
    after_memory_bytes=90 << 20,
)


def gate(**changes: object) -> Verdict:
    exam = msgspec.structs.replace(EXAM, **changes)
    return judge(Evidence(detector=exam), RULES)


def refused_by(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings if finding.passed is False]


def found(*pairs: Paired) -> Compared:
    whole, *classes = pairs
    return Compared(whole, of_classes=5, classes=tuple(classes))


def test_that_one_that_finds_as_much_passes() -> None:
    assert gate().passed
    assert gate(found=found(pair(100, 50, 90))).passed


@pytest.mark.parametrize(
    ("overall", "rules"),
    [
        (pair(100, 95, 80), ["objects"]),
        (pair(100, 95, 91), []),  # so little may be chance, or how the objects were chosen
        (pair(400, 400, 381), []),  # beyond chance, but within the share that is allowed
        (pair(400, 400, 370), ["objects"]),
        (pair(20, 0, 0), ["objects"]),  # of what finds nothing, nothing good is known
        (pair(8, 8, 6), []),
        (pair(8, 8, 1), ["objects"]),
    ],
)
def test_that_losing_more_objects_than_chance_and_choice_explain_is_refused(
    overall: Paired, rules: list[str]
) -> None:
    assert refused_by(gate(found=found(overall))) == rules


def test_that_a_class_that_is_lost_is_refused_by_name() -> None:
    verdict = gate(found=found(pair(400, 390, 380), pair(12, 12, 0, name="mug")))
    assert refused_by(verdict) == ["single classes"]
    assert "it finds less of mug (it finds 0 (0 %" in verdict.reason


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"after_boxes": 700}, "boxes"),
        ({"after_ms": 60.0}, "latency"),
        ({"after_memory_bytes": 2000 << 20}, "memory"),
    ],
)
def test_that_too_many_boxes_time_and_memory_are_refused(
    changes: dict[str, object], rule: str
) -> None:
    verdict = gate(**changes)
    assert refused_by(verdict) == [rule]
    assert "at most" in verdict.reason


def test_that_few_boxes_and_little_time_are_no_matter() -> None:
    assert gate(before_boxes=5, after_boxes=140).passed  # 0.1 and 2.8 a frame
    assert gate(before_ms=0.5, after_ms=5.0).passed
    assert gate(after_bytes=90_000_000).passed


def test_that_what_is_no_object_is_told_and_not_judged() -> None:
    findings = detector_findings(
        msgspec.structs.replace(EXAM, no_objects=pair(9, 9, 12, name="not an object")), RULES
    )
    (told,) = [finding for finding in findings if finding.rule == "no objects"]
    assert told.passed is None
    assert "of 9 things that are no object it boxes 12, the active detector 9" in told.text


def test_that_operators_are_told_of_it_as_of_a_head() -> None:
    exam = msgspec.structs.replace(
        EXAM, found=found(pair(100, 95, 80), pair(10, 10, 5, name="mug"))
    )
    report = gate_report(2, GateRecord(evidence=Evidence(detector=exam), rules=RULES))
    assert not report.passed
    assert [one.name for one in report.comparisons] == ["", "mug"]
    assert report.comparisons[0].exam == "labelled objects (found)"
    assert {finding.state for finding in report.findings} == {"passed", "refused", "open"}
