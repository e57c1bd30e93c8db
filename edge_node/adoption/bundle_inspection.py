"""Looking at a bundle's folder: who signed it, and each of its models as its manifest reads it."""

from dataclasses import dataclass
from pathlib import Path

from edge_node.adoption.inspection import Inspection, ProbeSettings, inspect_model, read_model
from edge_node.perception.recognition.reading import (
    ClassifierReading,
    DetectorReading,
    EmbeddingReading,
    Reading,
)
from shared.bundle import ClassifierSpec, DetectorSpec, EmbedderSpec, Manifest, ModelFile
from shared.bundle_folder import BaseModels, is_bundle_folder, read_bundle_folder
from shared.errors import BundleError
from shared.factory import MANIFEST_NAME, FactoryModels
from shared.keys import TrustedKey


@dataclass(frozen=True, eq=False, slots=True)
class BundleInspection:
    """models: by role, the one that looks at frames first."""

    folder: Path
    manifest: Manifest
    models: dict[str, Inspection]

    @property
    def main(self) -> Inspection:
        """The model that looks at frames: the detector, the classifier, else the embedder."""
        return next(iter(self.models.values()))


def inspect_bundle(
    folder: Path, trusted: tuple[TrustedKey, ...], settings: ProbeSettings
) -> BundleInspection:
    """Looks at every model of a folder that `whatsit adopt` made, or that of the default models.

    Raises BundleError if it is neither, or not signed by a trusted key.
    """
    base = _base(folder, trusted)
    manifest, models = base.manifest, dict[str, Inspection]()
    for role, reading, file in _readings(manifest):
        model = read_model(base.path_of(file))
        models[role] = inspect_model(model, settings, reading=reading)
    return BundleInspection(folder, manifest, models)


def _base(folder: Path, trusted: tuple[TrustedKey, ...]) -> BaseModels:
    if is_bundle_folder(folder):
        return read_bundle_folder(folder, trusted)
    if (folder / MANIFEST_NAME).is_file():
        return FactoryModels(folder)
    raise BundleError(f"{folder} is no bundle: name an ONNX file, or a folder of `whatsit adopt`")


def _readings(manifest: Manifest) -> list[tuple[str, Reading, ModelFile]]:
    found: list[tuple[str, Reading, ModelFile]] = []
    if (detector := manifest.detector) is not None:
        found.append(("detector", _of_detector(detector), detector.file))
    if (classifier := manifest.classifier) is not None:
        found.append(("classifier", _of_classifier(classifier), classifier.file))
    found.append(("embedder", _of_embedder(manifest.embedder), manifest.embedder.file))
    return found


def _of_detector(spec: DetectorSpec) -> Reading:
    detector = DetectorReading(
        decoder=spec.decoder,
        outputs=spec.outputs,
        class_names=spec.class_names,
        first_class=spec.first_class,
        score_threshold=spec.score_threshold,
        iou_threshold=spec.iou_threshold,
        max_detections=spec.max_detections,
    )
    return Reading("detect", spec.input, spec.size_input, (), detector=detector)


def _of_classifier(spec: ClassifierSpec) -> Reading:
    classifier = ClassifierReading(spec.output, spec.activation, spec.class_names)
    return Reading("classify", spec.input, "", (), classifier=classifier)


def _of_embedder(spec: EmbedderSpec) -> Reading:
    embedding = EmbeddingReading(spec.output, spec.dim)
    return Reading("classify", spec.input, "", (), embedding=embedding)
