"""A station's figures for Prometheus. Pure."""

from collections.abc import Iterator, Sequence

from operator_gui.station.registry import Version
from shared.metrics import Metric
from shared.protocol.status import StationStatus


def station_metrics(
    status: StationStatus, versions: Sequence[Version], *, misunderstood: int
) -> Iterator[Metric]:
    """What a station says of itself, as figures.

    versions: all that there ever were. misunderstood: messages that were none of this protocol.
    """
    trained = [version for version in versions if not version.record.restored_from]
    refused = sum(version.state == "refused" for version in trained)
    yield Metric("answers_total", "counter", "Answers stored.", status.answers)
    yield Metric("labels", "gauge", "Views that carry a label.", status.labels)
    yield Metric("questions_waiting", "gauge", "Questions that wait.", status.waiting)
    yield Metric(
        "oldest_question_seconds", "gauge", "How long the first waits.", status.oldest_waiting_s
    )
    yield Metric(
        "questions_withdrawn_total",
        "counter",
        "Questions that a newer version answered itself.",
        status.withdrawn,
    )
    yield Metric("trainings_total", "counter", "Heads trained and examined.", len(trained))
    yield Metric("candidates_refused_total", "counter", "Heads that the gate refused.", refused)
    yield Metric("version", "gauge", "The active version, 0 for none.", status.active_version)
    yield Metric(
        "is_training", "gauge", "1 while a head is trained.", float(status.training == "running")
    )
    yield Metric(
        "has_note",
        "gauge",
        "1 while there is something to read in status.",
        float(bool(status.note)),
    )
    strangers = sum(stranger.count for stranger in status.strangers)
    yield Metric("strangers", "gauge", "Attempts turned away, of those listed.", strangers)
    yield Metric(
        "malformed_messages_total",
        "counter",
        "Messages that cannot be understood.",
        misunderstood,
    )
    yield Metric("joining", "gauge", "Peers that want to be let in.", len(status.joining))
    for node in status.nodes:
        labels = {"node": node.node_id, "name": node.name}
        yield Metric(
            "robot_online", "gauge", "1 while the robot is heard.", float(node.online), labels
        )
        yield Metric("robot_version", "gauge", "The version it runs.", node.active_version, labels)
        yield Metric(
            "robot_outbox_items", "gauge", "Messages that wait there.", node.outbox_count, labels
        )
        yield Metric("robot_frames_per_second", "gauge", "Its frames.", node.fps, labels)
