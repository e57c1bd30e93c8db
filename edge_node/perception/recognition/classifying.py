"""Classifiers: which output is the classes, which an embedding, and what makes probabilities."""

import math

import numpy as np

from edge_node.perception.recognition.evidence import Evidence, are_probabilities, sum_to_one
from edge_node.perception.recognition.naming import Counted, name_classes
from edge_node.perception.recognition.reading import (
    Activation,
    ClassifierReading,
    EmbeddingReading,
    Finding,
    ReadingWish,
    Source,
)
from edge_node.perception.recognition.refusals import listed, seen, unreadable
from edge_node.plain_text import plain
from shared.domain import Floats

EMBEDDING_WORDS = ("embed", "feature", "feat", "pool", "hidden")
"""What outputs are called that describe an image and do not name it."""


def vectors(evidence: Evidence) -> dict[str, Floats]:
    """The outputs that are one vector for the image, flat: (1, n), (1, n, 1, 1) or (n,)."""
    return {
        name: tensor.reshape(-1)
        for name, tensor in evidence.outputs.items()
        if tensor.size > 1 and tensor.ndim in (1, 2, 4) and tensor.size == max(tensor.shape)
    }


def read_classifier(
    evidence: Evidence, wish: ReadingWish
) -> tuple[ClassifierReading | None, EmbeddingReading | None, tuple[Finding, ...]]:
    """The classes, the embedding, or both. Raises UnreadableModelError if there is neither."""
    found = vectors(evidence)
    embedding, findings = _embedding(evidence, wish, found)
    rest = {
        name: vector
        for name, vector in found.items()
        if embedding is None or name != embedding.output
    }
    if wish.outputs is not None:
        output, source, why = _forced(wish, rest, evidence)
    elif rest:
        output, source, why = _classes_output(rest, evidence.classes)
    elif embedding is not None:
        none = Finding("classes", "none", "shape", "the model embeds, and names nothing")
        return None, embedding, (*findings, none)
    else:
        raise unreadable(
            f"it gave {seen(evidence.outputs)}, and a classifier gives one vector [1, C]",
            "if it is a detector, put decoder and outputs into the configuration",
        )
    activation, activation_finding = _activation(rest[output], wish)
    naming = name_classes(Counted(rest[output].size), evidence.claims, wish)
    reading = ClassifierReading(output, activation, naming.class_names)
    classes = Finding("classes", f"{plain(output, 60)} [{rest[output].size}]", source, why)
    return reading, embedding, (classes, activation_finding, *naming.findings, *findings)


def _embedding(
    evidence: Evidence, wish: ReadingWish, found: dict[str, Floats]
) -> tuple[EmbeddingReading | None, tuple[Finding, ...]]:
    wished = wish.embedding_output
    if wished is not None:
        if wished not in found:
            raise unreadable(
                f"it gave {seen(evidence.outputs)}, and {wished!r} is none of its vectors",
                "correct embedding_output in the configuration",
            )
        reading = EmbeddingReading(wished, found[wished].size)
        why = "the configuration says so"
        return reading, (Finding("embedding", _shown(reading), "config", why),)
    forced = wish.outputs or ()
    named = [
        name
        for name in found
        if name not in forced and any(word in name.lower() for word in EMBEDDING_WORDS)
    ]
    if not named:
        why = "no output is called one: the default embedder is used"
        return None, (Finding("embedding", "none", "shape", why),)
    reading = EmbeddingReading(named[0], found[named[0]].size)
    return reading, (Finding("embedding", _shown(reading), "shape", "it is called so"),)


def _shown(reading: EmbeddingReading) -> str:
    return f"{plain(reading.output, 60)} [{reading.dim}]"


def _forced(
    wish: ReadingWish, rest: dict[str, Floats], evidence: Evidence
) -> tuple[str, Source, str]:
    outputs = wish.outputs or ()
    if len(outputs) != 1 or outputs[0] not in rest:
        raise unreadable(
            f"it gave {seen(evidence.outputs)}, and outputs = {listed(outputs)} is no vector of "
            "classes among them",
            "name the one that is in the configuration",
        )
    return outputs[0], "config", "the configuration says so"


def _classes_output(rest: dict[str, Floats], classes: int) -> tuple[str, Source, str]:
    if len(rest) == 1:
        return next(iter(rest)), "shape", "the only vector that can be classes"
    fitting = [name for name, vector in rest.items() if vector.size == classes]
    if fitting:
        return fitting[0], "shape", "as long as the names are many"
    first = next(iter(rest))
    why = f"the first of {len(rest)} vectors; put outputs into the configuration if it is another"
    return first, "guess", why


def _activation(values: Floats, wish: ReadingWish) -> tuple[Activation, Finding]:
    if wish.activation is not None:
        why = "the configuration says so"
        return wish.activation, Finding("activation", wish.activation, "config", why)
    if sum_to_one(values[None]):
        return "none", Finding("activation", "none", "shape", "probabilities that add up to 1")
    if are_probabilities(values) and math.isfinite(float(np.sum(values))):
        why = (
            "numbers from 0 to 1 that do not add up to 1; if they are shares of their own each, "
            'put activation = "none" into the configuration'
        )
        return "softmax", Finding("activation", "softmax", "guess", why)
    why = "numbers outside of 0 to 1: logits"
    return "softmax", Finding("activation", "softmax", "shape", why)
