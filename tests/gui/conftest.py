"""The screen's tests run without a screen. Ask for a real one with QT_QPA_PLATFORM=xcb."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.app import make_application
from operator_gui.operator_events import LinkChanged, StatusArrived
from operator_gui.theming.theme import Theme
from operator_gui.urgency import Urgency
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from operator_gui.workers.link_worker import QuestionReady
from shared.protocol.questions import Query
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.station_log import StationLog

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PATIENCE_MS = 30_000
"""Far more than anything takes, also on a machine that has much else to do."""
_OUR_THREADS = ("operator-link", "question-station", "exchange")

Ask = Callable[..., Query]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every window with a least size that it cannot keep it."""
    for item in items:
        if "tests/gui/" in item.nodeid:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application(["whatsit"])


@pytest.fixture(autouse=True)
def _nothing_is_left(qapp: QApplication) -> Iterator[None]:
    before = set(QApplication.topLevelWidgets())
    qapp.setStyleSheet("")  # as for a first window: with a sheet, making one takes twice as long
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [w for w in QApplication.topLevelWidgets() if w not in before and w.parent() is None]
    if left:
        pytest.fail(f"widgets left behind: {left}", pytrace=False)
    threads = [t.name for t in threading.enumerate() if t.name in _OUR_THREADS]
    if threads:
        pytest.fail(f"threads left behind: {threads}", pytrace=False)


class PatientBot(QtBot):
    """Waits longer than Qt's own five seconds, where nothing else is said."""

    def waitUntil(  # noqa: N802 (Qt's way of naming)
        self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS
    ) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS):  # noqa: N802
        return super().waitExposed(widget, timeout=timeout)

    def waitSignal(self, signal: object, *, timeout: int = PATIENCE_MS, **how: object):  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **how)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture
def log() -> StationLog:
    """What the screens asked the station for."""
    return StationLog()


@pytest.fixture
def model(qapp: QApplication, log: StationLog, clock: ManualClock) -> AppModel:
    return AppModel(station=log.handle(), operator="Ada", clock=clock)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme("light")


@pytest.fixture
def window(
    qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory, theme: Theme, model: AppModel
) -> AppWindow:
    """The whole window, shown and active, with a connected station that has said its status."""
    path = tmp_path_factory.mktemp("state") / "window.ini"
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    made = AppWindow(theme=theme, model=model, settings=settings, endpoint="tcp://127.0.0.1:7341")
    show(qtbot, made)
    model.take(LinkChanged("connected", "", 0))
    model.take(StatusArrived(scenes.status()))
    return made


@pytest.fixture
def ask(model: AppModel) -> Ask:
    """Puts a question, as the link would."""

    def put(
        query_id: str = "q1",
        *,
        urgency: Urgency | None = None,
        alike: tuple[str, ...] = (),
        **changes: object,
    ) -> Query:
        asked = scenes.query(query_id, **changes)  # type: ignore[arg-type]
        model.take(QuestionReady(asked, scenes.pictures(asked, alike), urgency))
        return asked

    return put


def show(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
