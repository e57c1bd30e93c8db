"""The two trainer processes: one at hand for what is quick, one behind for what takes long.

A full training of thousands of tracks takes seconds and all cores. So it runs in a process that
yields to everything else, while the other one goes on learning from every answer.
"""

from collections.abc import Sequence

from operator_gui.station.trainer import COMMAND, Trainer
from operator_gui.station.trainer_wire import YIELD, TrainReply
from shared.clock import Clock


class Trainers:
    """One thread owns it. Each of the two answers one request at a time."""

    def __init__(self, clock: Clock, *, command: Sequence[str] = COMMAND) -> None:
        self.at_hand = Trainer(clock, command=command)
        self.behind = Trainer(clock, command=(*command, YIELD))

    @property
    def is_busy(self) -> bool:
        """Whether any request is not answered yet."""
        return self.at_hand.is_busy or self.behind.is_busy

    @property
    def note(self) -> str:
        """What is wrong with a process, "" if nothing is."""
        return self.at_hand.note or self.behind.note

    def start(self) -> None:
        self.at_hand.start()
        self.behind.start()

    def poll(self) -> list[TrainReply]:
        """Replies that have come, without waiting. Looks after the processes."""
        return [*self.at_hand.poll(), *self.behind.poll()]

    def close(self) -> None:
        self.at_hand.close()
        self.behind.close()
