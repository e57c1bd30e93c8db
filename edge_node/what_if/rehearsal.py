"""A recording once more, with another way of asking: the node's own pipeline, answers at once."""

import itertools
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_node.asking.ask_policy import AskConfig
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.pipeline import PerceptionConfig, Pipeline
from edge_node.perception.query_draft import NodeIdentity, QueryDraft
from edge_node.what_if.knowledge import Knowledge, Said
from edge_node.what_if.playback import Playback, RecordedClock
from edge_node.what_if.student import Student
from shared.domain import Floats
from shared.learning.head import TrainedHead
from shared.protocol.answers import NamedTrack
from shared.protocol.questions import Query

_WHO = NodeIdentity(node_id="what-if", node_name="what-if", session_id="what-if")


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How answers come and are learned from, the same for every strategy.

    answer_s: so long after a question comes its answer, by the recording's time. learn_every: so
    many answers make a new head; None for none ever.
    """

    perception: PerceptionConfig
    answer_s: float
    learn_every: int | None
    risk: float
    seed: int


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """A question and its answer. at_s: since the first frame. embeddings: (v, d) float32.

    jpeg: the best view.
    """

    query: Query
    said: Said
    at_s: float
    embeddings: Floats
    jpeg: bytes


@dataclass(frozen=True, eq=False, slots=True)
class Rehearsal:
    """heads: each with the time, since the first frame, from which on it was in force."""

    questions: tuple[Question, ...]
    heads: tuple[tuple[float, TrainedHead], ...]
    frames: int
    duration_s: float


def rehearse(
    playback: Playback,
    bundle: ActiveBundle,
    knowledge: Knowledge,
    ask: AskConfig,
    manner: Manner,
    *,
    folder: Path,
) -> Rehearsal:
    """Plays the recording to a node that asks as `ask` says, and learns from what is answered.

    folder: for the heads. The last answers make a last head. Raises SourceError and ModelError.
    """
    run = _Run(bundle, knowledge, ask, manner, folder)
    for frame, detections in playback.play():
        run.clock.set(frame.captured_at_s)
        run.begin(frame.captured_at_s)
        outcome = run.pipeline.process(frame, run.student.bundle, detections)
        run.put(outcome.queries)
    run.put(run.pipeline.finish(run.student.bundle))
    return run.end()


class _Run:
    def __init__(
        self,
        bundle: ActiveBundle,
        knowledge: Knowledge,
        ask: AskConfig,
        manner: Manner,
        folder: Path,
    ) -> None:
        self.clock = RecordedClock()
        numbers = itertools.count(1)
        self.pipeline = Pipeline(
            identity=_WHO,
            perception=manner.perception,
            ask=ask,
            clock=self.clock,
            rng=np.random.default_rng((manner.seed, 0)),
            new_id=lambda: f"question-{next(numbers)}",
        )
        self.student = Student(
            folder=folder,
            bundle=bundle,
            learn_every=manner.learn_every,
            risk=manner.risk,
            rng=np.random.default_rng((manner.seed, 1)),
        )
        self._knowledge = knowledge
        self._answer_s = manner.answer_s
        self._start_s: float | None = None
        self._frames = 0
        self._asked: list[Question] = []
        self._open: deque[Question] = deque()

    def begin(self, now_s: float) -> None:
        """A frame was captured: takes the answers that have come until then."""
        if self._start_s is None:
            self._start_s = now_s
        self._frames += 1
        while self._open and self._open[0].at_s + self._answer_s <= self._elapsed_s:
            self._take(self._open.popleft())

    def put(self, drafts: tuple[QueryDraft, ...]) -> None:
        """These questions were asked now."""
        for draft in drafts:
            question = Question(
                query=draft.query,
                said=self._knowledge.answer(draft.query),
                at_s=self._elapsed_s,
                embeddings=_embeddings(draft),
                jpeg=draft.payloads[2],
            )
            self._asked.append(question)
            self._open.append(question)

    def end(self) -> Rehearsal:
        """Takes what is still open, and learns from it."""
        for question in self._open:
            self._take(question)
        self.student.study(self._elapsed_s)
        return Rehearsal(
            tuple(self._asked), tuple(self.student.heads), self._frames, self._elapsed_s
        )

    def _take(self, question: Question) -> None:
        said = question.said
        name = said.name if said.kind == "name" else ""
        self.pipeline.take_answers(
            (
                NamedTrack(
                    answer_id=f"answer-{question.query.query_id}",
                    query_id=question.query.query_id,
                    track_key=question.query.track_key,
                    kind=said.kind,
                    name=name,
                ),
            )
        )
        if said.kind in ("name", "not_an_object"):
            self.student.hear(said.name, question.embeddings)
            if self.student.is_due:
                self.student.study(self._elapsed_s)

    @property
    def _elapsed_s(self) -> float:
        return self.clock.now_s() - (self._start_s or 0.0)


def _embeddings(draft: QueryDraft) -> Floats:
    return np.frombuffer(draft.payloads[1], "<f4").reshape(-1, draft.query.embedding_dim)
