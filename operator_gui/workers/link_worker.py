"""The link in a thread of its own; its events come out as one Qt signal."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from operator_gui.operator_events import (
    CurationArrived,
    LiveArrived,
    OperatorEvent,
    QuestionArrived,
    ShotArrived,
)
from operator_gui.operator_link import CommandAction, OperatorLink
from operator_gui.urgency import Urgency
from operator_gui.workers.pictures import Pictures, decode, decode_pictures
from operator_gui.workers.right_of_way import RightOfWay
from shared.clock import Clock
from shared.errors import WhatsitError
from shared.protocol.answers import Answer
from shared.protocol.asking import AskRules
from shared.protocol.curation import CurationReply, CurationRequest
from shared.protocol.enrolment import KeysWanted, SetAccess
from shared.protocol.live import LiveFrame
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import Query
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.robot_log import LogWanted
from shared.protocol.watching import RecordedShot, ShotWanted
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint

_log = logging.getLogger(__name__)

STOP_DEADLINE_S = 5.0


@dataclass(frozen=True, eq=False, slots=True)
class QuestionReady:
    """A question whose pictures are decoded."""

    query: Query
    pictures: Pictures
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True)
class LinkFailed:
    """The link's thread has ended with an error; nothing is kept or sent any more."""

    reason: str


@dataclass(frozen=True, eq=False, slots=True)
class CurationReady:
    """What the station shows of labels, with its pictures decoded; null ones are lost."""

    reply: CurationReply
    pictures: tuple[QImage, ...]


@dataclass(frozen=True, eq=False, slots=True)
class LiveReady:
    """What a robot sees, its picture decoded; a null one is damaged."""

    frame: LiveFrame
    picture: QImage


@dataclass(frozen=True, eq=False, slots=True)
class ShotReady:
    """A frame of a recording, its picture decoded; a null one is damaged."""

    shot: RecordedShot
    picture: QImage


WorkerEvent = OperatorEvent | QuestionReady | CurationReady | LiveReady | ShotReady | LinkFailed


class LinkWorker(QObject):
    """Owns the link's thread. Every method may be called from the GUI thread; none waits for
    the network. Once the thread has ended, what is handed over goes nowhere: `LinkFailed` said so.

    `happened` carries a `WorkerEvent` and is emitted on the link's thread: connect it queued.
    """

    happened = Signal(object)

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        folder: Path,
        operator: str,
        clock: Clock,
        curve: ClientCurve | None = None,
        parent: QObject | None = None,
    ) -> None:
        """curve: keys for a station that encrypts."""
        super().__init__(parent)
        self._way = RightOfWay(clock)
        self._painted = QTimer(self)
        self._painted.setSingleShot(True)
        self._painted.timeout.connect(self._hand_over)
        self._waiting: list[Callable[[], None]] = []
        self._link = OperatorLink(
            endpoint=endpoint,
            folder=folder,
            operator=operator,
            clock=clock,
            on_event=self._tell,
            curve=curve,
            make_way=self._way.wait,
        )
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="operator-link", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, deadline_s: float = STOP_DEADLINE_S) -> bool:
        """Ends the thread; False if it has not ended by the deadline."""
        if not self._thread.is_alive():
            return True
        self._hand_over()
        self._link.stop()
        self._thread.join(deadline_s)
        if self._thread.is_alive():
            _log.error("the link's thread has not stopped within %.0f s", deadline_s)
            return False
        return True

    def submit(self, *answers: Answer) -> None:
        """The next question is painted at once: the link's thread is woken after that, within some
        milliseconds."""
        self._way.take()
        self._waiting.append(partial(self._link.submit, *answers))
        self._painted.start(0)  # what has to be painted is painted before this is over

    def want(self, count: int, holding: tuple[str, ...]) -> None:
        self._waiting.append(partial(self._link.want, count, holding))
        self._painted.start(0)

    def command(self, action: CommandAction, version: int = 0) -> str:
        return self._link.command(action, version)

    def set_asking(self, node_id: str, rules: AskRules | None) -> str:
        return self._link.set_asking(node_id, rules)

    def set_access(self, wish: SetAccess) -> str:
        return self._link.set_access(wish)

    def want_keys(self, wanted: KeysWanted) -> None:
        if not self._ended.is_set():
            self._link.want_keys(wanted)

    def want_gate_report(self, version: int) -> None:
        if not self._ended.is_set():
            self._link.want_gate_report(version)

    def want_live(self, node_id: str) -> None:
        if not self._ended.is_set():
            self._link.want_live(node_id)

    def want_log(self, wanted: LogWanted) -> None:
        if not self._ended.is_set():
            self._link.want_log(wanted)

    def set_recording(self, wish: SetRecording) -> None:
        if not self._ended.is_set():
            self._link.set_recording(wish)

    def delete_recording(self, wish: DeleteRecording) -> None:
        if not self._ended.is_set():
            self._link.delete_recording(wish)

    def want_recordings(self, wanted: RecordingsWanted) -> None:
        if not self._ended.is_set():
            self._link.want_recordings(wanted)

    def want_shot(self, wanted: ShotWanted) -> None:
        if not self._ended.is_set():
            self._link.want_shot(wanted)

    def control_playback(self, wish: ControlPlayback) -> None:
        if not self._ended.is_set():
            self._link.control_playback(wish)

    def curate(self, request: CurationRequest) -> None:
        if not self._ended.is_set():
            self._link.curate(request)

    def _hand_over(self) -> None:
        waiting, self._waiting = self._waiting, []
        for hand_over in waiting:
            if not self._ended.is_set():
                hand_over()
        self._way.give()

    def _run(self) -> None:
        try:
            self._link.run()
        except WhatsitError as error:
            self._fail(str(error))
        except Exception as error:
            _log.exception("the link's thread ended")
            self._fail(f"{type(error).__name__}: {error}")
        finally:
            self._ended.set()

    def _fail(self, reason: str) -> None:
        self._ended.set()
        self.happened.emit(LinkFailed(reason))

    def _tell(self, event: OperatorEvent) -> None:
        if isinstance(event, QuestionArrived):
            question = event.question
            pictures = decode_pictures(question)
            self.happened.emit(QuestionReady(question.query, pictures, question.urgency))
        elif isinstance(event, LiveArrived):
            self.happened.emit(LiveReady(event.frame, decode(event.jpeg)))
        elif isinstance(event, ShotArrived):
            self.happened.emit(ShotReady(event.shot, decode(event.jpeg)))
        elif isinstance(event, CurationArrived):
            shown = tuple(decode(jpeg) for jpeg in event.envelope.payloads)
            reply = event.envelope.message
            assert isinstance(reply, CurationReply)
            self.happened.emit(CurationReady(reply, shown))
        else:
            self.happened.emit(event)
