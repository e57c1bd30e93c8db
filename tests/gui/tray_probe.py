"""What a person is told on this desktop, as JSON: `python -m tests.gui.tray_probe`.

For `test_tray.py`: the real tray can be asked for on a real display only.
"""

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QSettings, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QSystemTrayIcon

from operator_gui.app import make_application
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from operator_gui.views.notifier import Notifier
from operator_gui.workers.link_worker import QuestionReady
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.station_log import StationLog


def main() -> None:
    said: list[str] = []

    def hear(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        said.append(str(text))

    qInstallMessageHandler(hear)
    app = make_application(["whatsit"])
    log, clock, theme = StationLog(), ManualClock(scenes.NOW_S), Theme("light")
    model = AppModel(station=log.handle(), operator="Ada", clock=clock)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        window = AppWindow(theme=theme, model=model, settings=settings, endpoint="")
        window.preferences.put(replace(window.preferences.now, sound=True))
        notifier = Notifier(
            window, theme=theme, model=model, preferences=window.preferences, clock=clock
        )
        window.show()
        asked = scenes.query()
        model.take(QuestionReady(asked, scenes.pictures(asked), None))
        for _ in range(20):
            app.processEvents()
        told = {
            "platform": app.platformName(),
            "title": window.windowTitle(),
            "icons": len(notifier.findChildren(QSystemTrayIcon)),
            "qt_says": said,
        }
        window.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
