"""Measures what unlabelled things teach: accuracy with and without them, and what it costs.

Run `python -m tests.bench.measure_self_training [--data digits,cards,clothing] [--seeds 3]` from
the root of the repository. Digits come with scikit-learn; photos are read from `$WHATSIT_DATA`
(default `../shared/data`), and left out with one line where they are missing. Embeddings are kept
in the temporary folder. Tables go to standard output. Nothing is asserted.

With unknown classes, nothing of them is ever labelled, and they are among the unlabelled as often
as in the data. Accuracy is that of the classes that may be labelled.
"""

import argparse
import sys
import timeit
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.metrics import roc_auc_score

from shared.domain import Floats
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.learning.self_training import MAX_UNLABELLED
from shared.selection.conformal import prediction_sets
from shared.selection.novelty import novelty
from tests.bench.strategies.ground import RISK, Ground, grounds, situation
from tests.bench.strategies.peers import Chooser, ours

BUDGETS = (20, 40, 80, 120, 200, 400)
BATCH = 20
UNKNOWN_SHARE = 0.3
SIZES = (100, 300, 1000)
OUT = Console(width=120)


@dataclass(frozen=True, eq=False, slots=True)
class World:
    """A ground of the known classes, and embeddings of others, (n, d), to learn from or to test."""

    ground: Ground
    strangers: Floats
    strange_tests: Floats


def world(ground: Ground, unknown_share: float, rng: np.random.Generator) -> World:
    """Takes a share of the classes out of the ground."""
    classes = rng.permutation(np.unique(ground.labels))
    known = classes[round(unknown_share * classes.size) :]
    kept, tested = np.isin(ground.labels, known), np.isin(ground.test_labels, known)
    return World(
        replace(
            ground,
            embeddings=ground.embeddings[kept],
            features=ground.features[kept],
            labels=ground.labels[kept],
            test_embeddings=ground.test_embeddings[tested],
            test_labels=ground.test_labels[tested],
        ),
        ground.embeddings[~kept],
        ground.test_embeddings[~tested],
    )


def by_lot(ground: Ground, budgets: Sequence[int], seed: int) -> Iterator[Indices]:
    """What is labelled at each budget."""
    order = np.random.default_rng(seed).permutation(len(ground.labels))
    yield from (order[:budget] for budget in budgets)


def as_asked(
    ground: Ground, budgets: Sequence[int], seed: int, *, choose: Chooser
) -> Iterator[Indices]:
    """The same where a strategy chooses after the first batch."""
    rng = np.random.default_rng(seed)
    labelled: Indices = rng.permutation(len(ground.labels))[:BATCH]
    for budget in budgets:
        while labelled.size < budget:
            now, _ = situation(ground, labelled, np.random.default_rng(seed))
            count = min(BATCH, budget - labelled.size)
            labelled = np.concatenate([labelled, now.left[choose(now, count, rng)]])
        yield labelled


def figures(where: World, labelled: Indices, seed: int) -> list[float]:
    """Plain and then with the unlabelled: accuracy, coverage, AUROC of strangers; and if used."""
    ground = where.ground
    rows = [str(row) for row in labelled]
    views = TrainingSet.of_names(
        embeddings=ground.embeddings[labelled],
        names=[f"{label:04d}" for label in ground.labels[labelled]],
        track_ids=rows,
        view_ids=rows,
    )
    left = np.concatenate([np.delete(ground.embeddings, labelled, axis=0), where.strangers])
    sample = left[np.random.default_rng(seed).permutation(len(left))[:MAX_UNLABELLED]]
    train = partial(train_head, views, risk=RISK, members=1)
    plain = train(rng=np.random.default_rng(seed))
    helped = train(rng=np.random.default_rng(seed), unlabelled=sample)
    return [*said(where, plain), *said(where, helped), float(helped.unlabelled > 0)]


def said(where: World, head: TrainedHead) -> list[float]:
    """Of tests: accuracy, how often the prediction set holds the class, AUROC of strangers."""
    ground = where.ground
    columns = np.array([int(name) for name in head.class_names])
    found = apply_head(head, ground.test_embeddings)
    own = ground.test_labels[:, None] == columns
    sets = prediction_sets(found.probabilities, head.conformal_threshold)
    taught = own.any(axis=1)
    auroc = float("nan")
    if len(where.strange_tests):
        tops = np.concatenate([found.top_scores, apply_head(head, where.strange_tests).top_scores])
        strange = np.arange(len(tops)) >= len(found.top_scores)
        auroc = float(roc_auc_score(strange, novelty(tops, head.known_scores)))
    right = columns[found.probabilities.argmax(axis=1)] == ground.test_labels
    return [float(right.mean()), float((sets & own).any(axis=1)[taught].mean()), auroc]


def compare(ground: Ground, unknown_share: float, seeds: int) -> None:
    """A table of one data set."""
    title = f"{ground.name}, {unknown_share:.0%} of the classes unknown"
    columns = ["labels", "", "accuracy", "with unlabelled", "used", "covered", "with", "AUROC"]
    table = Table(*columns, "with", title=title, title_justify="left")
    budgets = [budget for budget in BUDGETS if budget <= ground.budget]
    asked = partial(as_asked, choose=next(iter(ours().values())))
    for name, draw in (("by lot", by_lot), ("asked", asked)):
        found: dict[int, list[list[float]]] = {budget: [] for budget in budgets}
        for seed in range(seeds):
            where = world(ground, unknown_share, np.random.default_rng(seed))
            for budget, labelled in zip(budgets, draw(where.ground, budgets, seed), strict=True):
                found[budget].append(figures(where, labelled, seed))
        for budget, values in found.items():
            accuracy, covered, auroc, *others, used = np.mean(values, axis=0)
            cells = (accuracy, others[0], used, covered, others[1], auroc, others[2])
            table.add_row(str(budget), name, *(f"{cell:.3f}" for cell in cells))
    OUT.print(table)


def training_time() -> None:
    """Seconds to train a head on made-up tracks, the least of three."""
    table = Table(
        "tracks", "plain s", f"with {MAX_UNLABELLED} unlabelled s", "ratio", title="Training time"
    )
    rng = np.random.default_rng(0)
    kinds = rng.random((10, 1280))
    for tracks in SIZES:
        of_kind = np.arange(tracks + MAX_UNLABELLED) % 10
        noise = 2 * rng.random((of_kind.size, 1280))
        embeddings = (kinds[of_kind] + noise).astype(np.float32)
        numbers = [str(number) for number in range(tracks)]
        views = TrainingSet.of_names(
            embeddings=embeddings[:tracks],
            names=[str(kind) for kind in of_kind[:tracks]],
            track_ids=numbers,
            view_ids=numbers,
        )
        taken: list[list[float]] = [[], []]
        for number in range(6):
            unlabelled = embeddings[tracks:] if number % 2 else None
            train = partial(train_head, views, risk=RISK, rng=rng, unlabelled=unlabelled)
            taken[number % 2].append(timeit.timeit(train, number=1))
        plain, helped = (min(times) for times in taken)
        table.add_row(str(tracks), f"{plain:.3f}", f"{helped:.3f}", f"{helped / plain:.2f}")
    OUT.print(table)


def main(arguments: Sequence[str]) -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", default="digits,cards,clothing", help="data sets, by commas")
    parser.add_argument("--seeds", type=int, default=3, help="how often each is drawn")
    options = parser.parse_args(arguments)
    training_time()
    for ground in grounds(options.data.split(",")):
        for unknown_share in (0.0, UNKNOWN_SHARE):
            compare(ground, unknown_share, options.seeds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
