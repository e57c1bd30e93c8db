"""The channels as one table: who sends what to whom, and what is promised about it.

"robot" is the robot's own software, which talks to its node on the same machine.
"""

from dataclasses import dataclass
from typing import Literal

from shared.protocol.answers import AnswerBatch, AnswerSubmit
from shared.protocol.asking import AskSettings, Attention, SetAsking
from shared.protocol.curation import (
    ClassesWanted,
    ClassList,
    Curate,
    Provenance,
    ProvenanceWanted,
    SplitProposal,
    SplitWanted,
    TrackList,
    TracksWanted,
)
from shared.protocol.curve import Curve, CurveWanted
from shared.protocol.deployment import (
    BlobChunk,
    BlobRequest,
    Command,
    CommandResult,
    DeployOffer,
    DeployReport,
)
from shared.protocol.enrolment import (
    KeyList,
    KeysWanted,
    PairAsk,
    PairNonce,
    PairOpen,
    PairState,
    SetAccess,
)
from shared.protocol.exchange import (
    ExportEnded,
    ExportState,
    ExportWanted,
    ImportEnded,
    ImportPiece,
    ImportState,
    ImportUndo,
    ImportWanted,
)
from shared.protocol.gate import GateReport, GateReportWanted
from shared.protocol.live import LiveFrame, LiveWanted
from shared.protocol.message import Message
from shared.protocol.mistakes import Mistakes, MistakesWanted
from shared.protocol.peers import Ack, Beat, Hello, Refused, Welcome
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import (
    Query,
    Question,
    QuestionGone,
    QuestionsWanted,
    UrgentNoted,
    UrgentQuery,
    UrgentQuestion,
)
from shared.protocol.recording import (
    DeleteRecording,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.robot_log import LogWanted, RobotLog
from shared.protocol.robot_questions import RobotAsk, RobotReply
from shared.protocol.rollout import ShadowReport
from shared.protocol.status import NodeStatus, StationStatus
from shared.protocol.track_view import TrackView, TrackViewWanted
from shared.protocol.watching import RecordedShot, ShotWanted

Promise = Literal["durable", "repeated", "lossy"]
"""durable: on disk before it is sent, resent until acknowledged, taken once.
repeated: asked or said again until the effect is seen. lossy: the newest one is enough."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of message on one way."""

    message: type[Message]
    sender: Literal["node", "operator", "station", "robot", "any"]
    receiver: Literal["node", "operator", "station", "robot", "any"]
    promise: Promise
    when_full: str


CHANNELS: tuple[Channel, ...] = (
    Channel(Hello, "any", "station", "repeated", "said again"),
    Channel(Welcome, "station", "any", "repeated", "said again at the next hello"),
    Channel(Refused, "station", "any", "lossy", "said again at the next attempt"),
    Channel(Beat, "any", "any", "lossy", "dropped"),
    Channel(Ack, "any", "any", "repeated", "the sender resends and is acknowledged again"),
    Channel(Query, "node", "station", "durable", "outbox keeps the most valuable"),
    Channel(NodeStatus, "node", "station", "lossy", "dropped"),
    Channel(DeployReport, "node", "station", "durable", "outbox keeps it above any query"),
    Channel(ShadowReport, "node", "station", "durable", "outbox keeps it above any query"),
    Channel(BlobRequest, "node", "station", "repeated", "asked again"),
    Channel(BlobChunk, "station", "node", "repeated", "asked again"),
    Channel(DeployOffer, "station", "node", "repeated", "offered again until reported on"),
    Channel(AnswerBatch, "station", "node", "durable", "resent until acknowledged"),
    Channel(AskSettings, "station", "node", "durable", "resent until acknowledged"),
    Channel(Attention, "station", "node", "lossy", "the node's own budget counts alone"),
    Channel(QuestionsWanted, "operator", "station", "repeated", "asked again"),
    Channel(AnswerSubmit, "operator", "station", "durable", "kept on the operator's disk"),
    Channel(Command, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(SetAsking, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(Question, "station", "operator", "repeated", "asked for again"),
    Channel(QuestionGone, "station", "operator", "lossy", "a late answer is still taken"),
    Channel(CommandResult, "station", "operator", "lossy", "the app says that no answer came"),
    Channel(StationStatus, "station", "operator", "lossy", "dropped"),
    Channel(UrgentQuery, "node", "station", "repeated", "refused as busy"),
    Channel(UrgentNoted, "station", "node", "repeated", "said again to every repetition"),
    Channel(UrgentQuestion, "station", "operator", "repeated", "sent again while not held"),
    Channel(QuestionGone, "node", "station", "lossy", "the deadline ends it"),
    Channel(RobotAsk, "robot", "node", "repeated", "answered with busy"),
    Channel(RobotReply, "node", "robot", "repeated", "said again when asked again"),
    Channel(QuestionGone, "robot", "node", "lossy", "the deadline ends it"),
    Channel(Curate, "operator", "station", "repeated", "said again until the result comes"),
    Channel(ClassesWanted, "operator", "station", "repeated", "asked again"),
    Channel(TracksWanted, "operator", "station", "repeated", "asked again"),
    Channel(SplitWanted, "operator", "station", "repeated", "asked again"),
    Channel(ProvenanceWanted, "operator", "station", "repeated", "asked again"),
    Channel(ClassList, "station", "operator", "repeated", "asked for again"),
    Channel(TrackList, "station", "operator", "repeated", "asked for again"),
    Channel(SplitProposal, "station", "operator", "repeated", "asked for again"),
    Channel(Provenance, "station", "operator", "repeated", "asked for again"),
    Channel(MistakesWanted, "operator", "station", "repeated", "asked again"),
    Channel(Mistakes, "station", "operator", "repeated", "asked for again"),
    Channel(TrackViewWanted, "operator", "station", "repeated", "asked again"),
    Channel(TrackView, "station", "operator", "repeated", "asked for again"),
    Channel(GateReportWanted, "operator", "station", "repeated", "asked again"),
    Channel(GateReport, "station", "operator", "repeated", "asked for again"),
    Channel(SetAccess, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(KeysWanted, "operator", "station", "repeated", "asked again"),
    Channel(KeyList, "station", "operator", "repeated", "asked for again"),
    Channel(PairAsk, "any", "station", "repeated", "said again"),
    Channel(PairNonce, "station", "any", "repeated", "said again when asked again"),
    Channel(PairOpen, "any", "station", "repeated", "said again"),
    Channel(PairState, "station", "any", "repeated", "said again when asked again"),
    Channel(LiveWanted, "operator", "station", "repeated", "said again each second"),
    Channel(LiveWanted, "station", "node", "repeated", "said again each second"),
    Channel(LiveFrame, "node", "station", "lossy", "dropped"),
    Channel(LiveFrame, "station", "operator", "lossy", "dropped"),
    Channel(CurveWanted, "operator", "station", "repeated", "asked again"),
    Channel(Curve, "station", "operator", "repeated", "asked for again"),
    Channel(ExportWanted, "operator", "station", "repeated", "asked again"),
    Channel(ExportState, "station", "operator", "repeated", "said again when asked again"),
    Channel(BlobRequest, "operator", "station", "repeated", "asked again"),
    Channel(BlobChunk, "station", "operator", "repeated", "asked again"),
    Channel(ExportEnded, "operator", "station", "lossy", "the station gives it up by itself"),
    Channel(ImportWanted, "operator", "station", "repeated", "asked again"),
    Channel(ImportPiece, "operator", "station", "repeated", "sent again"),
    Channel(ImportUndo, "operator", "station", "repeated", "asked again"),
    Channel(ImportState, "station", "operator", "repeated", "said again when asked again"),
    Channel(ImportEnded, "operator", "station", "lossy", "the station gives it up by itself"),
    Channel(ControlPlayback, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(ControlPlayback, "station", "node", "lossy", "the station says that no answer came"),
    Channel(CommandResult, "node", "station", "lossy", "the station says that no answer came"),
    Channel(SetRecording, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(SetRecording, "station", "node", "lossy", "the station says that no answer came"),
    Channel(LogWanted, "operator", "station", "repeated", "asked again"),
    Channel(LogWanted, "station", "node", "repeated", "asked again"),
    Channel(RobotLog, "node", "station", "repeated", "asked for again"),
    Channel(RobotLog, "station", "operator", "repeated", "asked for again"),
    Channel(RecordingsWanted, "operator", "station", "repeated", "asked again"),
    Channel(RecordingsWanted, "station", "node", "repeated", "asked again"),
    Channel(RecordingList, "node", "station", "repeated", "asked for again"),
    Channel(RecordingList, "station", "operator", "repeated", "asked for again"),
    Channel(DeleteRecording, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(DeleteRecording, "station", "node", "lossy", "the station says that no answer came"),
    Channel(ShotWanted, "operator", "station", "repeated", "asked again"),
    Channel(ShotWanted, "station", "node", "repeated", "asked again"),
    Channel(RecordedShot, "node", "station", "repeated", "asked for again"),
    Channel(RecordedShot, "station", "operator", "repeated", "asked for again"),
)
