"""One look at a model: what it is, how it is read, what it sees, how long it takes.

Belongs into quarantine (`probe_process`): the model may be anything.
"""

import time
from pathlib import Path
from typing import Any

import msgspec
import onnx

from edge_node.adoption.loaded_model import load_model, time_model
from edge_node.adoption.looked_at import FileFacts, ProbeOrder, ProbeReply
from edge_node.adoption.photo import made_up_photo, read_photo
from edge_node.perception.feeding import feed, size_feed
from edge_node.perception.ports import TensorPort
from edge_node.perception.providers import Runtime, choose_providers, fall_back_line
from edge_node.perception.recognition.input_plan import plan_input
from edge_node.perception.recognition.reading import (
    InputPlan,
    ModelFacts,
    Reading,
    ReadingWish,
    UnreadableModelError,
)
from edge_node.perception.recognition.recognition import recognise
from edge_node.perception.session import Session, available_providers, open_session
from edge_node.plain_text import plain
from shared.domain import Image
from shared.errors import WhatsitError
from shared.quarantine import lift_memory_limit

MAX_PORTS = 64
MAX_METADATA = 40


def probe(order: ProbeOrder) -> ProbeReply:
    """Looks at the model; whatever stops it is said in the reply."""
    found = ProbeReply(available=available_providers())
    path = Path(order.path)
    try:
        image = read_photo(Path(order.photo)) if order.photo else made_up_photo()
        session = open_session(path, runtime=Runtime(), role="model")
        found = msgspec.structs.replace(found, facts=_file_facts(path, session))
        reading = order.reading or _recognised(session, order.wish, image)
        found = msgspec.structs.replace(found, reading=reading)
        return _run(order, found, reading, image)
    except UnreadableModelError as error:
        return msgspec.structs.replace(found, refusal=str(error), unreadable=True)
    except (WhatsitError, MemoryError) as error:
        return msgspec.structs.replace(found, refusal=str(error) or "it takes too much memory")


def _run(order: ProbeOrder, found: ProbeReply, reading: Reading, image: Image) -> ProbeReply:
    path = Path(order.path)
    choice = choose_providers(order.provider, found.available)
    if len(choice.providers) > 1:
        # First on the CPU, within bounds: such providers reserve more than any limit allows.
        load_model(reading, order.file, path, image, Runtime()).whole()
        lift_memory_limit()
    runtime = Runtime(threads=order.threads, providers=choice.providers)
    start_s = time.perf_counter()
    model = load_model(reading, order.file, path, image, runtime)
    loading_ms = 1e3 * (time.perf_counter() - start_s)
    return msgspec.structs.replace(
        found,
        timing=time_model(model, runs=order.runs, loading_ms=loading_ms),
        seen=model.see(),
        ran_on=model.session.providers[0],
        shortfall=choice.shortfall or fall_back_line(runtime.providers, {"model": model.session}),
    )


def _recognised(session: Session, wish: ReadingWish, image: Image) -> Reading:
    facts = ModelFacts(session.inputs, session.outputs, session.metadata)
    plan = plan_input(facts, wish)
    return recognise(facts, wish, plan, _outputs(session, plan, image))


def _outputs(session: Session, plan: InputPlan, image: Image) -> dict[str, Any]:
    """What the model gives for one image, as far as it is numbers."""
    names = [port.name for port in session.outputs if _is_numeric(port)]
    fed, _ = feed(image, plan.input)
    feeds = {plan.input.name: fed, **size_feed(plan.size_input, plan.input)}
    return dict(zip(names, session.run(names, feeds), strict=True))


def _is_numeric(port: TensorPort) -> bool:
    return port.dtype != "string" and "(" not in port.dtype  # as of sequences and maps


def _file_facts(path: Path, session: Session) -> FileFacts:
    model = onnx.load(str(path), load_external_data=False)
    opsets = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    producer = f"{model.producer_name} {model.producer_version}"
    metadata = list(session.metadata.items())[:MAX_METADATA]
    return FileFacts(
        opset=max(opsets, default=0),
        ir_version=model.ir_version,
        producer=plain(producer.strip()),
        nodes=len(model.graph.node),
        inputs=tuple(map(_shown, session.inputs[:MAX_PORTS])),
        outputs=tuple(map(_shown, session.outputs[:MAX_PORTS])),
        metadata={plain(key, 40): plain(value) for key, value in metadata},
    )


def _shown(port: TensorPort) -> TensorPort:
    return TensorPort(plain(port.name, 60), plain(port.dtype, 40), port.shape)
