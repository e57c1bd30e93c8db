"""A data set of this machine into a running station, wherever that is."""

import os
import tempfile
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from operator_gui.exchange_talk import (
    ASK_AGAIN_S,
    CancelledError,
    ExchangeTalk,
    TakingUnheardError,
)
from operator_gui.operator_events import AnswerRefused, CommandFinished, ImportTold
from operator_gui.station.exchange.archive import Packed, pack
from operator_gui.station.exchange.formats import ImportFormat, SplitChoice
from operator_gui.station.exchange.import_plan import plan_import
from operator_gui.station.exchange.labelled_set import LabelledPicture
from operator_gui.station.exchange.problems import ImportRefusedError, Problems
from operator_gui.station.exchange.reading import read_set
from operator_gui.station.exchange.table import write_csv_table
from operator_gui.station_caller import StationCaller
from shared.blob_window import CHUNK_BYTES, WINDOW
from shared.clock import Clock
from shared.errors import ExchangeError, LinkError, StorageError
from shared.protocol.exchange import (
    ImportEnded,
    ImportPiece,
    ImportState,
    ImportUndo,
    ImportWanted,
)

SendStep = Literal["reading", "sending", "checking", "looking", "taking"]
MAX_TITLE = 120
PIECES_AGAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class SendProgress:
    """What is going on, and how much of it is done: pictures, bytes or tracks; `total` is 0 where
    that is not known."""

    step: SendStep
    done: int = 0
    total: int = 0


class ImportSend:
    """One import, on the thread that calls its methods; to be entered as a context."""

    def __init__(
        self,
        caller: StationCaller,
        *,
        clock: Clock,
        on_progress: Callable[[SendProgress], None],
        cancelled: threading.Event,
    ) -> None:
        """caller: one that was entered. cancelled: ends it soon after it is set."""
        self._talk = ExchangeTalk(caller, clock=clock, cancelled=cancelled)
        self._on_progress = on_progress
        self._request_id = uuid.uuid4().hex
        self._folder = tempfile.TemporaryDirectory(prefix="whatsit-import-")
        self._wanted: ImportWanted | None = None
        self._taken_id = ""
        """Of the import, once the station has said that it takes it in."""

    def __enter__(self) -> "ImportSend":
        return self

    def __exit__(self, *_: object) -> None:
        self._talk.caller.say(ImportEnded(request_id=self._request_id))
        self._folder.cleanup()

    @property
    def _archive(self) -> Path:
        return Path(self._folder.name) / "set.tar"

    def check(self, path: Path, kind: ImportFormat, split: SplitChoice) -> ImportState:
        """Reads the set, sends it, and returns what would become of it; nothing is changed.

        Raises UsageError if there is nothing, ImportRefusedError that lists what is wrong, by this
        side or the station, CancelledError, ExchangeError, and LinkError.
        """
        packed = self._packed(path, kind, split)
        self._wanted = ImportWanted(
            request_id=self._request_id,
            sha256=packed.sha256,
            size_bytes=packed.size_bytes,
            title=path.absolute().name[:MAX_TITLE],
            split=split,
        )
        return self._until("checked")

    def stay(self, seconds: float) -> None:
        """Says that the import is still wanted, while somebody thinks about it."""
        assert self._wanted is not None
        self._talk.caller.say(self._wanted)
        end_s = self._talk.clock.monotonic_s() + seconds
        while (event := self._talk.hear(end_s)) is not None:
            self._state_in(event)

    def apply(self) -> ImportState:
        """Has it taken in, and returns what became of it.

        Raises as `check` does; CancelledError only where nothing was changed: once the station
        takes it in, all of it comes in. TakingUnheardError where that was so when the station was
        heard of last.
        """
        assert self._wanted is not None
        self._wanted = ImportWanted(
            request_id=self._request_id,
            sha256=self._wanted.sha256,
            size_bytes=self._wanted.size_bytes,
            title=self._wanted.title,
            split=self._wanted.split,
            apply=True,
        )
        try:
            return self._taken()
        except LinkError as error:
            if self._taken_id:
                raise TakingUnheardError(self._taken_id) from error
            raise

    def _taken(self) -> ImportState:
        try:
            return self._until("done")
        except CancelledError:
            if not self._is_too_late():
                raise
            return self._until("done")

    def _is_too_late(self) -> bool:
        """Gives it up, unless the station takes it in already."""
        assert self._wanted is not None
        self._talk.go_on_anyway()
        # A piece that no import waits for only asks how far it is, and begins nothing.
        question = ImportPiece(request_id=self._request_id, offset=self._wanted.size_bytes)
        while True:
            self._talk.caller.say(question, (b"\0",))
            end_s = self._talk.clock.monotonic_s() + ASK_AGAIN_S
            while (event := self._talk.hear(end_s)) is not None:
                match event:
                    case ImportTold(state=state) if state.request_id == self._request_id:
                        if state.stage in ("taking", "done"):
                            return True
                        if state.stage == "failed":
                            return False
                        self._talk.caller.say(ImportEnded(request_id=self._request_id))
                        self._talk.caller.say(question, (b"\0",))
                    case _:
                        pass

    def undo(self, import_id: str) -> ImportState:
        """Has what an import said count no more. Raises as `check` does."""
        wish = ImportUndo(request_id=self._request_id, import_id=import_id)
        while True:
            self._talk.caller.say(wish)
            end_s = self._talk.clock.monotonic_s() + ASK_AGAIN_S
            while (event := self._talk.hear(end_s)) is not None:
                state = self._state_in(event)
                if state is not None:
                    self._on_progress(SendProgress("taking", state.done, state.total))
                if state is not None and state.stage == "done":
                    return state

    def _packed(self, path: Path, kind: ImportFormat, split: SplitChoice) -> Packed:
        """The set as the station reads it: one format, whichever it came in."""
        self._on_progress(SendProgress("reading"))
        found, _ = read_set(path, kind)
        plan_import(found, split, Problems())  # what is wrong is told before anything is sent
        total, done = len(found.labelled.pictures), 0

        def read(picture: LabelledPicture) -> bytes:
            file = found.files[picture.key].path
            try:
                return file.read_bytes()
            except OSError as error:
                raise StorageError(f"cannot read {file}: {error.strerror}") from error

        def advance(steps: int) -> None:
            nonlocal done
            self._talk.check_cancelled()
            done += steps
            self._on_progress(SendProgress("reading", done, total))

        folder = Path(self._folder.name) / "set"
        try:
            folder.mkdir()
            write_csv_table(found.labelled, folder, read, advance)
            return pack(folder, self._archive)
        except OSError as error:
            raise StorageError(
                f"cannot write {folder}: {error.strerror}; free some space"
            ) from error

    def _until(self, stage: Literal["checked", "done"]) -> ImportState:
        """Asks again and again, and sends what the station does not have yet."""
        assert self._wanted is not None
        with self._archive.open("rb") as file:
            sender = _Sender(self._talk, self._wanted)
            while True:
                self._talk.caller.say(self._wanted)
                end_s = self._talk.clock.monotonic_s() + ASK_AGAIN_S
                while (event := self._talk.hear(end_s)) is not None:
                    state = self._state_in(event)
                    if state is None:
                        continue
                    if state.stage in (stage, "done"):
                        return state
                    self._on_progress(self._progress(state))
                    if state.stage == "receiving":
                        sender.send(file.fileno(), state.received_bytes)
                        end_s = self._talk.clock.monotonic_s() + ASK_AGAIN_S

    def _state_in(self, event: object) -> ImportState | None:
        """What the station says of this import. Raises ExchangeError if that is the end of it."""
        match event:
            case ImportTold(state=state) if state.request_id == self._request_id:
                if state.stage == "failed":
                    raise ImportRefusedError(state.problems or ("the station gives no reason",))
                if state.stage == "taking":
                    self._taken_id = state.import_id
                return state
            case CommandFinished(result=result) if result.command_id == self._request_id:
                raise ExchangeError(result.text)
            case AnswerRefused(answer_id=refused, reason=reason) if refused == self._request_id:
                raise ExchangeError(reason)
            case _:
                return None

    def _progress(self, state: ImportState) -> SendProgress:
        assert self._wanted is not None
        match state.stage:
            case "receiving":
                return SendProgress("sending", state.received_bytes, self._wanted.size_bytes)
            case "reading":
                return SendProgress("looking", state.done, state.total)
            case "taking":
                return SendProgress("taking", state.done, state.total)
            case _:
                return SendProgress("checking", state.done, state.total)


class _Sender:
    """Keeps so many pieces on their way."""

    def __init__(self, talk: ExchangeTalk, wanted: ImportWanted) -> None:
        self._talk = talk
        self._wanted = wanted
        self._sent_bytes = self._received_bytes = 0
        self._moved_s = talk.clock.monotonic_s()

    def send(self, descriptor: int, received_bytes: int) -> None:
        """Sends what follows what was received, as far as it is not on its way."""
        now_s = self._talk.clock.monotonic_s()
        if received_bytes != self._received_bytes:
            self._received_bytes, self._moved_s = received_bytes, now_s
        elif now_s - self._moved_s > PIECES_AGAIN_S:  # what was on its way did not come
            self._sent_bytes, self._moved_s = 0, now_s
        offset = max(self._sent_bytes, received_bytes)
        while offset < min(self._wanted.size_bytes, received_bytes + WINDOW * CHUNK_BYTES):
            piece = os.pread(descriptor, CHUNK_BYTES, offset)
            message = ImportPiece(request_id=self._wanted.request_id, offset=offset)
            self._talk.caller.say(message, (piece,))
            offset += len(piece)
        self._sent_bytes = offset
