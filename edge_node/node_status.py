"""What a node says of itself once a second."""

from edge_node.link_rounds import OutboxState
from edge_node.node import NodeCounts
from edge_node.perception.query_draft import NodeIdentity
from edge_node.playback import playback_state
from edge_node.sources.source import SourceStats
from shared.protocol.asking import AskingState
from shared.protocol.status import NodeStatus, RecordingState, Temperature

MAX_NOTE_CHARS = 2000


def node_status(
    identity: NodeIdentity,
    *,
    source_id: str,
    active_version: int,
    settled_version: int,
    counts: NodeCounts,
    stats: SourceStats,
    outbox: OutboxState,
    disk_trouble: str,
    asking: AskingState,
    temperature: Temperature | None,
    recording: RecordingState | None,
    at_s: float,
) -> NodeStatus:
    """Pure. disk_trouble: what the disk does not take beside the outbox, "" for nothing. at_s: the
    time of day.

    A paused recording and a lost source have no frames a second, whatever the last ones took.
    """
    playback = playback_state(stats)
    stands_still = stats.state == "lost" or (playback is not None and playback.paused)
    troubles = [note for note in (stats.trouble, outbox.trouble, disk_trouble) if note]
    return NodeStatus(
        node_id=identity.node_id,
        name=identity.node_name,
        state="source_lost" if stats.state == "lost" else "running",
        fps=0.0 if stands_still else counts.fps,
        frames=counts.frames,
        frames_dropped=stats.frames_dropped,
        active_version=active_version,
        outbox_count=outbox.count,
        outbox_bytes=outbox.size_bytes,
        outbox_evicted=outbox.evicted,
        questions=counts.questions,
        source_id=source_id,
        note="; ".join(troubles)[:MAX_NOTE_CHARS],
        latency_ms=counts.latency_ms,
        asking=asking,
        settled_version=settled_version,
        temperature=temperature,
        playback=playback,
        recording=recording,
        at_s=max(0.0, at_s),
    )
