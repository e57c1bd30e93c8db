"""Data sets on their way, in a thread and over a link of their own: what is large does not hold up
questions and answers."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from operator_gui.exchange_talk import CancelledError
from operator_gui.export_fetch import ExportFetch, FetchProgress
from operator_gui.station_caller import StationCaller
from shared.clock import Clock
from shared.errors import WhatsitError
from shared.protocol.exchange import ExportState, ExportWanted
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint

_log = logging.getLogger(__name__)

STOP_DEADLINE_S = 5.0


@dataclass(frozen=True, slots=True)
class ExportMoved:
    """An export is so far."""

    progress: FetchProgress


@dataclass(frozen=True, slots=True)
class ExportFinished:
    """An export has ended: `state` says what is in the folder; None if there is none, and then
    `reason` why, which is "" if it was cancelled."""

    target: Path
    state: ExportState | None
    reason: str = ""


ExchangeEvent = ExportMoved | ExportFinished


class ExchangeWorker(QObject):
    """One data set at a time. Every method may be called from the GUI thread; none waits.

    `happened` carries an `ExchangeEvent` and is emitted on the worker's thread: connect it queued.
    """

    happened = Signal(object)

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        operator: str,
        clock: Clock,
        curve: ClientCurve | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._endpoint = endpoint
        self._operator = operator
        self._clock = clock
        self._curve = curve
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    def export(self, wanted: ExportWanted, target: Path) -> None:
        """Brings labels into a new folder; `ExportFinished` says how that ended."""
        self._start(lambda: self._export(wanted, target))

    def cancel(self) -> None:
        """Ends what is under way soon; nothing of it stays."""
        self._cancelled.set()

    def stop(self, deadline_s: float = STOP_DEADLINE_S) -> bool:
        """Cancels what is under way; False if it has not ended by the deadline."""
        self.cancel()
        if self._thread is None:
            return True
        self._thread.join(deadline_s)
        if self._thread.is_alive():
            _log.error("the thread of data sets has not stopped within %.0f s", deadline_s)
            return False
        return True

    def _start(self, work: Callable[[], None]) -> None:
        if self._thread is not None and self._thread.is_alive():
            raise RuntimeError("one data set at a time")
        self._cancelled.clear()
        self._thread = threading.Thread(target=work, name="exchange", daemon=True)
        self._thread.start()

    def _export(self, wanted: ExportWanted, target: Path) -> None:
        try:
            with self._caller() as caller:
                fetch = ExportFetch(
                    caller,
                    wanted,
                    clock=self._clock,
                    on_progress=lambda progress: self.happened.emit(ExportMoved(progress)),
                    cancelled=self._cancelled,
                )
                done = ExportFinished(target, fetch.into(target))
        except CancelledError:
            done = ExportFinished(target, None)
        except WhatsitError as error:
            done = ExportFinished(target, None, str(error))
        except Exception as error:
            _log.exception("an export ended")
            done = ExportFinished(target, None, f"{type(error).__name__}: {error}")
        self.happened.emit(done)

    def _caller(self) -> StationCaller:
        return StationCaller(
            self._endpoint,
            operator=self._operator,
            clock=self._clock,
            curve=self._curve,
            purpose="exchange",
        )
