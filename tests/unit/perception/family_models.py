"""A small real ONNX model of every family, made for the tests.

Whatever it is shown, each sees the same two things; shapes, names, types and metadata are those of
the family's real exports.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from shared.domain import Floats
from tests.unit.perception.decoding.family_tensors import ENCODERS, Things

WIDTH_PX, HEIGHT_PX = 128, 96
KNOWN_BOXES_SHARES = np.array([[0.125, 0.25, 0.5, 0.75], [0.625, 0.125, 0.875, 0.5]], np.float32)
"""(2, 4) xyxy, in shares of the model's input; of a picture too, if it has the same aspect."""
KNOWN_SCORES = np.array([0.875, 0.625], np.float32)
KNOWN_CLASS_IDS = np.array([2, 1])
KNOWN_CLASSES = 3
KNOWN_NAMES = ("mug", "bowl", "stapler")
"""Those with metadata say these names; the others say none."""

CLASSIFIED_AS = 2
CLASSIFIER_CLASSES = 5
EMBEDDING_DIM = 48

Build = Callable[[Path], Path]

_SIZE = np.array([WIDTH_PX, HEIGHT_PX] * 2, np.float32)
_FROM_ONE = ("ssd_tensorflow", "ssd_onnx", "torchvision", "efficientdet", "detection_output")
_NAMES = str(dict(enumerate(KNOWN_NAMES)))
_YOLOV5 = {"stride": "32", "names": _NAMES}
_ULTRALYTICS = {
    "description": "Ultralytics YOLO model",
    "author": "Ultralytics",
    "version": "8.3.0",
    "stride": "32",
    "task": "detect",
    "batch": "1",
    "imgsz": str([HEIGHT_PX, WIDTH_PX]),
    "names": _NAMES,
    "args": "{'batch': 1, 'half': False, 'dynamic': False, 'simplify': True, 'nms': False}",
    "channels": "3",
}


def known_tensors(decoder: str) -> tuple[Floats, ...]:
    """The known things as the decoder's tensors, in the order of its roles."""
    first = 1 if decoder in _FROM_ONE else 0
    things = Things(
        boxes=KNOWN_BOXES_SHARES * _SIZE,
        scores=KNOWN_SCORES,
        class_ids=KNOWN_CLASS_IDS + first,
        classes=KNOWN_CLASSES,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
    )
    return ENCODERS[decoder](things)


def write_model(
    path: Path,
    outputs: Mapping[str, npt.NDArray[np.generic]],
    *,
    input_name: str = "images",
    layout: str = "nchw",
    dtype: int = TensorProto.FLOAT,
    metadata: Mapping[str, str] | None = None,
    dynamic: bool = False,
    half: bool = False,
    scaled_by: str = "",
) -> Path:
    """A model that always gives `outputs`, of their own types.

    dynamic: no axis has a length. half: input and floats are float16. scaled_by: an input
    [1, 2] of whole numbers, width first, by which the output called "boxes" is multiplied.
    """
    sides = (3, HEIGHT_PX, WIDTH_PX) if layout == "nchw" else (HEIGHT_PX, WIDTH_PX, 3)
    named = ("batch", 3, "height", "width") if layout == "nchw" else ("N", "height", "width", 3)
    dtype = TensorProto.FLOAT16 if half else dtype
    inputs = [helper.make_tensor_value_info(input_name, dtype, named if dynamic else (1, *sides))]
    nodes = [
        helper.make_node("Cast", [input_name], ["values"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMin", ["values"], ["least"], keepdims=0),
        helper.make_node("Mul", ["least", "zero"], ["nothing"]),
    ]
    constants = [numpy_helper.from_array(np.float32(0), "zero")]
    if scaled_by:
        inputs.append(helper.make_tensor_value_info(scaled_by, TensorProto.INT64, ["N", 2]))
        nodes += [
            helper.make_node("Cast", [scaled_by], ["sides"], to=TensorProto.FLOAT),
            helper.make_node("Concat", ["sides", "sides"], ["corners"], axis=1),
        ]
    declared = []
    for name, value in outputs.items():
        element = helper.np_dtype_to_tensor_dtype(value.dtype)
        if half and element == TensorProto.FLOAT:
            element = TensorProto.FLOAT16
        constants.append(numpy_helper.from_array(value.astype(np.float32), f"known_{name}"))
        nodes.append(helper.make_node("Add", [f"known_{name}", "nothing"], [f"sum_{name}"]))
        last = f"sum_{name}"
        if scaled_by and name == "boxes":
            nodes.append(helper.make_node("Mul", [last, "corners"], ["scaled"]))
            last = "scaled"
        nodes.append(helper.make_node("Cast", [last], [name], to=element))
        shape = [f"{name}_{axis}" for axis in range(value.ndim)] if dynamic else value.shape
        declared.append(helper.make_tensor_value_info(name, element, shape))
    graph = helper.make_graph(nodes, "family", inputs, declared, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, dict(metadata or {}))
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def _family(
    path: Path,
    *,
    decoder: str,
    names: Sequence[str] = ("output0",),
    types: Mapping[str, type] | None = None,
    metadata: Mapping[str, str] | None = None,
    input_name: str = "images",
    layout: str = "nchw",
    dtype: int = TensorProto.FLOAT,
    dynamic: bool = False,
    half: bool = False,
) -> Path:
    outputs = {
        name: tensor.astype((types or {}).get(name, np.float32))
        for name, tensor in zip(names, known_tensors(decoder), strict=True)
    }
    return write_model(
        path,
        outputs,
        input_name=input_name,
        layout=layout,
        dtype=dtype,
        metadata=metadata,
        dynamic=dynamic,
        half=half,
    )


def _with_more(path: Path, *, task: str, behind: int, finished: bool = False) -> Path:
    """Ultralytics' segment and pose: more columns behind the scores, and masks beside them."""
    metadata = {**_ULTRALYTICS, "task": task, **({"end2end": "True"} if finished else {})}
    (table,) = known_tensors("yolo_end2end" if finished else "yolov8")
    axis = 2 if finished else 1
    shape = list(table.shape)
    shape[axis] = behind
    extra = np.random.default_rng(5).normal(0, 3, shape).astype(np.float32)
    outputs = {"output0": np.concatenate([table, extra], axis=axis)}
    if task == "segment":
        outputs["output1"] = np.zeros((1, behind, HEIGHT_PX // 4, WIDTH_PX // 4), np.float32)
    return write_model(path, outputs, metadata=metadata)


def _yolox_decoded(path: Path) -> Path:
    """YOLOX with `--decode_in_inference`: the boxes are in pixels already."""
    anchors = (WIDTH_PX // 8) * (HEIGHT_PX // 8) * 21 // 16
    (table,) = known_tensors("yolov5")
    return write_model(path, {"output": table[:, :anchors].copy()})


def _with_size_input(path: Path) -> Path:
    """RT-DETR's own export: the model scales its boxes by the size it is told."""
    labels, boxes, scores = known_tensors("labels_boxes_scores")
    outputs = {"labels": labels.astype(np.int64), "boxes": boxes / _SIZE, "scores": scores}
    return write_model(path, outputs, scaled_by="orig_target_sizes")


_VARIANTS: Mapping[str, tuple[str, Build]] = {
    "yolov8": ("yolov8", partial(_family, decoder="yolov8", metadata=_ULTRALYTICS)),
    "yolov8_unnamed": ("yolov8", partial(_family, decoder="yolov8")),
    "yolov8_dynamic": (
        "yolov8",
        partial(_family, decoder="yolov8", metadata=_ULTRALYTICS, dynamic=True),
    ),
    "yolov8_half": ("yolov8", partial(_family, decoder="yolov8", metadata=_ULTRALYTICS, half=True)),
    "yolov8_segment": ("yolov8", partial(_with_more, task="segment", behind=32)),
    "yolov8_pose": ("yolov8", partial(_with_more, task="pose", behind=51)),
    "yolov8_obb": (
        "yolov8_obb",
        partial(_family, decoder="yolov8_obb", metadata={**_ULTRALYTICS, "task": "obb"}),
    ),
    "yolov5": ("yolov5", partial(_family, decoder="yolov5", metadata=_YOLOV5)),
    "yolov7": ("yolov5", partial(_family, decoder="yolov5", names=("output",))),
    "yolo_end2end": (
        "yolo_end2end",
        partial(_family, decoder="yolo_end2end", metadata={**_ULTRALYTICS, "end2end": "True"}),
    ),
    "yolo_end2end_unnamed": ("yolo_end2end", partial(_family, decoder="yolo_end2end")),
    "yolo_with_nms": (
        "yolo_end2end",
        partial(
            _family,
            decoder="yolo_end2end",
            metadata={**_ULTRALYTICS, "args": "{'batch': 1, 'nms': True}"},
        ),
    ),
    "yolo_end2end_segment": (
        "yolo_end2end",
        partial(_with_more, task="segment", behind=32, finished=True),
    ),
    "yolox": ("yolox", partial(_family, decoder="yolox", names=("output",))),
    "yolox_decoded": ("yolov5", _yolox_decoded),
    "nanodet": (
        "nanodet",
        partial(_family, decoder="nanodet", names=("output",), input_name="data"),
    ),
    "detr": (
        "detr",
        partial(_family, decoder="detr", names=("logits", "pred_boxes"), input_name="pixel_values"),
    ),
    "detr_sigmoid": (
        "detr_sigmoid",
        partial(
            _family,
            decoder="detr_sigmoid",
            names=("logits", "pred_boxes"),
            input_name="pixel_values",
            dynamic=True,
            metadata={"imgsz": str([HEIGHT_PX, WIDTH_PX])},
        ),
    ),
    "rtdetr_ultralytics": (
        "rtdetr_ultralytics",
        partial(_family, decoder="rtdetr_ultralytics", metadata=_ULTRALYTICS),
    ),
    "labels_boxes_scores": ("labels_boxes_scores", _with_size_input),
    "anchors_scores": (
        "anchors_scores",
        partial(
            _family,
            decoder="anchors_scores",
            names=("boxes", "scores"),
            input_name="image",
            layout="nhwc",
            dtype=TensorProto.UINT8,
            metadata={
                "whatsit.task": "detect",
                "whatsit.decoder": "anchors_scores",
                "names": _NAMES,
                "imgsz": str([HEIGHT_PX, WIDTH_PX]),
            },
        ),
    ),
    "anchors_scores_unnamed": (
        "anchors_scores",
        partial(_family, decoder="anchors_scores", names=("a", "b")),
    ),
    "anchors_scores_px": (
        "anchors_scores_px",
        partial(_family, decoder="anchors_scores_px", names=("graph2_boxes", "graph2_scores")),
    ),
    "ssd_tensorflow": (
        "ssd_tensorflow",
        partial(
            _family,
            decoder="ssd_tensorflow",
            names=("detection_boxes", "detection_scores", "detection_classes", "num_detections"),
            input_name="input_tensor",
            layout="nhwc",
            dtype=TensorProto.UINT8,
        ),
    ),
    "ssd_onnx": (
        "ssd_onnx",
        partial(
            _family,
            decoder="ssd_onnx",
            names=("bboxes", "labels", "scores"),
            types={"labels": np.int64},
            input_name="image",
        ),
    ),
    "torchvision": (
        "torchvision",
        partial(
            _family,
            decoder="torchvision",
            names=("2519", "2521", "2520"),
            types={"2521": np.int64},
            input_name="input",
        ),
    ),
    "efficientdet": (
        "efficientdet",
        partial(
            _family,
            decoder="efficientdet",
            names=("detections",),
            layout="nhwc",
            dtype=TensorProto.UINT8,
            input_name="image_arrays",
        ),
    ),
    "batched_rows": ("batched_rows", partial(_family, decoder="batched_rows", names=("output",))),
    "efficient_nms": (
        "efficient_nms",
        partial(
            _family,
            decoder="efficient_nms",
            names=("num_dets", "det_boxes", "det_scores", "det_classes"),
            types={"num_dets": np.int32, "det_classes": np.int32},
        ),
    ),
    "dets_labels": (
        "dets_labels",
        partial(
            _family,
            decoder="dets_labels",
            names=("dets", "labels"),
            types={"labels": np.int64},
            input_name="input",
        ),
    ),
    "detection_output": (
        "detection_output",
        partial(
            _family,
            decoder="detection_output",
            names=("detection_out",),
            input_name="data",
        ),
    ),
}

FAMILIES: Mapping[str, Build] = {name: build for name, (_, build) in _VARIANTS.items()}
"""Detectors, each at least once: name -> writes the model to the path, which it returns."""

DECODER_OF: Mapping[str, str] = {name: decoder for name, (decoder, _) in _VARIANTS.items()}
"""The decoder that reads each of them."""


def _logits() -> Floats:
    values = np.linspace(-2, 1, CLASSIFIER_CLASSES, dtype=np.float32)
    values[CLASSIFIED_AS] = 4.0
    return values[None]


def _probabilities() -> Floats:
    weights = np.exp(_logits())
    return np.asarray(weights / weights.sum(), np.float32)


def _embedding() -> Floats:
    return np.linspace(-1, 1, EMBEDDING_DIM, dtype=np.float32)[None]


def _classifier(path: Path, *, outputs: Callable[[], Mapping[str, Floats]], **how: object) -> Path:
    return write_model(path, outputs(), **how)  # type: ignore[arg-type]


CLASSIFIERS: Mapping[str, Build] = {
    "logits": partial(_classifier, outputs=lambda: {"logits": _logits()}, input_name="input"),
    "probabilities": partial(_classifier, outputs=lambda: {"probs": _probabilities()}),
    "four_axes": partial(_classifier, outputs=lambda: {"out": _logits()[:, :, None, None]}),
    "channels_last": partial(
        _classifier,
        outputs=lambda: {"predictions": _probabilities()},
        layout="nhwc",
        dynamic=True,
        metadata={"imgsz": str([HEIGHT_PX, WIDTH_PX])},
    ),
    "half": partial(_classifier, outputs=lambda: {"logits": _logits()}, half=True),
    "ultralytics": partial(
        _classifier,
        outputs=lambda: {"output0": _probabilities()},
        metadata={
            **_ULTRALYTICS,
            "task": "classify",
            "names": str({n: f"thing {n}" for n in range(CLASSIFIER_CLASSES)}),
        },
    ),
    "with_embedding": partial(
        _classifier, outputs=lambda: {"logits": _logits(), "embedding": _embedding()}
    ),
    "embedding_only": partial(_classifier, outputs=lambda: {"embedding": _embedding()}),
}
"""Classifiers: name -> writes the model to the path, which it returns."""
