"""Whether anything may be asked now: the hourly budget, quiet hours, and who is there to answer."""

from dataclasses import dataclass, replace

from shared.protocol.asking import Held
from shared.selection.budget import Budget, BudgetState
from shared.selection.quiet_hours import QuietHours

ATTENTION_S = 30.0
"""What the station said of the operators' attention is worth nothing after so long."""


@dataclass(frozen=True, slots=True)
class Room:
    """What was heard of the operators' attention, and when, on the monotonic clock."""

    questions: int
    heard_s: float


class Allowance:
    """Belongs to one thread. Times are monotonic.

    returned: tokens given back in this run.
    """

    def __init__(self, budget: Budget, quiet: QuietHours) -> None:
        self._budget = budget
        self._quiet = quiet
        self._tokens: BudgetState | None = None
        self._room: Room | None = None
        self.returned = 0

    @property
    def budget(self) -> Budget:
        return self._budget

    def use(self, budget: Budget, quiet: QuietHours, now_s: float) -> None:
        """Other limits hold now. What was saved up stays, as far as the new reserve goes."""
        known = self._current(now_s)
        self._budget, self._quiet = budget, quiet
        full = budget.start(now_s)
        # A budget of nothing saves nothing up, and is no debt for the one after it.
        self._tokens = replace(known, tokens=min(known.tokens, full.tokens))

    def hear(self, room: int, now_s: float) -> None:
        """The station says how many more questions people can take."""
        self._room = Room(room, now_s)

    def held(self, now_s: float, local_minute: int) -> Held:
        """Why nothing may be asked now, "" if something may. local_minute: of the day."""
        if self._quiet.covers(local_minute):
            return "quiet_hours"
        if self._room is not None and now_s - self._room.heard_s > ATTENTION_S:
            self._room = None
        if self._room is not None and self._room.questions <= 0:
            return "attention"
        if self._budget.wait_s(self._current(now_s), now_s) > 0.0:
            return "budget"
        return ""

    def spend(self, now_s: float) -> None:
        """One question is put."""
        _, self._tokens = self._budget.allow(self._current(now_s), now_s)
        if self._room is not None:
            self._room = replace(self._room, questions=self._room.questions - 1)

    def give_back(self) -> None:
        """A question took nobody's time after all."""
        if self._tokens is not None:
            self._tokens = self._budget.refund(self._tokens)
            self.returned += 1

    def tokens(self, now_s: float) -> float:
        """Questions that the budget allows now."""
        return self._budget.refresh(self._current(now_s), now_s).tokens

    def _current(self, now_s: float) -> BudgetState:
        if self._tokens is None:
            self._tokens = self._budget.start(now_s)
        return self._tokens
