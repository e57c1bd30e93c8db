"""One full and one minimal example of every message, and the bytes that they have.

The bytes in `golden_messages.json` are a contract with every peer that is already in the field:
change an example here and the bytes only together with the protocol's version. After adding a
message, a field or an example, `python -m tests.contract.messages` writes the bytes of what is
new; where a message got a field, delete its old bytes first. `golden_messages_1_0.json` are the
bytes of version 1.0, `golden_messages_1_1.json` those of 1.1 that 1.2 writes differently, and
`golden_messages_1_2.json` to `golden_messages_1_5.json` those of 1.2 to 1.5: they never change, and
have to be understood for ever.
"""

import json
from pathlib import Path

import msgspec

from shared.protocol.answers import Answer, AnswerBatch, AnswerProgress, AnswerSubmit, NamedTrack
from shared.protocol.asking import AskingState, AskRules, AskSettings, Attention, SetAsking
from shared.protocol.codec import Envelope, encode
from shared.protocol.deployment import (
    BlobChunk,
    BlobRequest,
    Command,
    CommandResult,
    DeployOffer,
    DeployReport,
)
from shared.protocol.gate import GateComparison, GateFinding, GateReport, GateReportWanted
from shared.protocol.live import LiveFrame, LiveObject, LiveWanted
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Beat, Hello, Refused, Welcome
from shared.protocol.playback import ControlPlayback, PlaybackState
from shared.protocol.publication import FrameDetections, PublishedDetection
from shared.protocol.questions import (
    Example,
    Query,
    Question,
    QuestionGone,
    QuestionsWanted,
    Suggestion,
    Urgent,
    UrgentNoted,
    UrgentQuery,
    UrgentQuestion,
    View,
)
from shared.protocol.recording import (
    DeleteRecording,
    RecordingEntry,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.robot_log import LogLine, LogWanted, RobotLog
from shared.protocol.robot_questions import RobotAsk, RobotReply
from shared.protocol.rollout import RolloutSummary, ShadowFigures, ShadowReport, WatchTerms
from shared.protocol.standing import Advice, AuditStanding, Measured
from shared.protocol.status import (
    ClassSummary,
    NodeStatus,
    NodeSummary,
    RecordingState,
    StationStatus,
    Temperature,
    VersionSummary,
)
from shared.protocol.watching import RecordedShot, ShotWanted
from tests.contract.curation_messages import CURATION_EXAMPLES
from tests.contract.enrolment_messages import ENROLMENT_EXAMPLES
from tests.contract.exchange_messages import EXCHANGE_EXAMPLES

GOLDEN_FILE = Path(__file__).parent / "golden_messages.json"
GOLDEN_1_0_FILE = Path(__file__).parent / "golden_messages_1_0.json"
GOLDEN_1_1_FILE = Path(__file__).parent / "golden_messages_1_1.json"
GOLDEN_1_2_FILE = Path(__file__).parent / "golden_messages_1_2.json"
GOLDEN_1_3_FILE = Path(__file__).parent / "golden_messages_1_3.json"
GOLDEN_1_4_FILE = Path(__file__).parent / "golden_messages_1_4.json"
GOLDEN_1_5_FILE = Path(__file__).parent / "golden_messages_1_5.json"
SHA256 = "0123456789abcdef" * 4
NOW_S = 1_700_000_000.25

_MINIMAL_VIEW = View(box=(1.0, 2.0, 3.0, 4.0), frame_sequence=7, captured_at_s=NOW_S, quality=0.5)
_FULL_VIEW = View(
    box=(-1.5, 2.25, 300.0, 400.5),
    frame_sequence=2**40,
    captured_at_s=NOW_S,
    quality=1.0,
    detector_score=0.75,
    frame_position=12,
    frame_name="mug é.jpg",
)
MINIMAL_QUERY = Query(
    query_id="q",
    node_id="n",
    source_id="camera",
    track_key="t",
    session_id="s",
    created_at_s=NOW_S,
    first_seen_s=NOW_S,
    last_seen_s=NOW_S,
    sightings=1,
    frame_width_px=640,
    frame_height_px=480,
    views=(_MINIMAL_VIEW,),
    embedding_dim=2,
    embedder_sha256=SHA256,
    reason="novel",
    value=0.5,
    novelty=1.0,
)
FULL_QUERY = Query(
    query_id="q" * 64,
    node_id="node-1",
    source_id="street.mp4",
    track_key="3:17",
    session_id="2024-01-01",
    created_at_s=NOW_S,
    first_seen_s=NOW_S - 2,
    last_seen_s=NOW_S - 1,
    sightings=31,
    frame_width_px=1920,
    frame_height_px=1080,
    views=(_FULL_VIEW, _MINIMAL_VIEW),
    embedding_dim=1280,
    embedder_sha256=SHA256,
    reason="ambiguous",
    value=-1e12,
    novelty=0.125,
    suggestions=(
        Suggestion(name="mug", probability=0.5, source="detector"),
        Suggestion(name="bowl", probability=0.25),
    ),
    prediction_set=("mug", "bowl"),
    head_version=12,
    node_name="rover-1",
)

MINIMAL_URGENT = Urgent(question="What's this?", remaining_s=30.0)
FULL_URGENT = Urgent(
    question="Is the door open?", remaining_s=12.5, choices=("yes", "no ☕"), teaches=True
)

MINIMAL_RULES = AskRules(
    strategy="margin", stream="fixed", questions_per_hour=120.0, audit_share=0.0
)
FULL_RULES = AskRules(
    strategy="conformal",
    stream="quantile",
    questions_per_hour=1e6,
    audit_share=0.5,
    quiet_from_min=1320,
    quiet_to_min=390,
)
FULL_ASKING = AskingState(
    rules=FULL_RULES,
    since_s=NOW_S,
    revision=7,
    tokens=2.5,
    asked=12,
    returned=1,
    waiting=3,
    held="quiet_hours",
    problem="strategy: none is called 'tarot'",
)
FULL_AUDIT = AuditStanding(
    active=Measured(hits=47, tracks=50, value=0.94, low=0.875, high=1.0),
    told=Measured(hits=0, tracks=1, value=0.0, low=0.0, high=0.75),
)
FULL_ADVICE = Advice(verdict="stop", text="You may stop.", agreement=-0.5, gain_per_minute=0.125)

EXAMPLES: dict[str, AnyMessage] = {
    "hello": Hello(role="node", peer_id="n", name="rover-1", minor=0),
    "hello full": Hello(
        role="operator",
        peer_id="o",
        name="Ada",
        major=1,
        minor=7,
        software="whatsit 0.1.0",
        active_version=3,
        embedder_sha256=SHA256,
    ),
    "welcome": Welcome(station_id="st", minor=0),
    "welcome full": Welcome(station_id="st", major=1, minor=4),
    "refused": Refused(code="protocol", reason="speaks version 2, this station 1"),
    "refused full": Refused(code="unknown_query", reason="never had it", about="a1"),
    "beat": Beat(),
    "ack": Ack(ids=()),
    "ack full": Ack(ids=("a1", "a2")),
    "query": MINIMAL_QUERY,
    "query full": FULL_QUERY,
    "query made": msgspec.structs.replace(FULL_QUERY, views=(_FULL_VIEW,), made_from="q0"),
    "node_status": NodeStatus(
        node_id="n",
        name="rover-1",
        state="running",
        fps=24.5,
        frames=100,
        frames_dropped=2,
        active_version=1,
        outbox_count=3,
        outbox_bytes=4096,
    ),
    "node_status full": NodeStatus(
        node_id="n",
        name="rover-1",
        state="source_lost",
        fps=0.0,
        frames=100,
        frames_dropped=2,
        active_version=1,
        outbox_count=3,
        outbox_bytes=4096,
        outbox_evicted=5,
        questions=6,
        source_id="camera",
        note="no camera at /dev/video0",
        latency_ms=12.5,
    ),
    "deploy_report": DeployReport(
        report_id="r", node_id="n", version=2, state="active", at_s=NOW_S
    ),
    "deploy_report full": DeployReport(
        report_id="r", node_id="n", version=2, state="refused", at_s=NOW_S, reason="bad signature"
    ),
    "blob_request": BlobRequest(sha256=SHA256, offset=0, length=1 << 20),
    "blob_chunk": BlobChunk(sha256=SHA256, offset=65536, total_bytes=1 << 31),
    "deploy_offer": DeployOffer(version=2, manifest=b"{}\x00\xff", signature=bytes(range(64))),
    "deploy_offer full": DeployOffer(
        version=3, manifest=b"{}", signature=b"\x01", made_views="no_help"
    ),
    "answer_batch": AnswerBatch(batch_id="b", answers=()),
    "answer_batch full": AnswerBatch(
        batch_id="b",
        answers=(
            NamedTrack(
                answer_id="a1",
                query_id="q1",
                track_key="t1",
                kind="name",
                name="mug",
                operator="Ada",
            ),
            NamedTrack(answer_id="a2", query_id="q2", track_key="t2", kind="not_an_object"),
        ),
    ),
    "questions_wanted": QuestionsWanted(count=4),
    "questions_wanted full": QuestionsWanted(count=0, holding=("q1", "q2")),
    "answer_submit": AnswerSubmit(
        answers=(
            Answer(
                answer_id="a1", query_id="q1", kind="later", answered_at_s=NOW_S, operator="Ada"
            ),
        )
    ),
    "answer_submit full": AnswerSubmit(
        answers=(
            Answer(
                answer_id="a2",
                query_id="q1",
                kind="name",
                answered_at_s=NOW_S,
                operator="Ada",
                name="Tasse ☕",
                elapsed_ms=812.5,
                supersedes="a1",
            ),
        )
    ),
    "answer_submit along": AnswerSubmit(
        answers=(
            Answer(
                answer_id="a3",
                query_id="q2",
                kind="name",
                answered_at_s=NOW_S,
                operator="Ada",
                name="mug",
                along_with="a2",
            ),
        )
    ),
    "answer_submit drawn": AnswerSubmit(
        answers=(
            Answer(
                answer_id="a4",
                query_id="q3",
                kind="name",
                answered_at_s=NOW_S,
                operator="Ada",
                name="mug",
                box=(10.5, 20.0, 300.25, 200.0),
            ),
        )
    ),
    "command": Command(command_id="c", action="train"),
    "command full": Command(command_id="c", action="deploy", version=2),
    "question": Question(query=MINIMAL_QUERY),
    "question full": Question(query=FULL_QUERY, examples=(Example(name="mug"),)),
    "question alike": Question(query=MINIMAL_QUERY, alike=("q-2", "q-3", "q-4"), alike_shown=2),
    "question_gone": QuestionGone(query_ids=("q1",)),
    "question_gone full": QuestionGone(query_ids=("q1", "q2"), reason="answered by Bo"),
    "command_result": CommandResult(command_id="c", ok=True, text="version 2 is training"),
    "station_status": StationStatus(
        at_s=NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=0,
        labels=0,
        active_version=0,
        training="idle",
    ),
    "station_status full": StationStatus(
        at_s=NOW_S,
        waiting=14,
        oldest_waiting_s=120.5,
        answers=30,
        labels=90,
        active_version=2,
        training="running",
        nodes=(
            NodeSummary(node_id="n", name="rover-1", online=False, last_heard_s=NOW_S),
            NodeSummary(
                node_id="m",
                name="rig-2",
                online=True,
                last_heard_s=NOW_S,
                state="running",
                fps=24.0,
                active_version=2,
                offered_version=3,
                outbox_count=1,
                outbox_bytes=2,
                frames=3,
                frames_dropped=4,
                questions=5,
                source_id="camera",
                note="hot",
                latency_ms=7.5,
            ),
        ),
        classes=(ClassSummary(name="mug", tracks=12),),
        versions=(
            VersionSummary(
                version=1,
                state="refused",
                trained_at_s=NOW_S,
                labels=30,
                tracks=10,
                classes=2,
                dataset_revision="r1",
                reason="mug got worse",
            ),
            VersionSummary(
                version=2,
                state="active",
                trained_at_s=NOW_S,
                labels=90,
                tracks=30,
                classes=4,
                dataset_revision="r2",
                accuracy=0.75,
                accuracy_low=0.5,
                accuracy_high=0.875,
                activated_at_s=NOW_S,
                restored_from=1,
            ),
        ),
        progress=(
            AnswerProgress(
                answer_id="a1", query_id="q1", kind="name", state="deployed", name="mug", version=2
            ),
            AnswerProgress(answer_id="a2", query_id="q2", kind="dont_know", state="saved"),
        ),
        note="disk is nearly full",
    ),
    "urgent_query": UrgentQuery(query=MINIMAL_QUERY, urgent=MINIMAL_URGENT),
    "urgent_query full": UrgentQuery(query=FULL_QUERY, urgent=FULL_URGENT),
    "urgent_noted": UrgentNoted(query_id="q1", operators=2),
    "urgent_question": UrgentQuestion(query=MINIMAL_QUERY, urgent=MINIMAL_URGENT),
    "urgent_question full": UrgentQuestion(
        query=FULL_QUERY, urgent=FULL_URGENT, examples=(Example(name="mug"),)
    ),
    "robot_ask": RobotAsk(ask_id="q1", urgent=MINIMAL_URGENT),
    "robot_ask full": RobotAsk(ask_id="q1", urgent=FULL_URGENT, wait=False),
    "robot_reply": RobotReply(ask_id="q1", ended="deadline"),
    "robot_reply full": RobotReply(
        ask_id="q1", ended="answered", text="mug", operator="Ada", learned=True
    ),
    "query 1.2": msgspec.structs.replace(FULL_QUERY, predicted="not an object"),
    "ask_settings": AskSettings(settings_id="s", revision=1, rules=None, set_at_s=NOW_S),
    "ask_settings full": AskSettings(
        settings_id="s" * 64, revision=2**40, rules=FULL_RULES, set_at_s=NOW_S, set_by="Ada"
    ),
    "attention": Attention(room=0, waiting=14, operators=1, answer_s=3.25),
    "set_asking": SetAsking(command_id="c1", node_id="n", rules=None),
    "set_asking full": SetAsking(command_id="c1", node_id="n", rules=MINIMAL_RULES),
    "node_status 1.2": NodeStatus(
        node_id="n",
        name="rover-1",
        state="running",
        fps=24.5,
        frames=100,
        frames_dropped=2,
        active_version=1,
        outbox_count=3,
        outbox_bytes=4096,
        asking=FULL_ASKING,
    ),
    "answer_batch 1.2": AnswerBatch(
        batch_id="b",
        answers=(
            NamedTrack(
                answer_id="q1", query_id="q1", track_key="t1", kind="withdrawn", resolved_by=12
            ),
        ),
    ),
    "station_status 1.2": StationStatus(
        at_s=NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=30,
        labels=90,
        active_version=2,
        training="idle",
        nodes=(
            NodeSummary(
                node_id="n",
                name="rover-1",
                online=True,
                last_heard_s=NOW_S,
                asking=AskingState(rules=MINIMAL_RULES, since_s=NOW_S),
                settings_revision=8,
            ),
        ),
        versions=(
            VersionSummary(
                version=2,
                state="active",
                trained_at_s=NOW_S,
                labels=90,
                tracks=30,
                classes=4,
                dataset_revision="r2",
                audit_hits=3,
                audit_tracks=4,
            ),
        ),
        audit=FULL_AUDIT,
        advice=FULL_ADVICE,
        withdrawn=5,
    ),
    "node_status 1.3": NodeStatus(
        node_id="n",
        name="rover-1",
        state="running",
        fps=24.0,
        frames=100,
        frames_dropped=0,
        active_version=3,
        outbox_count=0,
        outbox_bytes=0,
        settled_version=3,
    ),
    "deploy_offer 1.3": DeployOffer(
        version=3, manifest=b"{}", signature=b"\x01", watch=WatchTerms(shadow_frames=0)
    ),
    "shadow_report": ShadowReport(
        report_id="r",
        node_id="n",
        version=3,
        active_version=2,
        at_s=NOW_S,
        figures=ShadowFigures(),
    ),
    "shadow_report full": ShadowReport(
        report_id="r",
        node_id="n",
        version=3,
        active_version=2,
        at_s=NOW_S,
        figures=ShadowFigures(
            frames=20,
            objects=12,
            comparable=10,
            agreed=4,
            both_novel=1,
            unsure_before=1,
            unsure_after=2,
            answered=30,
            right_before=28,
            right_after=20,
            lost=9,
            head_ms=0.5,
            active_head_ms=0.25,
        ),
        refusal="it names only 4 the same",
    ),
    "station_status rollout": StationStatus(
        at_s=NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=30,
        labels=90,
        active_version=2,
        training="idle",
        nodes=(
            NodeSummary(
                node_id="n",
                name="rover-1",
                online=True,
                last_heard_s=NOW_S,
                rollout="v3 on probation",
            ),
        ),
        rollout=RolloutSummary(
            version=3,
            before=2,
            state="running",
            stage=1,
            stages=3,
            runs_on=1,
            healthy_on=1,
            failed_on=1,
            nodes=20,
            next_stage_s=4.5,
            text="v3 is on 1 of 20 robots, next stage in 5 s",
        ),
    ),
    "command 1.3": Command(command_id="c1", action="deploy", version=4, operator="Ada"),
    "command adopt": Command(command_id="c1", action="adopt", operator="Ada", candidate="a" * 64),
    "station_status 1.3": StationStatus(
        at_s=NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=30,
        labels=90,
        active_version=2,
        training="idle",
        nodes=(
            NodeSummary(
                node_id="m", name="rig-2", online=True, last_heard_s=NOW_S, outbox_evicted=6
            ),
        ),
        versions=(
            VersionSummary(
                version=3,
                state="staged",
                trained_at_s=NOW_S,
                labels=90,
                tracks=30,
                classes=4,
                dataset_revision="r2",
                kind="full",
                parent=2,
                approved_at_s=NOW_S,
                approved_by="Ada",
                nodes=("rover-1",),
            ),
        ),
    ),
    "gate_report_wanted": GateReportWanted(version=3),
    "gate_report": GateReport(version=3, examined=False),
    "gate_report full": GateReport(
        version=3,
        examined=True,
        passed=False,
        against="b" * 64,
        findings=(GateFinding(rule="taught", state="refused", text="it names 1 of 9 tracks"),),
        comparisons=(
            GateComparison(
                exam="tracks that both learned",
                name="mug",
                tracks=9,
                before=8,
                after=1,
                lost=7,
                gained=0,
            ),
        ),
        unlikely=("q1",),
    ),
    "station_status suspicious": StationStatus(
        at_s=NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=30,
        labels=90,
        active_version=2,
        training="idle",
        suspicious=3,
    ),
    **CURATION_EXAMPLES,
    **ENROLMENT_EXAMPLES,
    **EXCHANGE_EXAMPLES,
    "live_wanted": LiveWanted(node_id="n"),
    "live_frame": LiveFrame(
        node_id="n",
        source_id="camera",
        sequence=9,
        captured_at_s=NOW_S,
        width_px=1280,
        height_px=720,
        version=2,
        objects=(
            LiveObject(box=(1.0, 2.0, 30.5, 40.0), name="mug", probability=0.75, asked=True),
            LiveObject(box=(5.0, 6.0, 7.0, 8.0)),
        ),
    ),
    "node_status 1.5": NodeStatus(
        node_id="n",
        name="rover-1",
        state="running",
        fps=24.0,
        frames=100,
        frames_dropped=0,
        active_version=3,
        outbox_count=0,
        outbox_bytes=0,
        temperature=Temperature(celsius=61.5, sensor="x86_pkg_temp", hot_celsius=95.0),
        playback=PlaybackState(position_s=12.5, length_s=90.0, speed=0.25, paused=True),
        recording=RecordingState(file="rover-1.mcap", size_bytes=2**30, length_s=60.0),
    ),
    "node_status 1.6": NodeStatus(
        node_id="n",
        name="rover-1",
        state="running",
        fps=24.0,
        frames=100,
        frames_dropped=0,
        active_version=3,
        outbox_count=0,
        outbox_bytes=0,
        at_s=NOW_S,
    ),
    "station_status 1.5": StationStatus(
        at_s=NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=30,
        labels=90,
        active_version=2,
        training="idle",
        nodes=(
            NodeSummary(
                node_id="m",
                name="rig-2",
                online=True,
                last_heard_s=NOW_S,
                minor=5,
                temperature=Temperature(celsius=-4.0),
                playback=PlaybackState(position_s=0.0),
                recording=RecordingState(file="rig-2.mcap"),
            ),
        ),
    ),
    "station_status 1.6": StationStatus(
        at_s=NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=30,
        labels=90,
        active_version=2,
        training="idle",
        nodes=(
            NodeSummary(
                node_id="m", name="rig-2", online=True, last_heard_s=NOW_S, clock_ahead_s=-90.5
            ),
        ),
    ),
    "control_playback": ControlPlayback(command_id="c", node_id="n"),
    "control_playback full": ControlPlayback(
        command_id="c", node_id="n", paused=True, speed=0.25, to_s=12.5, to_share=0.5
    ),
    "set_recording": SetRecording(command_id="c", node_id="n", on=True),
    "log_wanted": LogWanted(request_id="r", node_id="n"),
    "log_wanted full": LogWanted(request_id="r", node_id="n", level="error", at_most=20),
    "robot_log": RobotLog(request_id="r", node_id="n"),
    "robot_log full": RobotLog(
        request_id="r",
        node_id="n",
        lines=(
            LogLine(at_s=NOW_S, level="warning", part="edge_node.link", text="it is gone é"),
            LogLine(at_s=NOW_S, level="info", part="edge_node.app", text=""),
        ),
        kept=120,
    ),
    "recordings_wanted": RecordingsWanted(request_id="r", node_id="n"),
    "recording_list": RecordingList(request_id="r", node_id="n"),
    "recording_list full": RecordingList(
        request_id="r",
        node_id="n",
        folder="/var/lib/whatsit/recordings",
        recordings=(
            RecordingEntry(file="rover-20260102.mcap", size_bytes=9, written_at_s=NOW_S),
            RecordingEntry(
                file="é.mcap", size_bytes=2**40, written_at_s=NOW_S, length_s=12.5, state="cut"
            ),
        ),
        kept=300,
        kept_bytes=2**41,
        free_bytes=2**33,
    ),
    "delete_recording": DeleteRecording(command_id="c", node_id="n", file="a.mcap"),
    "shot_wanted": ShotWanted(request_id="r", node_id="n", file="a.mcap"),
    "shot_wanted full": ShotWanted(request_id="r", node_id="n", file="é.mcap", at_s=12.5),
    "recorded_shot": RecordedShot(
        request_id="r",
        node_id="n",
        file="a.mcap",
        position_s=0.0,
        length_s=0.0,
        captured_at_s=NOW_S,
        width_px=640,
        height_px=480,
    ),
    "recorded_shot full": RecordedShot(
        request_id="r",
        node_id="n",
        file="é.mcap",
        position_s=12.5,
        next_s=12.625,
        length_s=600.0,
        captured_at_s=NOW_S,
        width_px=1280,
        height_px=720,
        version=2,
        objects=(
            LiveObject(box=(1.0, 2.0, 30.5, 40.0), name="mug", probability=0.75, asked=True),
            LiveObject(box=(5.0, 6.0, 7.0, 8.0)),
        ),
        note="what was found in it was not recorded",
    ),
}

PUBLICATION = FrameDetections(
    node_id="n",
    source_id="camera",
    sequence=9,
    position=None,
    frame_name="",
    captured_at_s=NOW_S,
    published_at_s=NOW_S + 0.05,
    width_px=640,
    height_px=480,
    version=2,
    detections=(
        PublishedDetection(
            track_id=4,
            box=(1.0, 2.0, 3.0, 4.0),
            detector_score=0.5,
            detector_class="cup",
            name="mug",
            name_source="head",
            probability=0.875,
            prediction_set=("mug",),
            novelty=0.25,
            asked=True,
            probabilities=(("mug", 0.875), ("bowl", 0.125)),
        ),
    ),
)


def read_golden(file: Path = GOLDEN_FILE) -> dict[str, bytes]:
    """The bytes of every example, by its name."""
    texts: dict[str, str] = json.loads(file.read_text())
    return {name: bytes.fromhex(text) for name, text in texts.items()}


def _write_what_is_new() -> None:
    known = read_golden() if GOLDEN_FILE.exists() else {}
    fresh = {name: encode(Envelope(message))[0] for name, message in EXAMPLES.items()}
    golden = {name: known.get(name, data).hex() for name, data in fresh.items()}
    GOLDEN_FILE.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    _write_what_is_new()
