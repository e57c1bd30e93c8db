"""A training program for detectors: finds bright squares of the size that the labels have.

As a program it reads and writes what `whatsit retrain --kind detector` says; its argument is a
change to what it learned, as Python.
"""

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE_PX = 64
STRIDE_PX = 4


def bright_square(size_px: int, names: list[str], change: str = "") -> onnx.ModelProto:
    """A detector in the layout of YOLOv8: how bright each window of that size is.

    change: statements on the variables that it is made of.
    """
    corners = np.arange(0, SIDE_PX - size_px + 1, STRIDE_PX)
    across, down = np.meshgrid(corners, corners)
    middles = np.stack([across.ravel(), down.ravel()]) + size_px / 2
    made: dict[str, Any] = {
        "np": np,
        "boxes": np.concatenate([middles, np.full_like(middles, size_px)]),
        "kernel": np.full((1, 3, size_px, size_px), 2.0 / (3 * size_px**2)),
        "bias": np.array([-1.0]),
        "detours": 0,
        "waste": 0,
        "layout": "yolov8",
        "domain": "",
    }
    exec(change, made)
    cells = made["boxes"].shape[1]
    constants = {
        "boxes": made["boxes"][None],
        "kernel": made["kernel"],
        "bias": made["bias"],
        "zero": np.zeros(1),
    }
    shapes = {"row": [1, 1, cells], "waste": [max(1, made["waste"])]}
    node = helper.make_node
    nodes = [
        node("Conv", ["images", "kernel", "bias"], ["bright"], strides=[STRIDE_PX, STRIDE_PX]),
        node("Relu", ["bright"], ["least"]),
        node("Reshape", ["least", "row"], ["scores.0"]),
    ]
    for number in range(made["detours"]):  # takes its time, and changes nothing
        seen = f"images.{number}" if number else "images"
        nodes += [
            node("Conv", [seen, "kernel", "bias"], [f"again.{number}"]),
            node("ReduceMax", [f"again.{number}"], [f"most.{number}"], keepdims=0),
            node("Mul", [f"most.{number}", "zero"], [f"none.{number}"]),
            node("Add", [seen, f"none.{number}"], [f"images.{number + 1}"]),
            node("Add", [f"scores.{number}", f"none.{number}"], [f"scores.{number + 1}"]),
        ]
    last = f"scores.{made['detours']}"
    if made["waste"]:
        nodes += [
            node("ReduceMax", ["images"], ["brightest"], keepdims=0),
            node("Mul", ["brightest", "zero"], ["nothing"]),
            node("Expand", ["nothing", "waste"], ["much"]),
            node("ReduceSum", ["much"], ["sum"], keepdims=0),
            node("Add", [last, "sum"], ["wasted"]),
        ]
        last = "wasted"
    if made["layout"] == "yolov8":
        nodes.append(node("Concat", ["boxes", last], ["output0"], axis=1, domain=made["domain"]))
        shape = [1, 5, cells]
    else:  # no boxes: how bright the frame is, and how dark
        nodes += [
            node("ReduceMax", [last], ["most"], axes=[2], keepdims=0),
            node("Concat", ["most", "most"], ["output0"], axis=1),
        ]
        shape = [1, 2]
    graph = helper.make_graph(
        nodes,
        "bright_square",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, SIDE_PX, SIDE_PX])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, shape)],
        [
            *(numpy_helper.from_array(v.astype(np.float32), name) for name, v in constants.items()),
            *(numpy_helper.from_array(np.array(v, np.int64), name) for name, v in shapes.items()),
        ],
    )
    opsets = [helper.make_opsetid("", 13)]
    opsets += [helper.make_opsetid(made["domain"], 1)] if made["domain"] else []
    model = helper.make_model(graph, ir_version=8, opset_imports=opsets)
    told = {"names": str(dict(enumerate(names))), "task": "detect", "imgsz": "[64, 64]"}
    if made["layout"] == "yolov8":
        helper.set_model_props(model, {"author": "Ultralytics", "stride": "4", **told})
    return model


def learned_size_px(folder: Path) -> int:
    """The mean side of the labelled boxes of a YOLO folder."""
    lines = [
        line.split()
        for file in folder.glob("labels/train/*.txt")
        for line in file.read_text().splitlines()
    ]
    sides = np.array([[float(number) for number in line[3:5]] for line in lines])
    return round(SIDE_PX * float(sides.mean()))


if __name__ == "__main__":
    assert os.environ["WHATSIT_KIND"] == "detector"
    place = Path(os.environ["WHATSIT_DATA"])
    onnx.save(
        bright_square(learned_size_px(place), ["thing"], *sys.argv[1:]),
        os.environ["WHATSIT_OUTPUT"],
    )
