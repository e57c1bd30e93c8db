"""Measures what storing the models small costs: accuracy, size, load time and speed.

Run ``python tests/bench/measure_models.py`` from the root of the repository. The photos are read
from ``$WHATSIT_DATA`` (default ``../shared/data``); without them the exit code is 2. The form that
is kept is read from its file; the others are built from the recipes' packages. Two tables go to
standard output, progress to standard error.
"""

import argparse
import csv
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime
from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from models import accuracy
from models.recipes.catalogue import RECIPES, Recipe, build, to_bytes
from models.recipes.compression import Precision
from models.recipes.registry import PackageError, packages_folder

ROOT = Path(__file__).resolve().parents[2]
THREADS = 2
LOADS = 16
TIMED_RUNS = 16
BATCH = 16
COMPARED: tuple[Precision, ...] = ("float32", "float16", "int8")
STDERR = Console(stderr=True)

Float32Array = npt.NDArray[np.float32]


class DataError(Exception):
    """The photos to measure on are not there."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way of storing a model: what it is called, and the file's bytes."""

    name: str
    content: bytes

    def session(self) -> Any:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        return onnxruntime.InferenceSession(
            self.content, options, providers=["CPUExecutionProvider"]
        )


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds to load, milliseconds for one photo, and the latter as a ratio to float32."""

    load_ms: float
    run_ms: float
    ratio: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure both kept models and print their tables; exit code 2 if something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train-photos", type=int, help="photos of clothes to learn from (all)")
    parser.add_argument("--penalty", type=float, default=1.0, help="of the ridge regression (1)")
    options = parser.parse_args(arguments)
    data = Path(os.environ.get("WHATSIT_DATA", ROOT.parent / "shared" / "data"))
    try:
        for folder in ("coco128", "cards", "clothing"):
            if not (data / folder).is_dir():
                raise DataError(f"no photos: expected the folder {data / folder}; set WHATSIT_DATA")
        detector, embedder = (recipe for recipe in RECIPES if recipe.kept)
        print_detector_table(forms_of(detector), data)
        print()
        print_embedder_table(
            forms_of(embedder), data, train_photos=options.train_photos, penalty=options.penalty
        )
    except (DataError, PackageError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def forms_of(recipe: Recipe) -> list[Form]:
    """Read the form that is kept, and build the others, float32 first."""
    forms = []
    for precision in dict.fromkeys((*COMPARED, recipe.precision)):
        if precision == recipe.precision:
            kept = (ROOT / "models" / recipe.file_name).read_bytes()
            forms.append(Form(f"{precision} (kept)", kept))
        else:
            model = build(recipe, packages=packages_folder(), precision=precision)
            forms.append(Form(precision, to_bytes(model)))
    return forms


def print_detector_table(forms: Sequence[Form], data: Path) -> None:
    """Print size, AP on COCO photos, class-agnostic recall on cards, and speed of each form."""
    coco = read_coco(data / "coco128")
    cards = read_cards(data / "cards")
    rng = np.random.default_rng(0)
    speeds = time_forms(forms, rng.integers(0, 256, (1, 320, 320, 3), np.uint8))
    print(f"Detector, {len(coco)} COCO photos, {len(cards)} photos of cards, {THREADS} threads")
    print("| Weights | Size | AP@[.5:.95] | Recall@.5 of cards, top 30 | Load | Time |")
    print("|---|---|---|---|---|---|")
    for form in forms:
        session = form.session()
        named, things = [], []
        for path, _ in track(coco, f"{form.name}: COCO", console=STDERR):
            named.append(accuracy.find_classes(*detect(session, path)))
        for path, _ in track(cards, f"{form.name}: cards", console=STDERR):
            things.append(accuracy.find_things(*detect(session, path), keep_at_most=30))
        precision = accuracy.average_precision(named, [truth for _, truth in coco])
        found = accuracy.recall(things, [truth for _, truth in cards])
        print(row(form, speeds[form.name], f"{precision:.4f}", f"{found:.4f}"))


def print_embedder_table(
    forms: Sequence[Form], data: Path, *, train_photos: int | None, penalty: float
) -> None:
    """Print size, accuracy on clothes, likeness to float32, and speed of each form."""
    train = read_clothing(data / "clothing" / "train", train_photos)
    test = read_clothing(data / "clothing" / "test", None)
    more = read_clothing(data / "clothing" / "validation", None)
    rng = np.random.default_rng(0)
    photo = rng.uniform(-1, 1, (1, 3, 224, 224)).astype(np.float32)
    speeds = time_forms(forms, photo)
    print(
        f"Embedder, ridge (penalty {penalty}) on {len(train)} photos of clothes, {THREADS} threads"
    )
    tried = f"Accuracy, {len(test)} test | Accuracy, {len(more)} validation | Same answer"
    print(f"| Weights | Size | {tried} | Cosine to float32 | Load | Time |")
    print("|---|---|---|---|---|---|---|---|")
    classes, truth = labels_of(train), labels_of(test + more)
    reference: tuple[Float32Array, npt.NDArray[Any]] | None = None
    for form in forms:
        session = form.session()
        taught = embed(session, [path for path, _ in train], f"{form.name}: training photos")
        tried_on = embed(session, [path for path, _ in test + more], f"{form.name}: other photos")
        answers = accuracy.ridge_answers(
            accuracy.even_out(taught), classes, accuracy.even_out(tried_on), penalty=penalty
        )
        reference = reference or (tried_on, answers)
        right, same = answers == truth, np.mean(answers == reference[1])
        shares = [f"{np.mean(part):.4f}" for part in (right[: len(test)], right[len(test) :])]
        cosine = accuracy.mean_cosine(reference[0], tried_on)
        print(row(form, speeds[form.name], *shares, f"{same:.4f}", f"{cosine:.5f}"))


def labels_of(photos: Sequence[tuple[Path, int]]) -> npt.NDArray[np.int64]:
    """Take the class indices, (photos,)."""
    return np.array([label for _, label in photos], np.int64)


def row(form: Form, speed: Speed, *measured: str) -> str:
    """Format one line of a table."""
    size = f"{len(form.content) / 1e6:.2f} MB"
    load = f"{speed.load_ms:.0f} ms"
    run = f"{speed.run_ms:.1f} ms, ×{speed.ratio:.2f}"
    return "| " + " | ".join([form.name, size, *measured, load, run]) + " |"


def time_forms(forms: Sequence[Form], photo: npt.NDArray[Any]) -> dict[str, Speed]:
    """Time several sessions of each form, since where weights land in memory matters.

    The forms take turns, in changing order, and lower quartiles are taken, because whatever else
    runs on the machine can only add to a time.
    """
    loads_s: dict[str, list[float]] = {form.name: [] for form in forms}
    runs_s: dict[str, list[float]] = {form.name: [] for form in forms}
    for _ in track(range(LOADS), "times", console=STDERR):
        sessions = []
        for form in forms:
            started_s = time.perf_counter()
            session = form.session()
            loads_s[form.name].append(time.perf_counter() - started_s)
            session.run(None, {"image": photo})
            sessions.append((form.name, session))
        for turn in range(TIMED_RUNS):
            first = turn % len(sessions)
            for name, session in sessions[first:] + sessions[:first]:
                started_s = time.perf_counter()
                session.run(None, {"image": photo})
                runs_s[name].append(time.perf_counter() - started_s)
    run_s = {name: float(np.percentile(times, 25)) for name, times in runs_s.items()}
    return {
        name: Speed(
            load_ms=float(np.percentile(loads_s[name], 25)) * 1e3,
            run_ms=run_s[name] * 1e3,
            ratio=run_s[name] / run_s[forms[0].name],
        )
        for name in runs_s
    }


def detect(session: Any, path: Path) -> tuple[Float32Array, Float32Array]:
    """Run a detector on one photo: boxes (anchors, 4) and scores (anchors, classes)."""
    picture = cv2.resize(read_rgb(path), (320, 320), interpolation=cv2.INTER_LINEAR)
    boxes, scores = session.run(["boxes", "scores"], {"image": picture[None]})
    return boxes[0], scores[0]


def embed(session: Any, paths: Sequence[Path], what: str) -> Float32Array:
    """Embed whole photos, each stretched to a square: (photos, 1280)."""
    starts = range(0, len(paths), BATCH)
    parts = []
    for start in track(starts, what, console=STDERR):
        pictures = [
            cv2.resize(read_rgb(path), (224, 224), interpolation=cv2.INTER_AREA)
            for path in paths[start : start + BATCH]
        ]
        batch = (np.stack(pictures).astype(np.float32) - 127) / 128
        parts.append(session.run(["embedding"], {"image": batch.transpose(0, 3, 1, 2)})[0])
    return np.concatenate(parts)


def read_rgb(path: Path) -> npt.NDArray[Any]:
    """Read a photo as uint8 (height, width, 3), RGB."""
    picture = cv2.imread(str(path))
    if picture is None:
        raise DataError(f"{path} is not a readable photo: fetch the data again")
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def read_coco(folder: Path) -> list[tuple[Path, accuracy.Labelled]]:
    """List COCO photos with their boxes, from YOLO text: class, centre x, y, width, height."""
    photos = []
    for path in sorted((folder / "images").glob("*.jpg")):
        text = folder / "labels" / f"{path.stem}.txt"
        lines = text.read_text().splitlines() if text.is_file() else []
        table = np.array([line.split() for line in lines], np.float64).reshape(-1, 5)
        half = table[:, 3:] / 2
        boxes = np.concatenate([table[:, 1:3] - half, table[:, 1:3] + half], axis=1)
        photos.append((path, accuracy.Labelled(boxes, table[:, 0].astype(np.int64))))
    return photos


def read_cards(folder: Path) -> list[tuple[Path, accuracy.Labelled]]:
    """List photos of cards with their boxes; which card it is plays no part."""
    photos = []
    for path in sorted(folder.glob("*/*.jpg")):
        with path.with_suffix(".csv").open(newline="") as file:
            rows = [
                [float(line[c]) for c in ("x0", "y0", "x1", "y1")] for line in csv.DictReader(file)
            ]
        boxes = np.array(rows, np.float64).reshape(-1, 4)
        photos.append((path, accuracy.Labelled(boxes, np.zeros(len(boxes), np.int64))))
    return photos


def read_clothing(folder: Path, at_most: int | None) -> list[tuple[Path, int]]:
    """List photos of clothes with the index of their class, evenly thinned to ``at_most``."""
    classes = sorted(path for path in folder.iterdir() if path.is_dir())
    photos = [(p, i) for i, path in enumerate(classes) for p in sorted(path.glob("*.jpg"))]
    if at_most is None or at_most >= len(photos):
        return photos
    return [photos[i] for i in np.linspace(0, len(photos) - 1, at_most).round().astype(int)]


if __name__ == "__main__":
    sys.exit(main())
