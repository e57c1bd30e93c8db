"""The versions of a station's model as lines for a terminal. Pure."""

from collections.abc import Sequence

from operator_gui.viewmodels.gate_report import report_view
from operator_gui.viewmodels.learning import version_state
from operator_gui.viewmodels.words import accuracy_words, moment, percent, plural
from shared.errors import UsageError
from shared.learning.intervals import wilson
from shared.protocol.gate import GateReport
from shared.protocol.status import StationStatus, VersionSummary

SHOWN_ROBOTS = 3
DATA_CHARS = 8
NOBODY = "–"
KIND_WORDS = {"": NOBODY, "outside": "own program", "detector": "own detector"}
"""Of how a version was made; other words are said as they are."""

_HEADINGS = (
    *("version", "state", "made", "from", "data", "tracks", "classes", "accuracy", "audit"),
    *("robots", "approved", "why"),
)
_RIGHT = frozenset({"tracks", "classes"})


def model_lines(status: StationStatus) -> list[str]:
    """A table of all versions that the station tells of, the newest first."""
    newest_first = sorted(status.versions, key=lambda v: v.version, reverse=True)
    if not newest_first:
        return ["no version yet: nothing was taught"]
    return _table([_HEADINGS, *(_row(version, status.at_s) for version in newest_first)])


def find_version(status: StationStatus, number: int) -> VersionSummary:
    """One of the versions that the station tells of. Raises UsageError if there is none such."""
    for version in status.versions:
        if version.version == number:
            return version
    known = sorted(version.version for version in status.versions)
    told = f"it tells of v{known[0]} to v{known[-1]}" if known else "it has none yet"
    raise UsageError(f"the station has no version {number}; {told}")


def version_lines(version: VersionSummary, now_s: float) -> list[str]:
    """All about one version, a line each."""
    lines = [
        f"version    v{version.version}, {version_state(version.state)}",
        f"made       {_made(version)}, {moment(version.trained_at_s, now_s)}",
        f"from       {_parent(version)}",
        f"data       {version.dataset_revision or NOBODY}",
        f"           {plural(version.labels, 'label')} of {plural(version.tracks, 'track')}, "
        f"{plural(version.classes, 'class', 'classes')}",
        f"accuracy   {accuracy_words(version)}{_measured_by(version)}",
        f"audit      {_audit_in_full(version)}",
        f"robots     {', '.join(version.nodes) or 'none that is here runs it'}",
        f"approved   {_approved(version, now_s)}",
    ]
    if version.activated_at_s is not None:
        word = "since" if version.state == "active" else "from"
        moved = moment(version.activated_at_s, now_s)
        lines.append(f"active     {word} {moved}, for all robots")
    if version.reason:
        lines.append(f"why        {version.reason}")
    return lines


def gate_lines(version: VersionSummary, report: GateReport | None) -> list[str]:
    """What the gate found of it, a line a finding; nothing where the station does not say."""
    view = report_view(version, report)
    if view is None:
        return []
    return [f"gate       {view.heading}", *(f"           {line}" for line in view.lines)]


def _row(version: VersionSummary, now_s: float) -> tuple[str, ...]:
    return (
        f"v{version.version}",
        version_state(version.state),
        _made(version),
        f"v{version.parent}" if version.parent else NOBODY,
        version.dataset_revision[:DATA_CHARS],
        f"{version.tracks:,}",
        f"{version.classes:,}",
        accuracy_words(version),
        _audit(version),
        _robots(version.nodes),
        _approved(version, now_s),
        version.reason,
    )


def _made(version: VersionSummary) -> str:
    if version.restored_from:
        return f"was v{version.restored_from}"
    return KIND_WORDS.get(version.kind, version.kind)


def _measured_by(version: VersionSummary) -> str:
    if version.accuracy is None:
        return ""
    if version.kind == "outside":
        return " of the tracks that its program never saw, with the 95 % interval"
    return " of labelled tracks that were left out, with the 95 % interval"


def _parent(version: VersionSummary) -> str:
    if not version.parent:
        return "no version was active when it was made"
    return f"v{version.parent}, which was active when it was made"


def _audit(version: VersionSummary) -> str:
    if not version.audit_tracks:
        return NOBODY
    return f"{version.audit_hits} of {version.audit_tracks}"


def _audit_in_full(version: VersionSummary) -> str:
    if not version.audit_tracks:
        return "no random check was put while robots ran it"
    share = wilson(version.audit_hits, version.audit_tracks)
    return (
        f"{_audit(version)} random checks right: {percent(share.value)} "
        f"({share.low * 100:.0f} to {share.high * 100:.0f})"
    )


def _robots(names: Sequence[str]) -> str:
    if len(names) <= SHOWN_ROBOTS:
        return ", ".join(names) or NOBODY
    return f"{names[0]} and {len(names) - 1} more"


def _approved(version: VersionSummary, now_s: float) -> str:
    if version.approved_at_s is None:
        return NOBODY
    return f"{version.approved_by or 'by policy'} {moment(version.approved_at_s, now_s)}"


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return [
        "  ".join(
            cell.rjust(width) if name in _RIGHT else cell.ljust(width)
            for cell, width, name in zip(row, widths, _HEADINGS, strict=True)
        ).rstrip()
        for row in rows
    ]
