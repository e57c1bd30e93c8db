"""Small data made up for the tests: pictures on disk, and objects as vectors."""

from pathlib import Path

import cv2
import numpy as np

from edge_node.simulation.objects import Objects
from shared.domain import Image

COLOURS = {"apple": (40, 40, 210), "leaf": (50, 190, 60), "sky": (210, 150, 60)}
"""Blue, green, red of what each class looks like."""


def picture(name: str, number: int, *, side_px: int = 48) -> Image:
    """One of a class, each with other patches on it. side_px: a multiple of 8."""
    rng = np.random.default_rng((number, len(name)))
    patches = rng.integers(-40, 41, (8, 8, 3)).repeat(side_px // 8, 0).repeat(side_px // 8, 1)
    return np.clip(np.array(COLOURS[name]) + patches, 0, 255).astype(np.uint8)


def write_image(path: Path, image: Image) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    done, data = cv2.imencode(path.suffix, image)
    assert done
    path.write_bytes(data.tobytes())
    return path


def class_folder(folder: Path, *, each: int = 6, names: tuple[str, ...] = tuple(COLOURS)) -> Path:
    """A folder of images for each class."""
    for name in names:
        for number in range(each):
            write_image(folder / name / f"{number}.png", picture(name, number))
    return folder


def objects(*, each: int = 12, classes: int = 3, views: int = 1, dim: int = 16) -> Objects:
    """So many of each class, around a direction of its own."""
    rng = np.random.default_rng(7)
    labels = np.arange(each * classes) % classes
    centres = rng.normal(size=(classes, dim))
    owners = np.repeat(np.arange(labels.size), views)
    noise = rng.normal(size=(owners.size, dim))
    return Objects(
        embeddings=(centres[labels[owners]] + 1.5 * noise).astype(np.float32),
        owners=owners.astype(np.int64),
        labels=labels.astype(np.int64),
        class_names=tuple(f"class {number}" for number in range(classes)),
    )
