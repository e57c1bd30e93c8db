"""The bundle: what is deployed to a node, as a signed manifest and files named by their hash.

The manifest is JSON; its exact bytes are what is signed (Ed25519), so it is never re-encoded
before it is verified. The files themselves travel and lie apart from it, by SHA-256, so that a
new head does not carry the unchanged embedder with it.
"""

from typing import Annotated, Literal

import msgspec

from shared.errors import BundleError
from shared.protocol.messages import Digest

FORMAT: Literal["whatsit-bundle-1"] = "whatsit-bundle-1"


class ModelFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ONNX file of the bundle."""

    sha256: Digest
    size_bytes: Annotated[int, msgspec.Meta(ge=1, le=2 << 30)]


class DetectorSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The detector, and how its tensors are read."""

    file: ModelFile
    decoder: str
    class_names: tuple[str, ...]
    score_threshold: float = 0.1
    iou_threshold: float = 0.5
    max_detections: int = 40


class EmbedderSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The frozen backbone: crops of `input_px` squared, `(pixel - mean) / scale`, RGB, NCHW."""

    file: ModelFile
    dim: Annotated[int, msgspec.Meta(ge=1, le=65536)]
    input_px: Annotated[int, msgspec.Meta(ge=8, le=4096)] = 224
    mean: float = 127.0
    scale: float = 128.0


class HeadSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The trained committee and its calibration.

    The graph takes `embedding` (n, dim) float32 and gives `probabilities` (n, k),
    `top_score` (n,), `features` (n, dim) and `disagreement` (n,), all float32.

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
    """What a node runs. Versions only rise; 0 is the factory bundle, which has no head."""

    format: Literal["whatsit-bundle-1"] = FORMAT
    kind: Literal["detect", "classify"] = "detect"
    version: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    created_at_s: float
    embedder: EmbedderSpec
    detector: DetectorSpec | None = None
    head: HeadSpec | None = None
    key_id: str = ""

    def files(self) -> dict[str, ModelFile]:
        """The files by their role in the bundle."""
        found = {"embedder": self.embedder.file}
        if self.detector is not None:
            found["detector"] = self.detector.file
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
        raise BundleError(f"bundle manifest: not of format {FORMAT}: {error}") from error
    if manifest.kind == "detect" and manifest.detector is None:
        raise BundleError("bundle manifest: kind 'detect' needs a detector")
    return manifest
