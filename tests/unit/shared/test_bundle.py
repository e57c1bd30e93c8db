"""The manifest's bytes are what is signed: they decode to what was meant, or not at all."""

import json
from typing import Any

import msgspec
import pytest

from shared.bundle import (
    DetectorSpec,
    EmbedderSpec,
    HeadSpec,
    InputSpec,
    Manifest,
    ModelFile,
    decode_manifest,
    encode_manifest,
)
from shared.errors import BundleError


def model(digit: str) -> ModelFile:
    return ModelFile(sha256=digit * 64, size_bytes=20 << 20)


EMBEDDER = EmbedderSpec(file=model("e"), input=InputSpec(width_px=224, height_px=224), dim=1280)
DETECTOR = DetectorSpec(
    file=model("d"),
    input=InputSpec(width_px=320, height_px=320),
    decoder="anchors_scores",
    outputs=("boxes", "scores"),
    class_names=("cup", "bowl"),
)
HEAD = HeadSpec(
    file=model("a"),
    class_names=("mug", "tasse ☕"),
    members=5,
    temperature=0.25,
    risk=0.05,
    conformal_threshold=0.125,
    known_scores=(0.1, 0.2, 0.30000000000000004),
    dataset_revision="r1",
    labels=90,
    tracks=30,
    accuracy=0.75,
)
FULL = Manifest(
    version=2, created_at_s=1.7e9, embedder=EMBEDDER, detector=DETECTOR, head=HEAD, key_id="0" * 16
)
CLASSIFY = Manifest(kind="classify", version=0, created_at_s=0.0, embedder=EMBEDDER)


def changed(path: str, value: object) -> bytes:
    """The full manifest with the value at `path` (keys joined by dots) replaced."""
    document: dict[str, Any] = json.loads(encode_manifest(FULL))
    *way, last = path.split(".")
    place = document
    for key in way:
        place = place[key]
    place[last] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize("manifest", [FULL, CLASSIFY])
def test_that_a_manifest_comes_back(manifest: Manifest) -> None:
    assert decode_manifest(encode_manifest(manifest)) == manifest


def test_that_the_same_manifest_has_the_same_readable_bytes() -> None:
    data = encode_manifest(FULL)
    assert data == encode_manifest(msgspec.structs.replace(FULL))
    keys = list(json.loads(data))
    assert keys == sorted(keys)
    assert b"\n" in data


def test_that_files_are_named_by_role_and_only_those_there_are() -> None:
    roles = {"embedder": model("e"), "detector": model("d"), "head": model("a")}
    assert FULL.files() == roles
    assert CLASSIFY.files() == {"embedder": model("e")}


@pytest.mark.parametrize("path", ["extra", "head.extra", "embedder.file.path", "detector.script"])
def test_that_an_unknown_field_is_refused(path: str) -> None:
    with pytest.raises(BundleError, match="unknown field"):
        decode_manifest(changed(path, "x"))


def test_that_detecting_needs_a_detector() -> None:
    with pytest.raises(BundleError, match="kind 'detect' needs a detector"):
        decode_manifest(changed("detector", None))


def test_that_classifying_has_no_use_for_a_detector() -> None:
    with pytest.raises(BundleError, match="kind 'classify' has no use for a detector"):
        decode_manifest(changed("kind", "classify"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "whatsit-bundle-2"),
        ("kind", "segment"),
        ("version", -1),
        ("version", 1.5),
        ("version", 2**53 + 1),
        ("embedder.file.sha256", "../../secret"),
        ("embedder.file.sha256", "E" * 64),
        ("embedder.file.sha256", "e" * 64 + "\n"),
        ("embedder.file.size_bytes", 0),
        ("embedder.file.size_bytes", (2 << 30) + 1),
        ("embedder.dim", 0),
        ("embedder.input.width_px", 100_000),
        ("detector.input.std", [1.0, 0.0, 1.0]),
        ("detector.input.fit", "fill"),
        ("detector.outputs", []),
        ("embedder", None),
        ("head.class_names", []),
        ("head.members", 0),
        ("head.members", 65),
        ("head.temperature", None),
        ("head.temperature", "hot"),
    ],
)
def test_that_a_value_out_of_bounds_is_refused(path: str, value: object) -> None:
    with pytest.raises(BundleError, match="not of format whatsit-bundle-1"):
        decode_manifest(changed(path, value))


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"null", b"\xff\xfe", b'{"format": "\xff"}', b"[" * 100_000, b'{"a":' * 100_000],
)
def test_that_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(BundleError, match="bundle manifest: not of format"):
        decode_manifest(data)


def test_that_a_manifest_cut_anywhere_is_refused() -> None:
    data = encode_manifest(FULL)
    for end in range(len(data) - 1):
        with pytest.raises(BundleError):
            decode_manifest(data[:end])
