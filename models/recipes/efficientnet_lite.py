"""EfficientNet-Lite as an embedder: the classifier without its last layer.

Source: the layer table of EfficientNet (Tan and Le, 2019) with the changes of EfficientNet-Lite
(no squeeze-and-excitation, ReLU6, stem and head not widened), and weights in the naming of the
PyTorch ports. Batch normalisation is folded into the convolutions, in float64.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx

from models.recipes.graph import GraphWriter, Port, Window

EMBEDDING_SIZE = 1280
_BATCH_NORM_EPSILON = 1e-3


@dataclass(frozen=True, slots=True)
class Variant:
    """A size of the family: its input's side in pixels, and how much deeper it is than Lite0."""

    name: str
    side_px: int
    depth: float


LITE0 = Variant("efficientnet_lite0", side_px=224, depth=1.0)
LITE2 = Variant("efficientnet_lite2", side_px=260, depth=1.2)


@dataclass(frozen=True, slots=True)
class _Stage:
    repeats: int
    first_stride_px: int
    deepens: bool = True


_STAGES = (
    _Stage(1, 1, deepens=False),
    _Stage(2, 2),
    _Stage(2, 2),
    _Stage(3, 2),
    _Stage(3, 1),
    _Stage(4, 2),
    _Stage(1, 1, deepens=False),
)


class WeightsError(Exception):
    """The weights do not belong to the network that is being built."""


def build_efficientnet_lite(
    variant: Variant, weights: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]
) -> onnx.ModelProto:
    """Build the float32 embedder.

    The model takes ``image``, float32 (N, 3, side, side), RGB as ``(x - 127) / 128``, and gives
    ``embedding``, float32 (N, 1280), never negative.

    Raises:
        WeightsError: a tensor is missing, or some are left over.
    """
    net = _Network(variant, weights)
    net.convolve("_conv_stem", "_bn0", stride_px=2)
    block = 0
    for stage in _STAGES:
        repeats = math.ceil(stage.repeats * variant.depth) if stage.deepens else stage.repeats
        for repeat in range(repeats):
            net.block(f"_blocks.{block}.", stage.first_stride_px if repeat == 0 else 1, repeat > 0)
            block += 1
    net.convolve("_conv_head", "_bn1")
    net.refuse_leftovers()
    pooled = net.writer.node("GlobalAveragePool", [net.last], "pooled")
    net.writer.node("Flatten", [pooled], "embedding")
    side_px = variant.side_px
    return net.writer.model(
        variant.name,
        inputs=[Port("image", onnx.TensorProto.FLOAT, ("N", 3, side_px, side_px))],
        outputs=[Port("embedding", onnx.TensorProto.FLOAT, ("N", EMBEDDING_SIZE))],
        metadata=metadata,
    )


class _Network:
    """The graph so far: ``last`` is the newest tensor, ``side_px`` its height and width."""

    def __init__(self, variant: Variant, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        self.writer = GraphWriter()
        self.last = "image"
        self._name = variant.name
        self._side_px = variant.side_px
        self._weights = weights
        self._used = {"_fc.weight", "_fc.bias"}

    def block(self, prefix: str, stride_px: int, residual: bool) -> None:
        """Add an inverted bottleneck: expand, filter each channel, project; perhaps add."""
        before = self.last
        if f"{prefix}_expand_conv.weight" in self._weights:
            self.convolve(f"{prefix}_expand_conv", f"{prefix}_bn0")
        self.convolve(
            f"{prefix}_depthwise_conv", f"{prefix}_bn1", stride_px=stride_px, depthwise=True
        )
        self.convolve(f"{prefix}_project_conv", f"{prefix}_bn2", activate=False)
        if residual:
            self.last = self.writer.node("Add", [self.last, before], f"{prefix}sum")

    def convolve(
        self,
        layer: str,
        normalisation: str,
        *,
        stride_px: int = 1,
        depthwise: bool = False,
        activate: bool = True,
    ) -> None:
        """Add a convolution with its batch normalisation folded in."""
        kernel = self._take(f"{layer}.weight")
        spread = np.sqrt(self._take(f"{normalisation}.running_var") + _BATCH_NORM_EPSILON)
        gain = self._take(f"{normalisation}.weight") / spread
        shift = self._take(f"{normalisation}.bias")
        bias = shift - self._take(f"{normalisation}.running_mean") * gain
        self._used.add(f"{normalisation}.num_batches_tracked")
        window = Window.same(
            picture_px=(self._side_px, self._side_px),
            size_px=(kernel.shape[2], kernel.shape[3]),
            stride_px=(stride_px, stride_px),
        )
        self.last = self.writer.convolution(
            self.last,
            layer,
            kernel=(kernel * gain[:, None, None, None]).astype(np.float32),
            bias=bias.astype(np.float32),
            window=window,
            groups=len(kernel) if depthwise else 1,
        )
        if activate:
            self.last = self.writer.relu6(self.last, f"{layer}_active")
        self._side_px = -(-self._side_px // stride_px)

    def refuse_leftovers(self) -> None:
        """Raise where weights remain that no layer used."""
        left = sorted(set(self._weights) - self._used)
        if left:
            raise WeightsError(
                f"{self._name} has no place for {len(left)} tensors, the first being {left[0]}: "
                "these are the weights of another variant"
            )

    def _take(self, name: str) -> npt.NDArray[np.float64]:
        if name not in self._weights:
            raise WeightsError(f"{self._name} needs the tensor {name}, which the weights lack")
        self._used.add(name)
        return self._weights[name].astype(np.float64)
