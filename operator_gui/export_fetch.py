"""A data set out of a running station into a folder of this machine, wherever the station is."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from operator_gui.exchange_talk import ASK_AGAIN_S, ExchangeTalk
from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    ExportTold,
    PieceArrived,
)
from operator_gui.station.exchange.archive import unpack
from operator_gui.station.exchange.export import new_folder
from operator_gui.station_caller import StationCaller
from shared.blob_window import BlobWindow
from shared.clock import Clock
from shared.errors import ExchangeError, ProtocolError
from shared.protocol.exchange import ExportEnded, ExportState, ExportWanted

PIECES_AGAIN_S = 3.0
MOST_STARTS = 3
"""So often an export begins anew because the station does not know of it any more."""
ARCHIVE = ".whatsit-export.tar"

FetchStep = Literal["waiting", "writing", "fetching", "unpacking"]


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """What is going on, and how much of it is done: pictures while they are written, bytes while
    they are fetched; `total` is 0 where that is not known."""

    step: FetchStep
    done: int = 0
    total: int = 0


class _GoneError(ExchangeError):
    """The station does not know the export any more: it restarted."""


class ExportFetch:
    """One export, on the thread that calls `into`."""

    def __init__(
        self,
        caller: StationCaller,
        wanted: ExportWanted,
        *,
        clock: Clock,
        on_progress: Callable[[FetchProgress], None],
        cancelled: threading.Event,
    ) -> None:
        """caller: one that was entered. cancelled: ends it soon after it is set."""
        self._talk = ExchangeTalk(caller, clock=clock, cancelled=cancelled)
        self._wanted = wanted
        self._on_progress = on_progress

    def into(self, target: Path) -> ExportState:
        """Has it written and fetches it into the new folder `target`: all of it or nothing.

        Returns what is in it. Raises UsageError if `target` is there and not empty, StorageError if
        it cannot be written, ExchangeError with the station's reason, CancelledError, and LinkError
        if the station says nothing for half a minute.
        """
        try:
            with new_folder(target) as folder:
                archive = folder / ARCHIVE
                state = self._fetched(archive)
                self._on_progress(FetchProgress("unpacking"))
                try:
                    unpack(archive, folder)
                except ProtocolError as error:
                    raise ExchangeError(f"the station sent {error}") from error
                archive.unlink()
                return state
        finally:
            self._talk.caller.say(ExportEnded(request_id=self._wanted.request_id))

    def _fetched(self, archive: Path) -> ExportState:
        for start in range(1, MOST_STARTS + 1):
            state = self._written()
            try:
                with archive.open("wb") as file:
                    self._fetch(state, file)
            except _GoneError:
                if start == MOST_STARTS:
                    raise
            else:
                return state
        raise AssertionError("the last start returns or raises")

    def _written(self) -> ExportState:
        """Asks again and again until the station has written it."""
        about = self._wanted.request_id
        while True:
            self._talk.caller.say(self._wanted)
            end_s = self._talk.clock.monotonic_s() + ASK_AGAIN_S
            while (event := self._talk.hear(end_s)) is not None:
                match event:
                    case ExportTold(state=state) if state.request_id == about:
                        if state.stage == "failed":
                            raise ExchangeError(state.reason)
                        if state.stage == "ready":
                            return state
                        step: FetchStep = "waiting" if state.stage == "waiting" else "writing"
                        self._on_progress(FetchProgress(step, state.done, state.total))
                    case CommandFinished(result=result) if result.command_id == about:
                        raise ExchangeError(result.text)
                    case AnswerRefused(answer_id=refused, reason=reason) if refused == about:
                        raise ExchangeError(reason)
                    case _:
                        pass

    def _fetch(self, state: ExportState, file: IO[bytes]) -> None:
        """Writes the archive piece by piece, and checks it by its hash."""
        window, digest = BlobWindow(state.sha256, state.size_bytes), hashlib.sha256()
        while not window.is_complete:
            while (request := window.next_request()) is not None:
                self._talk.caller.say(request)
            event = self._talk.hear(self._talk.clock.monotonic_s() + PIECES_AGAIN_S)
            match event:
                case None:
                    window.ask_again()
                case PieceArrived(chunk=chunk, data=data) if window.is_next(chunk, data):
                    file.write(data)
                    digest.update(data)
                    window.add(data)
                    done = FetchProgress("fetching", window.received_bytes, state.size_bytes)
                    self._on_progress(done)
                case AnswerRefused(answer_id=about, reason=reason) if about == state.sha256:
                    raise _GoneError(reason)
                case _:
                    pass
        if digest.hexdigest() != state.sha256:
            raise ExchangeError(
                "what arrived is not what the station wrote, by its hash; start the export again"
            )
