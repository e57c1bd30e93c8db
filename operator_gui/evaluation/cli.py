"""The command `whatsit evaluate`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from shared.config import state_folder
from shared.errors import UsageError

if TYPE_CHECKING:
    from operator_gui.evaluation.crossing import Crossed
    from operator_gui.evaluation.embedder_comparison import EmbedderReport
    from operator_gui.evaluation.station_report import EvaluationReport
    from shared.learning.measures import Trust


def evaluate(
    *,
    state: Path | None = None,
    heads: str = "ridge,logistic,nearest_mean",
    against: Path | None = None,
    json: bool = False,
) -> int:
    """Compare heads of several kinds on a station's labels, whether it runs or not.

    Every labelled track is named by a head that learned from other tracks, and from other sessions
    where there are several. Nothing is changed or deployed. With --against, two stations with the
    same labels and different embedders are compared instead; exit code 1 says that it is worse.

    Parameters
    ----------
    state
        The station's folder (default: that of this user's own station).
    heads
        Which kinds, by commas: ridge (what the station trains), logistic, nearest_mean.
    against
        The folder of the station whose labels this one imported: whether the head of this one,
        on its own embedder, names them as rightly.
    json
        Print JSON instead of a table.
    """
    import msgspec

    if against is not None:
        return _compared(state or state_folder("station"), against, json=json)

    from operator_gui.evaluation.heads import kinds_of
    from operator_gui.evaluation.station_report import evaluate_station

    names = [name.strip() for name in heads.split(",") if name.strip()]
    if not names:
        raise UsageError("--heads names none: ridge, logistic and nearest_mean can be compared")

    def say(name: str) -> None:
        print(f"trying {name} …", file=sys.stderr, flush=True)

    report = evaluate_station(state or state_folder("station"), kinds_of(names), on_kind=say)
    if json:
        print(msgspec.json.encode(report).decode())
    else:
        print("\n".join(report_lines(report)))
    return 0


def _compared(folder: Path, against: Path, *, json: bool) -> int:
    import msgspec

    from operator_gui.evaluation.embedder_comparison import compare_embedders

    report = compare_embedders(folder, against)
    if json:
        print(msgspec.json.encode(report).decode())
    else:
        print("\n".join(comparison_lines(report, folder, against)))
    return 0 if report.passed else 1


def comparison_lines(report: "EmbedderReport", folder: Path, against: Path) -> list[str]:
    """Two embedders for a terminal."""
    from operator_gui.viewmodels.gate_report import MARKS

    states = {True: "passed", False: "refused", None: "open"}
    return [
        f"{report.tracks:,} tracks of {report.classes:,} classes that both have under one name",
        f"it: {folder}, embedder {report.embedder[:16]}…",
        f"active: {against}, embedder {report.active_embedder[:16]}…",
        *(f"{MARKS[states[finding.passed]]} {finding.text}" for finding in report.findings),
    ]


def report_lines(report: "EvaluationReport") -> list[str]:
    """The report for a terminal."""
    lines = [
        f"{report.tracks:,} tracks of {report.classes:,} classes, {report.labels:,} views; "
        "each track named without it",
        f"{'head':14}{'accuracy':24}{'calibration':>12}{'novelty':>10}{'training':>11}",
        *(_head_line(head) for head in report.heads),
    ]
    active = report.active
    if active is None:
        return [*lines, "no version is active"]
    for name, trust in (("hold-out", active.holdout), ("random checks", active.audit)):
        lines.append(f"v{active.version} on {name}: {_trust_words(trust)}")
    return lines


def _head_line(head: "Crossed") -> str:
    accuracy = "too few tracks"
    if (share := head.accuracy) is not None:
        accuracy = f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"
    off = "–" if head.accuracy is None else f"{head.calibration_error:.1%} off"
    novelty = "–" if head.separation is None else f"{head.separation:.2f}"
    return f"{head.kind:14}{accuracy:24}{off:>12}{novelty:>10}{head.train_s:>9.2f} s"


def _trust_words(trust: "Trust | None") -> str:
    if trust is None:
        return "no track yet"
    from shared.learning.intervals import wilson

    share, covered = wilson(trust.right, trust.tracks), wilson(trust.covered, trust.tracks)
    return (
        f"{share.value:.1%} right ({share.low:.1%} to {share.high:.1%}) of {trust.tracks:,}, "
        f"stated probabilities off by {trust.calibration_error:.1%}, the right name "
        f"{covered.value:.1%} of the time in its sets of {trust.set_size:.1f}"
    )
