"""Measures the gate: how often honest heads are refused, and how often spoiled ones.

Run `python -m tests.bench.measure_gate [--data digits,cards,clothing] [--seeds 3]` from the root of
the repository. Digits come with scikit-learn; photos are read from `$WHATSIT_DATA` (default
`../shared/data`), and left out with one line where they are missing. Embeddings are kept in the
temporary folder. Tables go to standard output. Nothing is asserted.

Labels grow by small batches, by lot or as the default strategy asks. Every head is examined and
judged as the station does, by its ONNX graph, against the last one that passed. At some sizes, the
next batch is spoiled in several ways, each judged by itself and not kept. Of the labels from 200 on,
one in twenty goes to the hold-out.
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
from operator_gui.station.gate import Verdict, judge
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
        return State(spec, graph, trial, left_out)

    def verdict(self, candidate: State, labels: Labels, active: State | None) -> Verdict:
        held = int(HOLDOUT_SHARE * len(labels.rows)) if len(labels.rows) >= HOLDOUT_FROM else 0
        papers = Papers(
            taught=self.exam(self.ground.embeddings, labels.rows, labels.names),
            measured=self.exam(
                self.ground.test_embeddings,
                self.tests[:held],
                [f"{self.ground.test_labels[row]:04d}" for row in self.tests[:held]],
            ),
            corrections=self.exam(self.ground.embeddings, labels.rows[:0], ()),
            strange=self.exam(self.ground.embeddings, labels.rows[:0], ()),
            latest=[str(row) for row in labels.rows[-RULES.latest :]],
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
        return judge(evidence, RULES)

    def exam(self, embeddings: Floats, rows: Indices, names: Sequence[str]) -> Exam:
        tracks = [
            Audited(embeddings[row : row + 1], name) for row, name in zip(rows, names, strict=True)
        ]
        return Exam.of([str(row) for row in rows], tracks, dim=embeddings.shape[1])

    def honest(self, labels: Labels, active: State | None) -> tuple[State, Verdict]:
        candidate = self.state(self.trained(labels), labels)
        return candidate, self.verdict(candidate, labels, active)

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


def grown(world: World, found: dict[str, Counter[bool]], reasons: Counter[str]) -> None:
    """Follows one growth; counts by the size, what was judged, whether it passed."""
    count, active = 0, None
    size = len(world.order)
    while count < min(size, SIZES[-1]):
        step = next(by for up_to, by in STEPS if count < up_to)
        before, count = count, min(count + step, size)
        band = next((f"to {top}" for top in SIZES if count <= top), "")
        candidate, verdict = world.honest(world.labels(count), active)
        found[f"{band} honest"][verdict.passed] += 1
        if verdict.passed:
            active = candidate
        else:
            for finding in verdict.findings:
                if finding.passed is False:
                    reasons[f"{finding.rule}: {finding.text}"] += 1
        if active is not None and count in SIZES:
            spoilt(world, count, active, found)
        assert count > before


def spoilt(world: World, count: int, active: State, found: dict[str, Counter[bool]]) -> None:
    for batch in BATCHES:
        if count + batch > len(world.order):
            continue
        labels = world.wrong_batch(count, batch)
        _, verdict = world.honest(labels, active)
        found[f"at {count} {batch} answers, 30 % wrong"][verdict.passed] += 1
    labels = world.labels(min(count + 20, len(world.order)))
    head = world.trained(labels)
    for name, spoil in SPOILT.items():
        candidate = world.state(spoil(head, world.rng), labels)
        verdict = world.verdict(candidate, labels, active)
        found[f"at {count} {name}"][verdict.passed] += 1


def main(arguments: Sequence[str]) -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", default="digits,cards,clothing", help="data sets, by commas")
    parser.add_argument("--seeds", type=int, default=3, help="how often each is drawn")
    options = parser.parse_args(arguments)
    for ground in grounds(options.data.split(",")):
        by_order: dict[str, dict[str, Counter[bool]]] = defaultdict(lambda: defaultdict(Counter))
        reasons: Counter[str] = Counter()
        for seed in range(options.seeds):
            for name, order in orders(ground, seed):
                grown(World(ground, order, seed), by_order[name], reasons)
        table = Table("labels", "what", "order", "refused", "of", title=ground.name)
        for name, found in by_order.items():
            for key, counts in found.items():
                where, size, what = key.split(" ", 2)
                table.add_row(
                    f"{where} {size}", what, name, str(counts[False]), str(counts.total())
                )
        OUT.print(table)
        for reason, times in reasons.most_common(12):
            OUT.print(f"  {times} × {reason}", style="dim")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
