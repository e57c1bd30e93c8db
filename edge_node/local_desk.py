"""Where the robot's own software puts its blocking questions: one thread that owns the socket.

A question comes in on a ROUTER on loopback, goes out through the node's link ahead of everything
else, and is ended by an answer, by its deadline, or by the silence of who asked. Nothing of it is
kept on disk.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from edge_node.appraisal import Appraisal
from edge_node.perception.query_draft import NodeIdentity
from edge_node.robot_questions import OpenQuestion, RobotQuestions, reply_of, urgent_query
from edge_node.sources.image_files import decode_image
from shared.clock import Clock
from shared.domain import Image
from shared.errors import ProtocolError, SourceError
from shared.handover import handed_over
from shared.protocol.answers import NamedTrack
from shared.protocol.codec import Envelope
from shared.protocol.jpeg import jpeg_size
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Beat, Refused
from shared.protocol.questions import Query, Urgent, UrgentNoted
from shared.protocol.robot_questions import RobotAsk, RobotReply
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ServerChannel, Waker

_log = logging.getLogger(__name__)

TASKS = 256
WAIT_MS = 50


@dataclass(frozen=True, slots=True)
class StationDoor:
    """What the desk may do with the link; every callable may be called from any thread.

    `put` hands over a question with its payloads and the monotonic time until which it is worth
    something; `take_back` ends it; `is_there` says whether a station takes such questions now.
    """

    put: Callable[[Query, Urgent, tuple[bytes, ...], float], None]
    take_back: Callable[[str], None]
    is_there: Callable[[], bool]


@dataclass(frozen=True, eq=False, slots=True)
class _Looked:
    ask_id: str
    appraisal: Appraisal | None


@dataclass(frozen=True, slots=True)
class _NotTaken:
    query_id: str
    code: str
    reason: str


_Task = _Looked | _NotTaken | UrgentNoted | tuple[NamedTrack, ...]


class LocalDesk:
    """`run` belongs to one thread. The methods after it may be called from any, and never block.

    The socket is bound by the constructor, before the thread starts, so that an endpoint in use
    is an error at once; `close` lets go of it when the thread has ended. Up to 256 pieces of news
    wait for the thread; more are dropped, and the deadline of each question holds all the same.
    """

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        identity: NodeIdentity,
        station: StationDoor,
        look: Callable[[str, Image], bool],
        clock: Clock,
    ) -> None:
        """look: hands a picture to perception, which answers with `looked`; False if it cannot.

        Raises LinkError if the endpoint cannot be bound.
        """
        self._identity = identity
        self._station = station
        self._look = look
        self._clock = clock
        self._questions = RobotQuestions()
        self._tasks: queue.Queue[_Task] = queue.Queue(TASKS)
        self._stopping = threading.Event()
        self._waker = Waker()
        try:
            self._channel = ServerChannel(endpoint, waker=self._waker, owner="node")
        except BaseException:
            self._waker.close()
            raise
        self.endpoint = self._channel.endpoint

    def run(self) -> None:
        """Serves until `stop`. Who still waits then goes on waiting, for a node that restarts."""
        while not self._stopping.is_set():
            self._channel.wait(WAIT_MS)
            for route, received in self._channel.received():
                self._hear(route, received)
            self._take_tasks()
            self._look_at_the_clock()
        for question in self._questions.all():
            self._station.take_back(question.asked.ask_id)

    def close(self) -> None:
        """After `run` has ended."""
        self._channel.close()
        self._waker.close()

    def stop(self) -> None:
        """Ends `run` soon."""
        self._stopping.set()
        self._waker.wake()

    def looked(self, ask_id: str, appraisal: Appraisal | None) -> None:
        """What perception makes of a picture, None if it failed."""
        self._hand_over(_Looked(ask_id, appraisal))

    def answered(self, answers: tuple[NamedTrack, ...]) -> None:
        """What people said, of these questions or others."""
        self._hand_over(answers)

    def noted(self, noted: UrgentNoted) -> None:
        """The station has a question."""
        self._hand_over(noted)

    def refused(self, query_id: str, code: str, reason: str) -> None:
        """The station will not take a question, of these or others."""
        self._hand_over(_NotTaken(query_id, code, reason))

    def _hand_over(self, task: _Task) -> None:
        try:
            self._tasks.put_nowait(task)
        except queue.Full:
            _log.warning("the desk is too slow: dropped news about a robot's question")
            return
        self._waker.wake()

    # ------------------------------------------------------------ what the robot's software says

    def _hear(self, route: bytes, received: Envelope | ProtocolError) -> None:
        if isinstance(received, ProtocolError):
            _log.warning("the robot's software sent what cannot be understood: %s", received)
            self._refuse(route, received.about, str(received))
            return
        match received.message:
            case RobotAsk() as asked:
                self._take(route, asked, received.payloads)
            case Beat():
                self._keep_company(route)
            case other:
                _log.warning("the robot's software sent a %s", type(other).__name__)

    def _take(self, route: bytes, asked: RobotAsk, payloads: tuple[bytes, ...]) -> None:
        ask_id, now_s = asked.ask_id, self._clock.monotonic_s()
        known, ended = self._questions.get(ask_id), self._questions.reply_to(ask_id)
        if ended is not None:
            self._send(route, ended)
            return
        if known is not None:
            known.route, known.heard_s = route, now_s
            self._send(route, Ack(ids=(ask_id,)))
            return
        if self._questions.is_full:
            text = f"the node has {len(self._questions)} open questions already"
            self._send(route, RobotReply(ask_id=ask_id, ended="busy", text=text))
            return
        try:
            width_px, height_px = _size(payloads)
        except ProtocolError as error:
            self._refuse(route, ask_id, str(error))
            return
        question = OpenQuestion(
            asked=asked,
            urgent=asked.urgent,
            route=route,
            jpeg=payloads[0],
            width_px=width_px,
            height_px=height_px,
            asked_s=now_s,
            heard_s=now_s,
        )
        self._questions.add(question)
        self._send(route, Ack(ids=(ask_id,)))
        _log.info("the robot asks “%s”, %.1f s", asked.urgent.question, asked.urgent.remaining_s)
        image = _decoded(payloads[0]) if asked.urgent.teaches else None
        if image is None or not self._look(ask_id, image):
            self._put(question, None)

    def _keep_company(self, route: bytes) -> None:
        """Says that the node lives, or that it knows nothing of what is waited for."""
        for question in self._questions.all():
            if question.route == route:
                question.heard_s = self._clock.monotonic_s()
                self._send(route, Beat())
                return
        self._send(route, Refused(code="unknown_query", reason="this node was asked nothing"))

    # ------------------------------------------------------------ what the node says

    def _take_tasks(self) -> None:
        for task in handed_over(self._tasks):
            match task:
                case _Looked(ask_id=ask_id, appraisal=appraisal):
                    question = self._questions.get(ask_id)
                    if question is not None and not question.put:
                        self._put(question, appraisal)
                case UrgentNoted(query_id=query_id, operators=operators):
                    question = self._questions.get(query_id)
                    if question is not None:
                        question.operators = operators
                case _NotTaken(query_id=query_id, code=code, reason=reason):
                    if self._questions.get(query_id) is not None:
                        ended: Literal["busy", "refused"] = "busy" if code == "busy" else "refused"
                        self._end(RobotReply(ask_id=query_id, ended=ended, text=reason))
                case answers:
                    self._take_answers(answers)

    def _take_answers(self, answers: tuple[NamedTrack, ...]) -> None:
        for answer in answers:
            question = self._questions.get(answer.query_id)
            if question is None:
                continue
            reply = reply_of(answer, teaches=question.urgent.teaches)
            if reply is not None:
                self._end(reply)

    def _look_at_the_clock(self) -> None:
        now_s = self._clock.monotonic_s()
        for reply in self._questions.hopeless(now_s, has_station=self._station.is_there()):
            self._end(reply)
        for question in self._questions.silent(now_s):
            text = "who asked is not there any more"
            self._end(RobotReply(ask_id=question.asked.ask_id, ended="deadline", text=text))
        for question in self._questions.unseen(now_s):
            _log.warning("perception had no time for a robot's picture: it is put without")
            self._put(question, None)

    def _put(self, question: OpenQuestion, appraisal: Appraisal | None) -> None:
        """Hands the question to the link; without an embedding it teaches nothing."""
        question.put = True
        question.urgent = msgspec.structs.replace(
            question.urgent, teaches=question.urgent.teaches and appraisal is not None
        )
        query, payloads = urgent_query(
            question, appraisal, identity=self._identity, now_s=self._clock.now_s()
        )
        self._station.put(query, question.urgent, payloads, question.until_s)

    def _end(self, reply: RobotReply) -> None:
        question = self._questions.end(reply)
        if question is None:
            return
        _log.info("the robot's question ended: %s %s", reply.ended, reply.text)
        self._send(question.route, reply)
        self._station.take_back(reply.ask_id)

    def _refuse(self, route: bytes, ask_id: str, reason: str) -> None:
        if ask_id:
            self._send(route, RobotReply(ask_id=ask_id, ended="refused", text=reason[:500]))

    def _send(self, route: bytes, message: AnyMessage) -> None:
        self._channel.send(route, Envelope(message))


def _size(payloads: tuple[bytes, ...]) -> tuple[int, int]:
    """Width and height of the picture. Raises ProtocolError if there is not exactly one."""
    if len(payloads) != 1:
        raise ProtocolError(f"expected one picture, got {len(payloads)}")
    return jpeg_size(payloads[0])


def _decoded(jpeg: bytes) -> Image | None:
    """The picture, None if it is damaged."""
    try:
        return decode_image(np.frombuffer(jpeg, np.uint8))
    except SourceError:
        return None
