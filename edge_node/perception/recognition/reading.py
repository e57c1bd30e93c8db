"""What is asked of recognition, and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from edge_node.perception.ports import TensorPort
from shared.bundle import (
    ClassifierSpec,
    DetectorSpec,
    EmbedderSpec,
    Fit,
    InputSpec,
    ModelFile,
    Side,
    Triple,
)
from shared.errors import ModelError

Kind = Literal["detect", "classify"]
Activation = Literal["none", "softmax", "sigmoid"]
Source = Literal["config", "metadata", "shape", "guess"]
"""Where a finding comes from: the person's wish, the model's metadata, its shapes (and what it
gave for the probe), or the habit of its family."""

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class UnreadableModelError(ModelError):
    """A model whose layout cannot be told, or which whatsit cannot use. The message says what was
    seen, what is known, and what to put in the configuration."""


@dataclass(frozen=True, eq=False, slots=True)
class ModelFacts:
    """What a model says of itself before it is run."""

    inputs: tuple[TensorPort, ...]
    outputs: tuple[TensorPort, ...]
    metadata: Mapping[str, str]


class ReadingWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says of a model; None is left to recognition. A table of a TOML file.

    outputs: the model's outputs in the order of the decoder's roles. class_names: a list, or a
    table from class numbers to names. mean, std, pad: in pixel values from 0 to 255.
    """

    kind: Kind | None = None
    decoder: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    outputs: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=64)] | None = None
    class_names: tuple[str, ...] | dict[str, str] | None = None
    first_class: Annotated[int, msgspec.Meta(ge=0, le=1)] | None = None
    input: str | None = None
    width_px: Side | None = None
    height_px: Side | None = None
    fit: Fit | None = None
    colour: Literal["rgb", "bgr"] | None = None
    layout: Literal["nchw", "nhwc"] | None = None
    mean: Triple | None = None
    std: Triple | None = None
    pad: Annotated[int, msgspec.Meta(ge=0, le=255)] | None = None
    activation: Activation | None = None
    embedding_output: str | None = None
    size_input: str | None = None
    score_threshold: Share | None = None
    iou_threshold: Share | None = None
    max_detections: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None

    def __post_init__(self) -> None:
        if self.std is not None and 0.0 in self.std:
            raise ValueError("std: expected numbers other than 0")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found out: what it is about, what was found, and why."""

    what: str
    value: str
    source: Source
    why: str


@dataclass(frozen=True, slots=True)
class InputPlan:
    """What to feed a model to see what it gives. `size_input` names the input that wants the
    image's size (int64 [1, 2], width first), "" if there is none."""

    input: InputSpec
    size_input: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class DetectorReading:
    """How a detector is read: all of a DetectorSpec but its file and its input."""

    decoder: str
    outputs: tuple[str, ...]
    class_names: tuple[str, ...]
    first_class: int
    score_threshold: float
    iou_threshold: float
    max_detections: int


@dataclass(frozen=True, slots=True)
class ClassifierReading:
    """How a classifier is read: all of a ClassifierSpec but its file and its input."""

    output: str
    activation: Activation
    class_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmbeddingReading:
    """The output that is an embedding of the whole image, and its length."""

    output: str
    dim: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How a model is used. Of kind "detect" with a detector; of kind "classify" with a classifier,
    an embedding, or both. `input` has the shape that the plan had; its preprocessing may be
    another, now that the family is known."""

    kind: Kind
    input: InputSpec
    size_input: str
    findings: tuple[Finding, ...]
    detector: DetectorReading | None = None
    classifier: ClassifierReading | None = None
    embedding: EmbeddingReading | None = None

    def detector_spec(self, file: ModelFile) -> DetectorSpec | None:
        """For the manifest of a bundle; None if this is no detector."""
        if self.detector is None:
            return None
        return DetectorSpec(
            file=file,
            input=self.input,
            decoder=self.detector.decoder,
            outputs=self.detector.outputs,
            class_names=self.detector.class_names,
            first_class=self.detector.first_class,
            size_input=self.size_input,
            score_threshold=self.detector.score_threshold,
            iou_threshold=self.detector.iou_threshold,
            max_detections=self.detector.max_detections,
        )

    def classifier_spec(self, file: ModelFile) -> ClassifierSpec | None:
        """For the manifest of a bundle; None if this names no classes."""
        if self.classifier is None:
            return None
        return ClassifierSpec(
            file=file,
            input=self.input,
            output=self.classifier.output,
            class_names=self.classifier.class_names,
            activation=self.classifier.activation,
        )

    def embedder_spec(self, file: ModelFile) -> EmbedderSpec | None:
        """For the manifest of a bundle; None if this has no embedding: the default one is used."""
        if self.embedding is None:
            return None
        return EmbedderSpec(
            file=file, input=self.input, dim=self.embedding.dim, output=self.embedding.output
        )
