"""The embedder: crops in, one vector each out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edge_node.perception.preprocess import embedder_input
from edge_node.perception.session import open_session
from shared.bundle import EmbedderSpec
from shared.domain import Floats, Image
from shared.errors import ModelError

INPUT = "image"
OUTPUT = "embedding"
MAX_BATCH = 8
"""More crops than this are embedded in several runs, so that memory stays bounded."""


class Embedder:
    """Owns a session; `embed` may be called from any thread.

    The model takes `image` (n, 3, side, side) float32 RGB and gives `embedding` (n, dim).
    """

    def __init__(self, spec: EmbedderSpec, path: Path, *, threads: int = 1) -> None:
        """Raises ModelError if the file is no such model."""
        self._spec = spec
        self._session = open_session(path, threads=threads, role="embedder")
        self._session.require_outputs((OUTPUT,), role="embedder")
        port = self._session.input(INPUT)
        if port is None or port.dtype != "float" or len(port.shape) != 4:
            raise ModelError(
                f"embedder {path.name}: expected the input image float32 [N, 3, side, side], "
                f"the model has {self._session.layout}"
            )

    @property
    def sha256(self) -> str:
        """By which embeddings of one embedder are told from those of another."""
        return self._spec.file.sha256

    @property
    def dim(self) -> int:
        return self._spec.dim

    def embed(self, crops: Sequence[Image]) -> Floats:
        """crops: n images (h, w, 3) uint8 BGR of any size. Returns (n, dim) float32.

        Raises ModelError if the model fails or gives vectors of another length.
        """
        parts = [
            self._embed_batch(crops[start : start + MAX_BATCH])
            for start in range(0, len(crops), MAX_BATCH)
        ]
        if not parts:
            return np.zeros((0, self._spec.dim), np.float32)
        return np.concatenate(parts)

    def _embed_batch(self, crops: Sequence[Image]) -> Floats:
        spec = self._spec
        batch = embedder_input(crops, side_px=spec.input_px, mean=spec.mean, scale=spec.scale)
        (vectors,) = self._session.run((OUTPUT,), {INPUT: batch})
        if vectors.shape != (len(crops), spec.dim):
            raise ModelError(
                f"embedder {self._session.path.name}: expected {OUTPUT} of shape "
                f"[{len(crops)}, {spec.dim}], got {list(vectors.shape)}"
            )
        return vectors
