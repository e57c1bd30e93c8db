"""Weights stored small are what they say, and cost nothing once a session has loaded them."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from models.recipes.compression import (
    PRECISIONS,
    SMALL_LAYER,
    Precision,
    quantise,
    with_weights_stored_as,
)
from models.recipes.graph import GraphWriter, Port, Window

POINTWISE = Window(size_px=(1, 1), stride_px=(1, 1), padding_px=(0, 0, 0, 0))
CHANNELS = 370


def two_layers() -> onnx.ModelProto:
    """Build a small layer and, behind it, one of more than SMALL_LAYER weights."""
    rng = np.random.default_rng(0)
    writer = GraphWriter()
    small = rng.normal(size=(CHANNELS, 3, 1, 1)).astype(np.float32)
    large = rng.normal(size=(CHANNELS, CHANNELS, 1, 1)).astype(np.float32)
    bias = rng.normal(size=CHANNELS).astype(np.float32)
    writer.convolution("image", "small", kernel=small, bias=bias, window=POINTWISE)
    writer.convolution("small", "large", kernel=large, bias=bias, window=POINTWISE)
    return writer.model(
        "two_layers",
        inputs=[Port("image", onnx.TensorProto.FLOAT, (1, 3, 4, 4))],
        outputs=[Port("large", onnx.TensorProto.FLOAT, (1, CHANNELS, 4, 4))],
        metadata={"license": "Apache-2.0"},
    )


def stored_types(model: onnx.ModelProto) -> dict[str, np.dtype[np.generic]]:
    return {t.name: numpy_helper.to_array(t).dtype for t in model.graph.initializer}


def run(model: onnx.ModelProto) -> npt.NDArray[np.float32]:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    image = np.random.default_rng(1).normal(size=(1, 3, 4, 4)).astype(np.float32)
    output: npt.NDArray[np.float32] = session.run(None, {"image": image})[0]
    return output


def test_that_weights_on_an_int8_grid_come_back_exactly() -> None:
    rng = np.random.default_rng(0)
    whole = rng.integers(-127, 128, (5, 4, 3, 3)).astype(np.int8)
    whole[:, 0, 0, 0] = 127
    step = rng.uniform(1e-4, 1e-1, (5, 1, 1, 1)).astype(np.float32)
    rounded, scale = quantise(whole * step)
    np.testing.assert_array_equal(rounded, whole)
    np.testing.assert_allclose(scale, step, rtol=1e-6)


def test_that_a_channel_of_zeros_stays_zero() -> None:
    rounded, scale = quantise(np.zeros((2, 3, 1, 1), np.float32))
    assert not rounded.any()
    assert np.isfinite(scale).all()


def test_that_rounding_errs_by_half_a_step_at_most() -> None:
    weight = np.random.default_rng(0).normal(size=(6, 5, 3, 3)).astype(np.float32)
    rounded, scale = quantise(weight)
    assert np.all(np.abs(rounded * scale - weight) <= scale / 2 * 1.0001)


def test_that_mixed_keeps_small_layers_in_float16_and_large_ones_in_int8() -> None:
    types = stored_types(with_weights_stored_as(two_layers(), "mixed"))
    assert CHANNELS * CHANNELS > SMALL_LAYER
    assert types["small_kernel_float16"] == np.float16
    assert types["large_kernel_int8"] == np.int8
    assert types["small_bias"] == np.float32


@pytest.mark.parametrize(
    ("precision", "tolerance"),
    [("float32", 0.0), ("float16", 2e-3), ("mixed", 2e-2), ("int8", 2e-2)],
)
def test_that_the_output_stays_close(precision: Precision, tolerance: float) -> None:
    model = two_layers()
    full, small = run(model), run(with_weights_stored_as(model, precision))
    assert np.abs(small - full).max() <= tolerance * np.abs(full).max()


def test_that_storing_small_changes_no_input_and_keeps_the_metadata() -> None:
    model = two_layers()
    before = model.SerializeToString(deterministic=True)
    small = with_weights_stored_as(model, "int8")
    assert model.SerializeToString(deterministic=True) == before
    assert small.graph.input == model.graph.input
    assert small.metadata_props == model.metadata_props


@pytest.mark.parametrize("precision", PRECISIONS)
def test_that_a_session_widens_the_weights_when_it_loads(
    precision: Precision, tmp_path: Path
) -> None:
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "optimised.onnx")
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    model = with_weights_stored_as(two_layers(), precision)
    onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    optimised = onnx.load(tmp_path / "optimised.onnx")
    assert {node.op_type for node in optimised.graph.node} <= {"Conv", "FusedConv"}


def test_that_a_weight_too_large_for_float16_is_refused_by_name() -> None:
    writer = GraphWriter()
    kernel = np.full((1, 3, 1, 1), 1e6, np.float32)
    bias = np.zeros(1, np.float32)
    writer.convolution("image", "loud", kernel=kernel, bias=bias, window=POINTWISE)
    model = writer.model(
        "loud",
        inputs=[Port("image", onnx.TensorProto.FLOAT, (1, 3, 4, 4))],
        outputs=[Port("loud", onnx.TensorProto.FLOAT, (1, 1, 4, 4))],
        metadata={},
    )
    with pytest.raises(ValueError, match="loud_kernel reaches"):
        with_weights_stored_as(model, "float16")


def test_that_a_constant_is_kept_once_and_its_name_stands_for_one_value() -> None:
    writer = GraphWriter()
    assert writer.constant("one", np.float32(1)) == "one"
    assert writer.constant("uno", np.float32(1)) == "one"
    assert writer.constant("whole", np.int64(1)) == "whole"
    with pytest.raises(ValueError, match="one already stands for another value"):
        writer.constant("one", np.float32(2))


@pytest.mark.parametrize(
    ("picture_px", "size_px", "stride_px", "padding_px"),
    [(224, 3, 2, (0, 1)), (112, 3, 1, (1, 1)), (112, 5, 2, (1, 2)), (7, 1, 1, (0, 0))],
)
def test_that_padding_is_as_in_tensorflow(
    picture_px: int, size_px: int, stride_px: int, padding_px: tuple[int, int]
) -> None:
    window = Window.same(
        picture_px=(picture_px, picture_px),
        size_px=(size_px, size_px),
        stride_px=(stride_px, stride_px),
    )
    before, after = padding_px
    assert window.padding_px == (before, before, after, after)
