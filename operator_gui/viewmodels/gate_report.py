"""What the gate found of a version, as lines for the Learning page. Without widgets."""

from dataclasses import dataclass

from shared.protocol.gate import GateComparison, GateReport
from shared.protocol.status import VersionSummary

MARKS = {"passed": "✓", "refused": "✗", "open": "·"}
WORST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ReportView:
    """A heading, and one line a finding: what refused it first."""

    heading: str
    lines: tuple[str, ...]


def report_view(version: VersionSummary | None, report: GateReport | None) -> ReportView | None:
    """None while no version is selected, or its report has not come."""
    if version is None or report is None:
        return None
    name = f"v{version.version}"
    if not report.examined:
        return ReportView(f"{name}: no report is kept of its test", ())
    ended = "passed its test" if report.passed else "was refused"
    against = " against the model that was active then" if report.against else ""
    findings = sorted(report.findings, key=lambda finding: finding.state != "refused")
    lines = [f"{MARKS[f.state]} {f.rule}: {f.text}" for f in findings]
    single = [pair for pair in report.comparisons if pair.name and pair.lost > pair.gained]
    lines += [_class_line(pair) for pair in single[:WORST_SHOWN]]
    return ReportView(f"{name} {ended}{against}", tuple(lines))


def _class_line(pair: GateComparison) -> str:
    return (
        f"· {pair.name}: {pair.before} of {pair.tracks} right before, {pair.after} now "
        f"({pair.exam})"
    )
