"""Questions of the robot's own software that are open at its node, and how they end. Pure."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from edge_node.appraisal import Appraisal
from edge_node.perception.query_draft import NodeIdentity, suggest
from shared.domain import NOT_AN_OBJECT
from shared.protocol.answers import NamedTrack
from shared.protocol.questions import Query, Urgent, View
from shared.protocol.robot_questions import RobotAsk, RobotReply

MOST_OPEN = 16
"""More questions than this are not waited for at a time: the next one is told "busy"."""

SILENT_S = 4.0
"""Software that says nothing for this long has given up, or is dead."""

LOOK_S = 2.0
"""So long a question waits for its embedding; then it is put without one, and teaches nothing."""

STATION_S = 1.0
"""So long the link may take to come up for a question that does not wait for an operator."""

_REPLIES_KEPT = 64


@dataclass(slots=True)
class OpenQuestion:
    """One question. Times are monotonic. `urgent` as it is put to the station."""

    asked: RobotAsk
    urgent: Urgent
    route: bytes
    jpeg: bytes
    width_px: int
    height_px: int
    asked_s: float
    heard_s: float
    put: bool = False
    operators: int | None = None
    """How many operators were there when the station noted it; None before that."""

    @property
    def until_s(self) -> float:
        return self.asked_s + self.asked.urgent.remaining_s


class RobotQuestions:
    """At most 16 open questions by id, and the last 64 replies, for one that got lost."""

    def __init__(self) -> None:
        self._open: dict[str, OpenQuestion] = {}
        self._replies: OrderedDict[str, RobotReply] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def is_full(self) -> bool:
        return len(self._open) >= MOST_OPEN

    def get(self, ask_id: str) -> OpenQuestion | None:
        return self._open.get(ask_id)

    def all(self) -> tuple[OpenQuestion, ...]:
        return tuple(self._open.values())

    def reply_to(self, ask_id: str) -> RobotReply | None:
        """How a question ended that is not open any more, if that is still known."""
        return self._replies.get(ask_id)

    def add(self, question: OpenQuestion) -> None:
        self._open[question.asked.ask_id] = question

    def end(self, reply: RobotReply) -> OpenQuestion | None:
        """The question is over; returns it if it was open."""
        self._replies[reply.ask_id] = reply
        while len(self._replies) > _REPLIES_KEPT:
            self._replies.popitem(last=False)
        return self._open.pop(reply.ask_id, None)

    def unseen(self, now_s: float) -> Iterator[OpenQuestion]:
        """Questions that have waited long enough to be looked at."""
        for question in self.all():
            if not question.put and now_s - question.asked_s >= LOOK_S:
                yield question

    def silent(self, now_s: float) -> Iterator[OpenQuestion]:
        """Questions that nobody waits for any more."""
        for question in self.all():
            if now_s - question.heard_s >= SILENT_S:
                yield question

    def hopeless(self, now_s: float, *, has_station: bool) -> Iterator[RobotReply]:
        """How those questions end that nobody is going to answer in time."""
        for question in self.all():
            ask_id = question.asked.ask_id
            if now_s >= question.until_s:
                why = "nobody answered in time" if question.put else "the node had no time for it"
                yield RobotReply(ask_id=ask_id, ended="deadline", text=why)
            elif question.asked.wait:
                continue
            elif question.operators == 0:
                yield RobotReply(ask_id=ask_id, ended="nobody_there", text="no operator is there")
            elif not has_station and now_s - question.asked_s >= STATION_S:
                yield RobotReply(ask_id=ask_id, ended="nobody_there", text="no station is there")


def reply_of(answer: NamedTrack, *, teaches: bool) -> RobotReply | None:
    """What an answer means for who asked; None if it leaves the question open."""
    ask_id, operator = answer.query_id, answer.operator
    match answer.kind:
        case "name" | "not_an_object":
            text = answer.name if answer.kind == "name" else NOT_AN_OBJECT
            return RobotReply(
                ask_id=ask_id, ended="answered", text=text, operator=operator, learned=teaches
            )
        case "dont_know":
            text = f"{operator or 'the operator'} does not know"
            return RobotReply(ask_id=ask_id, ended="dont_know", text=text, operator=operator)
        case "later" | "withdrawn":
            return None


def urgent_query(
    question: OpenQuestion,
    appraisal: Appraisal | None,
    *,
    identity: NodeIdentity,
    now_s: float,
) -> tuple[Query, tuple[bytes, ...]]:
    """The query of a question, and its payloads: the whole picture is context and only view.

    appraisal: of the picture, None where the question teaches nothing. now_s: wall time.
    """
    prediction = appraisal.prediction if appraisal is not None else None
    width_px, height_px = question.width_px, question.height_px
    query = Query(
        query_id=question.asked.ask_id,
        node_id=identity.node_id,
        node_name=identity.node_name,
        source_id="",
        track_key=question.asked.ask_id,
        session_id=identity.session_id,
        created_at_s=now_s,
        first_seen_s=now_s,
        last_seen_s=now_s,
        sightings=1,
        frame_width_px=width_px,
        frame_height_px=height_px,
        views=(
            View(
                box=(0.0, 0.0, float(width_px), float(height_px)),
                frame_sequence=0,
                captured_at_s=now_s,
                quality=1.0,
            ),
        ),
        embedding_dim=appraisal.embedding.shape[1] if appraisal is not None else 1,
        embedder_sha256=appraisal.embedder_sha256 if appraisal is not None else "0" * 64,
        reason="ambiguous" if prediction is not None and prediction.prediction_set else "novel",
        value=0.0,
        novelty=prediction.novelty if prediction is not None else 1.0,
        suggestions=suggest(prediction, "", 0.0),
        prediction_set=prediction.prediction_set[:32] if prediction is not None else (),
        head_version=appraisal.version if prediction is not None and appraisal is not None else 0,
    )
    vectors = appraisal.embedding.astype("<f4").tobytes() if appraisal is not None else b""
    return query, (question.jpeg, vectors, question.jpeg)
