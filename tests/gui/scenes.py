"""Queries, pictures and states as the tests need them; everything has a default."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from operator_gui.workers.pictures import Pictures
from shared.domain import AskReason
from shared.protocol.codec import Envelope
from shared.protocol.curation import TrackSummary
from shared.protocol.questions import Example, Query, Question, Suggestion, View
from shared.protocol.recording import RecordingEntry, RecordingList
from shared.protocol.status import ClassSummary, NodeSummary, StationStatus, VersionSummary

NOW_S = 1_760_000_000.0
RECORDINGS = (
    RecordingEntry(
        file="rover-1-20251009-083320.mcap",
        size_bytes=96_000_000,
        written_at_s=NOW_S,
        state="recording",
    ),
    RecordingEntry(
        file="rover-1-20251008-140211.mcap",
        size_bytes=2_140_000_000,
        written_at_s=NOW_S - 66_000.0,
        length_s=750.0,
    ),
    RecordingEntry(
        file="rover-1-20251007-101500.mcap",
        size_bytes=411_000_000,
        written_at_s=NOW_S - 166_000.0,
        state="cut",
    ),
)
SUGGESTED = (("mug", 0.42), ("bowl", 0.38), ("vase", 0.06))


def query(
    query_id: str = "q1",
    *,
    suggested: tuple[tuple[str, float], ...] = SUGGESTED,
    reason: AskReason = "ambiguous",
    novelty: float = 0.3,
    views: int = 3,
) -> Query:
    return Query(
        query_id=query_id,
        node_id="node-1",
        node_name="rover-1",
        source_id="camera",
        track_key=f"track-{query_id}",
        session_id="session",
        created_at_s=NOW_S,
        first_seen_s=NOW_S - 4.1,
        last_seen_s=NOW_S,
        sightings=31,
        frame_width_px=640,
        frame_height_px=480,
        views=tuple(
            View(
                box=(100.0 + 10 * at, 80.0, 260.0, 300.0),
                frame_sequence=at,
                captured_at_s=NOW_S - at,
                quality=0.9 - 0.1 * at,
            )
            for at in range(views)
        ),
        embedding_dim=4,
        embedder_sha256="0" * 64,
        reason=reason,
        value=1.0,
        novelty=novelty,
        suggestions=tuple(Suggestion(name=n, probability=p) for n, p in suggested),
        prediction_set=tuple(n for n, _ in suggested[:2]),
    )


def image(width: int = 64, height: int = 48, colour: str = "#4477aa") -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def pictures(asked: Query, alike: tuple[str, ...] = ()) -> Pictures:
    """alike: ids of queries that look the same."""
    views = tuple(image(60 + at, 60) for at in range(len(asked.views)))
    seen = {other: image(32, 24, f"#aa77{16 + at:02x}") for at, other in enumerate(alike)}
    return Pictures(image(320, 240), views, {"mug": image(32, 32, "#aa7744")}, seen)


def jpeg(made: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert made.save(buffer, "JPEG")
    buffer.close()
    return bytes(data.data())


def question(asked: Query) -> Envelope:
    """As the station sends it, with real JPEGs."""
    shown = pictures(asked)
    crops = tuple(jpeg(view) for view in shown.views)
    payloads = (jpeg(shown.context), *crops, jpeg(shown.examples["mug"]))
    return Envelope(Question(query=asked, examples=(Example(name="mug"),)), payloads)


def version(number: int = 12, **changes: object) -> VersionSummary:
    fields: dict[str, object] = {
        "version": number,
        "state": "active",
        "trained_at_s": NOW_S - 60,
        "labels": 240,
        "tracks": 90,
        "classes": 3,
        "dataset_revision": "r1",
        "accuracy": 0.94,
        "accuracy_low": 0.91,
        "accuracy_high": 0.97,
        "activated_at_s": NOW_S - 50,
    }
    return VersionSummary(**(fields | changes))  # type: ignore[arg-type]


def node(name: str = "rover-1", **changes: object) -> NodeSummary:
    fields: dict[str, object] = {
        "node_id": f"id-{name}",
        "name": name,
        "online": True,
        "last_heard_s": NOW_S,
        "state": "running",
        "fps": 24.2,
        "active_version": 12,
        "source_id": "camera",
        "frames": 12345,
    }
    return NodeSummary(**(fields | changes))  # type: ignore[arg-type]


def status(**changes: object) -> StationStatus:
    fields: dict[str, object] = {
        "at_s": NOW_S,
        "waiting": 14,
        "oldest_waiting_s": 120.0,
        "answers": 100,
        "labels": 250,
        "active_version": 12,
        "training": "idle",
        "nodes": (node(), node("rig-2", online=False, last_heard_s=NOW_S - 180)),
        "classes": (
            ClassSummary(name="mug", tracks=12),
            ClassSummary(name="stapler", tracks=7),
            ClassSummary(name="cup board", tracks=2),
        ),
        "versions": (
            version(11, state="retired", labels=180, accuracy=0.9),
            version(12),
        ),
    }
    return StationStatus(**(fields | changes))  # type: ignore[arg-type]


def track(query_id: str = "t1", **changes: object) -> TrackSummary:
    fields: dict[str, object] = {
        "query_id": query_id,
        "answer_id": f"answer-{query_id}",
        "kind": "name",
        "name": "mug",
        "operator": "Ada",
        "answered_at_s": NOW_S - 60,
        "node_id": "node-1",
        "views": 3,
    }
    return TrackSummary(**(fields | changes))  # type: ignore[arg-type]


def recording_list(
    request_id: str = "r", entries: tuple[RecordingEntry, ...] = RECORDINGS
) -> RecordingList:
    return RecordingList(
        request_id=request_id,
        node_id="id-rover-1",
        folder="/home/rover/whatsit/recordings",
        recordings=entries,
        kept=len(entries),
        kept_bytes=sum(entry.size_bytes for entry in entries),
        free_bytes=18_300_000_000,
    )
