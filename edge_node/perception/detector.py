"""The detector: a frame in, boxes in pixels of that frame out."""

from pathlib import Path

import numpy as np

from edge_node.perception.decoders import Candidates, find_decoder
from edge_node.perception.nms import suppress
from edge_node.perception.preprocess import stretch
from edge_node.perception.session import Session, open_session
from shared.bundle import DetectorSpec
from shared.domain import Detections, Floats, Image
from shared.errors import ModelError

INPUT = "image"
MIN_SIDE_PX = 2.0
"""Boxes that are narrower or lower than this after clipping are dropped."""


class Detector:
    """Owns a session; `detect` may be called from any thread.

    The model takes `image` (1, height, width, 3) uint8 RGB; its outputs are the decoder's.
    """

    def __init__(self, spec: DetectorSpec, path: Path, *, threads: int = 1) -> None:
        """Raises ModelError if the file is no such model or its decoder is not known."""
        self._spec = spec
        self._decoder = find_decoder(spec.decoder)
        self._session = open_session(path, threads=threads, role="detector")
        self._session.require_outputs(self._decoder.outputs, role="detector")
        self._height_px, self._width_px = _input_size(self._session)

    def detect(self, image: Image) -> Detections:
        """Boxes above the spec's score threshold, best first. image: (h, w, 3) uint8 BGR.

        Raises ModelError if the model fails or gives tensors of another shape or class count.
        """
        fed = stretch(image, width_px=self._width_px, height_px=self._height_px)
        tensors = self._session.run(self._decoder.outputs, {INPUT: fed})
        candidates = self._decoder.decode(tensors, self._spec.score_threshold)
        self._check_classes(candidates)
        size = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
        boxes: Floats = candidates.boxes * size
        large = np.all(boxes[:, 2:] - boxes[:, :2] >= MIN_SIDE_PX, axis=1)
        boxes, class_ids = boxes[large], candidates.class_ids[large]
        scores = np.clip(candidates.scores[large], 0.0, 1.0)
        kept = suppress(
            boxes,
            scores,
            class_ids,
            iou_threshold=self._spec.iou_threshold,
            max_kept=self._spec.max_detections,
        )
        return Detections(boxes[kept], scores[kept], class_ids[kept])

    def _check_classes(self, candidates: Candidates) -> None:
        known = len(self._spec.class_names)
        if candidates.class_ids.size and candidates.class_ids.max() >= known:
            raise ModelError(
                f"detector {self._session.path.name}: saw class {candidates.class_ids.max()}, "
                f"but the bundle names {known} classes; list all of them"
            )


def _input_size(session: Session) -> tuple[int, int]:
    port = session.input(INPUT)
    if port is not None and port.dtype == "uint8" and len(port.shape) == 4:
        batch, height_px, width_px, channels = port.shape
        if batch in (1, None) and channels == 3 and height_px and width_px:
            return height_px, width_px
    raise ModelError(
        f"detector {session.path.name}: expected the input image uint8 [1, height, width, 3], "
        f"the model has {session.layout}"
    )
