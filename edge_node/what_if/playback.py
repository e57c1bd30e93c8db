"""A recording that is played several times: what the models see in it is found out once."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.embedder import Embedder
from edge_node.perception.pipeline import detect_in
from edge_node.perception.providers import Runtime
from edge_node.simulation.recorded import frames_of
from edge_node.simulation.vector_cache import Vectors
from shared.bundle import EmbedderSpec
from shared.bundle_folder import BaseModels
from shared.clock import Clock
from shared.domain import Detections, Floats, Frame, Image


class RecordedClock:
    """Shows the time at which the newest frame was captured."""

    def __init__(self) -> None:
        self._now_s = 0.0

    def now_s(self) -> float:
        return self._now_s

    def monotonic_s(self) -> float:
        return self._now_s

    def set(self, captured_at_s: float) -> None:
        """A frame was captured then."""
        self._now_s = captured_at_s


class RememberingEmbedder(Embedder):
    """Embeds every crop once, in whichever pass it comes up, or in an earlier run."""

    def __init__(self, base: BaseModels, vectors: Vectors, *, runtime: Runtime) -> None:
        spec: EmbedderSpec = base.manifest.embedder
        super().__init__(spec, base.path_of(spec.file), runtime=runtime)
        self._vectors = vectors
        self._known: dict[bytes, Floats] = {}

    def embed(self, crops: Sequence[Image]) -> Floats:
        keys = [_key(crop) for crop in crops]
        unknown = [key for key in keys if key not in self._known]
        self._known |= self._vectors.known(unknown)
        new = {k: c for k, c in zip(keys, crops, strict=True) if k not in self._known}
        if new:
            fresh = dict(zip(new, super().embed(list(new.values())), strict=True))
            self._vectors.keep(fresh)
            self._known |= fresh
        if not keys:
            return super().embed(crops)
        return np.stack([self._known[key] for key in keys])


def _key(crop: Image) -> bytes:
    digest = hashlib.sha256(str(crop.shape).encode())
    digest.update(np.ascontiguousarray(crop).data)
    return digest.digest()


def load_models(base: BaseModels, vectors: Vectors, *, runtime: Runtime) -> ActiveBundle:
    """The models of a node, with an embedder that remembers. Raises ModelError."""
    bundle = load_bundle(base.manifest, base.path_of, runtime)
    return replace(bundle, embedder=RememberingEmbedder(base, vectors, runtime=runtime))


class Playback:
    """Frames with what the detector sees in them, from the beginning every time `play` is called.

    advance: told of every frame; it may raise to end it.
    """

    def __init__(
        self,
        recording: str,
        bundle: ActiveBundle,
        *,
        clock: Clock,
        advance: Callable[[], None] = lambda: None,
    ) -> None:
        self._recording = recording
        self._bundle = bundle
        self._clock = clock
        self._advance = advance
        self._seen: dict[int, Detections] = {}

    def play(self) -> Iterator[tuple[Frame, Detections]]:
        """Raises SourceError, UsageError for what is no recording, and ModelError."""
        for frame in frames_of(self._recording, clock=self._clock):
            self._advance()
            seen = self._seen.get(frame.sequence)
            if seen is None:
                seen = self._seen[frame.sequence] = detect_in(frame, self._bundle)
            yield frame, seen
