"""Measures which share of wrong labels is found, and which share of what is found is wrong.

Run `python -m tests.bench.measure_suspicious [--data digits,cards,clothing] [--seeds 3]` from the
root of the repository. Digits come with scikit-learn; photos are read from `$WHATSIT_DATA` (default
`../shared/data`), and left out with one line where they are missing. Labels are changed by lot to
another class. Labels that were wrong before count as right, so that the figures of clothing, of
which some are, are too low. The table goes to standard output. Nothing is asserted.
"""

import argparse
import sys
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table

from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, train_head
from shared.learning.ridge import Doubles, Flags
from shared.learning.suspicion import suspicions
from tests.bench.strategies.ground import RISK, Ground, grounds

SIZES = (200, 1000, 4000)
FLIPPED = (0.0, 0.05, 0.1)
SHARES = (0.05, 0.1, 0.2)
OUT = Console(width=120)


def taught(ground: Ground, size: int, flipped: float, seed: int) -> tuple[TrainedHead, Flags]:
    """A head of labels of which some are wrong, and which of its judged tracks those are."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(ground.labels))[:size]
    labels, classes = ground.labels[rows].copy(), np.unique(ground.labels)
    wrong = np.zeros(rows.size, np.bool_)
    wrong[rng.permutation(rows.size)[: round(flipped * rows.size)]] = True
    for row in np.flatnonzero(wrong):
        labels[row] = rng.choice(classes[classes != labels[row]])
    ids = [f"{row:05d}" for row in range(rows.size)]
    views = TrainingSet.of_names(
        embeddings=ground.embeddings[rows],
        names=[f"{label:04d}" for label in labels],
        track_ids=ids,
        view_ids=ids,
    )
    head = train_head(views, risk=RISK, members=1, rng=rng)
    return head, wrong[head.judgement.groups]


def found(head: TrainedHead, wrong: Flags, share: float) -> tuple[float, float, float]:
    """How many are suspected at this share, which part of them is wrong, and which of the wrong."""
    judgement = head.judgement
    every = suspicions(judgement.labels, judgement.probabilities, limit=wrong.size, share=share)
    hits = float(wrong[every.rows].sum())
    return len(every), hits / max(1, len(every)), hits / max(1.0, float(wrong.sum()))


def first_ones(wrong: Flags, own: Doubles) -> float:
    """Which part of the first so many as are wrong is wrong, ranked by the label's probability."""
    count = int(wrong.sum())
    return float(wrong[np.argsort(own, kind="stable")[:count]].mean()) if count else float("nan")


def compare(ground: Ground, seeds: int) -> None:
    """The table of one data set."""
    columns = [f"{what} at {share:g}" for share in SHARES for what in ("found", "right", "of all")]
    table = Table("labels", "wrong", "first n", *columns, title=ground.name, title_justify="left")
    for size in sorted({min(size, len(ground.labels)) for size in SIZES}):
        for flipped in FLIPPED:
            heads = [taught(ground, size, flipped, seed) for seed in range(seeds)]
            firsts = [first_ones(wrong, head.judgement.true_probabilities) for head, wrong in heads]
            cells = [str(size), f"{flipped:.0%}", f"{np.mean(firsts):.2f}"]
            for share in SHARES:
                count, right, part = np.mean([found(*one, share) for one in heads], axis=0)
                cells += [f"{count:.0f}", f"{right:.2f}", f"{part:.2f}"]
            table.add_row(*cells)
    OUT.print(table)


def main(arguments: Sequence[str]) -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", default="digits,cards,clothing", help="data sets, by commas")
    parser.add_argument("--seeds", type=int, default=3, help="how often each is drawn")
    options = parser.parse_args(arguments)
    for ground in grounds(options.data.split(",")):
        compare(ground, options.seeds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
