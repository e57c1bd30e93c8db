"""What the gate found of a version, as lines for the Learning page. Without widgets."""

from dataclasses import dataclass

from operator_gui.texts import tr
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
        return ReportView(tr("{name}: no report is kept of its test").format(name=name), ())
    if report.against:
        heading = (
            tr("{name} passed its test against the model that was active then")
            if report.passed
            else tr("{name} was refused against the model that was active then")
        )
    else:
        heading = tr("{name} passed its test") if report.passed else tr("{name} was refused")
    findings = sorted(report.findings, key=lambda finding: finding.state != "refused")
    lines = [f"{MARKS[f.state]} {f.rule}: {f.text}" for f in findings]
    single = [pair for pair in report.comparisons if pair.name and pair.lost > pair.gained]
    lines += [_class_line(pair) for pair in single[:WORST_SHOWN]]
    return ReportView(heading.format(name=name), tuple(lines))


def _class_line(pair: GateComparison) -> str:
    return tr("· {name}: {before} of {tracks} right before, {after} now ({exam})").format(
        name=pair.name, before=pair.before, tracks=pair.tracks, after=pair.after, exam=pair.exam
    )
