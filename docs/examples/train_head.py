"""A training program for `whatsit retrain`: logistic regression on the embeddings, as ONNX.

    whatsit retrain --script "python docs/examples/train_head.py"

It needs numpy, scikit-learn and onnx, and nothing of whatsit.
"""

import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

data = np.load(f"{os.environ['WHATSIT_DATA']}/embeddings.npz", allow_pickle=False)
embeddings, labels = data["embeddings"], data["labels"]
class_names = [str(name) for name in data["class_names"]]

# Each track counts once, however many views of it there are.
_, track, views = np.unique(data["query_ids"], return_inverse=True, return_counts=True)
model = LogisticRegression(C=10.0, max_iter=1000, random_state=int(os.environ["WHATSIT_SEED"]))
model.fit(normalize(embeddings), labels, sample_weight=1.0 / views[track])

weights, bias = model.coef_, model.intercept_
if len(class_names) == 2:  # scikit-learn has one row for two classes
    weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2

graph = helper.make_graph(
    [
        helper.make_node("LpNormalization", ["embedding"], ["unit"], axis=1, p=2),
        helper.make_node("Gemm", ["unit", "weights", "bias"], ["scores"], transB=1),
        helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
    ],
    "head",
    [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["N", embeddings.shape[1]])],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", len(class_names)])],
    [
        numpy_helper.from_array(weights.astype(np.float32), "weights"),
        numpy_helper.from_array(bias.astype(np.float32), "bias"),
    ],
)
head = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
helper.set_model_props(head, {"names": str(dict(enumerate(class_names)))})
onnx.save(head, os.environ["WHATSIT_OUTPUT"])
print(f"trained on {len(labels)} labels: {model.score(normalize(embeddings), labels):.0%} right")
