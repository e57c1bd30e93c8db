"""The head: embeddings in, probabilities and features out."""

from pathlib import Path

import numpy as np

from edge_node.perception.providers import Runtime
from edge_node.perception.session import open_session, require_finite
from shared.bundle import HeadSpec
from shared.domain import Floats, HeadOutput
from shared.errors import ModelError

INPUT = "embedding"
OUTPUTS = ("probabilities", "top_score", "features", "disagreement")
VOTES = "votes"
"""What older heads do not tell: their probabilities count as the one vote there is."""


class Head:
    """Owns a session; `predict` may be called from any thread. Tensors: see `HeadSpec`."""

    def __init__(self, spec: HeadSpec, path: Path, *, dim: int, runtime: Runtime) -> None:
        """dim: of the embeddings it will get. Raises ModelError if the file is no such model."""
        self.spec = spec
        self._dim = dim
        self._session = open_session(path, runtime=runtime, role="head")
        self._session.require_outputs(OUTPUTS, role="head")
        self._has_votes = any(port.name == VOTES for port in self._session.outputs)
        port = self._session.input(INPUT)
        if port is None or len(port.shape) != 2 or port.shape[1] not in (dim, None):
            raise ModelError(
                f"head {path.name}: expected the input {INPUT} float32 [N, {dim}], "
                f"the model has {self._session.layout}; train it on this bundle's embedder"
            )

    def predict(self, embeddings: Floats) -> HeadOutput:
        """embeddings: (n, dim) float32, n may be 0.

        Raises ModelError if the model fails, or gives tensors of another shape or no numbers.
        """
        n, k = embeddings.shape[0], len(self.spec.class_names)
        if n == 0:
            none = np.zeros(0, np.float32)
            return HeadOutput(
                probabilities=np.zeros((0, k), np.float32),
                top_scores=none,
                features=np.zeros((0, self._dim), np.float32),
                disagreement=none,
                votes=np.zeros((self._members, 0, k), np.float32),
            )
        names = (*OUTPUTS, VOTES) if self._has_votes else OUTPUTS
        tensors = self._session.run(names, {INPUT: embeddings})
        if not self._has_votes:
            tensors = (*tensors, tensors[0][None])
        expected = ((n, k), (n,), (n, self._dim), (n,), (self._members, n, k))
        found = tuple(tensor.shape for tensor in tensors)
        if found != expected:
            raise ModelError(
                f"head {self._session.path.name}: expected {(*OUTPUTS, VOTES)} of shapes "
                f"{expected}, got {found}"
            )
        require_finite(tensors, model=f"head {self._session.path.name}")
        return HeadOutput(*tensors)

    @property
    def _members(self) -> int:
        return self.spec.members if self._has_votes else 1
