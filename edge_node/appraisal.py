"""What the active models make of a picture that no camera of the node took."""

from dataclasses import dataclass

from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.prediction import predict_rows
from shared.domain import Floats, Image, Prediction


@dataclass(frozen=True, eq=False, slots=True)
class Appraisal:
    """embedding: (1, dim) float32, made with the embedder of this hash.

    prediction: of the head of `version`, None without a head.
    """

    embedding: Floats
    embedder_sha256: str
    prediction: Prediction | None
    version: int


def appraise(image: Image, bundle: ActiveBundle) -> Appraisal:
    """The whole picture is the object. image: (h, w, 3) uint8 BGR. Raises ModelError."""
    embedding = bundle.embedder.embed([image])
    prediction = None
    if bundle.head is not None:
        (prediction,) = predict_rows(bundle.head.predict(embedding), bundle.head.spec)
    return Appraisal(embedding, bundle.embedder.sha256, prediction, bundle.version)
