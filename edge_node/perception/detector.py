"""The detector: a frame in, boxes in pixels of that frame out."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from edge_node.perception.decoding.candidates import Wanted
from edge_node.perception.decoding.table import find_decoder
from edge_node.perception.feeding import Placement, feed, size_feed
from edge_node.perception.nms import suppress
from edge_node.perception.providers import Runtime
from edge_node.perception.session import Session, open_session
from shared.bundle import DetectorSpec
from shared.domain import Detections, Floats, Image
from shared.errors import ModelError

MIN_SIDE_PX = 2.0
"""Boxes that are narrower or lower than this after clipping are dropped."""


class Detector:
    """Owns a session; `detect` may be called from any thread. The spec says what the model is."""

    def __init__(self, spec: DetectorSpec, path: Path, *, runtime: Runtime) -> None:
        """Raises ModelError if the file is no such model or its decoder is not known."""
        self._spec = spec
        self._decoder = find_decoder(spec.decoder)
        if len(spec.outputs) != len(self._decoder.roles):
            raise ModelError(
                f"detector {path.name}: decoder {spec.decoder!r} reads {len(self._decoder.roles)} "
                f"outputs ({', '.join(self._decoder.roles)}), the bundle names "
                f"{len(spec.outputs)}: {', '.join(spec.outputs)}"
            )
        self._session = open_session(path, runtime=runtime, role="detector")
        self._session.require_input(spec.input, batch=1, role="detector")
        self._session.require_outputs(spec.outputs, role="detector")
        self._wanted = Wanted(
            width_px=spec.input.width_px,
            height_px=spec.input.height_px,
            min_score=spec.score_threshold,
            classes=len(spec.class_names) + spec.first_class,
        )
        self._extra = size_feed(spec.size_input, spec.input)

    def detect(self, image: Image) -> Detections:
        """Boxes above the spec's score threshold, best first. image: (h, w, 3) uint8 BGR.

        Raises ModelError if the model fails or gives tensors of another shape or class count.
        """
        fed, placement = self.feed(image)
        return self.read(self.run(fed), placement, image)

    def feed(self, image: Image) -> tuple[npt.NDArray[Any], Placement]:
        """The first step of `detect`: the image as the model's input."""
        return feed(image, self._spec.input)

    def run(self, fed: npt.NDArray[Any]) -> tuple[Floats, ...]:
        """The second step: the model's outputs. Raises ModelError."""
        return self._session.run(self._spec.outputs, {self._spec.input.name: fed, **self._extra})

    def read(self, tensors: tuple[Floats, ...], placement: Placement, image: Image) -> Detections:
        """The last step: boxes in pixels of the image. Raises ModelError."""
        spec = self._spec
        candidates = self._decoder.decode(tensors, self._wanted)
        if not candidates.scores.size:  # most frames of a quiet place
            return Detections(
                candidates.boxes.reshape(0, 4), candidates.scores, np.zeros(0, np.int64)
            )
        height_px, width_px = image.shape[:2]
        with np.errstate(invalid="ignore", over="ignore"):
            boxes = placement.to_image(candidates.boxes)
        class_ids = candidates.class_ids - spec.first_class
        self._check_classes(class_ids)
        sound = np.isfinite(boxes).all(axis=1) & np.isfinite(candidates.scores) & (class_ids >= 0)
        boxes = np.clip(boxes, 0, np.array([width_px, height_px] * 2, np.float32))
        sound &= np.all(boxes[:, 2:] - boxes[:, :2] >= MIN_SIDE_PX, axis=1)
        boxes, class_ids = boxes[sound], class_ids[sound]
        scores = np.clip(candidates.scores[sound], 0.0, 1.0)
        kept = suppress(
            boxes,
            scores,
            class_ids,
            iou_threshold=spec.iou_threshold,
            max_kept=spec.max_detections,
        )
        return Detections(boxes[kept], scores[kept], class_ids[kept])

    @property
    def session(self) -> Session:
        """The loaded model, for those who measure it."""
        return self._session

    def _check_classes(self, class_ids: npt.NDArray[np.int64]) -> None:
        known = len(self._spec.class_names)
        if class_ids.size and class_ids.max() >= known:
            raise ModelError(
                f"detector {self._session.path.name}: saw class {class_ids.max()}, "
                f"but the bundle names {known} classes; list all of them"
            )
