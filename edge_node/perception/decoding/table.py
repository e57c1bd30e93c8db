"""The decoders as one table, keyed by the name that a manifest or a configuration uses.

A new family is one more function and one more row. The conformance suite in the tests runs over
every row: known boxes, put into the family's tensors, must come out again.
"""

from collections.abc import Mapping
from types import MappingProxyType

from edge_node.perception.decoding import (
    anchors,
    detr,
    finished_lists,
    finished_rows,
    nanodet,
    yolo,
    yolox,
)
from edge_node.perception.decoding.candidates import Decoder
from shared.errors import ModelError

DECODERS: Mapping[str, Decoder] = MappingProxyType(
    {
        "yolov8": Decoder(
            ("output",), yolo.YOLOV8_LAYOUT, "Ultralytics v8, v9, v11, v12", yolo.decode_yolov8
        ),
        "yolov8_obb": Decoder(
            ("output",), yolo.OBB_LAYOUT, "Ultralytics, task obb", yolo.decode_yolov8_obb
        ),
        "yolov5": Decoder(
            ("output",),
            yolo.YOLOV5_LAYOUT,
            "YOLOv5, YOLOv6, YOLOv7, YOLOX with its decoding in the graph",
            yolo.decode_yolov5,
        ),
        "yolo_end2end": Decoder(
            ("output",),
            finished_rows.END2END_LAYOUT,
            "YOLOv10, YOLO26, Ultralytics with nms=True",
            finished_rows.decode_yolo_end2end,
        ),
        "yolox": Decoder(("output",), yolox.YOLOX_LAYOUT, "YOLOX", yolox.decode_yolox),
        "nanodet": Decoder(
            ("output",), nanodet.NANODET_LAYOUT, "NanoDet-Plus, NanoDet", nanodet.decode_nanodet
        ),
        "detr": Decoder(
            ("logits", "boxes"),
            detr.DETR_LAYOUT,
            "DETR, YOLOS, Table Transformer",
            detr.decode_detr,
        ),
        "detr_sigmoid": Decoder(
            ("logits", "boxes"),
            detr.DETR_SIGMOID_LAYOUT,
            "RT-DETR, D-FINE, RF-DETR, Deformable DETR without their last step",
            detr.decode_detr_sigmoid,
        ),
        "rtdetr_ultralytics": Decoder(
            ("output",),
            detr.RTDETR_LAYOUT,
            "RT-DETR exported by Ultralytics",
            detr.decode_rtdetr_ultralytics,
        ),
        "labels_boxes_scores": Decoder(
            ("labels", "boxes", "scores"),
            finished_lists.LABELS_BOXES_SCORES_LAYOUT,
            "RT-DETR, D-FINE, DEIM with their own export",
            finished_lists.decode_labels_boxes_scores,
        ),
        "anchors_scores": Decoder(
            ("boxes", "scores"),
            anchors.SHARES_LAYOUT,
            "whatsit's default detector, YOLOv4",
            anchors.decode_anchors_scores,
        ),
        "anchors_scores_px": Decoder(
            ("boxes", "scores"),
            anchors.PIXELS_LAYOUT,
            "YOLO-NAS, DAMO-YOLO",
            anchors.decode_anchors_scores_px,
        ),
        "ssd_tensorflow": Decoder(
            ("detection_boxes", "detection_scores", "detection_classes", "num_detections"),
            finished_lists.TENSORFLOW_LAYOUT,
            "TensorFlow's detection models",
            finished_lists.decode_ssd_tensorflow,
        ),
        "ssd_onnx": Decoder(
            ("boxes", "labels", "scores"),
            finished_lists.SSD_ONNX_LAYOUT,
            "SSD of the ONNX model zoo",
            finished_lists.decode_ssd_onnx,
        ),
        "torchvision": Decoder(
            ("boxes", "labels", "scores"),
            finished_lists.TORCHVISION_LAYOUT,
            "torchvision",
            finished_lists.decode_torchvision,
        ),
        "efficientdet": Decoder(
            ("detections",),
            finished_rows.EFFICIENTDET_LAYOUT,
            "EfficientDet with its own export",
            finished_rows.decode_efficientdet,
        ),
        "batched_rows": Decoder(
            ("output",),
            finished_rows.BATCHED_LAYOUT,
            "YOLOv7 with --end2end for ONNX Runtime",
            finished_rows.decode_batched_rows,
        ),
        "efficient_nms": Decoder(
            ("num_dets", "det_boxes", "det_scores", "det_classes"),
            finished_lists.EFFICIENT_NMS_LAYOUT,
            "exports that imitate TensorRT's EfficientNMS",
            finished_lists.decode_efficient_nms,
        ),
        "dets_labels": Decoder(
            ("dets", "labels"),
            finished_lists.DETS_LABELS_LAYOUT,
            "MMDetection by MMDeploy",
            finished_lists.decode_dets_labels,
        ),
        "detection_output": Decoder(
            ("detections",),
            finished_rows.DETECTION_OUTPUT_LAYOUT,
            "SSD of Caffe and OpenVINO",
            finished_rows.decode_detection_output,
        ),
    }
)


def find_decoder(name: str) -> Decoder:
    """The decoder of that name. Raises ModelError that lists the known ones."""
    decoder = DECODERS.get(name)
    if decoder is None:
        raise ModelError(f"no detector decoder is called {name!r}; known: {', '.join(DECODERS)}")
    return decoder
