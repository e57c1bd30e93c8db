"""What was found out about a model, in words: rows of a name and a value. Pure."""

from edge_node.adoption.inspection import Inspection
from edge_node.adoption.looked_at import FileFacts, ProbeReply, Timing
from edge_node.perception.decoding.table import DECODERS
from edge_node.perception.providers import PROVIDERS, short_name
from edge_node.perception.recognition.reading import Reading
from edge_node.plain_text import enumerated, plain
from shared.bundle import InputSpec


def file_line(inspected: Inspection) -> str:
    """The file: how large, its hash, and what it was made with."""
    file, facts = inspected.model.file, inspected.found.facts
    known = [_size(file.size_bytes), f"SHA-256 {file.sha256[:16]}…"]
    if facts is not None:
        known += [f"opset {facts.opset}", f"IR {facts.ir_version}", f"{facts.nodes} nodes"]
        known += [facts.producer] if facts.producer else []
    return ", ".join(known)


def facts_rows(facts: FileFacts | None) -> list[tuple[str, str]]:
    """Inputs, outputs and metadata, a name and a value a row."""
    if facts is None:
        return []
    rows = [("inputs" if not i else "", str(port)) for i, port in enumerate(facts.inputs)]
    rows += [("outputs" if not i else "", str(port)) for i, port in enumerate(facts.outputs)]
    told = [f"{key} = {value}" for key, value in facts.metadata.items()] or ["none"]
    return rows + [("metadata" if not i else "", line) for i, line in enumerate(told)]


def reading_rows(reading: Reading) -> list[tuple[str, str]]:
    """How the model is fed and read."""
    rows = [("fed", _fed(reading.input))]
    if (detector := reading.detector) is not None:
        outputs = ", ".join(plain(name, 60) for name in detector.outputs)
        made_by = DECODERS[detector.decoder].made_by
        limits = (
            f"score ≥ {detector.score_threshold:g}, overlap ≤ {detector.iou_threshold:g}, "
            f"at most {detector.max_detections} boxes"
        )
        rows += [
            ("read as", f"detector, by decoder {detector.decoder} ({made_by}) from {outputs}"),
            ("classes", enumerated(detector.class_names)),
            ("kept", limits),
        ]
    if (classifier := reading.classifier) is not None:
        made = {"none": "already probabilities"}.get(classifier.activation, classifier.activation)
        rows += [
            ("read as", f"classifier, from {plain(classifier.output, 60)} ({made})"),
            ("classes", enumerated(classifier.class_names)),
        ]
    if (embedding := reading.embedding) is not None:
        rows.append(("embedding", f"{plain(embedding.output, 60)}, {embedding.dim} numbers"))
    return rows


def _fed(spec: InputSpec) -> str:
    values = "as they are"
    if any(spec.mean) or spec.std != (1.0, 1.0, 1.0):
        values = f"(pixel - {_triple(spec.mean)}) / {_triple(spec.std)}"
    padding = f" (margins {spec.pad})" if spec.fit.startswith("letterbox") else ""
    return (
        f"{plain(spec.name, 60)}: {spec.width_px} x {spec.height_px}, {spec.fit}{padding}, "
        f"{spec.colour.upper()}, {spec.layout.upper()}, {spec.dtype}, {values}"
    )


def _triple(values: tuple[float, float, float]) -> str:
    short = [f"{value:.6g}" for value in values]
    return short[0] if len(set(short)) == 1 else f"[{', '.join(short)}]"


def run_rows(found: ProbeReply) -> list[tuple[str, str]]:
    """What it ran on, and how long it took."""
    known = [short_name(name) for name in found.available if name in PROVIDERS.values()]
    rows = [("providers", f"ran on {short_name(found.ran_on)}; available: {', '.join(known)}")]
    if (timing := found.timing) is not None:
        rows.append(("time", _time(timing)))
    return rows


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e6 else f"{size_bytes / 1e3:.1f} kB"


def _time(timing: Timing) -> str:
    return (
        f"{_ms(timing.median_ms)} an inference ({_ms(timing.low_ms)} to {_ms(timing.high_ms)}, "
        f"{timing.runs} runs), {_ms(timing.whole_ms)} with all that a node does around it; "
        f"the first took {_ms(timing.first_ms)}, loading {_ms(timing.loading_ms)}"
    )


def _ms(value: float) -> str:
    return f"{value:.1f} ms" if value >= 1 else f"{value:.2f} ms"
