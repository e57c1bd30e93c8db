"""A short call at a running station, for commands of the terminal: its word of itself, one wish."""

import queue
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from operator_gui.call_number import CallNumber
from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    CurationArrived,
    GateReportArrived,
    LinkChanged,
    LogArrived,
    OperatorEvent,
    RecordingsArrived,
    StatusArrived,
)
from operator_gui.operator_link import CommandAction, OperatorLink
from operator_gui.wishes import ExchangeMessage
from shared.clock import Clock
from shared.errors import LinkError, WhatsitError
from shared.owned_thread import OwnedThread
from shared.protocol.codec import Envelope
from shared.protocol.curation import Curate, CurationRequest
from shared.protocol.deployment import CommandResult
from shared.protocol.enrolment import SetAccess
from shared.protocol.gate import GateReport
from shared.protocol.playback import ControlPlayback
from shared.protocol.recording import (
    DeleteRecording,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.robot_log import LogWanted, RobotLog
from shared.protocol.status import StationStatus
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint

CONNECT_S = 5.0
JOIN_S = 5.0
ASK_AGAIN_S = 1.0


class _FailedLinkError(LinkError):
    """This end of the link failed, and said why."""


class StationCaller:
    """To be entered as a context; belongs to one thread.

    operator: whose wish it is, kept by the station with what comes of it. Every method raises
    LinkError if the station is not there, refuses to talk, or says nothing in time.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        operator: str,
        clock: Clock,
        connect_s: float = CONNECT_S,
        curve: ClientCurve | None = None,
        purpose: str = "call",
        calls: Path | None = None,
    ) -> None:
        """connect_s: how long to wait for the station's first word. curve: keys for a station that
        encrypts. purpose: two calls with one key at a time need different ones, or `calls`: a
        folder beside the key, by which up to eight keep out of each other's way.

        Raises LinkError if there are more.
        """
        self._number: CallNumber | None = None
        peer_id = ""
        if curve is not None:
            # A few ids for all calls of a key: the station remembers each that it was used with.
            short = curve.own.public.short
            peer_id = f"{purpose}-{short}"
            if calls is not None:
                self._number = CallNumber(calls)
                number = self._number.value
                peer_id += f"-{number}" if number else ""
        self._endpoint = endpoint
        self._clock = clock
        self._connect_s = connect_s
        self._events: queue.SimpleQueue[OperatorEvent | None] = queue.SimpleQueue()
        """None: the link has failed."""
        self._folder = tempfile.TemporaryDirectory(prefix="whatsit-call-")
        self._link = OperatorLink(
            endpoint=endpoint,
            folder=Path(self._folder.name),
            operator=operator,
            clock=clock,
            on_event=self._events.put,
            curve=curve,
            peer_id=peer_id,
        )
        self._thread = OwnedThread("station-call", self._link.run, on_failure=self._note_failure)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._link.stop()
            if not isinstance(error, _FailedLinkError):  # it has told already
                self._thread.join(JOIN_S)
        finally:
            self._folder.cleanup()
            if self._number is not None:
                self._number.release()

    def _note_failure(self) -> None:
        self._events.put(None)

    def status(self) -> StationStatus:
        """The station's next word of itself."""
        end_s = self._clock.monotonic_s() + self._connect_s
        while (event := self._next(end_s)) is not None:
            if isinstance(event, StatusArrived):
                return event.status
        raise LinkError(
            f"no station answers at {self._endpoint} within {self._connect_s:g} s; is "
            "`whatsit station` or `whatsit operator` running?"
        )

    def gate_report(self, version: int, *, within_s: float) -> GateReport | None:
        """What the gate found of a version; None from a station that says nothing of it, as one of
        an earlier release."""
        self.status()  # the link is up then
        self._link.want_gate_report(version)
        end_s = self._clock.monotonic_s() + within_s
        while (event := self._next(end_s)) is not None:
            if isinstance(event, GateReportArrived) and event.report.version == version:
                return event.report
        return None

    def command(
        self,
        action: CommandAction,
        *,
        version: int = 0,
        candidate: str = "",
        within_s: float,
    ) -> CommandResult:
        """Has the station do something, and waits for how it ended."""
        self.status()  # the link is up then
        command_id = self._link.command(action, version=version, candidate=candidate)
        return self._result(command_id, within_s)

    def decide(self, wish: SetAccess, *, within_s: float) -> CommandResult:
        """Says an admin's word on who may speak, and waits for what comes of it."""
        self.status()
        return self._result(self._link.set_access(wish), within_s)

    def control_playback(self, wish: ControlPlayback, *, within_s: float) -> CommandResult:
        """Has a robot play its recording in another way, and waits for its word."""
        self.status()
        self._link.control_playback(wish)
        return self._result(wish.command_id, within_s, see="whatsit status")

    def set_recording(self, wish: SetRecording, *, within_s: float) -> CommandResult:
        """Has a robot begin or end a recording, and waits for its word."""
        self.status()
        self._link.set_recording(wish)
        return self._result(wish.command_id, within_s, see="whatsit status")

    def delete_recording(self, wish: DeleteRecording, *, within_s: float) -> CommandResult:
        """Has a robot delete one of its recordings, and waits for its word."""
        self.status()
        self._link.delete_recording(wish)
        return self._result(wish.command_id, within_s, see="whatsit record --list")

    def recordings(self, wanted: RecordingsWanted, *, within_s: float) -> RecordingList:
        """What recordings a robot has; also raises LinkError if it does not say."""
        self.status()
        self._link.want_recordings(wanted)
        end_s = self._clock.monotonic_s() + within_s
        while (event := self._next(end_s)) is not None:
            match event:
                case RecordingsArrived(told=told) if told.request_id == wanted.request_id:
                    return told
                case CommandFinished(result=result) if result.command_id == wanted.request_id:
                    raise LinkError(f"no recordings are listed: {result.text}")
                case _:
                    pass
        raise LinkError(f"the robot's recordings did not come within {within_s:g} s")

    def log(self, wanted: LogWanted, *, within_s: float) -> RobotLog:
        """The latest lines of a robot's log; also raises LinkError if it does not show them."""
        self.status()
        self._link.want_log(wanted)
        end_s = self._clock.monotonic_s() + within_s
        while (event := self._next(end_s)) is not None:
            match event:
                case LogArrived(told=told) if told.request_id == wanted.request_id:
                    return told
                case CommandFinished(result=result) if result.command_id == wanted.request_id:
                    raise LinkError(f"no log is shown: {result.text}")
                case _:
                    pass
        raise LinkError(f"the robot's log did not come within {within_s:g} s")

    def _result(
        self, command_id: str, within_s: float, *, see: str = "whatsit models"
    ) -> CommandResult:
        end_s = self._clock.monotonic_s() + within_s
        while (event := self._next(end_s)) is not None:
            match event:
                case CommandFinished(result=result) if result.command_id == command_id:
                    return result
                case AnswerRefused(answer_id=about, reason=reason) if about == command_id:
                    return CommandResult(command_id=command_id, ok=False, text=reason)
                case LinkChanged(state="connecting"):
                    raise LinkError(
                        f"the station at {self._endpoint} went away before it said how it ended; "
                        f"see `{see}` once it is back"
                    )
                case _:
                    pass
        raise LinkError(
            f"the station at {self._endpoint} did not say within {within_s:g} s how it ended; "
            f"see `{see}`"
        )

    def ask(self, request: CurationRequest, *, within_s: float) -> Envelope:
        """Has something done to labels, or shown; said again every second until it is answered.

        Returns the station's reply, a `CommandResult` where it has nothing to show.
        """
        self.status()  # the link is up then
        about = request.command_id if isinstance(request, Curate) else request.request_id
        end_s = self._clock.monotonic_s() + within_s
        while (now_s := self._clock.monotonic_s()) < end_s:
            self._link.curate(request)
            while (event := self._next(min(end_s, now_s + ASK_AGAIN_S))) is not None:
                match event:
                    case CommandFinished(result=result) if result.command_id == about:
                        return Envelope(result)
                    case CurationArrived(request_id=request_id, envelope=envelope) if (
                        request_id == about
                    ):
                        return envelope
                    case AnswerRefused(answer_id=answer_id, reason=reason) if answer_id == about:
                        return Envelope(CommandResult(command_id=about, ok=False, text=reason))
                    case _:
                        pass
        raise LinkError(f"the station at {self._endpoint} did not answer within {within_s:g} s")

    def say(self, message: ExchangeMessage, payloads: tuple[bytes, ...] = ()) -> None:
        """Sends what may be lost."""
        self._link.exchange(message, payloads)

    def hear(self, within_s: float) -> OperatorEvent | None:
        """What happens next, None if nothing does."""
        return self._next(self._clock.monotonic_s() + within_s)

    def _next(self, end_s: float) -> OperatorEvent | None:
        """What happens next, None if nothing does until then."""
        while (left_s := end_s - self._clock.monotonic_s()) > 0.0:
            try:
                event = self._events.get(timeout=left_s)
            except queue.Empty:
                return None
            match event:
                case None:
                    self._events.put(None)  # whoever listens again is told again
                    self._raise_failure()
                case LinkChanged(state="refused", refusal=reason):
                    raise LinkError(f"the station at {self._endpoint} refuses: {reason}")
                case _:
                    return event
        return None

    def _raise_failure(self) -> None:
        try:
            self._thread.join(JOIN_S)
        except WhatsitError as error:
            raise _FailedLinkError(
                f"the link to the station at {self._endpoint} ended: {error}"
            ) from error
