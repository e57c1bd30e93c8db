"""From inspected models to a signed bundle in a folder of its own."""

from dataclasses import dataclass
from pathlib import Path

from edge_node.adoption.inspection import Inspection, ModelContent, read_model
from edge_node.deployment.trial import TrialRunner
from shared.bundle import EmbedderSpec, Manifest
from shared.bundle_folder import BaseModels, write_bundle_folder
from shared.errors import ModelError
from shared.keys import SigningKey


@dataclass(frozen=True, eq=False, slots=True)
class Adoption:
    """A bundle that is not written yet. embedder: in words, and whose it is."""

    manifest: Manifest
    models: dict[str, ModelContent]
    embedder: str

    @property
    def content(self) -> dict[str, bytes]:
        """What is in each file, by its SHA-256."""
        return {model.file.sha256: model.data for model in self.models.values()}


def plan_adoption(
    inspected: Inspection,
    embedder: Inspection | None,
    factory: BaseModels,
    *,
    key: SigningKey,
    created_at_s: float,
) -> Adoption:
    """The bundle of a model.

    embedder: one that a person chose; else a classifier that gives an embedding is its own
    embedder, and everything else gets that of the factory. Raises ModelError if a model cannot be
    used, or the chosen embedder gives no embedding.
    """
    reading, file = inspected.usable(), inspected.model.file
    models: dict[str, ModelContent] = {}
    detector, classifier = reading.detector_spec(file), reading.classifier_spec(file)
    if detector is not None:
        models["detector"] = inspected.model
    if classifier is not None:
        models["classifier"] = inspected.model
    own = reading.embedder_spec(file) if detector is None else None
    if embedder is not None:
        spec, words = _chosen(embedder), embedder.model.path.name
        models["embedder"] = embedder.model
    elif own is not None:
        spec, words = own, f"the model's own output {own.output}"
        models["embedder"] = inspected.model
    else:
        spec, words = factory.manifest.embedder, "whatsit's default one"
        models["embedder"] = read_model(factory.path_of(spec.file))
    manifest = Manifest(
        kind=reading.kind,
        version=0,
        created_at_s=created_at_s,
        detector=detector,
        classifier=classifier,
        embedder=spec,
        key_id=key.key_id,
    )
    return Adoption(manifest, models, f"{words}, {spec.dim} numbers")


def write_adoption(adoption: Adoption, folder: Path, key: SigningKey) -> None:
    """Tries the bundle as a node does, then writes it.

    Raises BundleError if it fails its trial, StorageError if it cannot be written.
    """
    trials = TrialRunner()
    try:
        roles = tuple(adoption.models)
        paths = {role: model.path for role, model in adoption.models.items()}
        trials.run(adoption.manifest, paths, roles)
    finally:
        trials.close()
    write_bundle_folder(folder, adoption.manifest, adoption.content, key)


def _chosen(embedder: Inspection) -> EmbedderSpec:
    spec = embedder.usable().embedder_spec(embedder.model.file)
    if spec is None:
        raise ModelError(
            f"{embedder.model.path.name}: none of its outputs is known to be an embedding; put "
            'embedding_output = "NAME" under [embedder] into the configuration'
        )
    return spec
