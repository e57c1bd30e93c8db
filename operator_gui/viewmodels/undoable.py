"""Whose act an undo is about. Who undoes means what they did themselves: what somebody else did is
taken back only where nothing of one's own is left, and after a question. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from operator_gui.texts import tr
from operator_gui.viewmodels.label_acts import last_act, last_undo
from operator_gui.viewmodels.words import moment
from shared.protocol.curation import OperationSummary


@dataclass(frozen=True, slots=True)
class Undoable:
    """An act by its operations, in the order in which an undo takes them back; of nobody where
    there are none."""

    operations: tuple[OperationSummary, ...] = ()
    is_own: bool = False

    def __bool__(self) -> bool:
        return bool(self.operations)

    def in_words(self, now_s: float) -> str:
        """What was done, by whom and when: `renamed mug to cup, by Ada, 09:14:02`."""
        if not self.operations:
            return ""
        done = self.operations[0]
        words = tr("{text}, by you, {time}") if self.is_own else tr("{text}, by {operator}, {time}")
        when = moment(done.at_s, now_s)
        return words.format(text=done.text, operator=done.operator, time=when)


def to_undo(operations: Sequence[OperationSummary], operator: str) -> Undoable:
    """What an undo of this operator is about: their own latest act, or else the latest of all.

    operations: the newest first.
    """
    own = last_act(operations, by=operator)
    return Undoable(own, is_own=True) if own else Undoable(last_act(operations))


def to_redo(operations: Sequence[OperationSummary], operator: str) -> Undoable:
    """The latest undo of this operator, unless they did something else since."""
    own = last_undo(operations, by=operator)
    return Undoable(own, is_own=True) if own else Undoable()
