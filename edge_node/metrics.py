"""A node's figures for Prometheus. Pure."""

from shared.metrics import Metric
from shared.protocol.status import NodeStatus


def node_metrics(status: NodeStatus) -> tuple[Metric, ...]:
    """What a node says of itself, as figures."""
    has_frames = status.state == "running"
    temperature = status.temperature
    heat = (
        ()
        if temperature is None
        else (
            Metric(
                "node_temperature_celsius",
                "gauge",
                "Of the hottest sensor.",
                temperature.celsius,
                {"sensor": temperature.sensor},
            ),
        )
    )
    return (
        Metric("node_has_frames", "gauge", "1 while the source gives frames.", float(has_frames)),
        Metric("node_frames_total", "counter", "Frames looked at.", status.frames),
        Metric(
            "node_frames_dropped_total",
            "counter",
            "Frames left out because newer ones were there.",
            status.frames_dropped,
        ),
        Metric("node_frames_per_second", "gauge", "Of the last 100 frames.", status.fps),
        Metric(
            "node_latency_seconds",
            "gauge",
            "Mean time for a frame, of the last 100.",
            status.latency_ms / 1e3,
        ),
        Metric("node_questions_total", "counter", "Questions asked.", status.questions),
        Metric("node_outbox_items", "gauge", "Messages that wait.", status.outbox_count),
        Metric("node_outbox_bytes", "gauge", "What they take.", status.outbox_bytes),
        Metric(
            "node_outbox_evicted_total",
            "counter",
            "Questions that had to go for better ones.",
            status.outbox_evicted,
        ),
        Metric("node_version", "gauge", "The version that runs.", status.active_version),
        *heat,
    )
