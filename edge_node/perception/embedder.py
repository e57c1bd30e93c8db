"""The embedder: crops in, one vector each out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edge_node.perception.feeding import feed_batch
from edge_node.perception.providers import CPU, Runtime
from edge_node.perception.session import Session, open_session, require_finite
from shared.bundle import EmbedderSpec
from shared.domain import Floats, Image
from shared.errors import ModelError

MAX_BATCH = 8
"""More crops than this are embedded in several runs, so that memory stays bounded. An accelerator
always gets so many, with black ones in the empty places: it plans anew whenever the shape of a
batch changes (60 to 300 ms on CUDA with an H100), and eight cost it 1 ms more than one."""

MAX_BATCH_ON_CPU = 2
"""There a batch gains nothing and costs memory. Measured with the default embedder on two cores:
2.48, 2.48, 2.53 and 2.74 ms a crop in batches of 1, 2, 4 and 8, which need 8, 22, 49 and 105 MB."""


class Embedder:
    """Owns a session; `embed` may be called from any thread. The spec says what the model is.

    A model that takes one image at a time is run once for each.
    """

    def __init__(self, spec: EmbedderSpec, path: Path, *, runtime: Runtime) -> None:
        """Raises ModelError if the file is no such model."""
        self._spec = spec
        self._session = open_session(path, runtime=runtime, role="embedder")
        port = self._session.require_input(spec.input, batch=None, role="embedder")
        self._session.require_outputs((spec.output,), role="embedder")
        on_cpu = self._session.providers[0] == CPU
        self._max_batch = port.shape[0] or (MAX_BATCH_ON_CPU if on_cpu else MAX_BATCH)
        self._fed = 1 if on_cpu else self._max_batch  # at least
        if port.shape[0] not in (1, None):
            raise ModelError(
                f"embedder {path.name}: takes {port.shape[0]} images at a time; "
                "export it with a batch of one or of any size"
            )

    @property
    def sha256(self) -> str:
        """By which embeddings of one embedder are told from those of another."""
        return self._spec.file.sha256

    @property
    def dim(self) -> int:
        return self._spec.dim

    @property
    def session(self) -> Session:
        """The loaded model, for those who measure it."""
        return self._session

    def embed(self, crops: Sequence[Image]) -> Floats:
        """crops: n images (h, w, 3) uint8 BGR of any size. Returns (n, dim) float32.

        Raises ModelError if the model fails, or gives vectors of another length or no numbers.
        """
        parts = [
            self._embed_batch(crops[start : start + self._max_batch])
            for start in range(0, len(crops), self._max_batch)
        ]
        if not parts:
            return np.zeros((0, self._spec.dim), np.float32)
        return np.concatenate(parts)

    def _embed_batch(self, crops: Sequence[Image]) -> Floats:
        spec = self._spec
        batch = feed_batch(crops, spec.input)
        if len(batch) < self._fed:
            empty = np.zeros((self._fed - len(batch), *batch.shape[1:]), batch.dtype)
            batch = np.concatenate((batch, empty))
        (vectors,) = self._session.run((spec.output,), {spec.input.name: batch})
        vectors = vectors.reshape(vectors.shape[0], -1) if vectors.ndim > 1 else vectors
        if vectors.shape != (len(batch), spec.dim):
            raise ModelError(
                f"embedder {self._session.path.name}: expected {spec.output} of shape "
                f"[{len(batch)}, {spec.dim}], got {list(vectors.shape)}"
            )
        vectors = vectors[: len(crops)]
        require_finite((vectors,), model=f"embedder {self._session.path.name}")
        return vectors
