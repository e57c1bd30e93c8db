"""A head's own ONNX graph, loaded and asked, as a node will run it. Only the trainer process does.

This is where candidates are tried, and beside `edge_node.perception` the only place of inference.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from shared.bundle import HeadSpec
from shared.domain import Floats
from shared.errors import ModelError
from shared.learning.exam import Exam, Said
from shared.process_memory import PeakMemory
from shared.texts import phrase

INPUT = "embedding"
NAMING = ("probabilities", "top_score")
OUTPUTS = (*NAMING, "features", "disagreement")
VOTES = "votes"
BATCH = 64
"""Rows in a batch that is timed, about what a busy frame or a few of them bring."""

ROUNDS = 9
_SUM_TOLERANCE = 1e-3
_FATAL_ONLY = 4
_PATH = onnxruntime.RunOptions()
_PATH.only_execute_path_to_fetches = True
"""Only what gives the outputs that are wanted is computed."""


@dataclass(frozen=True, eq=False, slots=True)
class TrialHead:
    """Outputs are checked whenever it is asked. memory_bytes: the most that loading it and running
    it on one batch took."""

    spec: HeadSpec
    size_bytes: int
    dim: int
    memory_bytes: int
    _session: Any

    @classmethod
    def load(cls, spec: HeadSpec, graph: bytes, *, dim: int) -> "TrialHead":
        """dim: of the embeddings. Raises ModelError if it is no head for them."""
        memory = PeakMemory()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = _FATAL_ONLY
        try:
            session = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime's errors have no common root
            raise ModelError(
                phrase("station", "its graph cannot be loaded: {why}").format(
                    why=_first_line(error)
                )
            ) from error
        inputs = {port.name: (port.type, list(port.shape)) for port in session.get_inputs()}
        kind, shape = inputs.get(INPUT, ("nothing", []))
        if len(inputs) != 1 or kind != "tensor(float)" or len(shape) != 2 or not _fits(shape, dim):
            raise ModelError(
                phrase(
                    "station", "its graph takes {ports}, and not {input} float32 [N, {dim}]"
                ).format(ports=_ports(inputs), input=INPUT, dim=dim)
            )
        outputs = {port.name: (port.type, list(port.shape)) for port in session.get_outputs()}
        if missing := [name for name in OUTPUTS if name not in outputs]:
            raise ModelError(
                phrase("station", "its graph gives no {names}; it has {ports}").format(
                    names=", ".join(missing), ports=_ports(outputs)
                )
            )
        _run(session, [*OUTPUTS], np.zeros((BATCH, dim), np.float32))
        return cls(spec, len(graph), dim, memory.grown_bytes, session)

    def say(self, exam: Exam) -> Said:
        """Of each track. Raises ModelError for what no node would take."""
        probabilities, tops = self.outputs(exam.embeddings)
        return Said.of(exam, self.spec.class_names, probabilities, tops)

    def outputs(self, embeddings: Floats) -> tuple[Floats, Floats]:
        """Probabilities (n, k) and top scores (n,), by small batches as on a node; of the first
        batch all outputs are looked at.

        Raises ModelError for tensors of another type or shape, for numbers that are not finite,
        and for probabilities that do not sum to 1.
        """
        votes = [VOTES] if any(p.name == VOTES for p in self._session.get_outputs()) else []
        names = [*OUTPUTS, *votes]
        parts = []
        for start in range(0, max(1, len(embeddings)), BATCH):
            parts.append(self._checked(names, embeddings[start : start + BATCH]))
            names = list(NAMING)
        probabilities, tops = (
            np.concatenate([part[at] for part in parts]) for at in range(len(NAMING))
        )
        return probabilities, tops

    def _checked(self, names: list[str], embeddings: Floats) -> list[npt.NDArray[np.float32]]:
        rows, classes = len(embeddings), len(self.spec.class_names)
        shapes = {
            "probabilities": (rows, classes),
            "top_score": (rows,),
            "features": (rows, self.dim),
            "disagreement": (rows,),
            VOTES: (self.spec.members, rows, classes),
        }
        found = self.run(names, embeddings)
        for name, tensor in zip(names, found, strict=True):
            if tensor.dtype != np.float32:
                raise ModelError(
                    phrase("station", "its output {name} is {dtype}, and not float32").format(
                        name=name, dtype=tensor.dtype
                    )
                )
            if tensor.shape != shapes[name]:
                raise ModelError(
                    phrase(
                        "station", "its output {name} has the shape {shape}, not {shapes}"
                    ).format(name=name, shape=tensor.shape, shapes=shapes[name])
                )
            if not np.isfinite(tensor).all():
                raise ModelError(
                    phrase("station", "its output {name} holds numbers that are not finite").format(
                        name=name
                    )
                )
        if rows and float(np.abs(found[0].sum(axis=1) - 1.0).max()) > _SUM_TOLERANCE:
            raise ModelError(phrase("station", "its probabilities do not sum to 1"))
        return found

    def run(self, names: list[str], embeddings: Floats) -> list[npt.NDArray[Any]]:
        """Raises ModelError if the graph fails."""
        return _run(self._session, names, embeddings)


def alternating_ms(
    candidate: TrialHead, active: TrialHead | None, rows: Floats
) -> tuple[float, float]:
    """The least times for one batch, of the active head (0 without one) and of the candidate.

    They take turns, so that a busy machine slows both alike; the least is what the work itself
    takes, and all above it was the machine's other work. rows: (n, dim) float32.
    """
    heads = [head for head in (active, candidate) if head is not None]
    taken: list[list[float]] = [[] for _ in heads]
    for _ in range(ROUNDS):
        for times, head in zip(taken, heads, strict=True):
            started_s = time.perf_counter()
            head.run([*OUTPUTS], rows)
            times.append(1000.0 * (time.perf_counter() - started_s))
    least = [min(times) for times in taken]
    return (least[0] if active is not None else 0.0), least[-1]


def _run(session: Any, names: list[str], embeddings: Floats) -> list[npt.NDArray[Any]]:
    try:
        found: list[npt.NDArray[Any]] = session.run(names, {INPUT: embeddings}, _PATH)
    except Exception as error:
        raise ModelError(
            phrase("station", "its graph fails: {why}").format(why=_first_line(error))
        ) from error
    return found


def _fits(shape: list[Any], dim: int) -> bool:
    return not isinstance(shape[1], int) or shape[1] == dim


def _ports(ports: dict[str, tuple[str, list[Any]]]) -> str:
    return ", ".join(f"{name} {kind} {shape}" for name, (kind, shape) in ports.items()) or "nothing"


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:300]
