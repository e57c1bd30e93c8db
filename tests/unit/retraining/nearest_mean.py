"""A training program: nearest class mean as a linear classifier, and what a change makes of it.

As a program it reads and writes what `whatsit retrain` says; its argument is the change, as Python.
"""

import os
import sys
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper


def nearest_mean(
    embeddings: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64],
    names: list[str],
    change: str = "",
) -> onnx.ModelProto:
    """The classifier. change: statements on the variables that it is made of."""
    means = np.stack([embeddings[labels == label].mean(axis=0) for label in range(len(names))])
    made: dict[str, Any] = {
        "np": np,
        "weights": (2 * means).T.astype(np.float32),
        "bias": (-np.square(means).sum(axis=1)).astype(np.float32),
        "last": "Softmax",
        "batch": "N",
        "props": names,
        "dim": embeddings.shape[1],
        "domain": "",
        "opset": 17,
        "detours": 0,
    }
    exec(change, made)
    chain = [f"x{step}" for step in range(made["detours"])]
    graph = helper.make_graph(
        [
            *(helper.make_node("Sin", [a], [b]) for a, b in pairwise(["x", *chain])),
            helper.make_node("Mul", [["x", *chain][-1], "nothing"], ["detour"]),
            helper.make_node("Add", ["x", "detour"], ["same"]),
            helper.make_node("MatMul", ["same", "w"], ["m"]),
            helper.make_node("Add", ["m", "b"], ["s"]),
            helper.make_node(made["last"], ["s"], ["p"], domain=made["domain"]),
        ],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [made["batch"], made["dim"]])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, [made["batch"], len(made["bias"])])],
        [
            numpy_helper.from_array(made["weights"], "w"),
            numpy_helper.from_array(made["bias"], "b"),
            numpy_helper.from_array(np.float32(0.0), "nothing"),
        ],
    )
    opsets = [helper.make_opsetid("", made["opset"]), helper.make_opsetid("com.x", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    if made["props"]:
        helper.set_model_props(model, {"names": str(dict(enumerate(made["props"])))})
    return model


def main() -> None:
    """Trains on what `whatsit retrain` exported."""
    data = np.load(f"{os.environ['WHATSIT_DATA']}/embeddings.npz", allow_pickle=False)
    names = [str(name) for name in data["class_names"]]
    model = nearest_mean(data["embeddings"], data["labels"], names, *sys.argv[1:2])
    onnx.save(model, os.environ["WHATSIT_OUTPUT"])


if __name__ == "__main__":
    main()
