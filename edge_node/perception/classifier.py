"""The classifier: a whole frame in, its first name out, as one detection that fills the frame."""

from pathlib import Path

import numpy as np

from edge_node.perception.feeding import feed_batch
from edge_node.perception.providers import Runtime
from edge_node.perception.session import Session, open_session
from shared.bundle import ClassifierSpec
from shared.domain import Detections, Floats, Image
from shared.errors import ModelError


def probabilities(values: Floats, activation: str) -> Floats:
    """A classifier's output (k,) float32 as (k,) from 0 to 1."""
    with np.errstate(over="ignore"):
        match activation:
            case "softmax":
                exponentials = np.exp(values - values.max())
                return np.asarray(exponentials / exponentials.sum(), np.float32)
            case "sigmoid":
                return np.asarray(1.0 / (1.0 + np.exp(-values)), np.float32)
            case _:
                return np.clip(values, 0.0, 1.0)


class Classifier:
    """Owns a session; `detect` may be called from any thread."""

    def __init__(self, spec: ClassifierSpec, path: Path, *, runtime: Runtime) -> None:
        """Raises ModelError if the file is no such model."""
        self._spec = spec
        self._session = open_session(path, runtime=runtime, role="classifier")
        self._session.require_input(spec.input, batch=1, role="classifier")
        self._session.require_outputs((spec.output,), role="classifier")

    def detect(self, image: Image) -> Detections:
        """The frame as one detection of the likeliest class. image: (h, w, 3) uint8 BGR.

        Raises ModelError as `probabilities_of` does.
        """
        shares = self.probabilities_of(image)
        best = int(shares.argmax())
        height_px, width_px = image.shape[:2]
        return Detections(
            boxes=np.array([[0, 0, width_px, height_px]], np.float32),
            scores=shares[best : best + 1],
            class_ids=np.array([best], np.int64),
        )

    def probabilities_of(self, image: Image) -> Floats:
        """Of every class, (k,) from 0 to 1. image: (h, w, 3) uint8 BGR.

        Raises ModelError if the model fails, or gives another number of classes than the bundle
        names.
        """
        spec = self._spec
        (values,) = self._session.run(
            (spec.output,), {spec.input.name: feed_batch([image], spec.input)}
        )
        if values.size != len(spec.class_names):
            raise ModelError(
                f"classifier {self._session.path.name}: gives {list(values.shape)}, "
                f"but the bundle names {len(spec.class_names)} classes; list all of them"
            )
        shares = probabilities(values.reshape(-1), spec.activation)
        if not np.isfinite(shares).all():
            raise ModelError(
                f"classifier {self._session.path.name}: gives numbers that are not finite"
            )
        return shares

    @property
    def session(self) -> Session:
        """The loaded model, for those who measure it."""
        return self._session
