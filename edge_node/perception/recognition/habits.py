"""How the families' makers feed their models, for models that do not say.

A guess, and told as one: a model may have been trained otherwise. What a person's configuration
says goes before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from shared.bundle import Fit

Numbers = tuple[float, float, float]

_NOTHING: Numbers = (0.0, 0.0, 0.0)
_ONES: Numbers = (1.0, 1.0, 1.0)
_BYTES: Numbers = (255.0, 255.0, 255.0)
_HALF: Numbers = (127.5, 127.5, 127.5)
_IMAGENET_MEAN: Numbers = (123.675, 116.28, 103.53)
_IMAGENET_STD: Numbers = (58.395, 57.12, 57.375)


@dataclass(frozen=True, slots=True)
class Habit:
    """whose: for people. mean, std: in pixel values, in the order of `colour`."""

    whose: str
    fit: Fit
    mean: Numbers = _NOTHING
    std: Numbers = _BYTES
    colour: Literal["rgb", "bgr"] = "rgb"
    pad: int = 114

    def for_bytes(self) -> "Habit":
        """The same for an input of bytes, which takes the pixels as they are."""
        return replace(self, mean=_NOTHING, std=_ONES)


_YOLO = Habit("YOLO's", "letterbox")
_RT_DETR = Habit("RT-DETR's", "stretch")
_IMAGENET = Habit("ImageNet's", "stretch", _IMAGENET_MEAN, _IMAGENET_STD)

DETECTOR_HABITS: Mapping[str, Habit] = MappingProxyType(
    {
        "yolov8": _YOLO,
        "yolov8_obb": _YOLO,
        "yolov5": _YOLO,
        "yolo_end2end": _YOLO,
        "batched_rows": _YOLO,
        "efficient_nms": _YOLO,
        "anchors_scores_px": _YOLO,
        "yolox": Habit("YOLOX's", "letterbox_corner", std=_ONES, colour="bgr"),
        "nanodet": Habit(
            "NanoDet's", "stretch", (103.53, 116.28, 123.675), (57.375, 57.12, 58.395), "bgr"
        ),
        "detr": replace(_IMAGENET, whose="DETR's"),
        "detr_sigmoid": _RT_DETR,
        "rtdetr_ultralytics": _RT_DETR,
        "labels_boxes_scores": _RT_DETR,
        "anchors_scores": Habit("single-shot detectors'", "stretch"),
        "ssd_tensorflow": Habit("TensorFlow's", "stretch", _HALF, _HALF),
        "ssd_onnx": replace(_IMAGENET, whose="the model zoo's"),
        "torchvision": Habit("torchvision's", "stretch"),
        "efficientdet": Habit(
            "EfficientDet's", "letterbox_corner", _IMAGENET_MEAN, _IMAGENET_STD, pad=0
        ),
        "dets_labels": Habit(
            "MMDetection's", "letterbox_corner", _IMAGENET_MEAN, _IMAGENET_STD, pad=0
        ),
        "detection_output": Habit("Caffe's", "stretch", _HALF, _HALF, "bgr"),
    }
)
"""By decoder. The tests see to it that every decoder has one."""

RF_DETR = replace(_IMAGENET, whose="RF-DETR's and Deformable DETR's")
"""For `detr_sigmoid` with COCO's 91 columns, which RT-DETR and D-FINE do not have."""

CLASSIFIER_HABIT = Habit("ImageNet's", "centre_crop", _IMAGENET_MEAN, _IMAGENET_STD)
CHANNELS_LAST_CLASSIFIER_HABIT = Habit("TensorFlow's", "centre_crop", _HALF, _HALF)
ULTRALYTICS_CLASSIFIER_HABIT = Habit("Ultralytics'", "centre_crop")
UNKNOWN_HABIT = Habit("most detectors'", "stretch")
