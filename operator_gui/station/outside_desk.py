"""Models from outside at the station: one after the other is judged, and who sent it is told."""

import logging
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

import msgspec

from operator_gui.station.candidates import DetectorDone, Judged, OutsideRequest
from operator_gui.station.learner import Learner
from operator_gui.station.lessons import Outcome
from operator_gui.station.quiet_child import QuietChild
from operator_gui.station.trainer_wire import TrainDone, TrainFailed
from shared.clock import Clock
from shared.texts import phrase

_log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "operator_gui.station.outside_judge")
DEADLINE_S = 600.0
MOST_WAITING = 8
NOTE_S = 600.0
"""So long everybody is told why one was refused."""

_replies: msgspec.json.Decoder[Judged] = msgspec.json.Decoder(Judged)

Tell = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class _Wish:
    candidate: str
    by: str
    tell: Tell


class OutsideDesk:
    """Belongs to the station's thread, which never waits for it."""

    def __init__(
        self,
        *,
        learner: Learner,
        state_folder: str,
        clock: Clock,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._learner = learner
        self._state_folder = state_folder
        self._clock = clock
        self._command = tuple(command)
        self._waiting: deque[_Wish] = deque()
        self._trial: _Trial | None = None
        self._note, self._noted_s = "", 0.0

    @property
    def note(self) -> str:
        """Why the last one was refused, for a while; "" if it was not."""
        is_news = self._clock.monotonic_s() - self._noted_s < NOTE_S
        return self._note if is_news else ""

    def adopt(self, candidate: str, *, by: str, tell: Tell) -> None:
        """Has a candidate judged; `tell` hears within a later transaction how that ended."""
        if not candidate:
            tell(Outcome(False, phrase("station", "no candidate was named")))
        elif len(self._waiting) >= MOST_WAITING:
            tell(
                Outcome(
                    False,
                    phrase(
                        "station", "{most_waiting} candidates are waiting already; try again later"
                    ).format(most_waiting=MOST_WAITING),
                )
            )
        else:
            self._waiting.append(_Wish(candidate, by, tell))

    @property
    def is_busy(self) -> bool:
        """Whether a model may have been written that no version is known of yet."""
        return bool(self._waiting)

    def poll(self) -> list[Judged]:
        """What the judging said, without waiting for it. Starts the next one."""
        if self._trial is None:
            return self._started(self._waiting[0]) if self._waiting else []
        reply = self._trial.poll(self._clock.monotonic_s())
        if reply is None:
            return []
        self._trial = None
        return [reply]

    def take(self, reply: Judged) -> None:
        """Deals with it; belongs to the open transaction. Unless `commit` follows, it is judged
        again."""
        wish = self._waiting[0]
        match reply:
            case TrainDone():
                outcome = self._learner.adopted(reply, by=wish.by)
            case DetectorDone():
                outcome = self._learner.adopted_detector(reply, by=wish.by)
            case TrainFailed(reason=reason):
                outcome = Outcome(
                    False,
                    phrase("station", "the model from outside was refused: {reason}").format(
                        reason=reason
                    )[:1000],
                )
                _log.warning("%s", outcome.text)
            case other:
                assert_never(other)
        self._note = "" if outcome.ok else outcome.text
        self._noted_s = self._clock.monotonic_s()
        wish.tell(outcome)

    def commit(self) -> None:
        """What was taken is on disk."""
        self._waiting.popleft()

    def close(self) -> None:
        """Ends what is under way."""
        if self._trial is not None:
            self._trial.kill()
            self._trial = None

    def _started(self, wish: _Wish) -> list[Judged]:
        """Nothing, or why it could not be started."""
        request = OutsideRequest(
            training=self._learner.request(job=0),
            state_folder=self._state_folder,
            candidate=wish.candidate,
            detector=self._learner.running_detector,
        )
        until_s = self._clock.monotonic_s() + DEADLINE_S
        try:
            self._trial = _Trial(self._command, request, until_s)
        except OSError as error:
            reason = phrase("station", "the process that judges cannot be started: {why}").format(
                why=error.strerror
            )
            return [TrainFailed(job=0, reason=reason)]
        return []


class _Trial:
    """The judging process. Raises OSError if it cannot be started."""

    def __init__(self, command: Sequence[str], request: OutsideRequest, until_s: float) -> None:
        self._until_s = until_s
        self._child = QuietChild(command, msgspec.json.encode(request))

    def poll(self, now_s: float) -> Judged | None:
        """What it said, None while it is at it."""
        code = self._child.poll()
        if code is None:
            if now_s < self._until_s:
                return None
            self.kill()
            return TrainFailed(
                job=0,
                reason=phrase("station", "judging it took over {deadline_s} s").format(
                    deadline_s=f"{DEADLINE_S:.0f}"
                ),
            )
        try:
            reply: Judged = _replies.decode(self._child.said())
        except (msgspec.DecodeError, UnicodeDecodeError):
            reply = TrainFailed(
                job=0,
                reason=phrase("station", "the process that judged it died (code {code})").format(
                    code=code
                ),
            )
        self._child.close()
        return reply

    def kill(self) -> None:
        self._child.close()
