"""Puts the operator's app together: wires only, nothing is decided here."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from operator_gui.language import speak_as_chosen
from operator_gui.texts import LanguageChoice
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.preferences import read_preferences
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.views.first_sight import tell_when_ready
from operator_gui.views.main_window import DEFAULT_SIZE, AppWindow, saved_choice
from operator_gui.views.notifier import Notifier
from operator_gui.workers.exchange_worker import ExchangeWorker
from operator_gui.workers.link_worker import LinkWorker
from shared.clock import Clock
from shared.errors import WhatsitError
from shared.private_folder import make_private
from shared.signals import hangup
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint

TICK_MS = 1000
SWITCH_S = 0.0005
FEW_CORES = 4
WINDOW_FILE = "window.ini"


class OperatorApp(QObject):
    """The window and its link. A `QApplication` must be there before it is made.

    The caller starts and stops it: `stop` ends the link's thread and is safe to call twice.
    """

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        state_folder: Path,
        operator: str,
        clock: Clock,
        curve: ClientCurve | None = None,
    ) -> None:
        super().__init__()
        make_private(state_folder)
        settings = QSettings(str(state_folder / WINDOW_FILE), QSettings.Format.IniFormat)
        self.theme = Theme(saved_choice(settings), self)
        self.worker = LinkWorker(
            endpoint=endpoint,
            folder=state_folder,
            operator=operator,
            clock=clock,
            curve=curve,
            parent=self,
        )
        self.exchange = ExchangeWorker(
            endpoint=endpoint, operator=operator, clock=clock, curve=curve, parent=self
        )
        worker = self.worker
        station = StationHandle(
            submit=worker.submit,
            want=worker.want,
            command=worker.command,
            set_asking=worker.set_asking,
            want_gate_report=worker.want_gate_report,
            set_access=worker.set_access,
            want_keys=worker.want_keys,
            curate=worker.curate,
            want_live=worker.want_live,
            export=self.exchange.export,
            cancel_exchange=self.exchange.cancel,
            check_import=self.exchange.check_import,
            apply_import=self.exchange.apply_import,
            undo_import=self.exchange.undo_import,
            want_log=worker.want_log,
            control_playback=worker.control_playback,
            set_recording=worker.set_recording,
            want_recordings=worker.want_recordings,
            want_shot=worker.want_shot,
            delete_recording=worker.delete_recording,
        )
        self.model = AppModel(station=station, operator=operator, clock=clock, parent=self)
        self.window = AppWindow(
            theme=self.theme, model=self.model, settings=settings, endpoint=str(endpoint)
        )
        self._notifier = Notifier(
            self.window,
            theme=self.theme,
            model=self.model,
            preferences=self.window.preferences,
            clock=clock,
        )
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.model.tick)
        for source in (self.worker, self.exchange):
            source.happened.connect(self.model.take, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Shows the window and begins to look for the station."""
        self.window.show()
        self.worker.start()
        self._tick.start()
        self.model.ask.ask_again()

    def stop(self) -> bool:
        """False if a thread did not end in time."""
        self._tick.stop()
        has_ended = self.exchange.stop()
        return self.worker.stop() and has_ended


def make_application(
    arguments: list[str] | None = None, kind: type[QApplication] = QApplication
) -> QApplication:
    """The one `QApplication`, of this kind if there is none yet. OpenCV's wheel points Qt at
    plugins of its own: not here.

    On few cores Qt paints on one thread: it would hand every larger fill and picture to a pool of
    threads, and wait for the cores that the link and the station are using just then.
    """
    os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
    if (os.cpu_count() or 1) <= FEW_CORES:
        os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QApplication.setApplicationName("whatsit")
    QApplication.setDesktopFileName("whatsit")
    app = kind(arguments or sys.argv[:1])
    app.setStyle("Fusion")
    return app


def make_responsive() -> None:
    """For a process that is this app and nothing else, once the window is made.

    The link's thread gives the interpreter up within half a millisecond instead of five: it goes to
    work when an answer is given, which is when the next question is painted. And what is there now
    stays: the collector of cycles need not go through it again and again.
    """
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()


def scale_as_set(state_folder: Path) -> None:
    """Qt reads the scale once, when it starts; one that was set from outside counts more."""
    settings = QSettings(str(state_folder / WINDOW_FILE), QSettings.Format.IniFormat)
    percent = read_preferences(settings).scale_percent
    if percent != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", str(percent / 100))


def set_language(state_folder: Path) -> LanguageChoice:
    """The one that was set for this machine."""
    settings = QSettings(str(state_folder / WINDOW_FILE), QSettings.Format.IniFormat)
    return read_preferences(settings).language


def run_app(
    *,
    endpoint: Endpoint,
    state_folder: Path,
    operator: str,
    clock: Clock,
    curve: ClientCurve | None = None,
    screenshots: Path | None = None,
    screenshots_after_s: float = 5.0,
    language: LanguageChoice | None = None,
    on_ready: Callable[[], None] | None = None,
) -> int:
    """Shows the app until its window is closed, or SIGINT or SIGTERM comes; returns 0 then.

    With `screenshots`, writes a picture of every page into that folder once it has run for
    `screenshots_after_s`, and ends. `language` goes
    before what the settings say. `on_ready` is called once, when a question, or that none waits,
    is to be seen; where it raises a WhatsitError, its text is said and the app ends with its exit
    code. Unsent answers stay on disk in `state_folder` for next time.
    """
    scale_as_set(state_folder)
    app = make_application()
    speak_as_chosen(language or set_language(state_folder), app)
    operator_app = OperatorApp(
        endpoint=endpoint,
        state_folder=state_folder,
        operator=operator,
        clock=clock,
        curve=curve,
    )
    make_responsive()
    _quit_on_signals(app)
    if screenshots is not None:
        _screenshots_later(operator_app, app, screenshots, screenshots_after_s)
    if on_ready is not None:
        told = _or_end(on_ready, app)
        tell_when_ready(operator_app.model, operator_app.window, told)
    operator_app.start()
    if screenshots is not None:  # pictures are of the usual size, whatever the screen
        operator_app.window.resize(DEFAULT_SIZE)
    else:
        operator_app.window.guide_once()
    try:
        code = app.exec()
    finally:
        stopped = operator_app.stop()
    return code if stopped else 1


def _quit_on_signals(app: QApplication) -> None:
    """Python sees a signal when it runs, which the tick makes sure of."""

    def quit_app(_number: int, _frame: FrameType | None) -> None:
        app.quit()

    for number in (signal.SIGINT, signal.SIGTERM, *hangup()):
        signal.signal(number, quit_app)


def _or_end(tell: Callable[[], None], app: QApplication) -> Callable[[], None]:
    """The same; where it fails, the reason is one line and the app ends."""

    def told() -> None:
        try:
            tell()
        except WhatsitError as error:
            sys.stderr.write(f"whatsit: {error}\n")
            app.exit(error.exit_code)

    return told


def _screenshots_later(
    operator_app: OperatorApp, app: QApplication, folder: Path, after_s: float
) -> None:
    def write() -> None:
        try:
            operator_app.window.save_screenshots(folder)
        except OSError as error:
            sys.stderr.write(
                f"whatsit: cannot write pictures to {folder}: {error.strerror or error}; "
                "name another folder with --screenshots\n"
            )
            app.exit(1)
        else:
            app.quit()

    QTimer.singleShot(int(1000 * after_s), operator_app, write)
