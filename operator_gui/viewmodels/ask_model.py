"""The Ask page's state and what may be done to it: turns decisions into answers and sends them."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from operator_gui.texts import tr
from operator_gui.urgency import Urgency
from operator_gui.viewmodels import desk as desks
from operator_gui.viewmodels import urgent
from operator_gui.viewmodels.alike import Alike
from operator_gui.viewmodels.completion import KnownName, identity, spelling
from operator_gui.viewmodels.decision import Decision
from operator_gui.viewmodels.desk import Desk, OnTop
from operator_gui.viewmodels.drawn_boxes import DrawnBoxes
from operator_gui.viewmodels.name_book import NameBook
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.words import capital, said, times
from operator_gui.workers.pictures import Pictures
from shared.clock import Clock
from shared.domain import NOT_AN_OBJECT, AnswerKind, Box
from shared.protocol.questions import Query
from shared.protocol.status import ClassSummary

MOST_LETTERS = 120


class AskModel(QObject):
    """`top_changed` when another question lies on top or its standing changed; `alike_changed`
    when what looks the same did, or who of it is in; `given_changed` when the last answers did;
    `next_changed` when another question is the next; `noticed` carries a `Notice`."""

    next_changed = Signal()
    top_changed = Signal()
    alike_changed = Signal()
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
        self._names = NameBook()
        self._shown_s = clock.monotonic_s()
        self._boxes = DrawnBoxes()
        self._typing = False
        self._seen_urgent: frozenset[str] = frozenset()
        self._guarded_until_s = float("-inf")

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

    @property
    def next_pictures(self) -> Pictures | None:
        """Those of the question that is going to be on top."""
        following = self._desk.following
        return None if following is None else self._pictures.get(following.query.query_id)

    @property
    def box(self) -> Box | None:
        """The box that the operator drew for the question on top; None while it is the robot's."""
        top = self._desk.top
        return None if top is None else self._boxes.of(top.query)

    @property
    def may_draw(self) -> bool:
        """Whether the answer could carry a box: not where no camera saw what is shown, and not
        where a robot waits."""
        top = self._desk.top
        return top is not None and top.urgency is None and not top.query.made_from

    @property
    def countdown(self) -> str:
        """Which robot waits for how long still, of the question on top; nothing if none does."""
        top = self._desk.top
        return "" if top is None else urgent.countdown(top, self._clock.monotonic_s())

    @property
    def pressing(self) -> OnTop | None:
        """What a robot waits for most: on top, or first of what comes after it."""
        both = (self._desk.top, self._desk.following)
        return next((one for one in both if one is not None and one.urgency is not None), None)

    @property
    def countdown_below(self) -> str:
        """The same of a robot's question that waits until the one on top is answered."""
        below = self.pressing
        if below is None or below == self._desk.top:
            return ""
        return urgent.countdown(below, self._clock.monotonic_s())

    @property
    def is_typing(self) -> bool:
        """Whether something is written in the name field."""
        return self._typing

    def known_names(self) -> tuple[KnownName, ...]:
        """The station's classes and the question's suggestions, each once.

        Of a robot's own question only its choices: class names mean nothing there.
        """
        top = self._desk.top
        if top is not None and urgent.name_mode(top) != "name":
            choices = () if top.urgency is None else top.urgency.choices
            return tuple(KnownName(choice) for choice in choices)
        return self._names.names_for(None if top is None else top.query)

    # ------------------------------------------------------------ what the station says

    def take_question(
        self, query: Query, pictures: Pictures, urgency: Urgency | None = None
    ) -> None:
        desk = desks.arrive(self._desk, query, urgency, tuple(pictures.alike))
        if desk is not self._desk:  # what is here already keeps the pictures that belong to it
            self._pictures[query.query_id] = pictures
        self._become(desk)
        if urgency is not None:
            self._let_urgent_in()

    def take_gone(self, query_ids: tuple[str, ...], reason: str) -> None:
        """A robot's question leaves the top at once, unless something is being typed."""
        top = self._desk.top
        was_urgent = top is not None and top.urgency is not None and top.gone is None
        self._become(desks.withdraw(self._desk, query_ids, reason))
        top = self._desk.top
        if was_urgent and top is not None and top.gone is not None and not self._typing:
            self.noticed.emit(Notice(f"{tr(urgent.TOO_LATE)} {capital(reason)}.".strip()))
            self._guard()
            self.put_away()

    def tick(self) -> None:
        """Once a second: what is too late goes, and what is urgent comes as soon as it may."""
        if overdue := desks.overdue(self._desk, self._clock.monotonic_s()):
            self.take_gone(overdue, tr("its time is over"))
        self._let_urgent_in()

    def take_classes(self, classes: tuple[ClassSummary, ...]) -> None:
        """Which names the station knows."""
        self._names.take_classes(classes)

    def take_refusal(self, answer_id: str, reason: str, *, overtaken: bool = False) -> None:
        """The station will not take an answer: it leaves the list, and the operator is told.

        overtaken: it went along with another, and somebody else was sooner: that is no fault.
        """
        given = next((g for g in self._desk.given if g.answer.answer_id == answer_id), None)
        what = f"“{said(given.answer)}”" if given else tr("an answer")
        self._become(desks.refuse(self._desk, answer_id))
        if overtaken:
            self.noticed.emit(Notice(tr("One look-alike keeps the answer it got meanwhile")))
        else:
            self.noticed.emit(
                Notice(
                    tr("The station did not take {what}: {reason}").format(
                        what=what, reason=reason
                    ),
                    "bad",
                )
            )

    def ask_again(self) -> None:
        """Says anew how many questions there is room for, as after a reconnect."""
        self._station.want(self._desk.room, self._desk.holding)

    def close(self) -> None:
        """Answers can no longer be kept: none is taken. The station still has the questions."""
        self._become(Desk())

    # ------------------------------------------------------------ what the operator does

    def set_typing(self, typing: bool) -> None:
        """Whether the name field has text: until it has none, no question takes its place."""
        self._typing = typing

    def see_urgent(self) -> None:
        """What is on top is looked at for the first time."""
        if self._desk.top is not None and self._desk.top.urgency is not None:
            self._guard()

    def holds_back(self) -> bool:
        """Whether a robot's question has just come, and a key was meant for another one."""
        if self._clock.monotonic_s() >= self._guarded_until_s:
            return False
        self.noticed.emit(Notice(tr(urgent.HELD_BACK), "warn"))
        return True

    def take_top(self) -> bool:
        """Answers with the first suggestion; False if there is none. A robot's choices have no
        first: one of them has to be chosen."""
        top = self._desk.top
        return top is not None and urgent.name_mode(top) == "name" and self.choose(1)

    def name(self, typed: str) -> bool:
        """Answers with a name, spelt as the station knows it; False if there is nothing in it."""
        name = spelling(typed, self.known_names())[:MOST_LETTERS].strip()
        if not name:
            return False
        top = self._desk.top
        choices = () if top is None or top.urgency is None else top.urgency.choices
        if choices and name not in choices:
            self.noticed.emit(
                Notice(tr("“{name}” is none of the robot's choices").format(name=name), "warn")
            )
            return False
        if identity(name) == identity(NOT_AN_OBJECT):
            return self.answer("not_an_object")
        return self.answer("name", name)

    def choose(self, number: int) -> bool:
        """Answers with suggestion `number`, from 1; False if there are not so many."""
        top = self._desk.top
        offered = () if top is None else urgent.offers(top)
        return number <= len(offered) and self.name(offered[number - 1].name)

    def answer(self, kind: AnswerKind, name: str = "") -> bool:
        """Answers the question on top and shows the next one; False if there is none."""
        top = self._desk.top
        if top is None:
            return False
        if top.urgency is not None and top.gone is not None and not top.urgency.teaches:
            self.noticed.emit(Notice(tr(urgent.TOO_LATE), "warn"))
            return self.put_away()
        if top.urgency is not None and top.urgency.choices and kind == "not_an_object":
            self.noticed.emit(Notice(tr("Choose one of the robot's answers, or U"), "warn"))
            return False
        given, along, let_go = self._decision(kind, name).answers(top, self.box)
        everything = (given, *along, *let_go)
        self._station.submit(*everything)
        self._become(desks.give(self._desk, given, along, let_go))
        return True

    def toggle_alike(self, query_id: str) -> None:
        """Takes something that looks the same out of the next answer, or puts it back in."""
        self._sort_alike(self._desk.top_alike.toggled(query_id))

    def toggle_all_alike(self) -> None:
        """Takes all that looks the same out of the next answer, or puts all back in."""
        self._sort_alike(self._desk.top_alike.toggled_all())

    def draw_box(self, box: Box | None) -> None:
        """Where the object on top really is, in pixels of its frame; None for the robot's box. It
        goes along with a name."""
        if self._desk.top is not None and self.may_draw:
            self._boxes.draw(self._desk.top.query, box)

    def later(self) -> bool:
        """Puts the question off; one that is being changed or is gone is only put away."""
        top = self._desk.top
        if top is not None and (top.changing is not None or top.gone is not None):
            return self.put_away()
        if top is not None and top.urgency is not None:
            self._station.submit(self._decision("later").answer(top.query.query_id))
            self._become(desks.decline(self._desk))
            return True
        return self.answer("later")

    def put_away(self) -> bool:
        """Keeps an answer as it was; False if none is being changed and the question stands."""
        before = self._desk
        self._become(desks.put_away(before))
        return self._desk is not before

    def undo(self) -> bool:
        """Takes the newest answer back, sent or not; False if none is within reach."""
        if not self._desk.given:
            self.noticed.emit(Notice(tr("There is nothing to undo")))
            return False
        if self._is_final(self._desk.given[0].answer.answer_id):
            return False
        given, withdrawing = self._desk.given[0], self._decision("withdrawn")
        first = withdrawing.answer(given.answer.query_id)
        along = withdrawing.along(first, tuple(answer.query_id for answer in given.along))
        withdrawals = (first, *along)
        self._boxes.forget(given.answer.query_id)
        self._station.submit(*withdrawals)
        self._become(desks.take_back(self._desk, withdrawals))
        self.noticed.emit(
            Notice(
                tr("Took back “{answer}”{times}").format(
                    answer=said(given.answer), times=times(len(given.answers))
                )
            )
        )
        return True

    def redo(self) -> bool:
        """Gives the answer that was taken back last once more, to all that it went to; False if
        none was, or something else was answered since."""
        undone = self._desk.undone
        if not undone:
            self.noticed.emit(Notice(tr("There is nothing to do again")))
            return False
        self._become(desks.bring_back(self._desk))
        self._boxes.draw_again(undone[0].answer)
        if not self.answer(undone[0].answer.kind, undone[0].answer.name):
            return False
        self._become(replace(self._desk, undone=undone[1:]))
        again = undone[0]
        self.noticed.emit(
            Notice(
                tr("Said “{answer}”{times} again").format(
                    answer=said(again.answer), times=times(len(again.answers))
                )
            )
        )
        return True

    def change(self, answer_id: str) -> bool:
        """Opens the question of an earlier answer; False if it is no longer within reach."""
        if self._is_final(answer_id):
            return False
        before = self._desk
        after = desks.reopen(before, answer_id)
        if after is not before and after.top is not None and after.top.changing is not None:
            self._boxes.draw_again(after.top.changing.answer)
        self._become(after)
        return self._desk is not before

    # ------------------------------------------------------------ inside

    def _decision(self, kind: AnswerKind, name: str = "") -> Decision:
        return Decision(
            desk=self._desk,
            operator=self._operator,
            now_s=self._clock.now_s(),
            elapsed_ms=1000.0 * (self._clock.monotonic_s() - self._shown_s),
            kind=kind,
            name=name,
        )

    def _sort_alike(self, alike: Alike) -> None:
        if self._desk.top is not None:
            self._become(desks.sort_alike(self._desk, alike))

    def _is_final(self, answer_id: str) -> bool:
        """Whether a robot has acted on an answer; the operator is told then."""
        given = next((g for g in self._desk.given if g.answer.answer_id == answer_id), None)
        if given is None or not given.final:
            return False
        self.noticed.emit(Notice(urgent.already_told(given.answer), "warn"))
        return True

    def _let_urgent_in(self) -> None:
        """Puts an urgent question on top, once: after that it waits in front like any other."""
        top, first = self._desk.top, desks.first_urgent(self._desk)
        is_urgent = top is not None and top.urgency is not None
        if first is None or is_urgent or self._typing or first in self._seen_urgent:
            return
        self._become(desks.interrupt(self._desk, first))

    def _guard(self) -> None:
        self._guarded_until_s = self._clock.monotonic_s() + urgent.GUARD_S

    def _become(self, desk: Desk) -> None:
        before, self._desk = self._desk, desk
        needed = desk.pictured
        self._pictures = {q: p for q, p in self._pictures.items() if q in needed}
        self._boxes.keep(desk.holding)
        if desk.top != before.top:
            self._shown_s = self._clock.monotonic_s()
            self._note_urgent(before.top)
            self.top_changed.emit()
        if desk.top_alike != before.top_alike:
            self.alike_changed.emit()
        if desk.given != before.given:
            self.given_changed.emit()
        if desk.holding != before.holding:
            self.ask_again()
        if desk.waiting[:1] != before.waiting[:1]:
            self.next_changed.emit()

    def _note_urgent(self, before: OnTop | None) -> None:
        top = self._desk.top
        if top is None or top.urgency is None:
            return
        if before is None or before.query.query_id != top.query.query_id:
            self._guard()
        on_desk = frozenset(self._desk.urgencies)
        self._seen_urgent = (self._seen_urgent & on_desk) | {top.query.query_id}
