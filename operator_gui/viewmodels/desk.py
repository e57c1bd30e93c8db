"""The operator's desk: which question lies on top, which wait under it, what was just answered.

A desk never changes; every function returns the next one. It holds no pictures and no clock.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from operator_gui.urgency import Urgency
from operator_gui.viewmodels.alike import Alike
from shared.domain import AnswerKind
from shared.protocol.answers import Answer
from shared.protocol.questions import Query

ROOM = 6
"""How many questions are held, so that the next one is there at once."""

REMEMBERED = 10
"""How many answers stay within reach, to be changed or taken back."""

_KNOWN_QUERIES = 500
_SETTLED: tuple[AnswerKind, ...] = ("name", "not_an_object", "dont_know")


@dataclass(frozen=True, slots=True)
class Given:
    """An answer within reach, with its question. `final`: a robot acted on it at once, and
    nothing was learned that could be taken back. `along` are the same answers to what looks the
    same."""

    answer: Answer
    query: Query
    final: bool = False
    along: tuple[Answer, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        return (self.answer, *self.along)


@dataclass(frozen=True, slots=True)
class OnTop:
    """The question that is being asked."""

    query: Query
    changing: Given | None = None
    """The answer that stands until another one is given."""
    gone: str | None = None
    """Why it need not be answered any more. It stays, for a finger may be on its way to a key."""
    urgency: Urgency | None = None
    """Set while a robot waits for the answer."""


@dataclass(frozen=True, slots=True)
class LastWord:
    """The newest answer to a query, which the next one to the same query supersedes."""

    answer_id: str
    kind: AnswerKind


@dataclass(frozen=True, slots=True)
class Desk:
    """`waiting` is in the order of showing: what robots wait for first, by deadline. `given` is
    newest first; `undone` is what was taken back since the last answer, the latest first.
    `urgencies` are those of questions on the desk. `alike` is what looks the same as a question
    that has its pictures here."""

    top: OnTop | None = None
    waiting: tuple[Query, ...] = ()
    given: tuple[Given, ...] = ()
    undone: tuple[Given, ...] = ()
    last_words: Mapping[str, LastWord] = field(default_factory=dict)
    urgencies: Mapping[str, Urgency] = field(default_factory=dict)
    alike: Mapping[str, Alike] = field(default_factory=dict)

    @property
    def top_alike(self) -> Alike:
        """What looks the same as the question on top and may be answered with it."""
        if self.top is None or self.top.urgency is not None:
            return Alike()
        return self.alike.get(self.top.query.query_id, Alike())

    @property
    def following(self) -> OnTop | None:
        """The question that is going to be on top, as it is going to be."""
        return _on_top(self, self.waiting[0]) if self.waiting else None

    @property
    def holding(self) -> tuple[str, ...]:
        """The ids of all questions on the desk."""
        top = () if self.top is None else (self.top.query.query_id,)
        return (*top, *(query.query_id for query in self.waiting))

    @property
    def room(self) -> int:
        """How many more questions should come."""
        return max(0, ROOM - len(self.holding))

    @property
    def pictured(self) -> frozenset[str]:
        """The queries whose pictures are needed."""
        return frozenset((*self.holding, *(given.query.query_id for given in self.given)))

    def supersedes(self, query_id: str) -> str:
        """The id of the answer that the next one to this query replaces, or nothing."""
        word = self.last_words.get(query_id)
        return "" if word is None else word.answer_id


def arrive(
    desk: Desk, query: Query, urgency: Urgency | None = None, alike: tuple[str, ...] = ()
) -> Desk:
    """A question came. One that is here or was settled is not put twice.

    alike: other queries that look the same. What was settled of them is not asked about either.
    """
    if _is_settled(desk, query.query_id) or query.query_id in desk.holding:
        return desk
    if open_ones := tuple(other for other in alike if not _is_settled(desk, other)):
        desk = replace(desk, alike={**desk.alike, query.query_id: Alike(open_ones)})
    if urgency is not None:
        desk = replace(desk, urgencies={**desk.urgencies, query.query_id: urgency})
    return _filled(_with_waiting(desk, (*desk.waiting, query)))


def interrupt(desk: Desk, query_id: str) -> Desk:
    """Puts an urgent question that waits on top; what was there comes right after the others."""
    query = next((q for q in desk.waiting if q.query_id == query_id), None)
    if query is None or query_id not in desk.urgencies:
        return desk
    desk = _made_way_for(desk, query_id)
    return replace(desk, top=_on_top(desk, query))


def first_urgent(desk: Desk) -> str | None:
    """The most pressing of the urgent questions that wait."""
    urgent = (q.query_id for q in desk.waiting if q.query_id in desk.urgencies)
    return next(urgent, None)


def overdue(desk: Desk, now_s: float) -> tuple[str, ...]:
    """The urgent questions for which it is too late."""
    return tuple(query_id for query_id, u in desk.urgencies.items() if u.until_s <= now_s)


def sort_alike(desk: Desk, alike: Alike) -> Desk:
    """Something that looks the same as the question on top was taken out, or put back in."""
    assert desk.top is not None
    return replace(desk, alike={**desk.alike, desk.top.query.query_id: alike})


def withdraw(desk: Desk, query_ids: tuple[str, ...], reason: str) -> Desk:
    """Questions need no answer any more: those below go, the one on top stays and says so. What
    was answered along with another has somebody else's answer now."""
    desk = _without_alike(desk, query_ids)
    given = tuple(
        replace(g, along=tuple(a for a in g.along if a.query_id not in query_ids))
        for g in desk.given
    )
    waiting = tuple(query for query in desk.waiting if query.query_id not in query_ids)
    urgencies = {q: u for q, u in desk.urgencies.items() if q not in query_ids}
    top = desk.top
    if top is not None and top.changing is None and top.query.query_id in query_ids:
        top = replace(top, gone=reason)
    top = _changing_one_of(given, top)
    undone = tuple(g for g in desk.undone if g.query.query_id not in query_ids)
    return replace(desk, top=top, waiting=waiting, urgencies=urgencies, given=given, undone=undone)


def give(
    desk: Desk, answer: Answer, along: tuple[Answer, ...] = (), let_go: tuple[Answer, ...] = ()
) -> Desk:
    """The question on top was answered. Any earlier answer to it gives way.

    along: the same answers to what looks the same. let_go: withdrawals of answers that were given
    along with the one that gives way.
    """
    assert desk.top is not None
    query, urgency = desk.top.query, desk.top.urgency
    assert answer.query_id == query.query_id
    ids = {query.query_id, *(other.query_id for other in along)}
    others = tuple(g for g in desk.given if g.query.query_id not in ids)
    final = urgency is not None and not urgency.teaches
    desk = _without_alike(_calmed(desk, query.query_id), ids, but_of=query.query_id)
    return _filled(
        _tidied(
            replace(
                desk,
                top=None,
                waiting=tuple(q for q in desk.waiting if q.query_id not in ids),
                given=(Given(answer, query, final, along), *others)[:REMEMBERED],
                undone=(),
                last_words=_with_words(desk, (answer, *along, *let_go)),
            )
        )
    )


def decline(desk: Desk) -> Desk:
    """Leaves the urgent question on top to somebody else; it is not an answer."""
    assert desk.top is not None
    return _filled(replace(_calmed(desk, desk.top.query.query_id), top=None))


def take_back(desk: Desk, withdrawals: tuple[Answer, ...]) -> Desk:
    """The newest answer was withdrawn, with what was answered along with it: its question is back
    on top at once."""
    assert desk.given
    given = desk.given[0]
    assert not given.final
    assert [w.supersedes for w in withdrawals] == [a.answer_id for a in given.answers]
    desk = _made_way_for(desk, given.query.query_id)
    return replace(
        desk,
        top=OnTop(given.query),
        given=desk.given[1:],
        undone=(given, *desk.undone)[:REMEMBERED],
        last_words=_with_words(desk, withdrawals),
    )


def bring_back(desk: Desk) -> Desk:
    """The question whose answer was taken back last is on top, as it stood when it got it: what
    was answered along with it is in, all else that looks the same is out."""
    assert desk.undone
    given = desk.undone[0]
    query_id, along = given.query.query_id, {answer.query_id for answer in given.along}
    desk = _made_way_for(desk, query_id)
    alike = desk.alike.get(query_id, Alike())
    sorted_out = replace(alike, out=frozenset(alike.ids) - along)
    return replace(
        desk,
        top=_on_top(desk, given.query),
        alike={**desk.alike, query_id: sorted_out},
    )


def reopen(desk: Desk, answer_id: str) -> Desk:
    """Puts the question of a given answer on top to change it; the id of none, or of one that
    is final, changes nothing."""
    given = next((g for g in desk.given if g.answer.answer_id == answer_id), None)
    if given is None or given.final:
        return desk
    desk = _made_way_for(desk, given.query.query_id)
    return replace(
        desk,
        top=OnTop(given.query, changing=given),
        alike={
            **desk.alike,
            given.query.query_id: Alike(tuple(answer.query_id for answer in given.along)),
        },
    )


def put_away(desk: Desk) -> Desk:
    """Leaves an answer as it was, or a question that need not be answered, for the next one."""
    if desk.top is None or (desk.top.changing is None and desk.top.gone is None):
        return desk
    return _filled(replace(desk, top=None))


def refuse(desk: Desk, answer_id: str) -> Desk:
    """The station will not take an answer: nobody may believe that it stands."""
    given = tuple(
        replace(g, along=tuple(a for a in g.along if a.answer_id != answer_id))
        for g in desk.given
        if g.answer.answer_id != answer_id
    )
    lost = {a.query_id for g in desk.given for a in g.along if a.answer_id == answer_id}
    words = {q: word for q, word in desk.last_words.items() if word.answer_id != answer_id}
    desk = _without_alike(desk, lost)
    return replace(desk, top=_changing_one_of(given, desk.top), given=given, last_words=words)


def _laid_aside(desk: Desk) -> Desk:
    """The question on top goes back to the front of those that wait, if it is still one."""
    top = desk.top
    if top is None or top.changing is not None or top.gone is not None:
        return replace(desk, top=None)
    return _with_waiting(replace(desk, top=None), (top.query, *desk.waiting))


def _made_way_for(desk: Desk, query_id: str) -> Desk:
    """Nothing is on top, and this question does not wait: it is about to be on top."""
    desk = _laid_aside(desk)
    waiting = tuple(query for query in desk.waiting if query.query_id != query_id)
    return replace(desk, waiting=waiting)


def _filled(desk: Desk) -> Desk:
    if desk.top is not None or not desk.waiting:
        return desk
    return replace(desk, top=_on_top(desk, desk.waiting[0]), waiting=desk.waiting[1:])


def _on_top(desk: Desk, query: Query) -> OnTop:
    return OnTop(query, urgency=desk.urgencies.get(query.query_id))


def _with_waiting(desk: Desk, waiting: tuple[Query, ...]) -> Desk:
    """Urgent questions before all others, the most pressing first."""

    def key(query: Query) -> float:
        urgency = desk.urgencies.get(query.query_id)
        return float("inf") if urgency is None else urgency.until_s

    return replace(desk, waiting=tuple(sorted(waiting, key=key)))


def _calmed(desk: Desk, query_id: str) -> Desk:
    """Nobody waits for that answer any more."""
    return replace(desk, urgencies={q: u for q, u in desk.urgencies.items() if q != query_id})


def _changing_one_of(given: tuple[Given, ...], top: OnTop | None) -> OnTop | None:
    """The question on top, with the answer to be changed as it is now, if it still is."""
    if top is None or top.changing is None:
        return top
    changed = top.changing.answer.answer_id
    now = next((one for one in given if one.answer.answer_id == changed), None)
    return replace(top, changing=now)


def _is_settled(desk: Desk, query_id: str) -> bool:
    word = desk.last_words.get(query_id)
    return word is not None and word.kind in _SETTLED


def _without_alike(desk: Desk, query_ids: Collection[str], *, but_of: str = "") -> Desk:
    """What is answered looks like nothing any more, but for the question it was answered with."""
    alike = {q: a if q == but_of else a.without(query_ids) for q, a in desk.alike.items()}
    return replace(desk, alike=alike)


def _tidied(desk: Desk) -> Desk:
    """Forgets what looks like a question that is out of reach."""
    pictured = desk.pictured
    return replace(desk, alike={q: a for q, a in desk.alike.items() if q in pictured})


def _with_words(desk: Desk, answers: tuple[Answer, ...]) -> Mapping[str, LastWord]:
    words = dict(desk.last_words)
    for answer in answers:
        words.pop(answer.query_id, None)  # the newest stand last
        words[answer.query_id] = LastWord(answer.answer_id, answer.kind)
    while len(words) > _KNOWN_QUERIES:
        del words[next(iter(words))]
    return words
