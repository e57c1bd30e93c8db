"""What a simulation found, as data: curves with intervals, and what they come down to."""

from collections.abc import Sequence

import msgspec
import numpy as np

from edge_node.simulation.curve import (
    Curve,
    Mean,
    areas,
    labels_needed,
    labels_where_worse,
    mean_of,
)
from edge_node.simulation.experiment import Experiment, Folds, Settings, Variant
from edge_node.simulation.gathering import Gathered
from edge_node.simulation.picture import LabelledData
from edge_node.simulation.trial import Checkpoint
from shared.figures import Figure, machine

BASELINE = "random"
BUDGET_SHARES = (0.25, 0.5, 1.0)
"""At these shares of the budget is the baseline taken as the mark to reach."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """After so many labels: the mean over seeds, each with its 95 % interval."""

    labels: int
    accuracy: Mean
    balanced: Mean


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """Labels needed to be as good as the baseline at a share of its budget.

    labels: on the mean curve, None where that never gets there; share: of the baseline's.
    by_seed, spread: the same seed by seed, and their mean where all get there.
    """

    budget_share: float
    baseline_labels: float
    accuracy: float
    labels: float | None
    share: float | None
    by_seed: tuple[float | None, ...]
    spread: Mean | None


class StrategyCurve(msgspec.Struct, frozen=True, kw_only=True):
    """A strategy in one variant. area: the mean accuracy over all labels from the first batch on.

    area_gain: how much more that is than the baseline's, paired by seed. worse_at: after how many
    labels the baseline is better by more than its interval. choose_ms: a question.
    """

    strategy: str
    batch: int
    wrong: float
    points: tuple[Point, ...]
    area: Mean
    area_gain: Mean
    reached: tuple[Reached, ...]
    worse_at: tuple[int, ...]
    choose_ms: float

    @property
    def variant(self) -> Variant:
        return Variant(self.batch, self.wrong)


class DataSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What it was tried on. copies: pictures that are the same as another, to the byte.

    unusable: pictures that could not be read, and why. pool, test: the smallest over seeds.
    """

    title: str
    objects: int
    views: int
    classes: dict[str, int]
    pool: int
    test: int
    copies: int
    unusable: tuple[str, ...]
    embedder_sha256: str


class SimulationReport(msgspec.Struct, frozen=True, kw_only=True):
    """`report.json`. seeds: that were gone through, which are fewer if it was interrupted."""

    data: DataSummary
    seeds: int
    seeds_wanted: int
    budget: int
    start: int
    risk: float
    curves: tuple[StrategyCurve, ...]
    machine: dict[str, str]


def summarise(
    data: LabelledData, gathered: Gathered, parted: Folds, *, embedder_sha256: str
) -> DataSummary:
    """What there is to know of the data before anything is tried on it."""
    objects = gathered.objects
    counts = np.bincount(objects.labels, minlength=len(objects.class_names)).tolist()
    return DataSummary(
        title=data.title,
        objects=len(objects),
        views=objects.owners.size,
        classes=dict(zip(objects.class_names, counts, strict=True)),
        pool=parted.pool,
        test=parted.test,
        copies=gathered.copies,
        unusable=(*data.unusable, *gathered.unusable),
        embedder_sha256=embedder_sha256,
    )


def build_report(data: DataSummary, experiment: Experiment, settings: Settings) -> SimulationReport:
    """A curve for every strategy and variant. The baseline is among the strategies, and at least
    one seed was gone through."""
    return SimulationReport(
        data=data,
        seeds=experiment.seeds,
        seeds_wanted=settings.seeds,
        budget=experiment.budget,
        start=settings.start,
        risk=settings.risk,
        curves=tuple(
            _curve(experiment, strategy.name, variant)
            for variant in settings.variants
            for strategy in settings.strategies
        ),
        machine=machine(),
    )


def _curve(experiment: Experiment, name: str, variant: Variant) -> StrategyCurve:
    trials = experiment.results[name, variant]
    accuracy = accuracy_curve(trials)
    balanced = np.array([[point.score.balanced for point in trial] for trial in trials])
    baseline = accuracy_curve(experiment.results[BASELINE, variant])
    reached = []
    for share in BUDGET_SHARES:
        needed = labels_needed(accuracy, baseline, budget_share=share)
        reached.append(
            Reached(
                budget_share=share,
                baseline_labels=needed.baseline_labels,
                accuracy=needed.target,
                labels=needed.labels,
                share=needed.share,
                by_seed=needed.by_seed,
                spread=needed.spread,
            )
        )
    seconds = sum(point.choose_s for trial in trials for point in trial)
    return StrategyCurve(
        strategy=name,
        batch=variant.batch,
        wrong=variant.wrong,
        points=tuple(
            Point(labels=int(labels), accuracy=mean_of(right), balanced=mean_of(even))
            for labels, right, even in zip(
                accuracy.labels, accuracy.values.T, balanced.T, strict=True
            )
        ),
        area=mean_of(areas(accuracy)),
        area_gain=mean_of(areas(accuracy) - areas(baseline)),
        reached=tuple(reached),
        worse_at=labels_where_worse(accuracy, baseline),
        choose_ms=1e3 * seconds / (experiment.budget * len(trials)),
    )


def accuracy_curve(trials: Sequence[tuple[Checkpoint, ...]]) -> Curve:
    """The accuracy of one strategy over its seeds, of which there is at least one."""
    return Curve(
        np.array([point.labels for point in trials[0]], np.int64),
        np.array([[point.score.accuracy for point in trial] for trial in trials]),
    )


def figures(report: SimulationReport) -> tuple[Figure, ...]:
    """What every curve comes down to, as a benchmark's figures."""
    found: list[Figure] = []
    for curve in report.curves:
        name = f"{curve.strategy}, batch {curve.batch}, {curve.wrong:.0%} wrong"
        last = curve.points[-1].accuracy
        found.append(_figure(f"{name}: accuracy with {report.budget} labels", last))
        found.append(_figure(f"{name}: area under the curve", curve.area))
        for goal in curve.reached:
            if goal.share is not None:
                where = f"{BASELINE}'s labels for its accuracy at {goal.budget_share:.0%}"
                found.append(Figure(name=f"{name}: share of {where}", value=goal.share, unit=""))
        found.append(Figure(name=f"{name}: choosing a question", value=curve.choose_ms, unit="ms"))
    return tuple(found)


def _figure(name: str, mean: Mean) -> Figure:
    spread = None if mean.low is None or mean.high is None else (mean.low, mean.high)
    return Figure(name=name, value=mean.value, unit="", spread=spread)
