"""How a question to the operator ended."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

D = TypeVar("D")

Ended = Literal[
    "answered", "dont_know", "deadline", "nobody_there", "no_node", "busy", "refused", "closed"
]
"""answered: `value` is the answer. Everything else is the default: the operator does not know;
nobody answered in time; nobody was there, or no node, for one who did not want to wait; the node
or the station has too many open questions; one of them will not take the question; the client was
closed meanwhile."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[D]):
    """`value` is the answer, or the default. `why` says in one line why it is the default.

    learned: whether the answer is taught to the robot. operator: who answered, "" if nobody did.
    """

    value: str | D
    ended: Ended
    why: str
    operator: str
    learned: bool
    elapsed_s: float

    @property
    def answered(self) -> bool:
        return self.ended == "answered"
