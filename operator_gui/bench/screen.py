"""The window as a person meets it: a key goes in, a picture comes out, and how long both took."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from operator_gui.app import OperatorApp
from operator_gui.bench.times import Pulses, Took
from operator_gui.views.watched_application import WatchedApplication
from shared.errors import WhatsitError

PULSE_MS = 1
PATIENCE_S = 120.0
_AS_AN_APP = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
"""Sleeps until something happens, as the pulse does every PULSE_MS: who looks again and again takes
the interpreter from the link's thread."""


class Stopwatch:
    """Runs from when it is made, on the thread that makes it."""

    def __init__(self) -> None:
        self._wall_s, self._computing_s = time.perf_counter(), time.thread_time()

    def read(self) -> Took:
        return Took(
            1e3 * (time.perf_counter() - self._wall_s),
            1e3 * (time.thread_time() - self._computing_s),
        )


@dataclass(frozen=True, slots=True)
class Held:
    """What held the event loop up: turns, the times between two beats of it; and events, of which
    a turn has several, each with the slots that were called for it.

    A turn that takes long is one in which no key would have been heard.
    """

    turns: Pulses
    events: Pulses


class Screen(QObject):
    """Drives the event loop of a shown app."""

    def __init__(self, app: OperatorApp, application: WatchedApplication) -> None:
        super().__init__()
        self._window = app.window
        self._acted: Stopwatch | None = None
        self._painted = Took(0.0, 0.0)
        self._window.installEventFilter(self)
        self.start_over()
        self._event = Stopwatch()
        application.begins, application.ends = self._begin, self._end
        self._pulse = QTimer(self)
        self._pulse.setTimerType(Qt.TimerType.PreciseTimer)
        self._pulse.timeout.connect(self._beat)
        self._pulse.start(PULSE_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The window paints all that changed when it gets this event: here, so that what follows
        in the same turn is not taken for painting."""
        if event.type() != QEvent.Type.UpdateRequest:
            return False
        self._window.event(event)
        if self._acted is not None:
            self._painted, self._acted = self._acted.read(), None
        return True

    def press(self, key: Qt.Key) -> Took:
        """From a key to the picture that it changed."""
        return self.painting(lambda: QTest.keyClick(self._window.windowHandle(), key))

    def painting(self, act: Callable[[], object]) -> Took:
        """From before `act` until what it changed is painted. Raises WhatsitError."""
        self._acted = Stopwatch()
        act()
        self.until(lambda: self._acted is None, "a picture after a change")
        return self._painted

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Lets the window live until then. Raises WhatsitError if it does not come."""
        deadline_s = time.monotonic() + PATIENCE_S
        while not condition():
            QCoreApplication.processEvents(_AS_AN_APP)
            if time.monotonic() > deadline_s:
                raise WhatsitError(f"the window waited {PATIENCE_S:.0f} s in vain for {what}")

    def rest(self, seconds: float) -> None:
        """Lets the window live that long."""
        end_s = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end_s, "the end of a pause")

    def start_over(self) -> None:
        """Forgets what held the event loop up so far."""
        self.held = Held(Pulses(), Pulses())
        self._watch = Stopwatch()

    def _begin(self) -> None:
        self._event = Stopwatch()

    def _end(self) -> None:
        self.held.events.add(self._event.read())

    def _beat(self) -> None:
        self.held.turns.add(self._watch.read())
        self._watch = Stopwatch()
