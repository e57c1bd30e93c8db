"""Measures the gate: how often honest heads are refused, and how often spoiled ones.

Run `python -m tests.bench.measure_gate [--data digits,cards,clothing] [--seeds 3]` from the root of
the repository. Digits come with scikit-learn; photos are read from `$WHATSIT_DATA` (default
`../shared/data`), and left out with one line where they are missing. Embeddings are kept in the
temporary folder. Tables go to standard output. Nothing is asserted.

Labels grow by small batches, by lot or as the default strategy asks. Every head is examined and
judged as the station does, by its ONNX graph, against the last one that passed. At some sizes, the
next batch is spoiled in several ways, each judged by itself and not kept. Of the labels from 200
on, one in twenty goes to the hold-out. What a refusal saves, and what passing costs, is the change
of the accuracy on tests, in points.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console
from rich.table import Table

from operator_gui.station.evidence import GateRules
from operator_gui.station.examination import LeftOut, Papers, examine
from operator_gui.station.gate import judge
from operator_gui.station.trial_head import TrialHead
from shared.bundle import HeadSpec, ModelFile
from shared.domain import Floats
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.exam import Exam
from shared.learning.head import TrainedHead, train_head
from shared.learning.head_graph import build_head_graph, head_spec
from shared.learning.recalibration import Audited
from tests.bench.strategies.ground import RISK, Ground, grounds, situation
from tests.bench.strategies.peers import ours

SIZES = (50, 200, 500, 1000)
STEPS = ((20, 1), (50, 5), (200, 10), (500, 20), (1000, 50))
"""From how many labels on, so many come before the next training."""

BATCHES = (40, 100)
WRONG_SHARE = 0.3
ASKED_UP_TO = 300
HOLDOUT_FROM, HOLDOUT_SHARE = 200, 0.05
RULES = GateRules()
OUT = Console(width=150)


@dataclass(frozen=True, eq=False, slots=True)
class State:
    """A head as it lies in a registry, with what its training left out."""

    spec: HeadSpec
    graph: bytes
    trial: TrialHead
    left_out: LeftOut
    labels: int
    accuracy: float


@dataclass(frozen=True, eq=False, slots=True)
class Labels:
    """Rows in the order in which they were answered, and the names that were given."""

    rows: Indices
    names: tuple[str, ...]

    def first(self, count: int) -> "Labels":
        return Labels(self.rows[:count], self.names[:count])


class World:
    """One data set, one order of labels."""

    def __init__(self, ground: Ground, order: Indices, seed: int) -> None:
        self.ground = ground
        self.rng = np.random.default_rng(seed)
        self.order = order
        self.names = tuple(f"{label:04d}" for label in ground.labels[order])
        self.tests = self.rng.permutation(len(ground.test_labels))

    def labels(self, count: int) -> Labels:
        return Labels(self.order[:count], self.names[:count])

    def trained(self, labels: Labels) -> TrainedHead:
        rows = [str(row) for row in labels.rows]
        views = TrainingSet.of_names(
            embeddings=self.ground.embeddings[labels.rows],
            names=labels.names,
            track_ids=rows,
            view_ids=rows,
        )
        return train_head(views, risk=RISK, members=2, rng=np.random.default_rng(0))

    def state(self, head: TrainedHead, labels: Labels) -> State:
        graph = build_head_graph(head)
        spec = head_spec(head, ModelFile(sha256="0" * 64, size_bytes=len(graph)))
        ids = np.unique([str(row) for row in labels.rows])
        assert head.left_out is not None
        left_out = LeftOut.of(head.left_out, head.class_names, [str(one) for one in ids])
        trial = TrialHead.load(spec, graph, dim=self.ground.embeddings.shape[1])
        tests = trial.run(["probabilities"], self.ground.test_embeddings)[0].argmax(axis=1)
        truth = [f"{label:04d}" for label in self.ground.test_labels]
        right = np.array([spec.class_names[at] for at in tests]) == np.array(truth)
        return State(spec, graph, trial, left_out, len(labels.rows), float(right.mean()))

    def judged(
        self, candidate: State, labels: Labels, active: State | None, about: tuple[str, str, str]
    ) -> tuple["Judged", bool]:
        """What becomes of a candidate, and whether it passes."""
        held = int(HOLDOUT_SHARE * len(labels.rows)) if len(labels.rows) >= HOLDOUT_FROM else 0
        fresh = 0 if active is None else len(labels.rows) - active.labels
        papers = Papers(
            taught=self.exam(self.ground.embeddings, labels.rows, labels.names),
            measured=self.exam(
                self.ground.test_embeddings,
                self.tests[:held],
                [f"{self.ground.test_labels[row]:04d}" for row in self.tests[:held]],
            ),
            corrections=self.exam(self.ground.embeddings, labels.rows[:0], ()),
            strange=self.exam(self.ground.embeddings, labels.rows[:0], ()),
            latest=[str(row) for row in labels.rows[-max(RULES.latest, fresh) :]],
            learned=frozenset(map(str, labels.rows[: len(labels.rows) - fresh])),
            left_out=candidate.left_out,
            active_left_out=None if active is None else active.left_out,
            teachable=labels.names,
        )
        evidence = examine(
            candidate.spec,
            candidate.graph,
            papers,
            dim=self.ground.embeddings.shape[1],
            active=None if active is None else active.trial,
            slower=RULES.slower,
        )
        verdict = judge(evidence, RULES)
        taught = evidence.exam("taught")
        pair = None if taught is None else taught.overall
        found = Judged(
            *about,
            passed=verdict.passed,
            gain=0.0 if active is None else candidate.accuracy - active.accuracy,
            rules=tuple(one.rule for one in verdict.findings if one.passed is False),
            distance=evidence.contradiction.distance,
            wrong_share=evidence.contradiction.wrong_share
            - evidence.contradiction.others_wrong_share,
            taught_lost=0.0 if pair is None else (pair.lost - pair.gained) / pair.tracks,
        )
        return found, verdict.passed

    def exam(self, embeddings: Floats, rows: Indices, names: Sequence[str]) -> Exam:
        tracks = [
            Audited(embeddings[row : row + 1], name) for row, name in zip(rows, names, strict=True)
        ]
        return Exam.of([str(row) for row in rows], tracks, dim=embeddings.shape[1])

    def wrong_batch(self, count: int, batch: int) -> Labels:
        """The next batch, a share of it with other names that were given before."""
        labels = self.labels(count + batch)
        known = sorted(set(self.names[:count]))
        wrong = self.rng.permutation(batch)[: round(WRONG_SHARE * batch)] + count
        names = list(labels.names)
        for at in wrong:
            names[at] = str(self.rng.choice([name for name in known if name != names[at]]))
        return Labels(labels.rows, tuple(names))


Spoil = Callable[[TrainedHead, np.random.Generator], TrainedHead]


def two_swapped(head: TrainedHead, rng: np.random.Generator) -> TrainedHead:
    """The names of the two commonest classes, as the head sees it, change places."""
    assert head.left_out is not None
    common = np.argsort(-np.bincount(head.left_out.labels, minlength=len(head.class_names)))[:2]
    order = list(range(len(head.class_names)))
    order[common[0]], order[common[1]] = order[common[1]], order[common[0]]
    return replace(head, class_names=tuple(head.class_names[at] for at in order))


def all_moved(head: TrainedHead, rng: np.random.Generator) -> TrainedHead:
    return replace(head, class_names=(*head.class_names[1:], head.class_names[0]))


def not_a_number(head: TrainedHead, rng: np.random.Generator) -> TrainedHead:
    weights = head.weights.copy()
    weights[rng.integers(len(weights)), 0] = np.nan
    return replace(head, weights=weights)


def noisy(head: TrainedHead, rng: np.random.Generator) -> TrainedHead:
    noise = rng.standard_normal(head.weights.shape) * head.weights.std()
    return replace(head, weights=(head.weights + noise).astype(np.float32))


SPOILT: dict[str, Spoil] = {
    "two classes swapped": two_swapped,
    "all classes moved": all_moved,
    "one weight no number": not_a_number,
    "noise as large as weights": noisy,
}


def orders(ground: Ground, seed: int) -> Iterator[tuple[str, Indices]]:
    rng = np.random.default_rng(seed)
    by_lot = rng.permutation(len(ground.labels))
    yield "by lot", by_lot
    choose = next(iter(ours().values()))
    asked: Indices = by_lot[:20]
    while asked.size < min(ASKED_UP_TO, len(by_lot)):
        now, _ = situation(ground, asked, np.random.default_rng(seed))
        asked = np.concatenate([asked, now.left[choose(now, min(20, len(now.left)), rng)]])
    yield "asked", asked


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one candidate. gain: of accuracy over the active head, as a share."""

    order: str
    labels: str
    what: str
    passed: bool
    gain: float
    rules: tuple[str, ...]
    distance: float
    wrong_share: float
    taught_lost: float


def grown(world: World, order: str) -> Iterator[Judged]:
    """Follows one growth."""
    count, active = 0, None
    size = len(world.order)
    while count < min(size, SIZES[-1]):
        count = min(count + next(by for up_to, by in STEPS if count < up_to), size)
        labels = world.labels(count)
        candidate = world.state(world.trained(labels), labels)
        band = next(f"to {top:,}" for top in SIZES if count <= top)
        found, passed = world.judged(candidate, labels, active, (order, band, "honest"))
        yield found
        if passed:
            active = candidate
        if active is not None and count in SIZES:
            yield from spoilt(world, count, active, order)


def spoilt(world: World, count: int, active: State, order: str) -> Iterator[Judged]:
    at = f"at {count:,}"
    for batch in BATCHES:
        if count + batch > len(world.order):
            continue
        labels = world.wrong_batch(count, batch)
        candidate = world.state(world.trained(labels), labels)
        what = f"{batch} answers, {WRONG_SHARE:.0%} wrong"
        yield world.judged(candidate, labels, active, (order, at, what))[0]
        labels = world.labels(count + batch)
        candidate = world.state(world.trained(labels), labels)
        yield world.judged(candidate, labels, active, (order, at, f"{batch} answers, honest"))[0]
    labels = world.labels(min(count + 20, len(world.order)))
    head = world.trained(labels)
    for what, spoil in SPOILT.items():
        candidate = world.state(spoil(head, world.rng), labels)
        yield world.judged(candidate, labels, active, (order, at, what))[0]


def show(name: str, all_judged: Sequence[Judged]) -> None:
    columns = ("labels", "what", "order", "refused", "of", "gain if passed", "gain if refused")
    table = Table(*columns, title=name, title_justify="left")
    groups: dict[tuple[str, str, str], list[Judged]] = defaultdict(list)
    for one in all_judged:
        groups[one.labels, one.what, one.order].append(one)
    for (labels, what, order), group in groups.items():
        refused = [one.gain for one in group if not one.passed]
        passed = [one.gain for one in group if one.passed]
        cells = (f"{100 * np.mean(gains):+.1f}" if gains else "–" for gains in (passed, refused))
        table.add_row(labels, what, order, str(len(refused)), str(len(group)), *cells)
    OUT.print(table)
    for honest in (True, False):
        group = [one for one in all_judged if honest == ("honest" in one.what)]
        reasons = Counter(rule for one in group for rule in one.rules)
        OUT.print("honest" if honest else "spoilt", dict(reasons))
    for what in SPOILT:
        values = [one.taught_lost for one in all_judged if one.what == what]
        OUT.print(f"{what}: taught lost", *(f"{value:.2f}" for value in sorted(values)))
    fair = [one for one in all_judged if "honest" in one.what]
    for field in ("distance", "wrong_share", "taught_lost"):
        values = [getattr(one, field) for one in fair]
        OUT.print(
            f"honest {field}: 99 % below {np.quantile(values, 0.99):.2f}, most {max(values):.2f}"
        )
        values = [getattr(one, field) for one in all_judged if "wrong" in one.what]
        quantiles = ", ".join(f"{q:.2f}" for q in np.quantile(values, (0.1, 0.3, 0.5)))
        OUT.print(f"  wrong batches: 10 %, 30 %, 50 % below {quantiles}")


def main(arguments: Sequence[str]) -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", default="digits,cards,clothing", help="data sets, by commas")
    parser.add_argument("--seeds", type=int, default=3, help="how often each is drawn")
    options = parser.parse_args(arguments)
    for ground in grounds(options.data.split(",")):
        found = [
            judged
            for seed in range(options.seeds)
            for name, order in orders(ground, seed)
            for judged in grown(World(ground, order, seed), name)
        ]
        show(ground.name, found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
