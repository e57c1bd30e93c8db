"""Writes `models/factory.json`: the manifest of the factory bundle, from the kept models.

`python -m models.recipes.factory` after a model was rebuilt. The manifest has version 0 and no
date of its own, so that the same models always give the same bytes.
"""

import ast
from pathlib import Path

import onnx

from shared.blobs import sha256_of
from shared.bundle import (
    DetectorSpec,
    EmbedderSpec,
    InputSpec,
    Manifest,
    ModelFile,
    encode_manifest,
)
from shared.factory import MANIFEST_NAME

MODELS_FOLDER = Path(__file__).resolve().parents[1]
DETECTOR = "efficientdet_lite0.onnx"
EMBEDDER = "efficientnet_lite0.onnx"


def factory_manifest(folder: Path) -> Manifest:
    """The manifest that describes the default models in `folder`."""
    detector = onnx.load(folder / DETECTOR)
    embedder = onnx.load(folder / EMBEDDER)
    said = {entry.key: entry.value for entry in detector.metadata_props}
    names: dict[int, str] = ast.literal_eval(said["names"])
    return Manifest(
        version=0,
        created_at_s=0.0,
        detector=DetectorSpec(
            file=_model_file(folder / DETECTOR),
            input=InputSpec(
                width_px=_length(detector, axis=2),
                height_px=_length(detector, axis=1),
                layout="nhwc",
                dtype="uint8",
            ),
            decoder=said["whatsit.decoder"],
            outputs=("boxes", "scores"),
            class_names=tuple(names[index] for index in sorted(names)),
        ),
        embedder=EmbedderSpec(
            file=_model_file(folder / EMBEDDER),
            input=InputSpec(
                width_px=_length(embedder, axis=3),
                height_px=_length(embedder, axis=2),
                mean=(127.0, 127.0, 127.0),
                std=(128.0, 128.0, 128.0),
            ),
            dim=embedder.graph.output[0].type.tensor_type.shape.dim[1].dim_value,
        ),
    )


def _length(model: onnx.ModelProto, *, axis: int) -> int:
    return int(model.graph.input[0].type.tensor_type.shape.dim[axis].dim_value)


def _model_file(path: Path) -> ModelFile:
    content = path.read_bytes()
    return ModelFile(sha256=sha256_of(content), size_bytes=len(content))


if __name__ == "__main__":
    (MODELS_FOLDER / MANIFEST_NAME).write_bytes(
        encode_manifest(factory_manifest(MODELS_FOLDER)) + b"\n"
    )
