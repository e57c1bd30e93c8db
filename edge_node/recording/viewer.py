"""Shows earlier recordings to people far away, frame by frame, on a thread that nobody waits for.

What is shown was recorded: perception knows nothing of it, and nothing of it is published.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from edge_node.recording.collection import find, still_written, unknown
from edge_node.small_picture import shown_objects, small_jpeg
from edge_node.sources.mcap_extra import missing_extra
from edge_node.sources.mcap_images import parse_cdr
from edge_node.sources.mcap_pictures import picture_of
from shared.clock import Clock
from shared.domain import Image
from shared.errors import ProtocolError, SourceError, StorageError, WhatsitError
from shared.protocol.codec import Envelope, encode
from shared.protocol.deployment import CommandResult
from shared.protocol.fields import MAX_TIME_S
from shared.protocol.playback import moment_s
from shared.protocol.publication import PublishedDetection
from shared.protocol.watching import RecordedShot, ShotWanted
from shared.texts import phrase

if TYPE_CHECKING:
    from edge_node.recording.projector import Projector, Shot

_log = logging.getLogger(__name__)

MAX_WISHES = 8
"""Each window asks for one frame at a time: so many people may watch at once. Who finds no room is
told so, and asks again."""


KEPT_S = 60.0
"""So long after the last wish it is kept what was found out about a file."""


class _Judged(msgspec.Struct):
    """Of a recorded `FrameDetections`, what is shown."""

    version: int = 0
    detections: tuple[PublishedDetection, ...] = ()


class RecordingViewer:
    """`run` belongs to one thread; the other methods may be called from any, and never block.

    folder: where the recordings lie. written: the file that is being written, if there is one.
    """

    def __init__(self, *, folder: Path, written: Callable[[], Path | None], clock: Clock) -> None:
        self._folder = folder
        self._written = written
        self._clock = clock
        self._wishes: queue.Queue[ShotWanted | None] = queue.Queue(MAX_WISHES)
        self._stopping = threading.Event()
        self._projector: Projector | None = None
        self._reply: Callable[[Envelope], None] = lambda _: None

    def serve(self, reply: Callable[[Envelope], None]) -> None:
        """Says who hears what is shown, or why nothing is; only to be called before `run`."""
        self._reply = reply

    def show(self, wanted: ShotWanted) -> bool:
        """Hands over a wish; False if too many wait already."""
        try:
            self._wishes.put_nowait(wanted)
        except queue.Full:
            return False
        return True

    def run(self) -> None:
        """Fulfils wishes until `stop`."""
        while not self._stopping.is_set():
            try:
                wanted = self._wishes.get(timeout=None if self._projector is None else KEPT_S)
            except queue.Empty:
                self._projector = None
                continue
            if wanted is not None:
                self._reply(self._answer(wanted))

    def stop(self) -> None:
        """Ends `run` after the frame that it looks for now; nobody hears of the others."""
        self._stopping.set()
        with contextlib.suppress(queue.Full):  # then `run` has something to wake up for
            self._wishes.put_nowait(None)

    def _answer(self, wanted: ShotWanted) -> Envelope:
        try:
            shown = self._shown(wanted)
            encode(shown)  # what a file says may break the limits of a message
        except FileNotFoundError:
            return _refusal(wanted, unknown(wanted.file))
        except OSError as error:
            return _refusal(wanted, f"cannot read {wanted.file}: {error.strerror}")
        except ProtocolError:
            text = phrase("robot", "the frame there is damaged")
            return _refusal(wanted, text)
        except WhatsitError as error:
            return _refusal(wanted, str(error))
        except Exception as error:  # of no file that somebody watches may a robot stop
            _log.exception("%s cannot be shown", wanted.file)
            return _refusal(wanted, f"{type(error).__name__}: {error}")
        return shown

    def _shown(self, wanted: ShotWanted) -> Envelope:
        """Raises WhatsitError or OSError."""
        entry = find(self._folder, wanted.file, recording=self._written())
        if entry.state == "recording":
            raise StorageError(still_written(wanted.file))
        projector = self._projector_for(wanted.file)
        shot = projector.shot(self._folder / wanted.file, wanted.at_s)
        image = _image(shot.message)
        height_px, width_px = image.shape[:2]
        judged = _judged(shot)
        message = RecordedShot(
            request_id=wanted.request_id,
            node_id=wanted.node_id,
            file=wanted.file,
            position_s=moment_s(shot.position_s),
            next_s=None if shot.next_s is None else moment_s(shot.next_s),
            length_s=moment_s(shot.length_s),
            captured_at_s=min(shot.captured_ns / 1e9, MAX_TIME_S),
            width_px=width_px,
            height_px=height_px,
            version=0 if judged is None else judged.version,
            objects=() if judged is None else shown_objects(judged.detections),
            note=_note(shot, judged),
        )
        return Envelope(message, (small_jpeg(image),))

    def _projector_for(self, file: str) -> "Projector":
        """Made when the first recording is watched: what reads them is an extra."""
        if self._projector is None:
            if line := missing_extra(f"{file} cannot be shown"):
                raise SourceError(line)
            from edge_node.recording.projector import Projector

            self._projector = Projector(self._clock)
        return self._projector


def _image(message: memoryview) -> Image:
    try:
        return picture_of(parse_cdr(message))
    except (ValueError, SourceError) as error:
        raise SourceError(phrase("robot", "the frame there is damaged")) from error


def _judged(shot: "Shot") -> _Judged | None:
    if shot.judged is None:
        return None
    try:
        return msgspec.json.decode(shot.judged, type=_Judged)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _note(shot: "Shot", judged: _Judged | None) -> str:
    if shot.is_elsewhere:
        return phrase("robot", "what was recorded then is damaged: this is the nearest that is not")
    if judged is None:
        return phrase("robot", "what was found in this frame was not recorded")
    return ""


def _refusal(wanted: ShotWanted, text: str) -> Envelope:
    return Envelope(CommandResult(command_id=wanted.request_id, ok=False, text=text[:2000]))
