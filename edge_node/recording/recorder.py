"""Records a run of a node on a thread of its own, at nobody's cost but its own.

Everything goes by the clock of the frames: what belongs to a frame, or happened when it was the
newest, is logged at the time it was captured. So a video that was taken in faster than it was shot
makes a recording in which all is in its place. The wall clock is each message's publish time.
"""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import msgspec

from edge_node.jpeg import encode_jpeg
from edge_node.recording.file import RecordingFile
from edge_node.recording.mailbox import Kind, Mailbox
from edge_node.recording.records import (
    ANSWERS,
    DETECTIONS,
    QUESTIONS,
    VERSIONS,
    VersionBegins,
    recorded_question,
)
from edge_node.sources.address import shown
from shared.clock import Clock
from shared.domain import Frame
from shared.errors import StorageError
from shared.owned_thread import OwnedThread
from shared.protocol.answers import NamedTrack
from shared.protocol.playback import moment_s
from shared.protocol.publication import FrameDetections
from shared.protocol.questions import Query
from shared.protocol.status import RecordingState

_log = logging.getLogger(__name__)

FLUSH_S = 1.0
"""What is lost when the process is killed."""

CLOSE_DEADLINE_S = 30.0
MAX_NAME_CHARS = 120


@dataclass(frozen=True, slots=True)
class _Record:
    topic: str
    record: msgspec.Struct
    frame_ns: int
    now_ns: int
    sequence: int = 0


class Recorder:
    """A thread writes from `start` to `close`; it is a context of these. The other methods may be
    called from any thread.

    All but `end` and `close` never wait. When the thread does not keep up, frames and then
    detections are left out and counted; questions, answers and versions never are: a recording that
    cannot take one of those ends. So it does when its disk is full, or when writing fails in a way
    that nobody foresaw. The node goes on.
    """

    def __init__(self, file: RecordingFile, *, jpeg_quality: int, clock: Clock) -> None:
        self._file = file
        self._jpeg_quality = jpeg_quality
        self._clock = clock
        self._mailbox: Mailbox[Frame | _Record] = Mailbox()
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._version: int | None = None
        self._frame_ns = 0
        self._thread = OwnedThread("recorder", self._run, on_failure=self._ended.set)
        self._first_ns = self._last_ns = 0
        self._state: RecordingState | None = RecordingState(file=self.name)
        self.frames = 0
        """Those in the file, by the thread that writes."""
        self.frames_dropped = 0
        self.detections_dropped = 0
        """Those that found no room, by the thread that perceives."""
        self.trouble = ""
        """Why it broke off; "" if it did not."""

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def name(self) -> str:
        """Of the file."""
        return self.path.name[-MAX_NAME_CHARS:]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is written to the file; only once it was started."""
        return self._thread.wait(0.0)

    @property
    def state(self) -> RecordingState | None:
        """The file as it was flushed last; None once it takes nothing more. From any thread."""
        return None if self._ended.is_set() else self._state

    def saw(self, frame: Frame, record: FrameDetections) -> None:
        """A frame, and what was found in it. Called by the thread that perceives."""
        now_ns = self._now_ns()
        self._frame_ns = frame_ns = int(frame.captured_at_s * 1e9)
        if record.version != self._version:
            self._version = record.version
            begins = VersionBegins(version=record.version, sequence=frame.sequence)
            self._put("event", _Record(VERSIONS, begins, frame_ns, now_ns, frame.sequence))
        self._put("frame", frame, size=frame.image.nbytes)
        self._put("detections", _Record(DETECTIONS, record, frame_ns, now_ns, frame.sequence))

    def asked(self, query: Query, payloads: tuple[bytes, ...]) -> None:
        """A question, as it goes to the station."""
        question = recorded_question(query, payloads)
        self._put("event", _Record(QUESTIONS, question, self._frame_ns, self._now_ns()))

    def answered(self, answers: tuple[NamedTrack, ...]) -> None:
        """Answers, as they come back from the station."""
        for answer in answers:
            now_ns = self._now_ns()
            at_ns = self._frame_ns or now_ns  # a recording begins with what waited to be said
            self._put("event", _Record(ANSWERS, answer, at_ns, now_ns))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """From now on what comes is written."""
        _log.info("recording to %s", shown(self._file.path))
        self._thread.start()

    def end(self, deadline_s: float) -> bool:
        """Writes what waits, and makes the file whole; False if that takes longer, and then the
        thread goes on with it. May be called again."""
        self._stopping.set()
        self._mailbox.wake()
        return self._thread.wait(deadline_s)

    def close(self) -> None:
        """Ends it; a disk on which that takes too long is said, and then left alone."""
        if not self.end(CLOSE_DEADLINE_S):
            _log.error("the recording %s is still being written: its disk is slow", self.name)

    def _put(self, kind: Kind, item: Frame | _Record, *, size: int = 1) -> None:
        if self._ended.is_set() or self._mailbox.put(kind, item, size=size):
            return
        match kind:
            case "frame":
                self.frames_dropped += 1
                if self.frames_dropped == 1:
                    _log.warning("the recording does not keep up: frames are left out of it")
            case "detections":
                self.detections_dropped += 1
            case "event":
                self.trouble = "its disk has stopped taking anything"
                self._ended.set()
                _log.error("the recording ends: %s", self.trouble)

    def _run(self) -> None:
        try:
            self._write_all()
            self._file.finish(
                {
                    "frames": self.frames,
                    "frames_dropped": self.frames_dropped,
                    "detections_dropped": self.detections_dropped,
                }
            )
        except StorageError as error:
            self._break_off(str(error))
            _log.error("the recording ends: %s; the node goes on", error)
        except Exception as error:  # of no recording's failure may a robot stop
            self._break_off(f"{type(error).__name__}: {error}")
            _log.exception("the recording ends; the node goes on")
        else:
            _log.info(
                "recorded %d frames to %s; %d were left out",
                self.frames,
                shown(self._file.path),
                self.frames_dropped,
            )

    def _break_off(self, reason: str) -> None:
        self.trouble = reason
        self._ended.set()
        self._file.abandon()

    def _write_all(self) -> None:
        flush_at_s = self._clock.monotonic_s() + FLUSH_S
        while not self._ended.is_set():
            now_s = self._clock.monotonic_s()
            if now_s >= flush_at_s:
                self._file.flush()
                self._note_state()
                flush_at_s = now_s + FLUSH_S
            item = self._mailbox.take(
                timeout_s=0.0 if self._stopping.is_set() else flush_at_s - now_s
            )
            match item:
                case Frame():
                    self._write_frame(item)
                case _Record():
                    self._write_record(item)
                case None if self._stopping.is_set():
                    return
                case None:
                    pass

    def _note_state(self) -> None:
        self._state = RecordingState(
            file=self.name,
            size_bytes=self._file.size_bytes,
            length_s=moment_s((self._last_ns - self._first_ns) / 1e9),
        )

    def _write_frame(self, frame: Frame) -> None:
        try:
            jpeg = encode_jpeg(frame.image, quality=self._jpeg_quality)
        except (ValueError, cv2.error) as error:
            _log.warning("frame %d cannot be recorded: %s", frame.sequence, error)
            return
        captured_ns = int(frame.captured_at_s * 1e9)
        self._first_ns = self._first_ns or captured_ns
        self._last_ns = captured_ns
        self._file.add_frame(
            jpeg,
            source_id=frame.source_id,
            name=frame.name,
            sequence=frame.sequence,
            captured_ns=captured_ns,
        )
        self.frames += 1

    def _write_record(self, item: _Record) -> None:
        self._file.add_record(
            item.topic,
            item.record,
            frame_ns=item.frame_ns,
            now_ns=item.now_ns,
            sequence=item.sequence,
        )

    def _now_ns(self) -> int:
        return int(self._clock.now_s() * 1e9)
