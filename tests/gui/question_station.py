"""A station on a real socket with the switches that tests need; it decides nothing."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.errors import ProtocolError
from shared.protocol.answers import Answer, AnswerSubmit
from shared.protocol.codec import Envelope
from shared.protocol.deployment import Command, CommandResult
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Beat, Hello, Refused, Welcome
from shared.protocol.questions import QuestionsWanted
from shared.protocol.status import StationStatus
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ServerChannel, Waker


@dataclass
class QuestionStation:
    """Set the fields before `start`; what came in may be read while it runs."""

    endpoint: Endpoint = field(default_factory=lambda: Endpoint("127.0.0.1", 0))
    questions: list[Envelope] = field(default_factory=list)
    status: StationStatus | None = None
    refuse_with: str = ""
    acknowledge: bool = True
    command_result: tuple[bool, str] = (True, "done")
    on_answer: Callable[[Answer], None] | None = None

    answers: list[Answer] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    wanted: list[QuestionsWanted] = field(default_factory=list)

    def start(self) -> Endpoint:
        """Binds and serves; returns where."""
        self._waker = Waker()
        self._stopping = threading.Event()
        self._operator: bytes | None = None
        self._sent: set[str] = set()
        self._channel = ServerChannel(self.endpoint, waker=self._waker)
        self.endpoint = self._channel.endpoint
        self._thread = threading.Thread(target=self._run, name="question-station", daemon=True)
        self._thread.start()
        return self.endpoint

    def stop(self) -> None:
        self._stopping.set()
        self._waker.wake()
        self._thread.join(60.0)
        assert not self._thread.is_alive()
        self._waker.close()

    def say(self, *messages: AnyMessage) -> None:
        """Sends to the operator from the station's thread, as soon as there is one."""
        self._to_say = [*getattr(self, "_to_say", []), *messages]
        self._waker.wake()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._channel.wait(50)
                for peer, envelope in self._channel.received():
                    assert not isinstance(envelope, ProtocolError), envelope
                    self._answer(peer, envelope.message)
                self._say_waiting()
        finally:
            self._channel.close()

    def _say_waiting(self) -> None:
        waiting = getattr(self, "_to_say", [])
        if self._operator is not None and waiting:
            self._to_say = []
            for message in waiting:
                self._send(self._operator, message)

    def _send(self, peer: bytes, message: AnyMessage) -> None:
        self._channel.send(peer, Envelope(message))

    def _answer(self, peer: bytes, message: AnyMessage) -> None:
        match message:
            case Hello() if self.refuse_with:
                self._send(peer, Refused(code="protocol", reason=self.refuse_with))
            case Hello():
                self._operator = peer
                self._send(peer, Welcome(station_id="fake"))
                if self.status is not None:
                    self._send(peer, self.status)
            case _ if self._operator is None:
                self._send(peer, Refused(code="not_allowed", reason="say hello first"))
            case QuestionsWanted() as wanted:
                self.wanted.append(wanted)
                self._send_questions(peer, wanted)
            case AnswerSubmit(answers=answers):
                self._take_answers(peer, answers)
            case Command() as command:
                self.commands.append(command)
                ok, text = self.command_result
                result = CommandResult(command_id=command.command_id, ok=ok, text=text)
                self._send(peer, result)
            case Beat():
                self._send(peer, Beat())

    def _take_answers(self, peer: bytes, answers: tuple[Answer, ...]) -> None:
        known = {answer.answer_id for answer in self.answers}
        for answer in answers:
            if answer.answer_id not in known:
                self.answers.append(answer)
                if self.on_answer is not None:
                    self.on_answer(answer)
        if self.acknowledge:
            self._send(peer, Ack(ids=tuple(answer.answer_id for answer in answers)))
        if self.status is not None:
            self._send(peer, self.status)

    def _send_questions(self, peer: bytes, wanted: QuestionsWanted) -> None:
        answered = {answer.query_id for answer in self.answers}
        left = wanted.count
        for envelope in self.questions:
            query_id = envelope.message.query.query_id  # type: ignore[union-attr]
            if left and query_id not in wanted.holding and query_id not in answered:
                self._channel.send(peer, envelope)
                left -= 1
