"""Puts the questions: the memory of what was asked, the allowance, and the tracks that wait."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from edge_node.asking.allowance import Allowance
from edge_node.asking.ask_policy import AskConfig, propose
from edge_node.asking.asked import Asked
from edge_node.asking.asked_memory import AskedMemory
from edge_node.asking.subject import Proposal, Subject
from edge_node.asking.surroundings import Surroundings
from shared.bundle import HeadSpec
from shared.domain import AnswerKind
from shared.protocol.answers import NamedTrack
from shared.protocol.asking import Held
from shared.selection.budget import Budget
from shared.selection.pace import Pace
from shared.selection.stream import Arrived, StreamState, Terms
from shared.selection.stream_registry import stream_rule_named

MAX_WAITING = 16
"""So many ended tracks are kept while nothing may be asked; the least valuable go."""


@dataclass(frozen=True, slots=True)
class AskFigures:
    """tokens: questions that the budget allows now. asked: in this run. returned: tokens given
    back. waiting: ended tracks that are kept. held: why nothing may be asked now."""

    tokens: float
    asked: int
    returned: int
    waiting: int
    held: Held


class Asker:
    """Belongs to one thread. `new_id` gives the ids of questions, `rng` what a stream rule leaves
    to chance."""

    def __init__(
        self,
        config: AskConfig,
        memory: AskedMemory,
        *,
        new_id: Callable[[], str],
        rng: np.random.Generator,
    ) -> None:
        self.memory = memory
        self._config = config
        self._new_id = new_id
        self._rng = rng
        self._allowance = Allowance(_budget(config), config.quiet)
        self._rule = stream_rule_named(config.stream)
        self._stream = StreamState()
        self._pace: Pace | None = None
        self._surroundings = Surroundings()
        self._waiting: list[Subject] = []
        self._asked = 0
        self._settings = 0

    def use(self, config: AskConfig, monotonic_s: float) -> None:
        """From now on this holds, also for tracks that are here already."""
        self._allowance.use(_budget(config), config.quiet, monotonic_s)
        if config.stream != self._config.stream:
            self._rule, self._stream = stream_rule_named(config.stream), StreamState()
        self._config = config
        self._settings += 1

    def hear_room(self, room: int, monotonic_s: float) -> None:
        """The station says how many more questions people can take."""
        self._allowance.hear(room, monotonic_s)

    def figures(self, monotonic_s: float, local_minute: int) -> AskFigures:
        """How asking stands now."""
        return AskFigures(
            tokens=self._allowance.tokens(monotonic_s),
            asked=self._asked,
            returned=self._allowance.returned,
            waiting=len(self._waiting),
            held=self._allowance.held(monotonic_s, local_minute),
        )

    def answer_of(self, subject: Subject) -> tuple[AnswerKind, str] | None:
        """Kind and name of what a person said of this object, here or as another track."""
        asked = self.memory.get(subject.query_id) if subject.query_id else None
        return None if asked is None else asked.answer

    def is_done(self, subject: Subject) -> bool:
        """Whether nothing more has to be found out: it was asked about, or the head is sure."""
        judgement = subject.judgement
        return bool(subject.query_id) or (judgement is not None and judgement.is_sure)

    def recognise(self, subject: Subject) -> None:
        """Ties the subject to an earlier question about what looks the same, if there is one."""
        stamp = (subject.book.changes, self.memory.changes)
        if subject.query_id or not subject.book.views or subject.linked == stamp:
            return
        if not subject.noted:
            subject.noted = True
            self._surroundings.see(subject.features[0])
        looked_up = subject.linked
        subject.linked = stamp
        features = subject.features
        if looked_up[1] == self.memory.changes:  # what was found then still holds
            features = features[[view.number > looked_up[0] for view in subject.book.views]]
        else:
            subject.alike, subject.likeness = None, -1.0
        found = self.memory.most_similar(features)
        if found is None or found.cosine <= subject.likeness:
            return
        subject.alike, subject.likeness = found.feature, found.cosine
        is_like = found.cosine >= self._config.same_object_cosine
        if is_like and not self._surroundings.tells_apart(features, found.feature):
            subject.query_id = found.asked.query_id

    def choose(
        self,
        ready: Sequence[Subject],
        ended: Sequence[Subject],
        *,
        head: HeadSpec | None,
        now_s: float,
        monotonic_s: float,
        local_minute: int,
    ) -> list[tuple[Subject, Proposal]]:
        """The subjects to ask about now, each marked as asked, the most valuable first.

        ready: live ones whose best view has settled. ended: ready ones that will not come back;
        they wait here while nothing may be asked. now_s: the time to note. monotonic_s: the
        time by which the budget fills. local_minute: of the day, for quiet hours.
        """
        chosen: list[tuple[Subject, Proposal]] = []
        waiting = [*self._waiting, *ended]
        pool = [*ready, *waiting]
        while pool and not self._allowance.held(monotonic_s, local_minute):
            ranked = self._rank(pool, head, monotonic_s)
            if not ranked:
                break
            self._allowance.spend(monotonic_s)
            self._asked += 1
            subject, proposal = ranked[0]
            self._remember(subject, now_s)
            chosen.append((subject, proposal))
            pool = [other for other, _ in ranked[1:]]
        self._waiting = self._most_valuable(waiting, head, monotonic_s)
        return chosen

    def take_answer(self, answer: NamedTrack) -> None:
        """Notes what was said, for this object and all that look the same."""
        if answer.resolved_by:
            if self.memory.resolve(answer.query_id):
                self._allowance.give_back()
            return
        self.memory.answer(answer.query_id, answer.kind, answer.name)

    def forget(self, query_id: str, subjects: Sequence[Subject]) -> None:
        """A question was lost: its object may be asked about again."""
        lost = self.memory.get(query_id)
        if lost is not None and lost.kind is None and not lost.resolved:
            self._allowance.give_back()
        self.memory.forget(query_id)
        for subject in subjects:
            if subject.query_id == query_id:
                subject.query_id, subject.own_question = "", False
                subject.linked = (-1, -1)

    def drop_waiting(self) -> None:
        """Forgets the ended tracks that wait, and what was seen, as when embeddings became
        worthless."""
        self._waiting = []
        self._surroundings.forget()

    @property
    def waiting(self) -> tuple[Subject, ...]:
        """Ended tracks that are worth a question which the budget did not allow yet."""
        return tuple(self._waiting)

    def _rank(
        self, subjects: Sequence[Subject], head: HeadSpec | None, monotonic_s: float
    ) -> list[tuple[Subject, Proposal]]:
        for subject in subjects:
            self.recognise(subject)
        unasked = [subject for subject in subjects if not subject.query_id]
        for subject in unasked:
            if subject.rated_under != self._settings:
                subject.rated_under, subject.bar = self._settings, None
                subject.proposed = (-1, -1, -1)
        stale = [subject for subject in unasked if subject.proposed != self._stamp(subject)]
        for subject, proposal in zip(stale, propose(stale, head, self._config), strict=True):
            subject.proposed, subject.proposal = self._stamp(subject), proposal
        for subject in unasked:
            if subject.bar is None and not subject.audit:
                subject.bar = self._decide(subject, monotonic_s)
        pairs = [(subject, subject.proposal) for subject in unasked]
        worthy = [
            (subject, proposal)
            for subject, proposal in pairs
            if proposal is not None and (subject.bar is None or proposal.value >= subject.bar)
        ]
        return sorted(worthy, key=lambda pair: (-pair[1].value, pair[0].track_key))

    def _stamp(self, subject: Subject) -> tuple[int, int, int]:
        return subject.book.changes, self.memory.changes, subject.judged[1]

    def _most_valuable(
        self, waiting: Sequence[Subject], head: HeadSpec | None, monotonic_s: float
    ) -> list[Subject]:
        if not waiting:
            return []
        return [subject for subject, _ in self._rank(waiting, head, monotonic_s)[:MAX_WAITING]]

    def _decide(self, subject: Subject, monotonic_s: float) -> float:
        """What the stream rule makes of a track that comes: the least that it must be worth."""
        pace = self._pace or Pace.starting(monotonic_s)
        self._pace = pace.after_arrival(monotonic_s)
        proposal = subject.proposal
        decision = self._rule.decide(
            self._stream,
            Arrived(0.0 if proposal is None else proposal.value, subject.features[0]),
            Terms(
                share=self._pace.share(self._allowance.budget) if self._rule.is_paced else 1.0,
                least=self._config.min_value,
                rng=self._rng,
            ),
        )
        self._stream = decision.state
        return decision.bar

    def _remember(self, subject: Subject, now_s: float) -> None:
        subject.query_id, subject.own_question = self._new_id(), True
        self.memory.add(
            Asked(
                query_id=subject.query_id,
                track_key=subject.track_key,
                asked_at_s=now_s,
                features=subject.features,
            )
        )


def _budget(config: AskConfig) -> Budget:
    return Budget(per_hour=config.questions_per_hour, burst=config.burst)
