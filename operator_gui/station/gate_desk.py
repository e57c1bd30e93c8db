"""What operators are told of the gate. Pure."""

from typing import Literal

from operator_gui.station.finding import Finding
from operator_gui.station.gate import EXAM_WORDS
from operator_gui.station.gate_book import GateRecord
from shared.learning.exam import Paired
from shared.protocol.gate import (
    MAX_COMPARISONS,
    MAX_FINDINGS,
    GateComparison,
    GateFinding,
    GateReport,
)
from shared.texts import phrase

TEXT_MAX = 2000
FOUND_OBJECTS = phrase("station", "labelled objects (found)")


def gate_report(version: int, record: GateRecord | None) -> GateReport:
    """The message about a version; None where nothing of it is kept."""
    if record is None:
        return GateReport(version=version, examined=False)
    evidence, verdict = record.evidence, record.verdict
    exams = [(EXAM_WORDS[result.kind], result.compared) for result in evidence.exams]
    if evidence.detector is not None:
        exams = [(FOUND_OBJECTS, evidence.detector.found)]
    whole = [_comparison(exam, compared.overall) for exam, compared in exams]
    single = [_comparison(exam, pair) for exam, compared in exams for pair in compared.classes]
    return GateReport(
        version=version,
        examined=True,
        passed=verdict.passed,
        against=evidence.against,
        findings=tuple(map(_finding, verdict.findings[:MAX_FINDINGS])),
        comparisons=tuple((whole + single)[:MAX_COMPARISONS]),
        unlikely=evidence.contradiction.ids[:256],
    )


def _finding(finding: Finding) -> GateFinding:
    state: Literal["passed", "refused", "open"] = (
        "open" if finding.passed is None else "passed" if finding.passed else "refused"
    )
    return GateFinding(rule=finding.rule, state=state, text=finding.text[:TEXT_MAX])


def _comparison(exam: str, pair: Paired) -> GateComparison:
    return GateComparison(
        exam=exam,
        name=pair.name,
        tracks=pair.tracks,
        before=pair.before,
        after=pair.after,
        lost=pair.lost,
        gained=pair.gained,
    )
