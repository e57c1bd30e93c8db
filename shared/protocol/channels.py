"""The channels as one table: who sends what to whom, and what is promised about it.

"robot" is the robot's own software, which talks to its node on the same machine.
"""

from dataclasses import dataclass
from typing import Literal

from shared.protocol import curation as c
from shared.protocol import enrolment as e
from shared.protocol import gate as g
from shared.protocol import messages as m
from shared.protocol.message import Message
from shared.protocol.rollout import ShadowReport

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
    Channel(m.Hello, "any", "station", "repeated", "said again"),
    Channel(m.Welcome, "station", "any", "repeated", "said again at the next hello"),
    Channel(m.Refused, "station", "any", "lossy", "said again at the next attempt"),
    Channel(m.Beat, "any", "any", "lossy", "dropped"),
    Channel(m.Ack, "any", "any", "repeated", "the sender resends and is acknowledged again"),
    Channel(m.Query, "node", "station", "durable", "outbox keeps the most valuable"),
    Channel(m.NodeStatus, "node", "station", "lossy", "dropped"),
    Channel(m.DeployReport, "node", "station", "durable", "outbox keeps it above any query"),
    Channel(ShadowReport, "node", "station", "durable", "outbox keeps it above any query"),
    Channel(m.BlobRequest, "node", "station", "repeated", "asked again"),
    Channel(m.BlobChunk, "station", "node", "repeated", "asked again"),
    Channel(m.DeployOffer, "station", "node", "repeated", "offered again until reported on"),
    Channel(m.AnswerBatch, "station", "node", "durable", "resent until acknowledged"),
    Channel(m.AskSettings, "station", "node", "durable", "resent until acknowledged"),
    Channel(m.Attention, "station", "node", "lossy", "the node's own budget counts alone"),
    Channel(m.QuestionsWanted, "operator", "station", "repeated", "asked again"),
    Channel(m.AnswerSubmit, "operator", "station", "durable", "kept on the operator's disk"),
    Channel(m.Command, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(m.SetAsking, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(m.Question, "station", "operator", "repeated", "asked for again"),
    Channel(m.QuestionGone, "station", "operator", "lossy", "a late answer is still taken"),
    Channel(m.CommandResult, "station", "operator", "lossy", "the app says that no answer came"),
    Channel(m.StationStatus, "station", "operator", "lossy", "dropped"),
    Channel(m.UrgentQuery, "node", "station", "repeated", "refused as busy"),
    Channel(m.UrgentNoted, "station", "node", "repeated", "said again to every repetition"),
    Channel(m.UrgentQuestion, "station", "operator", "repeated", "sent again while not held"),
    Channel(m.QuestionGone, "node", "station", "lossy", "the deadline ends it"),
    Channel(m.RobotAsk, "robot", "node", "repeated", "answered with busy"),
    Channel(m.RobotReply, "node", "robot", "repeated", "said again when asked again"),
    Channel(m.QuestionGone, "robot", "node", "lossy", "the deadline ends it"),
    Channel(c.Curate, "operator", "station", "repeated", "said again until the result comes"),
    Channel(c.ClassesWanted, "operator", "station", "repeated", "asked again"),
    Channel(c.TracksWanted, "operator", "station", "repeated", "asked again"),
    Channel(c.SplitWanted, "operator", "station", "repeated", "asked again"),
    Channel(c.ProvenanceWanted, "operator", "station", "repeated", "asked again"),
    Channel(c.ClassList, "station", "operator", "repeated", "asked for again"),
    Channel(c.TrackList, "station", "operator", "repeated", "asked for again"),
    Channel(c.SplitProposal, "station", "operator", "repeated", "asked for again"),
    Channel(c.Provenance, "station", "operator", "repeated", "asked for again"),
    Channel(g.GateReportWanted, "operator", "station", "repeated", "asked again"),
    Channel(g.GateReport, "station", "operator", "repeated", "asked for again"),
    Channel(e.SetAccess, "operator", "station", "lossy", "the app says that no answer came"),
    Channel(e.PairAsk, "any", "station", "repeated", "said again"),
    Channel(e.PairNonce, "station", "any", "repeated", "said again when asked again"),
    Channel(e.PairOpen, "any", "station", "repeated", "said again"),
    Channel(e.PairState, "station", "any", "repeated", "said again when asked again"),
)
