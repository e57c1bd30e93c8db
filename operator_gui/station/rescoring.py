"""What the active head says of questions that an older one asked, in numpy."""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import numpy_helper

from shared.bundle import HeadSpec
from shared.domain import NOT_AN_OBJECT, Floats
from shared.errors import ModelError
from shared.learning.familiarity import Familiarity
from shared.learning.features import normalise
from shared.learning.head import softmax32
from shared.learning.head_graph import read_familiarity
from shared.protocol.questions import Query, Suggestion
from shared.selection.conformal import is_novel, prediction_sets
from shared.selection.novelty import novelty

MAX_SUGGESTIONS = 5


@dataclass(frozen=True, eq=False, slots=True)
class HeadScorer:
    """The part of a head that names a track. weights: (d, k) float32.

    familiarity: None for a head of a release that told the unknown in another way; what is new to
    such a head is not known here.
    """

    version: int
    spec: HeadSpec
    weights: Floats
    familiarity: Familiarity | None = None

    @classmethod
    def of_graph(cls, version: int, spec: HeadSpec, graph: bytes) -> "HeadScorer":
        """From a head's own graph. Raises ModelError if it is none."""
        try:
            model = onnx.load_model_from_string(graph)
        except Exception as error:  # protobuf raises what it likes
            raise ModelError(f"head of version {version} is no ONNX graph: {error}") from error
        parts = {
            tensor.name: numpy_helper.to_array(tensor).astype(np.float32)
            for tensor in model.graph.initializer
        }
        weights = parts.get("weights")
        if weights is not None and weights.shape[1:] == (len(spec.class_names),):
            return cls(version, spec, weights, read_familiarity(parts))
        raise ModelError(f"head of version {version} has no weights of its classes")

    @property
    def dim(self) -> int:
        return int(self.weights.shape[0])

    def probabilities(self, embeddings: Floats) -> Floats:
        """Of each class for the track: the mean over its views. (views, d) to (k,) float32."""
        return self._probabilities(normalise(embeddings))

    def name_of(self, features: Floats) -> str:
        """The likeliest class of a track, "not an object" included. (views, d), unit rows."""
        return self.spec.class_names[int(self._probabilities(features).argmax())]

    def is_sure(self, embeddings: Floats) -> bool:
        """Whether exactly one class is in the prediction set."""
        threshold = self.spec.conformal_threshold
        return int(np.sum(self.probabilities(embeddings) >= threshold)) == 1 and threshold > 0

    def resolves(self, embeddings: Floats) -> bool:
        """Whether nobody has to answer: calibrated, one class in the set, and nothing new."""
        features, spec = normalise(embeddings), self.spec
        if spec.conformal_threshold <= 0.0 or self.familiarity is None:
            return False
        sets = prediction_sets(self._probabilities(features)[None], spec.conformal_threshold)
        top = self.familiarity.top_scores(features, features @ self.weights).mean(keepdims=True)
        strange = is_novel(sets, novelty(top, spec.known_scores), risk=spec.risk)
        return int(sets.sum()) == 1 and not bool(strange[0])

    def _probabilities(self, features: Floats) -> Floats:
        shares = softmax32(features @ self.weights, self.spec.temperature)
        return np.asarray(shares.mean(axis=0), np.float32)

    def suggestions(self, embeddings: Floats) -> tuple[Suggestion, ...]:
        """The likeliest names, best first; "not an object" is not one of them."""
        probabilities = self.probabilities(embeddings)
        return tuple(
            Suggestion(
                name=self.spec.class_names[column],
                probability=min(1.0, max(0.0, float(probabilities[column]))),
                source="station",
            )
            for column in np.argsort(-probabilities)[: MAX_SUGGESTIONS + 1]
            if self.spec.class_names[column] != NOT_AN_OBJECT
        )[:MAX_SUGGESTIONS]


def renewed_suggestions(
    query: Query, embeddings: Floats, scorer: HeadScorer | None
) -> tuple[Suggestion, ...]:
    """The query's own suggestions, or those of a head newer than the one that asked.

    What the detector said of it is kept, behind, also where the head names the same. A made view
    keeps its own: it is asked whether it still shows what it was made from.
    """
    if (
        query.made_from
        or scorer is None
        or scorer.version <= query.head_version
        or scorer.dim != query.embedding_dim
    ):
        return query.suggestions
    detector = (s for s in query.suggestions if s.source == "detector")
    return (*scorer.suggestions(embeddings), *detector)
