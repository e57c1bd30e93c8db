"""How good each version was: of which class, by what it is measured, over what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from operator_gui.texts import counted, mark, number, tr
from operator_gui.viewmodels.class_list import class_title
from operator_gui.viewmodels.outstanding import Outstanding
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import capital, with_interval
from shared.clock import Clock
from shared.protocol.curation import CurationReply
from shared.protocol.curve import Curve, CurvePart, CurveWanted
from shared.protocol.deployment import CommandResult
from shared.protocol.status import VersionSummary

Measure = Literal["left_out", "checks"]
Over = Literal["labels", "answers", "minutes"]

MEASURE_WORDS: dict[Measure, str] = {
    "left_out": mark("tracks that it had not seen"),
    "checks": mark("random checks"),
}
OVER_WORDS: dict[Over, str] = {
    "labels": mark("labels"),
    "answers": mark("answers of people"),
    "minutes": mark("minutes of answering"),
}
TOO_FEW = 10
"""A share of fewer is hardly more than its interval, and that is said."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How good a version was, and after how much (`at`). tracks: of how many, 0 if that is not
    known."""

    at: float
    accuracy: float
    low: float
    high: float
    version: int
    state: str
    tracks: int = 0

    @property
    def is_vague(self) -> bool:
        """Whether there were too few to say much."""
        return 0 < self.tracks < TOO_FEW


@dataclass(frozen=True, slots=True)
class CurveChoice:
    """name: a class, "" for all of them."""

    name: str = ""
    measure: Measure = "left_out"
    over: Over = "labels"


class CurveModel(QObject):
    """`changed` when there is another curve. It is asked for while it is looked at; what an older
    station says of its versions is all there is of it."""

    changed = Signal()

    def __init__(
        self, *, station: StationHandle, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._is_open = False
        self._known: tuple[int, int] = (-1, -1)
        self._versions: tuple[VersionSummary, ...] = ()
        self._told: dict[str, Curve] = {}
        self._asked: Outstanding[CurveWanted] = Outstanding(station.curate, clock=clock)
        self.choice = CurveChoice()
        self.trouble = ""

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        """In the order of what they are over."""
        told = self._told.get(self.choice.name)
        if told is not None:
            return points_of(told.parts, self.choice)
        is_known = self.choice == CurveChoice()
        return points_of_versions(self._versions) if is_known else ()

    @property
    def summary(self) -> str:
        """What the newest point says, in a sentence."""
        if self.trouble and self.choice != CurveChoice():
            return f"{capital(self.trouble)}."
        points = self.points
        return summary_of(points[-1], self.choice) if points else _nothing(self.choice)

    def open(self, is_open: bool) -> None:
        """The page is looked at, or is not any more."""
        self._is_open = is_open
        if is_open:
            self._ask()
            self.changed.emit()

    def choose(self, choice: CurveChoice) -> None:
        is_other_class, self.choice = choice.name != self.choice.name, choice
        if is_other_class or choice.name not in self._told:
            self._ask()
        self.changed.emit()

    def heard(self, versions: tuple[VersionSummary, ...], answers: int) -> None:
        """The station's word of itself: other versions or answers make another curve."""
        newest = max((version.version for version in versions), default=0)
        is_other = (newest, answers) != self._known
        self._known, self._versions = (newest, answers), versions
        if is_other and self._is_open:
            self._ask()
            self.changed.emit()

    def take(self, reply: CurationReply) -> bool:
        """False if it was not asked for here."""
        if not isinstance(reply, Curve) or not self._asked.is_about(reply.request_id):
            return False
        self._asked.settle()
        self._told, self.trouble = {reply.name: reply}, ""
        self.changed.emit()
        return True

    def finish(self, result: CommandResult) -> bool:
        """The station does not tell, and why; False if it was not asked for here."""
        if not self._asked.is_about(result.command_id):
            return False
        self._asked.settle()
        self.trouble = result.text
        self.changed.emit()
        return True

    def tick(self) -> None:
        """Once a second: what may have been lost is asked for again."""
        if self._is_open:
            self._asked.repeat()

    def _ask(self) -> None:
        self._asked.ask(lambda about: CurveWanted(request_id=about, name=self.choice.name))


def points_of(parts: Sequence[CurvePart], choice: CurveChoice) -> tuple[CurvePoint, ...]:
    """Every version of which there is something to say."""
    points = []
    for part in parts:
        said = part.left_out if choice.measure == "left_out" else part.checks
        if said is not None:
            points.append(
                CurvePoint(
                    at=float(getattr(part, choice.over)),
                    accuracy=said.value,
                    low=said.low,
                    high=said.high,
                    version=part.version,
                    state=part.state,
                    tracks=said.tracks,
                )
            )
    return tuple(sorted(points, key=lambda point: (point.at, point.version)))


def points_of_versions(versions: Sequence[VersionSummary]) -> tuple[CurvePoint, ...]:
    """Every version that was measured, over its labels."""
    points = [
        CurvePoint(
            at=float(v.labels),
            accuracy=v.accuracy,
            low=v.accuracy if v.accuracy_low is None else v.accuracy_low,
            high=v.accuracy if v.accuracy_high is None else v.accuracy_high,
            version=v.version,
            state=v.state,
        )
        for v in versions
        if v.accuracy is not None
    ]
    return tuple(sorted(points, key=lambda point: (point.at, point.version)))


def summary_of(point: CurvePoint, choice: CurveChoice) -> str:
    """What a point says, without claiming more than can be known."""
    low, high = number(100 * point.low), number(100 * point.high)
    said = {
        "version": point.version,
        "name": class_title(choice.name),
        "low": low,
        "high": high,
        "share": with_interval(point.accuracy, point.low, point.high),
    }
    if not point.tracks:
        return tr("v{version} is right about {share} of tracks that it had not seen.").format(
            **said
        )
    if choice.measure == "left_out":
        return _of_tracks(point, choice).format(**said)
    return _of_checks(point, choice).format(**said)


def _of_tracks(point: CurvePoint, choice: CurveChoice) -> str:
    if point.is_vague and choice.name:
        return counted(
            "v{version}: too few tracks of {name} (%n) to say more than that between {low} and "
            "{high} % of them are named rightly.",
            "v{version}: too few tracks of {name} (%n) to say more than that between {low} and "
            "{high} % of them are named rightly.",
            point.tracks,
        )
    if point.is_vague:
        return counted(
            "v{version}: too few tracks (%n) to say more than that between {low} and {high} % of "
            "them are named rightly.",
            "v{version}: too few tracks (%n) to say more than that between {low} and {high} % of "
            "them are named rightly.",
            point.tracks,
        )
    if choice.name:
        return counted(
            "v{version} is right about {share} of %n track of {name}.",
            "v{version} is right about {share} of %n tracks of {name}.",
            point.tracks,
        )
    return counted(
        "v{version} is right about {share} of %n track.",
        "v{version} is right about {share} of %n tracks.",
        point.tracks,
    )


def _of_checks(point: CurvePoint, choice: CurveChoice) -> str:
    if point.is_vague and choice.name:
        return counted(
            "v{version}: too few checks of {name} (%n) to say more than that between {low} and "
            "{high} % of them are named rightly.",
            "v{version}: too few checks of {name} (%n) to say more than that between {low} and "
            "{high} % of them are named rightly.",
            point.tracks,
        )
    if point.is_vague:
        return counted(
            "v{version}: too few checks (%n) to say more than that between {low} and {high} % of "
            "them are named rightly.",
            "v{version}: too few checks (%n) to say more than that between {low} and {high} % of "
            "them are named rightly.",
            point.tracks,
        )
    if choice.name:
        return counted(
            "v{version} is right about {share} of %n random check of {name}.",
            "v{version} is right about {share} of %n random checks of {name}.",
            point.tracks,
        )
    return counted(
        "v{version} is right about {share} of %n random check.",
        "v{version} is right about {share} of %n random checks.",
        point.tracks,
    )


def _nothing(choice: CurveChoice) -> str:
    said = {"name": class_title(choice.name)}
    if choice.measure == "checks":
        if choice.name:
            return tr("No random check of {name} was answered yet.").format(**said)
        return tr("No random check was answered yet.")
    if choice.name:
        return tr("No version was measured by tracks of {name} yet.").format(**said)
    return tr("No version was measured yet.")
