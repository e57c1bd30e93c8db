"""What is taught in a rehearsal: the heads that answers make, as a node would get them."""

import itertools
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import numpy as np

from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.head import Head
from edge_node.perception.providers import Runtime
from shared.blobs import sha256_of
from shared.bundle import ModelFile
from shared.domain import Floats
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, train_head
from shared.learning.head_graph import build_head_graph, head_spec


@dataclass(slots=True)
class Student:
    """Gathers answers, and makes a bundle with a new head of them.

    folder: for the graphs of the heads. learn_every: so many answers make a new head; None for
    none ever.
    """

    folder: Path
    bundle: ActiveBundle
    learn_every: int | None
    risk: float
    rng: np.random.Generator
    heads: list[tuple[float, TrainedHead]] = field(default_factory=list)
    """Each with the time from which on it was in force."""
    _embeddings: list[Floats] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _since: int = 0

    def hear(self, name: str, embeddings: Floats) -> None:
        """An answer about a track. embeddings: (v, d) float32, of its views."""
        self._embeddings.append(embeddings)
        self._names.append(name)
        self._since += 1

    @property
    def is_due(self) -> bool:
        """Whether enough was said since the last head was made."""
        return self.learn_every is not None and self._since >= self.learn_every

    def study(self, now_s: float) -> None:
        """Makes a head of all answers, in force from now on; none if nothing new was said."""
        if not self._since or self.learn_every is None:
            return
        self._since = 0
        sizes = [rows.shape[0] for rows in self._embeddings]
        tracks = [str(n) for n, size in enumerate(sizes) for _ in range(size)]
        names = itertools.chain.from_iterable(
            [name] * size for name, size in zip(self._names, sizes, strict=True)
        )
        labelled = TrainingSet.of_names(
            embeddings=np.concatenate(self._embeddings),
            names=list(names),
            track_ids=tracks,
            view_ids=[str(row) for row in range(len(tracks))],
        )
        head = train_head(labelled, risk=self.risk, rng=self.rng)
        self.heads.append((now_s, head))
        self.bundle = _with_head(self.bundle, head, self.folder)


def _with_head(bundle: ActiveBundle, head: TrainedHead, folder: Path) -> ActiveBundle:
    data = build_head_graph(head)
    path = folder / "head.onnx"
    path.write_bytes(data)
    spec = head_spec(head, ModelFile(sha256=sha256_of(data), size_bytes=len(data)))
    manifest = msgspec.structs.replace(
        bundle.manifest, version=bundle.manifest.version + 1, head=spec
    )
    loaded = Head(spec, path, dim=bundle.embedder.dim, runtime=Runtime())
    return replace(bundle, manifest=manifest, head=loaded)
