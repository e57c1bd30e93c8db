"""A model asked as `whatsit inspect` asks it: planned, run on one image, recognised."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from edge_node.perception.feeding import feed
from edge_node.perception.ports import TensorPort
from edge_node.perception.providers import Runtime
from edge_node.perception.recognition.input_plan import plan_input
from edge_node.perception.recognition.reading import (
    Finding,
    InputPlan,
    ModelFacts,
    Reading,
    ReadingWish,
)
from edge_node.perception.recognition.recognition import recognise
from edge_node.perception.session import Session, open_session
from shared.blobs import sha256_of
from shared.bundle import ModelFile
from shared.domain import Image

NO_WISH = ReadingWish()
WIDTH_PX, HEIGHT_PX = 128, 96


def noise() -> Image:
    return np.random.default_rng(0).integers(0, 255, (HEIGHT_PX, WIDTH_PX, 3)).astype(np.uint8)


def ask(path: Path, wish: ReadingWish = NO_WISH) -> Reading:
    """What is recognised of a model file."""
    session = open_session(path, runtime=Runtime(), role="model")
    facts = ModelFacts(session.inputs, session.outputs, session.metadata)
    plan = plan_input(facts, wish)
    return recognise(facts, wish, plan, run(session, plan))


def run(session: Session, plan: InputPlan) -> dict[str, npt.NDArray[Any]]:
    names = [port.name for port in session.outputs]
    feeds = {plan.input.name: feed(noise(), plan.input)[0]}
    if plan.size_input:
        feeds[plan.size_input] = np.array([[WIDTH_PX, HEIGHT_PX]], np.int64)
    return dict(zip(names, session.run(names, feeds), strict=True))


def facts(
    outputs: dict[str, npt.NDArray[Any]] | None = None,
    *,
    inputs: tuple[TensorPort, ...] = (TensorPort("images", "float", (1, 3, HEIGHT_PX, WIDTH_PX)),),
    metadata: dict[str, str] | None = None,
) -> ModelFacts:
    """The facts of a model that is not there."""
    types = {np.dtype(np.int64): "int64", np.dtype(np.int32): "int32"}
    ports = tuple(
        TensorPort(name, types.get(value.dtype, "float"), value.shape)
        for name, value in (outputs or {}).items()
    )
    return ModelFacts(inputs, ports, metadata or {})


def told(
    outputs: dict[str, npt.NDArray[Any]],
    wish: ReadingWish = NO_WISH,
    *,
    metadata: dict[str, str] | None = None,
) -> Reading:
    """What is recognised of tensors."""
    about = facts(outputs, metadata=metadata)
    return recognise(about, wish, plan_input(about, wish), outputs)


def found(reading: Reading | InputPlan, what: str) -> Finding:
    """The one finding about this."""
    findings = [finding for finding in reading.findings if finding.what == what]
    assert len(findings) == 1, f"{what}: {reading.findings}"
    return findings[0]


def model_file(path: Path) -> ModelFile:
    data = path.read_bytes()
    return ModelFile(sha256=sha256_of(data), size_bytes=len(data))
