"""The Ask page's state and what may be done to it: turns decisions into answers and sends them."""

import uuid

from PySide6.QtCore import QObject, Signal

from operator_gui.viewmodels import desk as desks
from operator_gui.viewmodels.completion import KnownName, fold, spelling
from operator_gui.viewmodels.desk import Desk, OnTop
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import answer_words, said
from operator_gui.workers.pictures import Pictures
from shared.clock import Clock
from shared.domain import NOT_AN_OBJECT, AnswerKind
from shared.protocol.messages import Answer, ClassSummary, Query

MOST_LETTERS = 120


class AskModel(QObject):
    """`top_changed` when another question lies on top or its standing changed; `given_changed`
    when the last answers did; `noticed` carries a `Notice`."""

    top_changed = Signal()
    given_changed = Signal()
    noticed = Signal(object)

    def __init__(
        self,
        *,
        station: StationHandle,
        operator: str,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._operator = operator
        self._clock = clock
        self._desk = Desk()
        self._pictures: dict[str, Pictures] = {}
        self._classes: tuple[ClassSummary, ...] = ()
        self._shown_s = clock.monotonic_s()

    # ------------------------------------------------------------ what there is

    @property
    def desk(self) -> Desk:
        return self._desk

    @property
    def top(self) -> OnTop | None:
        return self._desk.top

    @property
    def top_pictures(self) -> Pictures | None:
        top = self._desk.top
        return None if top is None else self._pictures.get(top.query.query_id)

    def known_names(self) -> tuple[KnownName, ...]:
        """The station's classes and the question's suggestions, each once."""
        top = self._desk.top
        suggested = () if top is None else top.query.suggestions
        likely = {fold(s.name): s.probability for s in suggested}
        names = {
            fold(c.name): KnownName(c.name, c.tracks, likely.get(fold(c.name), 0.0))
            for c in self._classes
            if c.name != NOT_AN_OBJECT
        }
        for suggestion in suggested:
            names.setdefault(
                fold(suggestion.name), KnownName(suggestion.name, 0, suggestion.probability)
            )
        return tuple(names.values())

    # ------------------------------------------------------------ what the station says

    def take_question(self, query: Query, pictures: Pictures) -> None:
        self._pictures[query.query_id] = pictures
        self._become(desks.arrive(self._desk, query))

    def take_gone(self, query_ids: tuple[str, ...], reason: str) -> None:
        self._become(desks.withdraw(self._desk, query_ids, reason))

    def take_classes(self, classes: tuple[ClassSummary, ...]) -> None:
        self._classes = classes

    def take_refusal(self, answer_id: str, reason: str) -> None:
        """The station will not take an answer: it leaves the list, and the operator is told."""
        given = next((g for g in self._desk.given if g.answer.answer_id == answer_id), None)
        what = f"“{said(given.answer)}”" if given else "an answer"
        self._become(desks.refuse(self._desk, answer_id))
        self.noticed.emit(Notice(f"The station did not take {what}: {reason}", "bad"))

    def ask_again(self) -> None:
        """Says anew how many questions there is room for, as after a reconnect."""
        self._station.want(self._desk.room, self._desk.holding)

    def close(self) -> None:
        """Answers can no longer be kept: none is taken. The station still has the questions."""
        self._become(Desk())

    # ------------------------------------------------------------ what the operator does

    def name(self, typed: str) -> bool:
        """Answers with a name, spelt as the station knows it; False if there is nothing in it."""
        name = spelling(typed, self.known_names())[:MOST_LETTERS].strip()
        if not name:
            return False
        if fold(name) == NOT_AN_OBJECT:
            return self.answer("not_an_object")
        return self.answer("name", name)

    def choose(self, number: int) -> bool:
        """Answers with suggestion `number`, from 1; False if there are not so many."""
        top = self._desk.top
        if top is None or number > len(top.query.suggestions):
            return False
        return self.name(top.query.suggestions[number - 1].name)

    def answer(self, kind: AnswerKind, name: str = "") -> bool:
        """Answers the question on top and shows the next one; False if there is none."""
        if self._desk.top is None:
            return False
        given = self._new_answer(self._desk.top.query.query_id, kind, name)
        self._station.submit(given)
        self._become(desks.give(self._desk, given))
        return True

    def later(self) -> bool:
        """Puts the question off; one that is being changed or is gone is only put away."""
        top = self._desk.top
        if top is not None and (top.changing is not None or top.gone is not None):
            return self.put_away()
        return self.answer("later")

    def put_away(self) -> bool:
        """Keeps an answer as it was; False if none is being changed and the question stands."""
        before = self._desk
        self._become(desks.put_away(before))
        return self._desk is not before

    def undo(self) -> bool:
        """Takes the newest answer back, sent or not; False if none is within reach."""
        if not self._desk.given:
            self.noticed.emit(Notice("There is nothing to undo"))
            return False
        given = self._desk.given[0].answer
        withdrawal = self._new_answer(given.query_id, "withdrawn", "")
        self._station.submit(withdrawal)
        self._become(desks.take_back(self._desk, withdrawal))
        self.noticed.emit(Notice(f"Took back “{answer_words(given.kind, given.name)}”"))
        return True

    def change(self, answer_id: str) -> bool:
        """Opens the question of an earlier answer; False if it is no longer within reach."""
        before = self._desk
        self._become(desks.reopen(before, answer_id))
        return self._desk is not before

    # ------------------------------------------------------------ inside

    def _new_answer(self, query_id: str, kind: AnswerKind, name: str) -> Answer:
        return Answer(
            answer_id=uuid.uuid4().hex,
            query_id=query_id,
            kind=kind,
            name=name,
            answered_at_s=self._clock.now_s(),
            operator=self._operator,
            elapsed_ms=1000.0 * (self._clock.monotonic_s() - self._shown_s),
            supersedes=self._desk.supersedes(query_id),
        )

    def _become(self, desk: Desk) -> None:
        before, self._desk = self._desk, desk
        needed = desk.pictured
        self._pictures = {q: p for q, p in self._pictures.items() if q in needed}
        if desk.top != before.top:
            self._shown_s = self._clock.monotonic_s()
            self.top_changed.emit()
        if desk.given != before.given:
            self.given_changed.emit()
        if desk.holding != before.holding:
            self.ask_again()
