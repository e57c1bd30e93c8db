"""scikit-learn's handwritten digits, read from its file: 1,797 images of 8 by 8 in ten classes.

scikit-learn itself is not loaded, which the edge never does and which takes a second or two.
"""

import gzip
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from edge_node.simulation.picture import LabelledData, Picture, Thing
from shared.domain import Image
from shared.errors import UsageError

NAME = "digits"

SIDE_PX = 8
FULL_SCALE = 16


def read_digits() -> LabelledData:
    """The digits, dark on white. Raises UsageError where scikit-learn is not installed."""
    found = importlib.util.find_spec("sklearn")
    if found is None or found.origin is None:
        raise UsageError(
            f"{NAME}: these come with scikit-learn: pip install 'whatsit[operator]'; "
            "or name a folder of images"
        )
    path = Path(found.origin).parent / "datasets" / "data" / "digits.csv.gz"
    try:
        with gzip.open(path, "rt", encoding="ascii") as lines:
            table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{NAME}: cannot read {path}: {error}; install scikit-learn anew"
        ) from error
    return LabelledData("scikit-learn's digits", _pictures(table), len(table))


def _pictures(table: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> Iterator[Picture]:
    for number, row in enumerate(table):
        label = f"{NAME}/{number:04d}"
        ink = row[:-1].reshape(SIDE_PX, SIDE_PX).astype(np.float32) / FULL_SCALE
        grey = (255.0 * (1.0 - ink)).astype(np.uint8)
        yield Picture(
            label=label,
            part="any",
            things=(Thing(label, str(row[-1]), session=label),),
            read=grey.tobytes,
            decode=_decoded,
        )


def _decoded(content: bytes) -> Image:
    grey = np.frombuffer(content, np.uint8).reshape(SIDE_PX, SIDE_PX)
    return np.repeat(grey[:, :, None], 3, axis=2)
