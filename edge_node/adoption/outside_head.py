"""One look at a head that another program made: put into its place, and run on real embeddings.

Belongs into quarantine (`outside_head_process`): the file may be anything.
"""

from pathlib import Path

import numpy as np

from edge_node.perception.head import Head
from edge_node.perception.ports import TensorPort
from edge_node.perception.providers import Runtime
from edge_node.perception.recognition.class_names import read_names
from edge_node.perception.recognition.literals import parse_literal
from edge_node.perception.session import Session, open_session, read_model_file
from edge_node.plain_text import plain
from shared.domain import Floats
from shared.errors import ModelError, WhatsitError
from shared.learning.outside_head import OUTPUT, seat_outside
from shared.outside_trial import MAX_OUTSIDE_BYTES, OutsideOrder, OutsideReply

ODD_BATCHES = (1, 2, 7)
"""A head has to take what a frame brings."""

BATCH = 256
SUM_TOLERANCE = 1e-3
SHOWN_NAMES = 5


def try_outside(order: OutsideOrder) -> OutsideReply:
    """Looks at the file; whatever stops it is said in the reply."""
    try:
        return _tried(order)
    except (WhatsitError, MemoryError, OSError, ValueError) as error:
        return OutsideReply(refusal=str(error) or "it takes too much memory")


def _tried(order: OutsideOrder) -> OutsideReply:
    path = Path(order.outside)
    embeddings: Floats = np.load(order.embeddings, allow_pickle=False)
    outside = read_model_file(path)
    if len(outside) > MAX_OUTSIDE_BYTES:
        raise ModelError(f"it has {len(outside)} bytes, a head at most {MAX_OUTSIDE_BYTES}")
    session = open_session(path, runtime=Runtime(), role="head")
    takes = _input(session, embeddings.shape[1])
    gives = _output(session)
    names = _names(session, gives, order.class_names)
    known = {name: column for column, name in enumerate(order.head_spec.class_names)}
    if strange := [name for name in names if name not in known]:
        raise ModelError(f"it names {_some(strange)}, which no label does; train it on the labels")
    seated = seat_outside(
        Path(order.head).read_bytes(),
        outside,
        takes=takes.name,
        gives=gives.name,
        columns=[known[name] for name in names],
        classes=len(known),
    )
    Path(order.seated).write_bytes(seated)
    _run(order, embeddings)
    return OutsideReply(missing=tuple(name for name in known if name not in names))


def _input(session: Session, dim: int) -> TensorPort:
    ports = session.inputs
    if len(ports) != 1 or ports[0].dtype != "float" or len(ports[0].shape) != 2:
        raise ModelError(f"expected one input, float [N, {dim}], it has {session.layout}")
    if ports[0].shape[1] not in (dim, None):
        raise ModelError(
            f"expected embeddings of {dim} numbers, it has {session.layout}; train it on the "
            "embeddings that were exported"
        )
    if ports[0].shape[0] is not None:
        raise ModelError(
            f"its batch is always {ports[0].shape[0]}; export it with a first axis of any length"
        )
    return ports[0]


def _output(session: Session) -> TensorPort:
    fitting = [port for port in session.outputs if port.dtype == "float" and len(port.shape) == 2]
    named = [port for port in fitting if port.name == OUTPUT]
    if len(fitting) != 1 and not named:
        raise ModelError(
            f"expected one output, {OUTPUT} float [N, classes], it has {session.layout}"
        )
    return (named or fitting)[0]


def _names(session: Session, gives: TensorPort, class_names: tuple[str, ...]) -> tuple[str, ...]:
    """What the columns mean: as the file's metadata say, else in the order of the export."""
    names, text = class_names, session.metadata.get("names")
    if text is not None:
        try:
            names = read_names(parse_literal(text))
        except ValueError as error:
            raise ModelError(f"its class names (names in its metadata): {error}") from error
    if len(set(names)) != len(names):
        raise ModelError("a class name occurs twice in it")
    if gives.shape[1] not in (len(names), None):
        source = "its metadata name" if text is not None else "the labels have"
        raise ModelError(f"it gives {gives.shape[1]} classes, {source} {len(names)}")
    return names


def _run(order: OutsideOrder, embeddings: Floats) -> None:
    """As a node does it. Raises ModelError for what no node would take."""
    head = Head(order.head_spec, Path(order.seated), dim=embeddings.shape[1], runtime=Runtime())
    for size in ODD_BATCHES:
        head.predict(embeddings[:size])
    found = [
        head.predict(embeddings[start : start + BATCH]).probabilities
        for start in range(0, len(embeddings), BATCH)
    ]
    probabilities = np.concatenate(found)
    if probabilities.min() < -SUM_TOLERANCE or probabilities.max() > 1.0 + SUM_TOLERANCE:
        raise ModelError("its output is not from 0 to 1; end it with a Softmax")
    worst = float(np.abs(probabilities.sum(axis=1) - 1.0).max())
    if worst > SUM_TOLERANCE:
        raise ModelError("its probabilities do not sum to 1; end it with a Softmax")
    np.save(order.probabilities, probabilities, allow_pickle=False)


def _some(names: list[str]) -> str:
    shown = ", ".join(plain(name, 60) for name in names[:SHOWN_NAMES])
    more = len(names) - SHOWN_NAMES
    return f"{shown} and {more} more" if more > 0 else shown
