"""Measures whether made views are worth their questions, at 1 to 5 real labels a class.

Run ``python tests/bench/measure_synthesis.py [DRAWS]`` from the root of the repository. Photos are
read from ``$WHATSIT_DATA`` (default ``../shared/data``); what is missing is left out with a line.
The digits come with scikit-learn. Tables go to standard output. Nothing is asserted.

Every way of spending questions begins with the same labels and has as many questions as there are
labels. A simulated person says of a made view what it was made from, and "don't know" where too
little of it can be seen (`is_clear`).
"""

import csv
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.datasets import load_digits

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from edge_node.perception.crops import embedding_crop
from edge_node.perception.embedder import Embedder
from edge_node.perception.providers import Runtime
from edge_node.synthesis.rendering import render
from edge_node.synthesis.search import search
from edge_node.synthesis.view_change import DIMS, LEAST_VISIBLE_SHARE, ViewChange
from shared.domain import Box, Floats, Image
from shared.factory import FactoryModels, factory_folder
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.learning.made_views import try_made_views
from shared.learning.ridge import Doubles

ROOT = Path(__file__).resolve().parents[2]
PER_CLASS = (1, 2, 3, 4, 5)
POOL_PER_CLASS, TESTS_PER_CLASS = 60, 40
BACKGROUNDS = 40
SMALLEST_SIDE_PX = 32
BATCHES = 3
OUT, ERR = Console(width=160), Console(stderr=True)


@dataclass(frozen=True, eq=False, slots=True)
class Objects:
    """Photographed objects of one data set: crops, embeddings, classes, and which are tests."""

    name: str
    crops: list[Image]
    embeddings: Floats
    labels: Indices
    test: np.ndarray
    backgrounds: list[Image]

    @property
    def classes(self) -> int:
        return int(self.labels.max()) + 1


@dataclass(eq=False, slots=True)
class Rows:
    """What was labelled so far, seen and made."""

    embeddings: list[Floats] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    made: list[bool] = field(default_factory=list)

    def add(self, embedding: Floats, label: int, source: int, *, made: bool) -> None:
        self.embeddings.append(embedding)
        self.labels.append(label)
        self.sources.append(source)
        self.made.append(made)

    def copy(self) -> "Rows":
        return Rows(*(list(it) for it in (self.embeddings, self.labels, self.sources, self.made)))

    def training_set(self) -> TrainingSet:
        return TrainingSet(
            embeddings=np.stack(self.embeddings),
            labels=np.array(self.labels),
            groups=np.array(self.sources),
            class_names=tuple(str(label) for label in range(max(self.labels) + 1)),
            view_ids=tuple(str(row) for row in range(len(self.labels))),
            made=np.array(self.made),
        )

    def helps(self) -> bool:
        """What the gate makes of the made views."""
        return try_made_views(self.training_set()).verdict == "help"

    def head(self) -> TrainedHead:
        return train_head(self.training_set(), risk=0.05, rng=np.random.default_rng(0))


def corner_patches(image: Image, boxes: Sequence[tuple[float, ...]]) -> Iterator[Image]:
    """The corners of a photo that no box touches; all of them count as background."""
    height, width = image.shape[:2]
    for x, y in ((0, 0), (0.7, 0), (0, 0.7), (0.7, 0.7)):
        touched = any(b[0] < x + 0.3 and b[2] > x and b[1] < y + 0.3 and b[3] > y for b in boxes)
        if not touched:
            rows = slice(int(y * height), int((y + 0.3) * height))
            yield image[rows, int(x * width) : int((x + 0.3) * width)]


def clothing(data: Path) -> tuple[list[Image], list[str], list[bool], list[Image]]:
    crops, names, tests, backgrounds = [], [], [], list[Image]()
    for part, limit in (("train", POOL_PER_CLASS), ("test", TESTS_PER_CLASS)):
        for folder in sorted((data / "clothing" / part).iterdir()):
            for path in sorted(folder.glob("*.jpg"))[:limit]:
                image = np.asarray(cv2.imread(str(path)), np.uint8)
                crops.append(image)
                names.append(folder.name)
                tests.append(part == "test")
                if part == "train" and len(backgrounds) < 4 * BACKGROUNDS:
                    backgrounds.extend(corner_patches(image, [])) if len(names) % 15 == 0 else None
    return crops, names, tests, backgrounds


def cards(data: Path) -> tuple[list[Image], list[str], list[bool], list[Image]]:
    crops, names, tests, backgrounds = [], [], [], list[Image]()
    for path in sorted((data / "cards").glob("*/*.csv")):
        image = np.asarray(cv2.imread(str(path.with_suffix(".jpg"))), np.uint8)
        height, width = image.shape[:2]
        boxes = []
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                x0, y0, x1, y1 = box = tuple(float(row[side]) for side in ("x0", "y0", "x1", "y1"))
                boxes.append(box)
                cut = embedding_crop(image, Box(x0 * width, y0 * height, x1 * width, y1 * height))
                if min(cut.shape[:2]) >= SMALLEST_SIDE_PX:
                    crops.append(cut.copy())
                    names.append(row["name"])
                    tests.append(path.parts[-2] == "test")
        if path.parts[-2] == "train":
            backgrounds.extend(patch.copy() for patch in corner_patches(image, boxes))
    return crops, names, tests, backgrounds


def digits(_: Path) -> tuple[list[Image], list[str], list[bool], list[Image]]:
    found = load_digits()
    crops = [
        cv2.cvtColor((16 * np.minimum(image, 15.9)).astype(np.uint8), cv2.COLOR_GRAY2BGR)
        for image in found.images
    ]
    order = np.random.default_rng(0).permutation(len(crops))[:1000]
    tests = [place >= 600 for place in range(1000)]
    return [crops[i] for i in order], [str(found.target[i]) for i in order], tests, []


def loaded(name: str, read: Callable[[Path], tuple], data: Path, embedder: Embedder) -> Objects:
    crops, names, tests, backgrounds = read(data)
    embeddings = [embedder.embed(crops[i : i + 2]) for i in range(0, len(crops), 2)]
    labels = np.unique(np.array(names), return_inverse=True)[1]
    chosen = np.random.default_rng(0).permutation(len(backgrounds))[:BACKGROUNDS]
    return Objects(
        name,
        crops,
        np.concatenate(embeddings),
        labels,
        np.array(tests),
        [backgrounds[i] for i in chosen],
    )


def is_clear(change: ViewChange) -> bool:
    """Whether the simulated person can tell what a made view shows."""
    return change.visible_share >= 0.55 and change.blur_share <= 0.01


class Spending:
    """Ways of spending questions after the same first labels."""

    def __init__(self, objects: Objects, embedder: Embedder, per_class: int, seed: int) -> None:
        self.objects, self.embedder = objects, embedder
        self.rng = np.random.default_rng(seed)
        order = self.rng.permutation(np.flatnonzero(~objects.test))
        ordered = [order[objects.labels[order] == label] for label in range(objects.classes)]
        self.first = np.concatenate([one[:per_class] for one in ordered])
        self.pool = np.setdiff1d(order, self.first)
        self.questions = self.first.size
        self.base = Rows()
        for row in self.first:
            self._add_real(self.base, row)

    def _add_real(self, rows: Rows, row: int) -> None:
        label = int(self.objects.labels[row])
        rows.add(self.objects.embeddings[row], label, int(row), made=False)

    def _embed(self, source: int, changes: Sequence[ViewChange]) -> Floats:
        crop, grounds = self.objects.crops[source], self.objects.backgrounds
        return self.embedder.embed([render(crop, grounds, change) for change in changes])

    def _batches(self) -> list[np.ndarray]:
        sources = self.rng.permutation(self.first)
        return [part for part in np.array_split(sources, BATCHES) if part.size]

    def made(self) -> Rows:
        """Made views where the committee differs most; each costs a question."""
        rows = self.base.copy()
        for batch in self._batches():
            head = rows.head()
            for source in batch:
                change = self._most_disputed(int(source), head)
                if is_clear(change):
                    label = int(self.objects.labels[source])
                    rows.add(self._embed(int(source), [change])[0], label, int(source), made=True)
        return rows

    def _most_disputed(self, source: int, head: TrainedHead) -> ViewChange:
        def score(points: Doubles) -> Floats:
            changes = [ViewChange.at(point) for point in points]
            differ = apply_head(head, self._embed(source, changes)).disagreement
            hidden = [change.visible_share < LEAST_VISIBLE_SHARE for change in changes]
            return np.where(hidden, np.float32(-np.inf), differ)

        found = search(score, dims=DIMS, first=8, offspring=4, generations=2, rng=self.rng)
        return ViewChange.at(found.point)

    def augmented(self) -> Rows:
        """As many made views drawn by chance: the label is the crop's, and nobody is asked."""
        rows = self.base.copy()
        for source in self.first:
            change = ViewChange.at(self.rng.random(DIMS))
            while not is_clear(change):
                change = ViewChange.at(self.rng.random(DIMS))
            label = int(self.objects.labels[source])
            rows.add(self._embed(int(source), [change])[0], label, int(source), made=True)
        return rows

    def real_at_random(self) -> Rows:
        """As many real objects, drawn by chance."""
        rows = self.base.copy()
        for row in self.rng.permutation(self.pool)[: self.questions]:
            self._add_real(rows, row)
        return rows

    def real_by_margin(self) -> Rows:
        """As many real objects, where the first two names are closest."""
        rows, pool = self.base.copy(), self.pool
        for batch in self._batches():
            said = apply_head(rows.head(), self.objects.embeddings[pool]).probabilities
            top = np.sort(said, axis=1)
            chosen = np.argsort(top[:, -1] - top[:, -2])[: batch.size]
            for row in pool[chosen]:
                self._add_real(rows, row)
            pool = np.delete(pool, chosen)
        return rows

    def real_between(self) -> Rows:
        """The real objects closest to where the committee differs most between two features."""
        rows, pool = self.base.copy(), self.pool
        for batch in self._batches():
            head, labelled = rows.head(), np.stack(rows.embeddings)
            for _ in batch:
                ends = labelled[self.rng.integers(0, len(labelled), (16, 2))]
                share = self.rng.random((16, 1)).astype(np.float32)
                points = ends[:, 0] * share + ends[:, 1] * (1 - share)
                said = apply_head(head, points)
                target = said.features[int(said.disagreement.argmax())]
                features = apply_head(head, self.objects.embeddings[pool]).features
                nearest = int((features @ target).argmax())
                self._add_real(rows, int(pool[nearest]))
                pool = np.delete(pool, nearest)
        return rows

    def accuracy(self, rows: Rows) -> float:
        test = self.objects.test
        said = apply_head(rows.head(), self.objects.embeddings[test]).probabilities
        return float((said.argmax(axis=1) == self.objects.labels[test]).mean())


WAYS: dict[str, Callable[[Spending], Rows]] = {
    "labels only": lambda s: s.base,
    "made, asked": lambda s: s.made(),
    "by chance, free": lambda s: s.augmented(),
    "real, by chance": lambda s: s.real_at_random(),
    "real, margin": lambda s: s.real_by_margin(),
    "real, between": lambda s: s.real_between(),
}


def measure(objects: Objects, embedder: Embedder, draws: int) -> None:
    """A row for each number of labels: mean accuracy, and the gain over the labels alone with its
    standard error; for made views also what it is with the gate, and how often that lets them."""
    table = Table("labels a class", *WAYS, title=objects.name, title_justify="left")
    for per_class in PER_CLASS:
        accuracies: dict[str, list[float]] = {name: [] for name in WAYS}
        gated: dict[str, list[float]] = {name: [] for name in WAYS}
        let: dict[str, int] = dict.fromkeys(WAYS, 0)
        for seed in range(draws):
            for name, way in WAYS.items():
                spending = Spending(objects, embedder, per_class, seed)
                rows = way(spending)
                accuracies[name].append(spending.accuracy(rows))
                if any(rows.made):
                    helps = rows.helps()
                    let[name] += helps
                    gated[name].append(accuracies["labels only" if not helps else name][-1])
        base = accuracies["labels only"]
        cells = [
            gain_in_words(accuracies[name], base)
            + (
                f"\ngate {gain_in_words(gated[name], base)} {let[name]}/{draws}"
                if gated[name]
                else ""
            )
            for name in WAYS
        ]
        table.add_row(str(per_class), *cells)
        ERR.print(objects.name, per_class, *map(repr, zip(WAYS, cells, strict=True)), sep="\n")
    OUT.print(table)


def gain_in_words(values: list[float], base: list[float]) -> str:
    gain = np.array(values) - np.array(base)
    error = gain.std(ddof=1) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return f"{np.mean(values):.3f} ({gain.mean():+.3f} ± {error:.3f})"


def main() -> int:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    data = Path(os.environ.get("WHATSIT_DATA", ROOT / ".." / "shared" / "data"))
    models = FactoryModels(factory_folder())
    spec = models.manifest.embedder
    embedder = Embedder(spec, models.path_of(spec.file), runtime=Runtime(threads=1))
    for name, read in (("cards", cards), ("clothing", clothing), ("digits", digits)):
        if name != "digits" and not (data / name).is_dir():
            ERR.print(f"left out {name}: no such folder in {data}; set WHATSIT_DATA")
            continue
        measure(loaded(name, read, data, embedder), embedder, draws)
    return 0


if __name__ == "__main__":
    sys.exit(main())
