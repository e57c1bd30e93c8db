"""Data sets on their way, in a thread and over a link of their own: what is large does not hold up
questions and answers."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from operator_gui.exchange_talk import CancelledError, TakingUnheardError
from operator_gui.export_fetch import ExportFetch, FetchProgress
from operator_gui.import_send import ImportSend, SendProgress
from operator_gui.station.exchange.formats import ImportFormat, SplitChoice
from operator_gui.station.exchange.problems import ImportRefusedError
from operator_gui.station_caller import StationCaller
from shared.clock import Clock
from shared.errors import WhatsitError
from shared.protocol.exchange import ExportState, ExportWanted, ImportState
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint

_log = logging.getLogger(__name__)

STOP_DEADLINE_S = 5.0
DECIDE_AGAIN_S = 0.2


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


@dataclass(frozen=True, slots=True)
class ImportMoved:
    """An import is so far."""

    progress: SendProgress


@dataclass(frozen=True, slots=True)
class ImportChecked:
    """What would come of a data set; it waits to be applied or cancelled."""

    state: ImportState


@dataclass(frozen=True, slots=True)
class ImportFinished:
    """An import has ended, or was taken back (`is_undo`): `state` says what became of it; None if
    nothing was changed, and then `problems` why, which are none if it was cancelled. `taken_id`: of
    one that the station takes in still, unheard."""

    state: ImportState | None
    problems: tuple[str, ...] = ()
    is_undo: bool = False
    taken_id: str = ""


ExchangeEvent = ExportMoved | ExportFinished | ImportMoved | ImportChecked | ImportFinished


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
        self._cancelled, self._applied = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def export(self, wanted: ExportWanted, target: Path) -> None:
        """Brings labels into a new folder; `ExportFinished` says how that ended."""
        self._start(lambda: self._export(wanted, target))

    def check_import(self, path: Path, kind: ImportFormat, split: SplitChoice) -> None:
        """Reads a data set and has it checked: `ImportChecked` follows, and after `apply_import`
        an `ImportFinished`."""
        self._applied.clear()
        self._start(lambda: self._import(path, kind, split))

    def apply_import(self) -> None:
        """What was checked is taken in."""
        self._applied.set()

    def undo_import(self, import_id: str) -> None:
        """What an import said is to count no more; `ImportFinished` says how that ended."""
        self._start(lambda: self._undo(import_id))

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

    def _import(self, path: Path, kind: ImportFormat, split: SplitChoice) -> None:
        def work(sending: ImportSend) -> ImportFinished:
            self.happened.emit(ImportChecked(sending.check(path, kind, split)))
            while not self._applied.is_set():
                sending.stay(DECIDE_AGAIN_S)
            return ImportFinished(sending.apply())

        self._send(work)

    def _undo(self, import_id: str) -> None:
        self._send(lambda sending: ImportFinished(sending.undo(import_id), is_undo=True))

    def _send(self, work: Callable[[ImportSend], ImportFinished]) -> None:
        try:
            with (
                self._caller() as caller,
                ImportSend(
                    caller,
                    clock=self._clock,
                    on_progress=lambda progress: self.happened.emit(ImportMoved(progress)),
                    cancelled=self._cancelled,
                ) as sending,
            ):
                done = work(sending)
        except CancelledError:
            done = ImportFinished(None)
        except ImportRefusedError as error:
            done = ImportFinished(None, error.problems)
        except TakingUnheardError as error:
            done = ImportFinished(None, taken_id=error.import_id)
        except WhatsitError as error:
            done = ImportFinished(None, (str(error),))
        except Exception as error:
            _log.exception("an import ended")
            done = ImportFinished(None, (f"{type(error).__name__}: {error}",))
        self.happened.emit(done)

    def _caller(self) -> StationCaller:
        return StationCaller(
            self._endpoint,
            operator=self._operator,
            clock=self._clock,
            curve=self._curve,
            purpose="exchange",
        )
