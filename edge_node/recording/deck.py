"""Begins and ends recordings while a node runs, on a thread that nobody waits for."""

import queue
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

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
from shared.protocol.recording import SetRecording
from shared.protocol.status import RecordingState
from shared.texts import phrase

MAX_WISHES = 8


class RecordingDeck:
    """One recording at a time. `begin` and `end` belong to the thread of `run` while that goes, and
    to its owner before and after; the other methods may be called from any, and never block.

    folder: where recordings lie that are begun from afar. name: how their files begin.
    on_failure: called when the thread that writes fails in a way that nobody foresaw.
    """

    def __init__(
        self,
        *,
        folder: Path,
        name: str,
        config: RecordingConfig,
        clock: Clock,
        on_failure: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._name = name
        self._config = config
        self._clock = clock
        self._on_failure = on_failure
        self._wishes: queue.Queue[SetRecording | None] = queue.Queue(MAX_WISHES)
        self._open = ExitStack()
        self._recorder: Recorder | None = None
        self._reply: Callable[[CommandResult], None] = lambda _: None

    @property
    def state(self) -> RecordingState | None:
        """What is being written; None for nothing."""
        recorder = self._recorder
        return None if recorder is None else recorder.state

    def begin(self, path: Path) -> None:
        """Records to a new file, or to one in a folder that exists. Raises StorageError."""
        self.end()
        file = create_recording(
            path,
            name=self._name,
            now_s=self._clock.now_s(),
            keep_free_bytes=self._config.keep_free_mb << 20,
        )
        self._recorder = self._open.enter_context(
            Recorder(
                file,
                jpeg_quality=self._config.jpeg_quality,
                clock=self._clock,
                on_failure=self._on_failure,
            )
        )

    def end(self) -> None:
        """Makes the file whole, if there is one."""
        self._recorder = None
        self._open.close()

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

    def serve(self, reply: Callable[[CommandResult], None]) -> None:
        """Says who hears what came of a wish; only to be called before `run`."""
        self._reply = reply

    def set_recording(self, wish: SetRecording) -> bool:
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
                text, ok = self._fulfil(on=wish.on), True
            except StorageError as error:
                text, ok = str(error), False
            self._reply(CommandResult(command_id=wish.command_id, ok=ok, text=text[:2000]))

    def stop(self) -> None:
        """Ends `run` once the wishes handed over so far are fulfilled."""
        self._wishes.put(None)

    def _fulfil(self, *, on: bool) -> str:
        state = self.state
        if not on:
            self.end()
            if state is None:
                return phrase("robot", "it records nothing")
            return phrase("robot", "the recording {file} is finished").format(file=state.file)
        if state is not None:
            return phrase("robot", "it records to {file} already").format(file=state.file)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot make folder {self._folder}: {error.strerror}") from error
        self.begin(self._folder)
        begun = self.state
        return phrase("robot", "it records to {file}").format(file=begun.file if begun else "")


def recording_deck(
    config: RecordingConfig,
    *,
    name: str,
    folder: Path,
    record: Path | None,
    clock: Clock,
    on_failure: Callable[[], None],
) -> RecordingDeck:
    """A deck that records from the start on where that is wanted. record: to this new file, or in
    this folder, where later recordings lie as well. Raises StorageError."""
    if record is not None:
        folder = record if record.is_dir() else record.parent
    deck = RecordingDeck(
        folder=folder, name=name, config=config, clock=clock, on_failure=on_failure
    )
    if record is not None:
        deck.begin(record)
    return deck
