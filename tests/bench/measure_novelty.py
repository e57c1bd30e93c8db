"""Measures how well a head knows what it does not know, and whether its stated risk holds.

Run ``python tests/bench/measure_novelty.py`` from the root of the repository; photos and where
they lie as for ``measure_learning.py``, beside which scikit-learn's digits are looked at. Tables go
to standard output, progress to standard error. Nothing is asserted.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime
from rich.progress import track
from sklearn.datasets import load_digits

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from shared.domain import Floats, Image
from shared.learning.features import normalise
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.learning.recalibration import Audited, recalibrate
from shared.selection.conformal import prediction_sets
from shared.selection.novelty import novelty
from tests.bench.measure_learning import (
    ERR,
    ROOT,
    Draw,
    Photos,
    Trial,
    auroc,
    load,
    mean,
    objects_in,
    show,
    training_set,
    trials,
)

DRAWS = (*(Draw(per_class, 0, 5) for per_class in (2, 8, 32)), Draw(0, 1500, 5))
CHECKS = (0, 20, 50, 100, 200, 400)
Embed = Callable[[list[Image]], Floats]


def embedder() -> tuple[str, Embed]:
    """The default embedder, and a name for what it makes."""
    path = Path(os.environ.get("WHATSIT_EMBEDDER", ROOT / "models" / "efficientnet_lite0.onnx"))
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def embed(images: list[Image]) -> Floats:
        found = []
        for image in track(images, console=ERR):
            square = cv2.resize(image, (224, 224), interpolation=cv2.INTER_AREA)[:, :, ::-1]
            pixels = (square.astype(np.float32).transpose(2, 0, 1)[None] - 127) / 128
            found.append(session.run(["embedding"], {"image": pixels})[0])
        return np.concatenate(found)

    return hashlib.sha256(path.read_bytes()).hexdigest()[:12], embed


def kept(name: str, make: Callable[[], Floats]) -> Floats:
    """What `make` gives, from the temporary folder where it was made before."""
    path = Path(tempfile.gettempdir()) / f"whatsit-novelty-{name}.npy"
    if not path.exists():
        np.save(path, make())
    return np.asarray(np.load(path, allow_pickle=False), np.float32)


def digits(name: str, embed: Embed) -> Photos:
    """Every digit is a track of one view; a third are tests."""
    table = load_digits()
    images = [
        cv2.cvtColor((15.9375 * image).astype(np.uint8), cv2.COLOR_GRAY2BGR).astype(np.uint8)
        for image in table.images
    ]
    count = len(images)
    test = np.random.default_rng(7).permutation(count) < count // 3
    embeddings = kept(f"digits-{name}", lambda: embed(images))
    return Photos("digits", embeddings, table.target, np.arange(count), np.zeros(count, int), test)


def signals(head: TrainedHead, trial: Trial, embeddings: Floats) -> dict[str, Floats]:
    """Every signal by its name; higher = known."""
    said, known = apply_head(head, embeddings), head.familiarity
    features, taught = said.features, normalise(trial.views.embeddings)
    labels = trial.views.labels
    scores = np.sort(features @ head.weights, axis=1)
    logits = scores / np.float32(head.temperature)
    means = np.stack([taught[labels == it].mean(axis=0) for it in range(len(head.class_names))])
    cosine = (features @ normalise_rows(means).T).max(axis=1)
    near = np.sort(features @ taught.T, axis=1)
    residual = replace(known, noise=np.inf).of(features)
    distance = known.of(features) - residual
    return {
        "default": said.top_scores,
        "default without class shifts": scores[:, -1] + known.of(features),
        "best score": scores[:, -1],
        "best probability": said.probabilities.max(axis=1),
        "score margin": scores[:, -1] - scores[:, -2],
        "energy": scores[:, -1]
        + np.float32(head.temperature) * np.log(np.exp(logits - logits[:, -1:]).sum(axis=1)),
        "committee agrees": -said.disagreement,
        "residual": residual,
        "relative distance": distance,
        "leverage": -leverage(taught, features, head.regularisation),
        "nearest view": near[:, -1],
        "fifth nearest view": near[:, -min(5, near.shape[1])],
        "cosine to class mean": cosine,
        "best + 2 cosine": scores[:, -1] + 2 * cosine,
        "best + 4 cosine": scores[:, -1] + 4 * cosine,
    }


def normalise_rows(rows: Floats) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def leverage(taught: Floats, features: Floats, regularisation: float) -> Floats:
    """x' (A'A + lambda I)^-1 x by the smaller matrix."""
    gram = taught @ taught.T + np.float32(regularisation) * np.eye(len(taught), dtype=np.float32)
    seen = taught @ features.T
    explained = (seen * np.linalg.solve(gram, seen)).sum(axis=0)
    return np.asarray((1 - explained) / regularisation, np.float32)


def signal_table(photos: list[Photos]) -> None:
    """AUROC of known against unknown, 30 % of the classes never taught; and the p-value's truth."""
    cells: dict[str, dict[str, list[float]]] = {}
    for source in photos:
        for how in track(DRAWS, description=source.name, console=ERR):
            column = f"{source.name}, {how.name}".replace("1500 at random", "all")
            for trial in trials(source, how, known_share=0.7):
                head, known = trial.head(), trial.labels >= 0
                for name, scores in signals(head, trial, trial.embeddings).items():
                    cells.setdefault(name, {}).setdefault(column, []).append(auroc(known, scores))
                said = apply_head(head, trial.embeddings)
                strange = novelty(said.top_scores, head.known_scores) >= 0.95
                for name, rows in (("(known at .95)", known), ("(unknown at .95)", ~known)):
                    share = float(strange[rows].mean())
                    cells.setdefault(name, {}).setdefault(column, []).append(share)
    columns = list(cells["default"])
    rows = [
        [
            name,
            *(mean(found[key]) for key in columns),
            mean([float(np.mean(it)) for it in found.values()]),
        ]
        for name, found in cells.items()
    ]
    show("AUROC of known against unknown classes", ["signal", *columns, "mean"], rows)


def shifted(image: Image, rng: np.random.Generator) -> Image:
    """The photo in worse, redder light, out of focus, and cut."""
    height, width = image.shape[:2]
    share = rng.uniform(0.6, 0.85)
    x0, y0 = (int(rng.uniform(0, 1 - share) * side) for side in (width, height))
    cut = image[y0 : y0 + int(share * height), x0 : x0 + int(share * width)]
    tint = np.array([0.75, 0.95, 1.1], np.float32)
    lit = np.clip(cut.astype(np.float32) * rng.uniform(0.35, 0.7) * tint, 0, 255)
    blur_px = rng.uniform(1.0, 2.5) * min(cut.shape[:2]) / 224
    return cv2.GaussianBlur(lit.astype(np.uint8), (0, 0), blur_px).astype(np.uint8)


def shifted_copy(data: Path, name: str, embed: Embed) -> Floats:
    """(n, d): each photo of clothing once, shifted, in the order of `objects_in`."""

    def make() -> Floats:
        rng = np.random.default_rng(5)
        images = [
            shifted(np.asarray(cv2.imread(str(path)), np.uint8), rng)
            for source, _, _, path, _ in objects_in(data)
            if source == "clothing"
        ]
        return embed(images)

    return kept(f"clothing-shifted-{name}", make)


def coverage(head: TrainedHead, embeddings: Floats, labels: npt.NDArray[np.int64]) -> list[float]:
    """How often the true class is in the set, and the sets' mean size."""
    said = apply_head(head, embeddings).probabilities
    sets = prediction_sets(said, head.conformal_threshold)
    return [float(sets[np.arange(len(sets)), labels].mean()), float(sets.sum(axis=1).mean())]


def coverage_table(clothing: Photos, elsewhere: Floats) -> None:
    """Coverage on tests, and on the shifted copy after so many random checks; 10 draws."""
    first = clothing.views == 0
    views, labels, test = clothing.embeddings[first], clothing.labels[first], clothing.test[first]
    rows = []
    for taught, risk in ((300, 0.05), (300, 0.1), (1500, 0.05), (1500, 0.1)):
        found: dict[int, list[list[float]]] = {}
        for draw in range(10):
            rng = np.random.default_rng(draw)
            order = rng.permutation(np.flatnonzero(~test))[:taught]
            learned = training_set(views[order], labels[order], order)
            head = train_head(learned, risk=risk, members=1, rng=rng)
            found.setdefault(-1, []).append(coverage(head, views[test], labels[test]))
            rest = rng.permutation(np.setdiff1d(np.arange(len(labels)), order))
            checks = [Audited(elsewhere[it][None], str(labels[it])) for it in rest[: max(CHECKS)]]
            others = rest[max(CHECKS) :]
            for count in CHECKS:
                renewed = recalibrate(head, checks[:count])
                met = coverage(renewed, elsewhere[others], labels[others])
                found.setdefault(count, []).append(met)
        cells = [np.array(found[key]) for key in (-1, *CHECKS)]
        figures = [
            f"{it[:, 0].mean():.3f} ± {it[:, 0].std():.3f} ({it[:, 1].mean():.1f})" for it in cells
        ]
        rows.append([str(taught), f"{1 - risk:.2f}", *figures])
    header = ["labels", "stated", "test", *(f"shifted, {it} checks" for it in CHECKS)]
    show("Coverage ± its spread over draws (mean size of the sets)", header, rows)


def main() -> int:
    data = Path(os.environ.get("WHATSIT_DATA", ROOT / ".." / "shared" / "data"))
    name, embed = embedder()
    if not (data / "clothing").is_dir():
        ERR.print(f"photos skipped: none in {data}; set WHATSIT_DATA")
        signal_table([digits(name, embed)])
        return 2
    photos = load(data)
    coverage_table(photos[0], shifted_copy(data, name, embed))
    signal_table([digits(name, embed), *photos])
    return 0


if __name__ == "__main__":
    sys.exit(main())
