import msgspec

from edge_node.link_rounds import OutboxState
from edge_node.node import NodeCounts
from edge_node.node_status import MAX_NOTE_CHARS, node_status
from edge_node.perception.query_draft import NodeIdentity
from edge_node.sources.source import SourceStats
from edge_node.sources.tempo import Tempo
from shared.protocol.status import NodeStatus
from tests.contract.messages import FULL_ASKING

RUNNING = SourceStats(
    state="running",
    frames_delivered=7,
    frames_dropped=2,
    frames_skipped=0,
    restarts=0,
    last_error="",
)
LOST = SourceStats(
    state="lost",
    frames_delivered=7,
    frames_dropped=2,
    frames_skipped=0,
    restarts=1,
    last_error="it was unplugged",
)
PLAYED = SourceStats(
    state="running",
    frames_delivered=7,
    frames_dropped=0,
    frames_skipped=0,
    restarts=0,
    last_error="",
    recorded_s=3.0,
    length_s=9.0,
    tempo=Tempo(1.0, is_paused=True),
)


def status(
    stats: SourceStats = RUNNING,
    outbox: OutboxState | None = None,
    disk_trouble: str = "",
    at_s: float = 12.5,
) -> NodeStatus:
    said = node_status(
        NodeIdentity(node_id="n1", node_name="rover", session_id="s"),
        source_id="camera",
        active_version=3,
        settled_version=2,
        counts=NodeCounts(frames=5, questions=1, fps=24.0, latency_ms=8.0),
        stats=stats,
        outbox=outbox or OutboxState(count=4, size_bytes=50, evicted=6),
        disk_trouble=disk_trouble,
        asking=FULL_ASKING,
        temperature=None,
        recording=None,
        at_s=at_s,
    )
    return msgspec.msgpack.decode(msgspec.msgpack.encode(said), type=NodeStatus)


def test_that_everything_is_said_under_its_name() -> None:
    said = status()
    assert (said.node_id, said.name, said.source_id) == ("n1", "rover", "camera")
    assert (said.frames, said.frames_dropped, said.questions) == (5, 2, 1)
    assert (said.outbox_count, said.outbox_bytes, said.outbox_evicted) == (4, 50, 6)
    assert (said.active_version, said.settled_version, said.at_s) == (3, 2, 12.5)
    assert (said.state, said.fps, said.latency_ms, said.note) == ("running", 24.0, 8.0, "")


def test_that_a_clock_from_before_1970_still_makes_a_status() -> None:
    assert status(at_s=-3600.0).at_s == 0.0


def test_that_a_lost_source_and_a_full_disk_are_both_said() -> None:
    said = status(LOST, OutboxState(trouble="the disk is full"), "version 3 is put off")
    assert said.state == "source_lost"
    assert said.note == f"{LOST.trouble}; the disk is full; version 3 is put off"


def test_that_a_long_trouble_is_cut_to_what_a_message_can_carry() -> None:
    assert len(status(RUNNING, OutboxState(trouble="x" * 5000)).note) == MAX_NOTE_CHARS


def test_that_a_paused_recording_and_a_lost_camera_give_no_frames() -> None:
    assert status(PLAYED).fps == 0.0
    assert status(LOST).fps == 0.0
    assert status(PLAYED).playback is not None
