"""Runs the simulated operator on a real link."""

import heapq
import logging
import queue
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from operator_gui.operator_events import (
    OperatorEvent,
    QuestionArrived,
    QuestionsWithdrawn,
    ReceivedQuestion,
)
from operator_gui.operator_link import OperatorLink
from operator_gui.simulation.behaviour import (
    Attendance,
    Knowledge,
    delay_s,
    urgent_verdict,
    with_errors,
)
from shared.clock import Clock
from shared.errors import UsageError
from shared.owned_thread import OwnedThread
from shared.protocol.answers import Answer
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint

_log = logging.getLogger(__name__)

HOLD = 4
LONGEST_DELAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class SimulationSettings:
    """How the simulated operator behaves; the same seed behaves the same.

    Raises UsageError for times below 0 and shares that are not from 0 to 1.
    """

    delay_s: float = 0.5
    error_rate: float = 0.0
    absent_share: float = 0.0
    absence_s: float = 5.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.delay_s <= LONGEST_DELAY_S:
            raise UsageError(
                f"the delay of answers: expected 0 to {LONGEST_DELAY_S:g} s, got {self.delay_s:g}"
            )
        for what, share in (("wrong answers", self.error_rate), ("absence", self.absent_share)):
            if not 0 <= share <= 1:
                raise UsageError(f"the share of {what}: expected 0 to 1, got {share:g}")


class SimulatedOperator:
    """Answers one question after the other until `stop`; `run` belongs to one thread.

    A question that a robot waits for goes before all others.
    """

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        folder: Path,
        knowledge: Knowledge,
        settings: SimulationSettings,
        clock: Clock,
        curve: ClientCurve | None = None,
    ) -> None:
        """curve: keys for a station that encrypts."""
        self._knowledge = knowledge
        self._settings = settings
        self._clock = clock
        self._rng = np.random.default_rng(settings.seed)
        self._events: queue.SimpleQueue[OperatorEvent] = queue.SimpleQueue()
        self._link = OperatorLink(
            endpoint=endpoint,
            folder=folder,
            operator="simulated",
            clock=clock,
            on_event=self._events.put,
            curve=curve,
        )
        self._held: dict[str, ReceivedQuestion] = {}
        self._holding_said: tuple[str, ...] | None = None
        self._answered: set[str] = set()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ends `run` soon."""
        self._stopping.set()

    def run(self) -> int:
        """Serves until `stop`; returns how many questions were answered.

        Raises what ended the link, if anything did.
        """
        thread = OwnedThread("operator-link", self._link.run, on_failure=self._stopping.set)
        thread.start()
        try:
            self._answer_all()
        finally:
            self._link.stop()
            thread.join(5.0)
        return len(self._answered)

    def _answer_all(self) -> None:
        settings = self._settings
        attendance = Attendance(settings.absent_share, settings.absence_s, settings.seed)
        start_s = self._clock.monotonic_s()
        due: list[tuple[float, str]] = []
        free_s = start_s
        self._say_what_is_wanted()
        while not self._stopping.is_set():
            for question in self._take_events():
                pause_s, now_s = delay_s(settings.delay_s, self._rng), self._clock.monotonic_s()
                if question.urgency is None:
                    free_s = max(free_s, now_s) + pause_s
                    heapq.heappush(due, (free_s, question.query.query_id))
                else:
                    heapq.heappush(due, (now_s + pause_s, question.query.query_id))
            now_s = self._clock.monotonic_s()
            while due and due[0][0] <= now_s and attendance.is_present(now_s - start_s):
                self._answer(heapq.heappop(due)[1])
            self._say_what_is_wanted()

    def _take_events(self) -> list[ReceivedQuestion]:
        arrived: list[ReceivedQuestion] = []
        try:
            event = self._events.get(timeout=0.02)
            while True:
                match event:
                    case QuestionArrived(question=question):
                        query_id = question.query.query_id
                        if query_id not in self._held and query_id not in self._answered:
                            self._held[query_id] = question
                            arrived.append(question)
                    case QuestionsWithdrawn(query_ids=ids):
                        for query_id in ids:
                            self._held.pop(query_id, None)
                    case _:
                        pass
                event = self._events.get_nowait()
        except queue.Empty:
            return arrived

    def _answer(self, query_id: str) -> None:
        question = self._held.pop(query_id, None)
        if question is None:
            return  # it was withdrawn meanwhile
        query, urgency = question.query, question.urgency
        verdict = with_errors(
            self._knowledge.verdict(query) if urgency is None else urgent_verdict(query, urgency),
            names=self._knowledge.names() if urgency is None else urgency.choices,
            error_rate=self._settings.error_rate,
            rng=self._rng,
        )
        self._answered.add(query_id)
        self._link.submit(
            Answer(
                answer_id=uuid.uuid4().hex,
                query_id=query_id,
                kind=verdict.kind,
                name=verdict.name,
                operator="simulated",
                answered_at_s=self._clock.now_s(),
            )
        )
        _log.info("answered %s: %s %s", query_id[:8], verdict.kind, verdict.name)

    def _say_what_is_wanted(self) -> None:
        holding = tuple(self._held)
        if holding != self._holding_said:
            self._holding_said = holding
            self._link.want(max(0, HOLD - len(holding)), holding)
