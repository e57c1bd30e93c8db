"""What exports and imports have in common: a station is asked again and again, for as long as it
says anything at all."""

import threading

from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    ExportTold,
    ImportTold,
    OperatorEvent,
    PieceArrived,
)
from operator_gui.station_caller import StationCaller
from shared.clock import Clock
from shared.errors import ExchangeError, LinkError

ASK_AGAIN_S = 0.5
PATIENCE_S = 30.0
"""So long a station may say nothing; one that restarts is back before."""
LOOK_EVERY_S = 0.1


class CancelledError(ExchangeError):
    """Whoever wanted it does not want it any more."""


class TakingUnheardError(ExchangeError):
    """The station took an import in when it was heard of last, and goes on: `import_id` names it,
    to take it back by."""

    def __init__(self, import_id: str) -> None:
        super().__init__(
            "the station was taking it in when it was heard of last, and does that to the end, "
            "even after a restart: look at your objects once it is there. To take it back then: "
            f"whatsit import --undo {import_id}"
        )
        self.import_id = import_id


class ExchangeTalk:
    """One data set, on one thread."""

    def __init__(self, caller: StationCaller, *, clock: Clock, cancelled: threading.Event) -> None:
        """caller: one that was entered. cancelled: ends it soon after it is set."""
        self.caller = caller
        self.clock = clock
        self._cancelled = cancelled
        self._heard_s = clock.monotonic_s()

    def go_on_anyway(self) -> None:
        """It is too late to be cancelled."""
        self._cancelled = threading.Event()

    def check_cancelled(self) -> None:
        """Raises CancelledError."""
        if self._cancelled.is_set():
            raise CancelledError("it was cancelled")

    def hear(self, end_s: float) -> OperatorEvent | None:
        """What the station says next of data sets, None if nothing until then.

        Raises CancelledError, and LinkError if it has said nothing for half a minute.
        """
        while (left_s := end_s - self.clock.monotonic_s()) > 0.0:
            self.check_cancelled()
            event = self.caller.hear(min(left_s, LOOK_EVERY_S))
            now_s = self.clock.monotonic_s()
            match event:
                case (
                    ExportTold()
                    | ImportTold()
                    | PieceArrived()
                    | AnswerRefused()
                    | CommandFinished()
                ):
                    self._heard_s = now_s
                    return event
                case _:
                    pass
            if now_s - self._heard_s > PATIENCE_S:
                raise LinkError(
                    f"the station has said nothing of it for {PATIENCE_S:.0f} s; see that it runs "
                    "and can be reached, and try again"
                )
        return None
