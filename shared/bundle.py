"""The bundle: what is deployed to a node, as a signed manifest and files named by their hash.

The manifest is JSON; its exact bytes are what is signed (Ed25519), so it is never re-encoded
before it is verified. The files themselves travel and lie apart from it, by SHA-256, so that a
new head does not carry the unchanged embedder with it.
"""

from typing import Annotated, Literal

import msgspec

from shared.errors import BundleError
from shared.keys import TrustedKey, verify_by_any
from shared.protocol.fields import Digest

FORMAT: Literal["whatsit-bundle-1"] = "whatsit-bundle-1"
MAX_BUNDLE_BYTES = 1 << 30
"""All files of a bundle together."""
MAX_OFFER_AGE_S = 90 * 86_400.0
"""What was signed longer ago is no offer any more; what a node runs already never expires."""


class ModelFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ONNX file of the bundle."""

    sha256: Digest
    size_bytes: Annotated[int, msgspec.Meta(ge=1, le=2 << 30)]


Side = Annotated[int, msgspec.Meta(ge=8, le=8192)]
Fit = Literal["stretch", "letterbox", "letterbox_corner", "centre_crop"]
"""How an image is brought to the model's size. stretch: without regard for its aspect. letterbox:
as large as it fits, in the middle of a padded canvas; letterbox_corner: the same at the top left.
centre_crop: the middle of it, after its shorter side was brought to 1/0.875 of the model's."""

Triple = tuple[
    Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)],
    Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)],
    Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)],
]


class Preparation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an image is prepared, whatever the input's size and type; see `InputSpec`.

    A file may carry it as JSON, in its metadata. Raises ValueError for a zero std.
    """

    fit: Fit = "stretch"
    colour: Literal["rgb", "bgr"] = "rgb"
    mean: Triple = (0.0, 0.0, 0.0)
    std: Triple = (1.0, 1.0, 1.0)
    pad: Annotated[int, msgspec.Meta(ge=0, le=255)] = 114

    def __post_init__(self) -> None:
        if 0.0 in self.std:
            raise ValueError("std: expected numbers other than 0")


class InputSpec(Preparation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an image becomes a model's input tensor.

    Each channel is `(pixel - mean) / std` of pixels from 0 to 255, the channels in the order of
    `colour`. `pad` is the pixel value of a letterbox's margins. Raises ValueError for a zero std.
    """

    name: str = "image"
    width_px: Side
    height_px: Side
    layout: Literal["nchw", "nhwc"] = "nchw"
    dtype: Literal["uint8", "float32", "float16"] = "float32"


class DetectorSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The detector, and how its tensors are read.

    `decoder` names the layout, `outputs` the model's outputs in the order of its roles.
    `first_class`: the class number that `class_names` begins with; lower ones are background.
    `size_input`: an input that wants the image's size; it gets the model's own, width first.
    """

    file: ModelFile
    input: InputSpec
    decoder: str
    outputs: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=64)]
    class_names: tuple[str, ...]
    first_class: Annotated[int, msgspec.Meta(ge=0, le=1)] = 0
    size_input: str = ""
    score_threshold: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.1
    iou_threshold: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.5
    max_detections: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 40


class ClassifierSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A classifier of whole frames. `activation` makes probabilities of its output (1, classes)."""

    file: ModelFile
    input: InputSpec
    output: str
    class_names: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=100_000)]
    activation: Literal["none", "softmax", "sigmoid"] = "none"


class EmbedderSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The frozen backbone: crops to vectors (n, dim), by its output named `output`."""

    file: ModelFile
    input: InputSpec
    dim: Annotated[int, msgspec.Meta(ge=1, le=65536)]
    output: str = "embedding"


class HeadSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The trained committee and its calibration.

    The graph takes `embedding` (n, dim) float32 and gives `probabilities` (n, k),
    `top_score` (n,), `features` (n, dim), `disagreement` (n,) and `votes` (members, n, k), all
    float32. Older graphs have no `votes`; their probabilities count as the one vote there is.

    `conformal_threshold`: a class belongs to the prediction set if its probability is at least
    this; 0 while too few tracks are known for the stated risk, so that every class belongs.
    `known_scores`: ascending top scores of known tracks when left out (at most 101 quantiles);
    what scores below most of them is novel.
    """

    file: ModelFile
    class_names: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=100_000)]
    members: Annotated[int, msgspec.Meta(ge=1, le=64)]
    temperature: float
    risk: float
    conformal_threshold: float
    known_scores: tuple[float, ...]
    dataset_revision: str
    labels: int
    tracks: int
    accuracy: float | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a node runs. Versions only rise; 0 is the factory bundle, which has no head.

    kind "detect": a detector proposes boxes. kind "classify": the whole frame is the object, and
    a classifier, if there is one, gives it a first name.
    """

    format: Literal["whatsit-bundle-1"] = FORMAT
    kind: Literal["detect", "classify"] = "detect"
    version: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    created_at_s: float
    embedder: EmbedderSpec
    detector: DetectorSpec | None = None
    classifier: ClassifierSpec | None = None
    head: HeadSpec | None = None
    key_id: str = ""

    def files(self) -> dict[str, ModelFile]:
        """The files by their role in the bundle."""
        found = {"embedder": self.embedder.file}
        if self.detector is not None:
            found["detector"] = self.detector.file
        if self.classifier is not None:
            found["classifier"] = self.classifier.file
        if self.head is not None:
            found["head"] = self.head.file
        return found


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest as the bytes that are signed."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)


def decode_manifest(data: bytes) -> Manifest:
    """Bytes as a manifest. Raises BundleError for anything else."""
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BundleError(
            f"bundle manifest: not of format {FORMAT}: {error}; if another release made it, "
            "train or adopt it again with this one"
        ) from error
    if manifest.kind == "detect" and manifest.detector is None:
        raise BundleError("bundle manifest: kind 'detect' needs a detector")
    if manifest.kind == "classify" and manifest.detector is not None:
        raise BundleError("bundle manifest: kind 'classify' has no use for a detector")
    return manifest


def have_same_models(one: Manifest, other: Manifest) -> bool:
    """Whether both run the same models in the same way, whatever their heads."""
    return (one.kind, one.detector, one.classifier, one.embedder) == (
        other.kind,
        other.detector,
        other.classifier,
        other.embedder,
    )


def accept_manifest(data: bytes, signature: bytes, trusted: tuple[TrustedKey, ...]) -> Manifest:
    """The manifest if a trusted key signed exactly these bytes and it is not too large.

    Raises SignatureError or BundleError.
    """
    verify_by_any(trusted, data, signature)
    manifest = decode_manifest(data)
    size_bytes = sum({f.sha256: f.size_bytes for f in manifest.files().values()}.values())
    if size_bytes > MAX_BUNDLE_BYTES:
        raise BundleError(f"bundle of {size_bytes} bytes: at most {MAX_BUNDLE_BYTES} are allowed")
    return manifest
