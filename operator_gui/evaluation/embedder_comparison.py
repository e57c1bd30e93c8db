"""Two stations that have the same labels and different embedders: whose head names more rightly."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from operator_gui.evaluation.station_report import SEED, StationLabels, station_labels
from operator_gui.station.evidence import Evidence, ExamResult, GateRules
from operator_gui.station.examination import LeftOut
from operator_gui.station.finding import Finding
from operator_gui.station.gate import accuracy_findings
from shared.errors import LearningError
from shared.learning.exam import Compared, compare
from shared.learning.head import train_head

LEAST_TRACKS = 8
"""With fewer labelled tracks in common it would be chance that decides."""

RISK = 0.05


@dataclass(frozen=True, slots=True)
class EmbedderReport:
    """tracks: labelled the same at both. embedder, active_embedder: by SHA-256. findings: of the
    gate's rules about accuracy, by tracks that neither head had seen."""

    tracks: int
    classes: int
    embedder: str
    active_embedder: str
    compared: Compared
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return all(finding.passed is not False for finding in self.findings)


def compare_embedders(folder: Path, against: Path) -> EmbedderReport:
    """The station in `folder` has to hold its own against the other.

    Each trains its own head from the tracks that both have under the same name; every track is
    named without it. Raises StorageError if there is no station in a folder, and LearningError if
    too little is labelled.
    """
    mine, theirs = station_labels(folder), station_labels(against)
    common = _tracks(mine) & _tracks(theirs)
    if len({track for track, _ in common}) < LEAST_TRACKS:
        raise LearningError(
            f"{folder} and {against} have {len(common)} labelled tracks in common, {LEAST_TRACKS} "
            "are needed: export the labels of one and import them into the other"
        )
    after, before = _left_out(mine, common), _left_out(theirs, common)
    was = dict(zip(zip(before.ids, before.names, strict=True), before.said.named(), strict=True))
    rows = [
        (one, name, was[one, name], said)
        for one, name, said in zip(after.ids, after.names, after.said.named(), strict=True)
        if (one, name) in was
    ]
    if not rows:
        raise LearningError("no class has two tracks: nothing can be named without its own track")
    compared = compare(*map(list, zip(*rows, strict=True)))
    evidence = Evidence(exams=(ExamResult(kind="left_out", compared=compared),))
    return EmbedderReport(
        tracks=len({track for track, _ in common}),
        classes=len({name for _, name in common}),
        embedder=mine.embedder_sha256,
        active_embedder=theirs.embedder_sha256,
        compared=compared,
        findings=tuple(accuracy_findings(evidence, GateRules())),
    )


def _tracks(labels: StationLabels) -> set[tuple[str, str]]:
    """Labelled tracks that a camera saw, each with its name."""
    views = labels.views
    rows = zip(views.track_ids, views.names, views.made, strict=True)
    return {(track, name) for track, name, made in rows if not made}


def _left_out(labels: StationLabels, common: set[tuple[str, str]]) -> LeftOut:
    views = labels.views
    rows = [
        row
        for row, pair in enumerate(zip(views.track_ids, views.names, strict=True))
        if pair in common and not views.made[row]
    ]
    rng = np.random.default_rng(SEED)
    head = train_head(views.training_set(rows), risk=RISK, members=1, rng=rng)
    if head.left_out is None:
        raise LearningError("no class has two tracks: nothing can be named without its own track")
    return LeftOut.of(
        head.left_out, head.class_names, sorted({views.track_ids[row] for row in rows})
    )
