"""Begins, ends, lists and deletes recordings while a node runs, on a thread nobody waits for."""

import queue
from collections.abc import Callable
from pathlib import Path

from edge_node.recording.collection import collect, delete
from edge_node.recording.config import RecordingConfig
from edge_node.recording.file import create_recording
from edge_node.recording.recorder import Recorder
from shared.clock import Clock
from shared.domain import Frame
from shared.errors import StorageError
from shared.protocol.answers import NamedTrack
from shared.protocol.deployment import CommandResult
from shared.protocol.publication import FrameDetections
from shared.protocol.questions import Query
from shared.protocol.recording import (
    DeleteRecording,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.status import RecordingState
from shared.texts import phrase

MAX_WISHES = 8

ANSWER_S = 10.0
"""Whoever has a recording ended hears of it by then, also if its disk needs longer. The station
waits for an answer for 25 s, and the node for this thread for 15 s when it ends."""

Wish = SetRecording | RecordingsWanted | DeleteRecording


class RecordingDeck:
    """One recording at a time. `begin` and `end` belong to the thread of `run` while that goes, and
    to its owner before and after; the other methods may be called from any, and never block.

    folder: where recordings lie that are begun from afar. name: how their files begin.
    """

    def __init__(
        self,
        *,
        folder: Path,
        name: str,
        config: RecordingConfig,
        clock: Clock,
    ) -> None:
        self._folder = folder
        self._name = name
        self._config = config
        self._clock = clock
        self._wishes: queue.Queue[Wish | None] = queue.Queue(MAX_WISHES)
        self._recorder: Recorder | None = None
        self._late: Recorder | None = None
        self._reply: Callable[[CommandResult | RecordingList], None] = lambda _: None

    @property
    def state(self) -> RecordingState | None:
        """What is being written; None for nothing."""
        recorder = self._recorder
        return None if recorder is None else recorder.state

    @property
    def folder(self) -> Path:
        """Where recordings lie that are begun from afar."""
        return self._folder

    @property
    def written(self) -> Path | None:
        """The file that is being written, if there is one. From any thread."""
        recorder = self._recorder or self._late
        return None if recorder is None or recorder.is_over else recorder.path

    def begin(self, path: Path) -> None:
        """Records to a new file, or to one in a folder that exists; only while nothing else is
        recorded. Raises StorageError."""
        file = create_recording(
            path,
            name=self._name,
            now_s=self._clock.now_s(),
            keep_free_bytes=self._config.keep_free_mb << 20,
        )
        recorder = Recorder(file, jpeg_quality=self._config.jpeg_quality, clock=self._clock)
        recorder.start()
        self._recorder = recorder

    def end(self) -> None:
        """Makes the file whole, if there is one and its disk lets it."""
        if (ending := self._let_go()) is not None:
            ending.close()

    def saw(self, frame: Frame, record: FrameDetections) -> None:
        """See `Recorder.saw`; so are the two below."""
        if (recorder := self._recorder) is not None:
            recorder.saw(frame, record)

    def asked(self, query: Query, payloads: tuple[bytes, ...]) -> None:
        if (recorder := self._recorder) is not None:
            recorder.asked(query, payloads)

    def answered(self, answers: tuple[NamedTrack, ...]) -> None:
        if (recorder := self._recorder) is not None:
            recorder.answered(answers)

    def serve(self, reply: Callable[[CommandResult | RecordingList], None]) -> None:
        """Says who hears what came of a wish; only to be called before `run`."""
        self._reply = reply

    def obey(self, wish: Wish) -> bool:
        """Hands over a wish; False if too many wait already."""
        try:
            self._wishes.put_nowait(wish)
        except queue.Full:
            return False
        return True

    def run(self) -> None:
        """Fulfils wishes until `stop`."""
        while (wish := self._wishes.get()) is not None:
            try:
                reply = self._fulfil(wish)
            except StorageError as error:
                reply = CommandResult(command_id=_id_of(wish), ok=False, text=str(error)[:2000])
            self._reply(reply)

    def stop(self) -> None:
        """Ends `run` once the wishes handed over so far are fulfilled."""
        self._wishes.put(None)

    def _fulfil(self, wish: Wish) -> CommandResult | RecordingList:
        match wish:
            case RecordingsWanted():
                return self._list(wish)
            case SetRecording(command_id=about, on=on):
                text = self._begin_at_wish() if on else self._end_at_wish()
                return CommandResult(command_id=about, ok=True, text=text[:2000])
            case DeleteRecording(command_id=about, file=file):
                return CommandResult(command_id=about, ok=True, text=self._delete(file)[:2000])

    def _delete(self, file: str) -> str:
        now_s = self._clock.now_s()
        size_bytes = delete(self._folder, file, recording=self.written, now_s=now_s)
        text = phrase("robot", "{file} is deleted: {size} MB are free again")
        return text.format(file=file, size=f"{size_bytes / 1e6:.1f}")

    def _list(self, wanted: RecordingsWanted) -> RecordingList:
        found = collect(self._folder, recording=self.written)
        return RecordingList(
            request_id=wanted.request_id,
            node_id=wanted.node_id,
            folder=str(self._folder).encode(errors="replace").decode()[:2000],
            recordings=found.recordings,
            kept=found.kept,
            kept_bytes=found.kept_bytes,
            free_bytes=found.free_bytes,
        )

    def _begin_at_wish(self) -> str:
        if (state := self.state) is not None:
            return phrase("robot", "it records to {file} already").format(file=state.file)
        ending = self._let_go()  # it may have broken off
        if ending is not None and not self._is_over(ending):
            raise StorageError(_still_written(ending))
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot make folder {self._folder}: {error.strerror}") from error
        self.begin(self._folder)
        begun = self._recorder
        return phrase("robot", "it records to {file}").format(file=begun.name if begun else "")

    def _end_at_wish(self) -> str:
        ending = self._let_go()
        if ending is None:
            return phrase("robot", "it records nothing")
        if not self._is_over(ending):
            return _still_written(ending)
        if ending.trouble:
            raise StorageError(
                phrase("robot", "the recording {file} broke off: {reason}").format(
                    file=ending.name, reason=ending.trouble
                )
            )
        return phrase("robot", "the recording {file} is finished").format(file=ending.name)

    def _let_go(self) -> Recorder | None:
        """What takes nothing more from now on, or did not before and is not over."""
        ending, self._recorder = self._recorder or self._late, None
        return ending

    def _is_over(self, ending: Recorder) -> bool:
        """Waits for that, though not a second time."""
        is_over = ending.end(0.0 if ending is self._late else ANSWER_S)
        self._late = None if is_over else ending
        return is_over


def _still_written(recorder: Recorder) -> str:
    return phrase("robot", "the recording {file} is still being written").format(file=recorder.name)


def _id_of(wish: Wish) -> str:
    return wish.request_id if isinstance(wish, RecordingsWanted) else wish.command_id


def recording_deck(
    config: RecordingConfig,
    *,
    name: str,
    folder: Path,
    record: Path | None,
    clock: Clock,
) -> RecordingDeck:
    """A deck that records from the start on where that is wanted. record: to this new file, or in
    this folder, where later recordings lie as well. Raises StorageError."""
    if record is not None:
        folder = record if record.is_dir() else record.parent
    deck = RecordingDeck(folder=folder, name=name, config=config, clock=clock)
    if record is not None:
        deck.begin(record)
    return deck
