"""The two trainer processes: one at hand for what is quick, one behind for what takes long.

A full training of thousands of tracks takes seconds and all cores. So it runs in a process that
yields to everything else, while the other one goes on learning from every answer.
"""

from collections.abc import Sequence

from operator_gui.station.trainer import COMMAND, Trainer
from operator_gui.station.trainer_wire import YIELD, TrainReply
from shared.clock import Clock


class Trainers:
    """One thread owns it. Each of the two answers one request at a time; the one behind is started
    when it is first wanted."""

    def __init__(self, clock: Clock, *, command: Sequence[str] = COMMAND) -> None:
        self.at_hand = Trainer(clock, command=command)
        self._behind = Trainer(clock, command=(*command, YIELD))
        self._is_behind_wanted = False

    def behind(self) -> Trainer:
        """The one for what takes long."""
        if not self._is_behind_wanted:
            self._is_behind_wanted = True
            self._behind.start()
        return self._behind

    @property
    def is_busy(self) -> bool:
        """Whether any request is not answered yet."""
        return self.at_hand.is_busy or self._behind.is_busy

    @property
    def note(self) -> str:
        """What is wrong with a process, "" if nothing is."""
        return self.at_hand.note or self._behind.note

    def start(self) -> None:
        """Starts the one at hand, so that it is warm when it is needed."""
        self.at_hand.start()

    def poll(self) -> list[TrainReply]:
        """Replies that have come, without waiting. Looks after the processes."""
        return [*self.at_hand.poll(), *(self._behind.poll() if self._is_behind_wanted else ())]

    def close(self) -> None:
        self.at_hand.close()
        self._behind.close()
