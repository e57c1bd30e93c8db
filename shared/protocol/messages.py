"""Every message of the link, one class each, told apart by its `type`; the classes themselves
are in the modules beside this one, by what they are about.

A message travels as one msgpack frame, followed by raw binary frames ("payloads") where the
docstring names any. Within a major version fields are only ever added, with defaults, and unknown
fields are ignored; that is what lets old and new ends talk to each other.
"""

from shared.protocol.answers import (
    AnswerBatch,
    AnswerSubmit,
)
from shared.protocol.asking import (
    AskSettings,
    Attention,
    SetAsking,
)
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
from shared.protocol.curve import (
    Curve,
    CurveWanted,
)
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
from shared.protocol.gate import (
    GateReport,
    GateReportWanted,
)
from shared.protocol.live import (
    LiveFrame,
    LiveWanted,
)
from shared.protocol.mistakes import (
    Mistakes,
    MistakesWanted,
)
from shared.protocol.peers import (
    Ack,
    Beat,
    Hello,
    Refused,
    Welcome,
)
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
from shared.protocol.robot_log import (
    LogWanted,
    RobotLog,
)
from shared.protocol.robot_questions import (
    RobotAsk,
    RobotReply,
)
from shared.protocol.rollout import (
    ShadowReport,
)
from shared.protocol.status import (
    NodeStatus,
    StationStatus,
)
from shared.protocol.track_view import (
    TrackView,
    TrackViewWanted,
)
from shared.protocol.watching import (
    RecordedShot,
    ShotWanted,
)

AnyMessage = (
    Hello
    | Welcome
    | Refused
    | Beat
    | Ack
    | Query
    | NodeStatus
    | DeployReport
    | BlobRequest
    | BlobChunk
    | DeployOffer
    | AnswerBatch
    | AskSettings
    | Attention
    | QuestionsWanted
    | AnswerSubmit
    | Command
    | SetAsking
    | Question
    | QuestionGone
    | CommandResult
    | StationStatus
    | UrgentQuery
    | UrgentNoted
    | UrgentQuestion
    | RobotAsk
    | RobotReply
    | Curate
    | ClassesWanted
    | TracksWanted
    | SplitWanted
    | ProvenanceWanted
    | ClassList
    | TrackList
    | SplitProposal
    | Provenance
    | MistakesWanted
    | Mistakes
    | GateReportWanted
    | GateReport
    | ShadowReport
    | SetAccess
    | KeysWanted
    | KeyList
    | PairAsk
    | PairNonce
    | PairOpen
    | PairState
    | LiveWanted
    | LiveFrame
    | CurveWanted
    | Curve
    | ExportWanted
    | ExportEnded
    | ExportState
    | ImportWanted
    | ImportPiece
    | ImportEnded
    | ImportUndo
    | ImportState
    | ControlPlayback
    | SetRecording
    | RecordingsWanted
    | RecordingList
    | DeleteRecording
    | LogWanted
    | RobotLog
    | TrackViewWanted
    | TrackView
    | ShotWanted
    | RecordedShot
)
