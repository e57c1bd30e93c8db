"""A model's inputs and outputs in words. Pure: it needs nothing of the runtime."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

IMAGE_DTYPES: Mapping[str, Literal["uint8", "float32", "float16"]] = MappingProxyType(
    {"uint8": "uint8", "float": "float32", "float16": "float16"}
)
"""The types in which images are fed, by ONNX Runtime's names for them."""


@dataclass(frozen=True, slots=True)
class TensorPort:
    """An input or output of a model; an axis of any length is None.

    dtype: as ONNX Runtime calls it: "float", "float16", "uint8", "int64", ...
    """

    name: str
    dtype: str
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        axes = ", ".join("?" if length is None else str(length) for length in self.shape)
        return f"{self.name} {self.dtype} [{axes}]"
