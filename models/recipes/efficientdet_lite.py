"""EfficientDet-Lite, from its quantised TensorFlow Lite file to float32 ONNX.

The graph is the file's own, channels first, without the quantising of activations and without
non-maximum suppression. Box regressions are put in the order x, y, width, height. Of the 90 class
columns, the ten that stand for no class are cut out of the last layer, so that nothing is spent on
them. The decoding of the boxes is part of the graph.

Source of the decoding: the reference ``TFLite_Detection_PostProcess``. The centre is
``regression * anchor size + anchor centre``, the size ``exp(regression) * anchor size``.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import onnx

from models.recipes import tflite_graph as tfl
from models.recipes.graph import GraphWriter, Port, Window
from models.recipes.tflite_reader import read_tflite

NO_CLASS = "???"
_LABELS_FILE = "labelmap.txt"
_BOX_WIDTH = 4
_X_Y_WIDTH_HEIGHT = (1, 0, 3, 2)
_SCALES = ("x_scale", "y_scale", "w_scale", "h_scale")


class DetectorError(Exception):
    """The file is not an EfficientDet-Lite as this recipe knows it."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The values that a last layer gives per anchor: how many, and which are kept, in order."""

    width: int
    kept: tuple[int, ...]

    def rows(self, count: int) -> list[int]:
        return [start + keep for start in range(0, count, self.width) for keep in self.kept]


def read_labels(content: bytes) -> list[str]:
    """Read the label map that is zipped into the file; a column without a class is ``???``.

    Raises:
        DetectorError: the file carries no label map.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as appendix:
            return appendix.read(_LABELS_FILE).decode("utf-8").splitlines()
    except (zipfile.BadZipFile, KeyError) as error:
        raise DetectorError(f"the file carries no {_LABELS_FILE}: use one with metadata") from error


def build_efficientdet_lite(
    name: str, content: bytes, metadata: Mapping[str, str]
) -> onnx.ModelProto:
    """Build the float32 detector of a TensorFlow Lite file.

    The model takes ``image``, uint8 (1, side, side, 3), RGB, the whole photo stretched to a square;
    it gives ``boxes``, float32 (1, anchors, 4), xyxy clipped to 0..1, and ``scores``, float32
    (1, anchors, classes), each in 0..1 by itself. ``names`` and ``imgsz`` join the metadata.

    Raises:
        DetectorError: the file has no label map, or no detector's end, or one of another kind.
        TfliteError: the file cannot be read.
    """
    graph = read_tflite(content)
    labels = read_labels(content)
    kept = tuple(column for column, label in enumerate(labels) if label != NO_CLASS)
    heads = (_Head(_BOX_WIDTH, _X_Y_WIDTH_HEIGHT), _Head(len(labels), kept))
    converter = _Converter(graph, heads)
    anchors = converter.convert()
    side_px = graph.shapes[graph.input][1]
    class_names = {index: labels[column] for index, column in enumerate(kept)}
    return converter.writer.model(
        name,
        inputs=[Port("image", onnx.TensorProto.UINT8, (1, side_px, side_px, 3))],
        outputs=[
            Port("boxes", onnx.TensorProto.FLOAT, (1, anchors, _BOX_WIDTH)),
            Port("scores", onnx.TensorProto.FLOAT, (1, anchors, len(kept))),
        ],
        metadata={**metadata, "names": str(class_names), "imgsz": str([side_px, side_px])},
    )


class _Converter:
    def __init__(self, graph: tfl.TfliteGraph, heads: tuple[_Head, ...]) -> None:
        self.writer = GraphWriter()
        self._graph = graph
        by_width = {head.width: head for head in heads}
        self._head_of = {
            operator.source: by_width[graph.shapes[operator.output][-1]]
            for operator in graph.operators
            if isinstance(operator, tfl.Reshape) and graph.shapes[operator.output][-1] in by_width
        }

    def convert(self) -> int:
        """Write the whole graph; return the number of anchors."""
        self._read_picture()
        ends = [end for end in map(self._step, self._graph.operators) if end is not None]
        if len(ends) != 1:
            raise DetectorError(f"expected one detector's end in the graph, found {len(ends)}")
        end = ends[0]
        odd = {key: end.options.get(key) for key in _SCALES if end.options.get(key) != 1.0}
        if odd:
            raise DetectorError(f"expected box scales of 1.0, got {odd}: use another file")
        self.writer.node("Identity", [_name(end.scores)], "scores")
        self._decode_boxes(end)
        return len(end.anchors)

    def _read_picture(self) -> None:
        write, graph = self.writer, self._graph
        zero_point = write.constant("picture_zero_point", np.float32(graph.input_zero_point))
        scale = write.constant("picture_scale", np.float32(graph.input_scale))
        values = write.node("Cast", ["image"], "picture_values", to=onnx.TensorProto.FLOAT)
        centred = write.node("Sub", [values, zero_point], "picture_centred")
        scaled = write.node("Mul", [centred, scale], "picture_scaled")
        write.node("Transpose", [scaled], _name(graph.input), perm=[0, 3, 1, 2])

    def _step(self, operator: tfl.Operator) -> tfl.DetectionPostProcess | None:
        match operator:
            case tfl.Convolution():
                self._convolve(operator)
            case tfl.Addition():
                self._add(operator)
            case tfl.MaxPooling():
                self._pool(operator)
            case tfl.NearestResize():
                self._resize(operator)
            case tfl.Reshape():
                self._flatten_head(operator)
            case tfl.Concatenation(axis=1):
                sources = [_name(source) for source in operator.sources]
                self.writer.node("Concat", sources, _name(operator.output), axis=1)
            case tfl.Sigmoid():
                self.writer.node("Sigmoid", [_name(operator.source)], _name(operator.output))
            case tfl.DetectionPostProcess():
                return operator
            case _:
                raise DetectorError(f"no EfficientDet-Lite has such a step: {operator}")
        return None

    def _convolve(self, step: tfl.Convolution) -> None:
        kernel, bias = step.kernel, step.bias
        if step.output in self._head_of:
            rows = self._head_of[step.output].rows(len(kernel))
            kernel, bias = kernel[rows], bias[rows]
        height_px, width_px = kernel.shape[2:]
        output = _name(step.output)
        convolved = self.writer.convolution(
            _name(step.source),
            f"{output}_convolved" if step.relu6 else output,
            kernel=kernel,
            bias=bias,
            window=self._window(
                step.source, (height_px, width_px), step.stride_px, step.same_padding
            ),
            groups=len(kernel) if step.depthwise else 1,
        )
        if step.relu6:
            self.writer.relu6(convolved, output)

    def _add(self, step: tfl.Addition) -> None:
        output = _name(step.output)
        sources = [_name(source) for source in step.sources]
        added = self.writer.node("Add", sources, f"{output}_added" if step.relu6 else output)
        if step.relu6:
            self.writer.relu6(added, output)

    def _pool(self, step: tfl.MaxPooling) -> None:
        window = self._window(step.source, step.size_px, step.stride_px, step.same_padding)
        self.writer.node(
            "MaxPool",
            [_name(step.source)],
            _name(step.output),
            kernel_shape=window.size_px,
            strides=window.stride_px,
            pads=window.padding_px,
        )

    def _resize(self, step: tfl.NearestResize) -> None:
        if step.align_corners:
            raise DetectorError("expected a resize that does not align corners: use another file")
        _, height_px, width_px, channels = self._graph.shapes[step.output]
        shape = np.array([1, channels, height_px, width_px], np.int64)
        size = self.writer.constant(f"shape_{channels}x{height_px}x{width_px}", shape)
        half = step.half_pixel_centres
        self.writer.node(
            "Resize",
            [_name(step.source), "", "", size],
            _name(step.output),
            mode="nearest",
            coordinate_transformation_mode="half_pixel" if half else "asymmetric",
            nearest_mode="round_prefer_ceil" if half else "floor",
        )

    def _flatten_head(self, step: tfl.Reshape) -> None:
        if step.source not in self._head_of:
            shape = self._graph.shapes[step.output]
            raise DetectorError(f"expected a head of 4 values or one per label, got shape {shape}")
        width = len(self._head_of[step.source].kept)
        output = _name(step.output)
        source = [_name(step.source)]
        rows = self.writer.node("Transpose", source, f"{output}_rows", perm=[0, 2, 3, 1])
        shape_name = self.writer.constant(f"shape_{width}", np.array([1, -1, width], np.int64))
        self.writer.node("Reshape", [rows, shape_name], output)

    def _decode_boxes(self, end: tfl.DetectionPostProcess) -> None:
        write = self.writer
        anchors = end.anchors[None, :, list(_X_Y_WIDTH_HEIGHT)]
        centres = write.constant("anchor_centres", anchors[..., :2])
        sizes = write.constant("anchor_sizes", anchors[..., 2:])
        write.split(_name(end.boxes), (2, 2), ("moves", "growths"), axis=2)
        moved = write.node("Mul", ["moves", sizes], "centre_moves")
        centre = write.node("Add", [moved, centres], "centres")
        growth = write.node("Exp", ["growths"], "size_factors")
        size = write.node("Mul", [growth, sizes], "box_sizes")
        half = write.node("Mul", [size, write.constant("half", np.float32(0.5))], "half_sizes")
        first = write.node("Sub", [centre, half], "first_corners")
        last = write.node("Add", [centre, half], "last_corners")
        corners = write.node("Concat", [first, last], "corners", axis=2)
        limits = [write.constant("zero", np.float32(0)), write.constant("one", np.float32(1))]
        write.node("Clip", [corners, *limits], "boxes")

    def _window(
        self, source: int, size_px: tuple[int, int], stride_px: tuple[int, int], same: bool
    ) -> Window:
        if not same:
            return Window(size_px, stride_px, (0, 0, 0, 0))
        _, height_px, width_px, _ = self._graph.shapes[source]
        return Window.same(picture_px=(height_px, width_px), size_px=size_px, stride_px=stride_px)


def _name(tensor: int) -> str:
    return f"tensor_{tensor}"
