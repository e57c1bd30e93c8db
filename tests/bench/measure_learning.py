"""Measures what the head's choices are worth: accuracy, calibration, committee, time.

Run ``python tests/bench/measure_learning.py`` from the root of the repository; novelty has its own,
``measure_novelty.py``. The photos are read from ``$WHATSIT_DATA`` (default ``../shared/data``);
without them one line says so and the exit code is 2. Embeddings by the stored embedder are kept in
the temporary folder. Tables go to standard output, progress to standard error. Nothing is
asserted.

A track is one photographed object with one to three jittered views; tests see one view each.
"""

import csv
import hashlib
import os
import sys
import tempfile
import timeit
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from shared.domain import Floats, Image
from shared.learning import ridge
from shared.learning.committee import disagreement
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.features import normalise
from shared.learning.head import TrainedHead, apply_head, softmax32, train_head
from shared.learning.head_graph import build_head_graph
from shared.selection.conformal import prediction_sets
from shared.selection.novelty import novelty
from shared.selection.uncertainty import margin

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("clothing", "cards", "coco128")
VIEWS = 3
SMALLEST_SIDE_PX = 32
OUT, ERR = Console(width=150), Console(stderr=True)
Corners = tuple[float, float, float, float]


class Draw(NamedTuple):
    """How tracks are drawn: so many of each class, or so many of all; and how often."""

    per_class: int
    in_all: int
    repeats: int

    @property
    def name(self) -> str:
        return f"{self.per_class} per class" if self.per_class else f"{self.in_all} at random"


FEW = tuple(Draw(per_class, 0, 10) for per_class in (1, 2, 4, 8))
MANY = (Draw(0, 10, 10), Draw(0, 40, 10), Draw(0, 100, 6), Draw(0, 300, 4), Draw(0, 1000, 2))


@dataclass(frozen=True, eq=False, slots=True)
class Photos:
    """Views of objects: embeddings (n, d), class, object and view number, and which are tests."""

    name: str
    embeddings: Floats
    labels: Indices
    objects: Indices
    views: Indices
    test: npt.NDArray[np.bool_]

    @property
    def classes(self) -> int:
        return int(self.labels.max()) + 1

    def tests(self, classes: Indices) -> tuple[Floats, Indices]:
        """One view of each test object; labels as positions in `classes`, -1 for others."""
        kept = self.test & (self.views == 0)
        position = np.full(self.classes, -1)
        position[classes] = np.arange(classes.size)
        return self.embeddings[kept], position[self.labels[kept]]

    def draw(self, how: Draw, classes: Indices, rng: np.random.Generator) -> TrainingSet:
        """Training tracks of the classes, each with one to three of its views."""
        pool = ~self.test & np.isin(self.labels, classes)
        objects, first = np.unique(self.objects[pool], return_index=True)
        labels = self.labels[pool][first]
        order = rng.permutation(objects.size)
        chosen = order[: how.in_all]
        if how.per_class:
            ordered = (order[labels[order] == label] for label in classes)
            chosen = np.concatenate([one[: how.per_class] for one in ordered])
        views = np.zeros(self.objects.max() + 1, int)
        views[objects[chosen]] = rng.integers(1, VIEWS + 1, chosen.size)
        rows = np.flatnonzero(pool & (self.views < views[self.objects]))
        return training_set(self.embeddings[rows], self.labels[rows], self.objects[rows])


def training_set(embeddings: Floats, labels: Indices, groups: Indices) -> TrainingSet:
    """Classes are named by their numbers."""
    names, positions = np.unique(labels, return_inverse=True)
    return TrainingSet(
        embeddings=embeddings,
        labels=positions,
        groups=groups,
        class_names=tuple(str(name) for name in names),
        view_ids=tuple(str(row) for row in range(len(labels))),
    )


def objects_in(data: Path) -> Iterator[tuple[str, bool, str, Path, Corners]]:
    """Every object: data set, whether it is a test, class, photo, corners as shares of it."""
    for path in sorted((data / "clothing").glob("*/*/*.jpg")):
        yield "clothing", path.parts[-3] != "train", path.parts[-2], path, (0, 0, 1, 1)
    for path in sorted((data / "cards").glob("*/*.csv")):
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                x0, y0, x1, y1 = (float(row[side]) for side in ("x0", "y0", "x1", "y1"))
                photo = path.with_suffix(".jpg")
                yield "cards", path.parts[-2] == "test", row["name"], photo, (x0, y0, x1, y1)
    for path in sorted((data / "coco128" / "labels").glob("*.txt")):
        photo = data / "coco128" / "images" / f"{path.stem}.jpg"
        for line in path.read_text(encoding="utf-8").splitlines():
            name, *box = line.split()
            x, y, w, h = (float(value) for value in box)
            # Whole photos are trained or tested on.
            test = hashlib.sha256(path.stem.encode()).digest()[0] % 2 == 0
            yield "coco128", test, name, photo, (x - w / 2, y - h / 2, x + w / 2, y + h / 2)


def crops(image: Image, corners: Corners, rng: np.random.Generator) -> Iterator[Image]:
    """The object as it is, and as a tracker and the light would have it twice more."""
    height, width = image.shape[:2]
    size = np.array([corners[2] - corners[0], corners[3] - corners[1]] * 2)
    for view in range(VIEWS):
        shift = rng.uniform(-0.08, 0.08, 4) * size * (view > 0)
        sides = np.clip(np.array(corners) + shift, 0, 1) * [width, height, width, height]
        x0, y0, x1, y1 = sides.astype(int)
        crop = image[y0 : max(y1, y0 + 2), x0 : max(x1, x0 + 2)]
        lit = cv2.convertScaleAbs(crop, alpha=rng.uniform(0.8, 1.2) if view else 1.0)
        square = cv2.resize(lit, (224, 224), interpolation=cv2.INTER_AREA)
        yield square[:, :, ::-1].astype(np.uint8)


def embed(data: Path, model: Path) -> dict[str, npt.NDArray[Any]]:
    """Embeddings of every view, with its data set, class, object, view and test flag."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    embedded: list[Floats] = []
    about: list[tuple[str, str, int, int, bool]] = []
    found = list(objects_in(data))
    for number, (source, test, name, photo, corners) in enumerate(track(found, console=ERR)):
        image = cv2.imread(str(photo))
        if image is None:
            continue
        height, width = image.shape[:2]
        shorter_px = min((corners[2] - corners[0]) * width, (corners[3] - corners[1]) * height)
        if shorter_px >= SMALLEST_SIDE_PX:
            views = np.stack(list(crops(image.astype(np.uint8), corners, rng)))
            pixels = (views.astype(np.float32).transpose(0, 3, 1, 2) - 127) / 128
            embedded.append(session.run(["embedding"], {"image": pixels})[0])
            about.extend((source, name, number, view, test) for view in range(VIEWS))
    keys = ("source", "name", "object", "view", "test")
    columns = {key: np.array(it) for key, it in zip(keys, zip(*about, strict=True), strict=True)}
    return {"embedding": np.concatenate(embedded), **columns}


def load(data: Path) -> list[Photos]:
    """The three data sets; classes of coco128 with fewer than six objects are left out."""
    model = Path(os.environ.get("WHATSIT_EMBEDDER", ROOT / "models" / "efficientnet_lite0.onnx"))
    digest = hashlib.sha256(model.read_bytes()).hexdigest()[:12]
    cache = Path(tempfile.gettempdir()) / f"whatsit-learning-{digest}.npz"
    if not cache.exists():
        np.savez(cache, **embed(data, model))  # type: ignore[arg-type]
    found = []
    with np.load(cache, allow_pickle=False) as table:
        for source in SOURCES:
            rows = table["source"] == source
            names, views = np.unique(table["name"][rows], return_counts=True)
            rows &= np.isin(table["name"], names[views >= 6 * VIEWS])
            labels = np.unique(table["name"][rows], return_inverse=True)[1]
            columns = (table[key][rows] for key in ("object", "view", "test"))
            found.append(Photos(source, table["embedding"][rows], labels, *columns))
    return found


@dataclass(frozen=True, eq=False, slots=True)
class Trial:
    """One draw of tracks, and tests of its classes; labels are -1 for classes not drawn."""

    views: TrainingSet
    embeddings: Floats
    labels: Indices

    def head(self, risk: float = 0.1) -> TrainedHead:
        return train_head(self.views, risk=risk, rng=np.random.default_rng(0))


def trials(source: Photos, how: Draw, *, known_share: float = 1.0) -> Iterator[Trial]:
    """As many draws as `how` says, from a share of the classes."""
    rng = np.random.default_rng(1)
    for _ in range(how.repeats):
        known = rng.permutation(source.classes)[: round(known_share * source.classes)]
        views = source.draw(how, known, rng)
        taught = np.array([int(name) for name in views.class_names])
        yield Trial(views, *source.tests(taught))


def auroc(positive: npt.NDArray[np.bool_], scores: Floats) -> float:
    mixed = positive.any() and not positive.all()
    return float(roc_auc_score(positive, scores)) if mixed else float("nan")


def mean(values: list[float]) -> str:
    kept = [value for value in values if np.isfinite(value)]
    return f"{np.mean(kept):.3f}" if kept else "-"


def show(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    OUT.print(table)


def ridge_choices(photos: list[Photos]) -> None:
    """Accuracy by class balance and λ, and with the λ that leaving tracks out chooses."""
    grids = [(it,) for it in ridge.REGULARISATIONS] + [ridge.REGULARISATIONS]
    draws = (Draw(4, 0, 6), Draw(0, 60, 6), Draw(0, 300, 4), Draw(0, 5000, 1))
    rows = []
    for source, how, balance in product(photos, draws, (0.0, 0.5, 1.0)):
        cells: dict[int, list[tuple[float, float]]] = {}
        for trial in trials(source, how):
            features, views = normalise(trial.views.embeddings), trial.views
            classes, tests = len(views.class_names), normalise(trial.embeddings)
            for column, grid in enumerate(grids):
                fit = ridge.fit_ridge(
                    features,
                    views.labels,
                    views.groups,
                    classes=classes,
                    regularisations=grid,
                    class_balance=balance,
                )
                right = (tests @ fit.weights).argmax(axis=1) == trial.labels
                by_class = [right[trial.labels == it].mean() for it in np.unique(trial.labels)]
                cells.setdefault(column, []).append((right.mean(), float(np.mean(by_class))))
        means = [np.mean(values, axis=0) for values in cells.values()]
        figures = (f"{plain:.3f} / {balanced:.3f}" for plain, balanced in means)
        rows.append([source.name, how.name, str(balance), *figures])
    header = ["photos", "tracks", "balance", *(f"λ {it}" for it in ridge.REGULARISATIONS)]
    show("Accuracy / mean of classes", [*header, "λ by leaving out"], rows)


def claims(trial: Trial) -> dict[str, float]:
    """What a head says of itself, and what test photos of its classes say."""
    known = trial.labels >= 0
    head, found = trial.head(), dict[str, float]()
    said = apply_head(head, trial.embeddings[known])
    for risk in (0.05, 0.1):
        sets = prediction_sets(said.probabilities, trial.head(risk).conformal_threshold)
        found[f"covered {risk}"] = sets[np.arange(len(sets)), trial.labels[known]].mean()
        found[f"set {risk}"] = sets.sum(axis=1).mean()
        found[f"single {risk}"] = (sets.sum(axis=1) == 1).mean()
    claim = float("nan") if head.accuracy is None else head.accuracy.value
    right = said.probabilities.argmax(axis=1) == trial.labels[known]
    far = novelty(said.top_scores, head.known_scores) >= 0.95
    return {
        "accuracy left out": claim,
        "accuracy on tests": right.mean(),
        "T": head.temperature,
        **found,
        "known but novelty ≥ .95": far.mean(),
    }


def bootstrap_votes(trial: Trial, tests: Floats, head: TrainedHead) -> Floats:
    """What five members would say that saw reweighted tracks instead of other features."""
    rng, views = np.random.default_rng(0), trial.views
    features = normalise(views.embeddings)
    tracks, position = np.unique(views.groups, return_inverse=True)
    weights = ridge.row_weights(views.labels, views.groups)
    targets = ridge.one_hot(views.labels, len(views.class_names))
    said = []
    for _ in range(5):
        share = rng.dirichlet(np.ones(tracks.size)) * tracks.size
        fitted = ridge.solve_ridge(
            features, targets, weights * share[position], regularisation=head.regularisation
        )
        said.append(softmax32((tests @ fitted).astype(np.float32), head.temperature))
    return np.stack(said)


def committee_quality(trial: Trial) -> dict[str, float]:
    """AUROC with which disagreement points at what the head has wrong, and what averaging does."""
    head = trial.head()
    said = apply_head(head, trial.embeddings)
    votes = bootstrap_votes(trial, said.features, head)
    wrong = said.probabilities.argmax(axis=1) != trial.labels
    return {
        "5 subspaces": auroc(wrong, said.disagreement),
        "5 bootstraps of tracks": auroc(wrong, disagreement(votes)),
        "margin": auroc(wrong, margin(said.probabilities)),
        "accuracy, one fit": 1 - float(wrong.mean()),
        "accuracy, mean of bootstraps": (votes.mean(axis=0).argmax(axis=1) == trial.labels).mean(),
    }


def by_draw(title: str, photos: list[Photos], measure: Callable[[Trial], dict[str, float]]) -> None:
    """One row of means for every data set and way of drawing."""
    rows, header = [], ["photos", "tracks"]
    for source, how in product(photos, (*FEW, *MANY)):
        found = [measure(trial) for trial in trials(source, how)]
        means = {key: mean([one[key] for one in found]) for key in found[0]}
        header = ["photos", "tracks", *means]
        rows.append([source.name, how.name, *means.values()])
    show(title, header, rows)


def training_time() -> None:
    """Seconds to train a head, with two views a track, and the size of its graph."""
    rows = []
    for n, classes in ((1, 1), (100, 10), (1000, 10), (1000, 100), (3000, 10), (3000, 100)):
        rng = np.random.default_rng(0)
        labels = np.arange(n) % classes
        noise = 2 * rng.random((n, 1280))
        embeddings = (rng.random((classes, 1280))[labels] + noise).astype(np.float32)
        groups = (np.arange(n) // (2 * classes)) * classes + labels
        views = training_set(embeddings, labels, groups)
        train = partial(train_head, views, risk=0.05, rng=rng)
        size = len(build_head_graph(train()))
        taken = timeit.repeat(train, number=1, repeat=5)
        figures = (min(taken), float(np.median(taken)), size / 1e6)
        rows.append([str(n), str(classes), *(f"{figure:.3f}" for figure in figures)])
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "all")
    title = f"Training on 1,280 features; BLAS threads: {threads} of {os.cpu_count()}"
    show(title, ["views", "classes", "least s", "median s", "graph MB"], rows)


def main() -> int:
    data = Path(os.environ.get("WHATSIT_DATA", ROOT / ".." / "shared" / "data"))
    missing = [name for name in SOURCES if not (data / name).is_dir()]
    training_time()
    if missing:
        ERR.print(f"skipped the rest: no {', '.join(missing)} in {data}; set WHATSIT_DATA")
        return 2
    photos = load(data)
    ridge_choices(photos)
    by_draw("The head's claims, and tests of the classes it knows", photos, claims)
    by_draw("AUROC of errors", photos, committee_quality)
    return 0


if __name__ == "__main__":
    sys.exit(main())
