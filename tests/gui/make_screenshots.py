"""Makes the pictures in docs/images anew: `python -m tests.gui.make_screenshots`.

Or in another folder and language: `… make_screenshots FOLDER de`; and with one word more only the
few that show a language, light and at 100 %: `… make_screenshots docs/images/de de few`.

Every page, full, empty and without its station, and what is shown over the Ask page, light and
dark, at 100 and 200 %. Needs Pillow, which the dev extra brings along.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QSettings, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from operator_gui.app import make_application
from operator_gui.language import speak_as_chosen
from operator_gui.texts import CHOICES, LanguageChoice
from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import Scheme, Tokens
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow
from operator_gui.views.rail import PAGES
from tests.fakes import ManualClock
from tests.gui import scenes, street
from tests.gui.station_log import StationLog

FOLDER = Path(__file__).parents[2] / "docs" / "images"
SCALES = {"100": QSize(1280, 800), "200": QSize(960, 600)}
"""The window's size in its own units: at 200 % that of a screen of 1920 by 1200."""

STATES = ("full", "empty", "error")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
GUIDE: tuple[str, Scheme, str] = ("full", "light", "100")
"""These are also named after their pages alone: the guide shows them."""

FEW = ("ask", "objects", "learning", "robots", "settings")
"""What shows how the app looks in a language."""

_COLOURS = (96, 64, 48, 32, 24)
"""Besides those of the theme; as many as leave the file small enough."""

_MOST_BYTES = 120_000

_SCREEN = {
    "name": "screen",
    "x": 0,
    "y": 0,
    "width": 1920,
    "height": 1200,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}
"""As Qt's offscreen platform is told of it: dialogs are as large as the screen lets them."""


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    language = sys.argv[2] if len(sys.argv) > 2 else "en"
    with tempfile.TemporaryDirectory() as own:
        screen = Path(own) / "screen.json"
        screen.write_text(json.dumps({"screens": [_SCREEN]}))
        for scale in SCALES:
            subprocess.run(
                [sys.executable, "-m", "tests.gui.make_screenshots", str(folder), language, scale],
                env={
                    **os.environ,
                    "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
                    "QT_SCALE_FACTOR": str(int(scale) / 100),
                },
                check=True,
            )


def make_few(folder: Path, language: LanguageChoice) -> None:
    """The pages and the settings in one language, each by its name."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    speak_as_chosen(language, make_application(["whatsit"]))
    pictures = street.Street()
    folder.mkdir(parents=True, exist_ok=True)
    state, scheme, scale = GUIDE
    with _window(scheme, SCALES[scale]) as (window, model, log, theme):
        fill(state, model, log, pictures)
        for name, shown in screens(state, window, model, log, pictures):
            page = name.rsplit("-", 1)[0]
            if page in FEW:
                (folder / f"{page}.png").write_bytes(_shot(shown, theme))


def make(folder: Path, scale: str, language: LanguageChoice) -> None:
    """All pictures of one scale, in one language."""
    speak_as_chosen(language, make_application(["whatsit"]))
    pictures = street.Street()
    (folder / "screens").mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES:
        for state in STATES:
            with _window(scheme, SCALES[scale]) as (window, model, log, theme):
                fill(state, model, log, pictures)
                for name, shown in screens(state, window, model, log, pictures):
                    _write(folder, name, shown, theme, scale)


def screens(
    state: str, window: AppWindow, model: AppModel, log: StationLog, pictures: street.Street
) -> Iterator[tuple[str, QWidget]]:
    """Every page in this state, and where it is full all that can be shown over one: by its name,
    while it is shown. The model has been told of the state."""
    for at, (page, _) in enumerate(PAGES):
        window.show_page(at)
        if page == "Objects" and state == "full":
            street.answer_objects(model, log, pictures)
            entries = window.objects.classes.entries
            car = [entry.title for entry in entries.entries].index("car")
            window.objects.classes.list.setCurrentIndex(entries.index(car, 0))
            street.answer_objects(model, log, pictures)
            window.objects.gallery.setCurrentIndex(window.objects.list.index(1, 0))
            street.answer_objects(model, log, pictures)
        elif page == "Learning" and state == "full":
            window.learning.table.selectRow(1)
            street.answer_objects(model, log, pictures)
        elif page == "Robots" and state == "full":
            street.show_live(model, log, pictures)
            street.answer_keys(model, log)
        elif state == "empty":
            street.answer_nothing(model, log)
        yield f"{page.lower()}-{state}", window
    for name, show in _OVER.items() if state == "full" else ():
        window.show_page(0)
        log.requests.clear()
        shown = show(window)
        street.answer_objects(model, log, pictures)
        street.show_live(model, log, pictures)
        street.answer_log(model, log)
        street.answer_recordings(model, log)
        street.answer_shot(model, log, pictures)
        if show is not _watching:
            _to_the_end(shown)
        yield f"{name}-{state}", shown
        _close(window, shown)


def _shot(shown: QWidget, theme: Theme) -> bytes:
    """As PNG, once nothing is left to be drawn."""
    for _ in range(5):
        QApplication.processEvents()
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, AppWindow)]
    while any(window.is_drawing for window in windows):
        QApplication.processEvents()
    return _small(shown.grab(), theme.tokens)


def _write(folder: Path, name: str, shown: QWidget, theme: Theme, scale: str) -> None:
    shot = _shot(shown, theme)
    (folder / "screens" / f"{name}-{theme.tokens.scheme}-{scale}.png").write_bytes(shot)
    page, state = name.rsplit("-", 1)
    if (state, theme.tokens.scheme, scale) == GUIDE:
        (folder / f"{page}.png").write_bytes(shot)


def _compare(window: AppWindow) -> QWidget:
    window.ask.compare()
    return window


def _adjust(window: AppWindow) -> QWidget:
    window.ask.adjust_box()
    return window


def _mistakes(window: AppWindow) -> QWidget:
    window.show_page(2)
    return window


def _enlarged(window: AppWindow) -> QWidget:
    window.show_page(1)
    window.objects.gallery.setCurrentIndex(window.objects.list.index(9, 0))
    window.objects.gallery.enlarging.emit()
    return window


def _log(window: AppWindow) -> QWidget:
    window.show_page(3)
    window.robots.log.unfold.setChecked(True)
    return window


def _recordings(window: AppWindow) -> QWidget:
    window.show_page(3)
    window.robots.log.unfold.setChecked(False)
    window.robots.recordings.unfold.setChecked(True)
    return window


def _watching(window: AppWindow) -> QWidget:
    window.show_page(3)
    window.robots.recordings.unfold.setChecked(True)
    window.robots.recordings.chosen.emit(scenes.RECORDINGS[1])
    return window


def _to_the_end(shown: QWidget) -> None:
    """Of the page that is scrolled, if one is shown."""
    for _ in range(5):
        QApplication.processEvents()
    if isinstance(shown, AppWindow):
        for page in (shown.learning, shown.robots):
            scroll = page.findChild(QScrollArea)
            if scroll is not None and page.isVisible():
                scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())


def _keys(window: AppWindow) -> QWidget:
    window.overlay.open()
    return window


def _export(window: AppWindow) -> QWidget:
    window.show_page(2)
    dialog = window.learning.open_export()
    dialog.folder.setText("/home/ada/whatsit-coco")
    return dialog


def _import(window: AppWindow) -> QWidget:
    window.show_page(2)
    dialog = window.learning.open_import()
    dialog.path.setText("/home/ada/mugs")
    return dialog


def _guide(window: AppWindow) -> QWidget:
    window.guide.open()
    for _ in range(2):
        window.guide.go_on.click()
    return window


_OVER: dict[str, Callable[[AppWindow], QWidget]] = {
    "compare": _compare,
    "settings": AppWindow.open_settings,
    "first-steps": _guide,
    "enlarged": _enlarged,
    "mistakes": _mistakes,
    "log": _log,
    "recordings": _recordings,
    "watching": _watching,
    "box": _adjust,
    "export": _export,
    "import": _import,
    "keys": _keys,
}
"""What is shown over the Ask page, or in it, when it is asked for."""


def _close(window: AppWindow, shown: QWidget) -> None:
    for overlay in (window.comparison, window.guide, window.overlay, window.enlarged):
        if overlay.isVisible():
            overlay.close_overlay()
    window.robots.live.watch.leave.click()
    if shown is not window:
        shown.close()


@contextmanager
def _window(scheme: Scheme, size: QSize) -> Iterator[tuple[AppWindow, AppModel, StationLog, Theme]]:
    log, clock, theme = StationLog(), ManualClock(scenes.NOW_S), Theme(scheme)
    model = AppModel(station=log.handle(), operator="Ada", clock=clock)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        window = AppWindow(
            theme=theme, model=model, settings=settings, endpoint="tcp://127.0.0.1:7341"
        )
        window.resize(size)
        window.show()
        window.activateWindow()
        yield window, model, log, theme
        window.close()
        window.deleteLater()


def fill(state: str, model: AppModel, log: StationLog, pictures: street.Street) -> None:
    match state:
        case "full":
            street.show_full(model, log, pictures)
        case "empty":
            street.show_empty(model, log)
        case _:
            street.show_error(model)


def _small(shot: QPixmap, tokens: Tokens) -> bytes:
    """As PNG with a palette: the theme's own colours exactly, and the most of the pictures'."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert shot.save(buffer, "PNG")
    whole = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    of_theme = [value for value in asdict(tokens).values() if str(value).startswith("#")]
    known = [channel for value in of_theme for channel in bytes.fromhex(value[1:7])]
    for colours in _COLOURS:
        found = whole.quantize(colours).getpalette() or []
        palette = Image.new("P", (1, 1))
        palette.putpalette((known + found)[: 3 * (len(of_theme) + colours)])
        out = io.BytesIO()
        whole.quantize(palette=palette, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= _MOST_BYTES:
            break
    return out.getvalue()


if __name__ == "__main__":
    if len(sys.argv) > 3:
        wanted = next(one for one in CHOICES if one == sys.argv[2])
        if sys.argv[3] == "few":
            make_few(Path(sys.argv[1]), wanted)
        else:
            make(Path(sys.argv[1]), sys.argv[3], wanted)
    else:
        main()
