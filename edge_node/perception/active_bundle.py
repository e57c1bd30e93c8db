"""A loaded bundle: what perception needs for a frame, as one immutable value."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from edge_node.perception.classifier import Classifier
from edge_node.perception.detector import Detector
from edge_node.perception.embedder import Embedder
from edge_node.perception.head import Head
from edge_node.perception.providers import CPU, Runtime
from edge_node.perception.spare_memory import give_back_spare_memory
from shared.bundle import Manifest, ModelFile


@dataclass(frozen=True, eq=False, slots=True)
class ActiveBundle:
    """The manifest and the models that are loaded by it.

    Without a detector (kind "classify") the whole frame is the object, and a classifier may give
    it a first name; without a head everything is novel.
    """

    manifest: Manifest
    detector: Detector | None
    classifier: Classifier | None
    embedder: Embedder
    head: Head | None

    @property
    def version(self) -> int:
        return self.manifest.version


def load_bundle(
    manifest: Manifest,
    locate: Callable[[ModelFile], Path],
    runtime: Runtime,
    *,
    reuse: ActiveBundle | None = None,
) -> ActiveBundle:
    """Loads the models of a manifest.

    locate: where a file lies. runtime: for each model but the head, which is too small for
    anything but the CPU. reuse: a loaded bundle whose models are taken over where the new
    manifest says the same of them.

    Raises ModelError if a model cannot be loaded, or is not what the manifest says.
    """
    bundle = ActiveBundle(
        manifest=manifest,
        detector=_detector(manifest, locate, runtime, reuse),
        classifier=_classifier(manifest, locate, runtime, reuse),
        embedder=_embedder(manifest, locate, runtime, reuse),
        head=load_head(manifest, locate, runtime),
    )
    if reuse is None:  # a head alone leaves little behind, and every frame counts then
        give_back_spare_memory()
    return bundle


def _detector(
    manifest: Manifest,
    locate: Callable[[ModelFile], Path],
    runtime: Runtime,
    reuse: ActiveBundle | None,
) -> Detector | None:
    spec = manifest.detector
    if spec is None:
        return None
    if reuse is not None and reuse.detector is not None and reuse.manifest.detector == spec:
        return reuse.detector
    return Detector(spec, locate(spec.file), runtime=runtime)


def _classifier(
    manifest: Manifest,
    locate: Callable[[ModelFile], Path],
    runtime: Runtime,
    reuse: ActiveBundle | None,
) -> Classifier | None:
    spec = manifest.classifier
    if spec is None:
        return None
    if reuse is not None and reuse.classifier is not None and reuse.manifest.classifier == spec:
        return reuse.classifier
    return Classifier(spec, locate(spec.file), runtime=runtime)


def _embedder(
    manifest: Manifest,
    locate: Callable[[ModelFile], Path],
    runtime: Runtime,
    reuse: ActiveBundle | None,
) -> Embedder:
    spec = manifest.embedder
    if reuse is not None and reuse.manifest.embedder == spec:
        return reuse.embedder
    return Embedder(spec, locate(spec.file), runtime=runtime)


def load_head(
    manifest: Manifest, locate: Callable[[ModelFile], Path], runtime: Runtime
) -> Head | None:
    """The head alone, None where the manifest has none. Raises ModelError as `load_bundle` does."""
    spec = manifest.head
    if spec is None:
        return None
    on_cpu = replace(runtime, providers=(CPU,))
    return Head(spec, locate(spec.file), dim=manifest.embedder.dim, runtime=on_cpu)
