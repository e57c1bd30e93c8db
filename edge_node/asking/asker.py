"""Puts the questions: the memory of what was asked, the budget, and the tracks that wait."""

from collections.abc import Callable, Sequence

from edge_node.asking.ask_policy import AskConfig, propose
from edge_node.asking.asked_memory import Asked, AskedMemory
from edge_node.asking.subject import Proposal, Subject
from shared.bundle import HeadSpec
from shared.domain import AnswerKind
from shared.protocol.messages import NamedTrack
from shared.selection.budget import Budget, BudgetState

MAX_WAITING = 16
"""So many ended tracks are kept while the budget is used up; the least valuable go."""


class Asker:
    """Belongs to one thread. `new_id` gives the ids of questions."""

    def __init__(
        self, config: AskConfig, memory: AskedMemory, *, new_id: Callable[[], str]
    ) -> None:
        self.memory = memory
        self._config = config
        self._new_id = new_id
        self._budget = Budget(per_hour=config.questions_per_hour, burst=config.burst)
        self._tokens: BudgetState | None = None
        self._waiting: list[Subject] = []

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
        if found.cosine >= self._config.same_object_cosine:
            subject.query_id = found.asked.query_id

    def choose(
        self,
        ready: Sequence[Subject],
        ended: Sequence[Subject],
        *,
        head: HeadSpec | None,
        now_s: float,
        monotonic_s: float,
    ) -> list[tuple[Subject, Proposal]]:
        """The subjects to ask about now, each marked as asked, the most valuable first.

        ready: live ones whose best view has settled. ended: ready ones that will not come back;
        they wait here while the budget is used up. now_s: the time to note. monotonic_s: the
        time by which the budget fills.
        """
        chosen: list[tuple[Subject, Proposal]] = []
        waiting = [*self._waiting, *ended]
        pool = [*ready, *waiting]
        while pool and self._has_token(monotonic_s):
            ranked = self._rank(pool, head)
            if not ranked:
                break
            self._spend(monotonic_s)
            subject, proposal = ranked[0]
            self._remember(subject, now_s)
            chosen.append((subject, proposal))
            pool = [other for other, _ in ranked[1:]]
        self._waiting = self._most_valuable(waiting, head)
        return chosen

    def take_answer(self, answer: NamedTrack) -> None:
        """Notes what was said, for this object and all that look the same."""
        self.memory.answer(answer.query_id, answer.kind, answer.name)

    def forget(self, query_id: str, subjects: Sequence[Subject]) -> None:
        """A question was lost: its object may be asked about again."""
        self.memory.forget(query_id)
        for subject in subjects:
            if subject.query_id == query_id:
                subject.query_id, subject.own_question = "", False
                subject.linked = (-1, -1)

    def drop_waiting(self) -> None:
        """Forgets the ended tracks that wait, as when their embeddings became worthless."""
        self._waiting = []

    @property
    def waiting(self) -> tuple[Subject, ...]:
        """Ended tracks that are worth a question which the budget did not allow yet."""
        return tuple(self._waiting)

    def _rank(
        self, subjects: Sequence[Subject], head: HeadSpec | None
    ) -> list[tuple[Subject, Proposal]]:
        for subject in subjects:
            self.recognise(subject)
        unasked = [subject for subject in subjects if not subject.query_id]
        stale = [subject for subject in unasked if subject.proposed != self._stamp(subject)]
        for subject, proposal in zip(stale, propose(stale, head, self._config), strict=True):
            subject.proposed, subject.proposal = self._stamp(subject), proposal
        pairs = [(subject, subject.proposal) for subject in unasked]
        worthy = [(subject, proposal) for subject, proposal in pairs if proposal is not None]
        return sorted(worthy, key=lambda pair: (-pair[1].value, pair[0].track_key))

    def _stamp(self, subject: Subject) -> tuple[int, int, int]:
        return subject.book.changes, self.memory.changes, subject.judged[1]

    def _most_valuable(self, waiting: Sequence[Subject], head: HeadSpec | None) -> list[Subject]:
        if not waiting:
            return []
        return [subject for subject, _ in self._rank(waiting, head)[:MAX_WAITING]]

    def _has_token(self, monotonic_s: float) -> bool:
        if self._tokens is None:
            self._tokens = self._budget.start(monotonic_s)
        return self._budget.wait_s(self._tokens, monotonic_s) <= 0.0

    def _spend(self, monotonic_s: float) -> None:
        if self._tokens is not None:
            _, self._tokens = self._budget.allow(self._tokens, monotonic_s)

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
