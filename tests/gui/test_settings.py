"""What an operator sets up: kept in the file, in force at once, and told in the right places."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from operator_gui.app import WINDOW_FILE, scale_as_set, set_language
from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import DARK, SHAPE_CONTRAST, contrast
from operator_gui.urgency import Urgency
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.attention import PAUSE_S, Attention, is_quiet
from operator_gui.viewmodels.key_map import DEFAULT_KEYS
from operator_gui.viewmodels.preferences import (
    Preferences,
    PreferencesModel,
    read_preferences,
    write_preferences,
)
from operator_gui.views.main_window import AppWindow
from operator_gui.views.notifier import Notifier
from operator_gui.views.settings_dialog import SettingsDialog
from shared.selection.quiet_hours import QuietHours
from tests.fakes import ManualClock
from tests.gui.clipping import clipped
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog

CHANGED = Preferences(
    scale_percent=150,
    language="de",
    notice=False,
    sound=True,
    quiet=QuietHours(22 * 60, 6 * 60),
    keys=DEFAULT_KEYS.with_key("undo", "-"),
    guided=True,
)


def settings_in(folder: Path) -> QSettings:
    return QSettings(str(folder / WINDOW_FILE), QSettings.Format.IniFormat)


# ------------------------------------------------------------ the file


def test_that_what_is_set_is_there_next_time(tmp_path: Path) -> None:
    write_preferences(settings_in(tmp_path), CHANGED)
    assert read_preferences(settings_in(tmp_path)) == CHANGED


def test_that_nothing_set_is_the_default(tmp_path: Path) -> None:
    assert read_preferences(settings_in(tmp_path)) == Preferences()


def test_that_the_language_that_was_set_is_spoken_at_the_next_start(tmp_path: Path) -> None:
    assert set_language(tmp_path) == "system"
    write_preferences(settings_in(tmp_path), CHANGED)
    assert set_language(tmp_path) == "de"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scale_percent", "1e9"),
        ("scale_percent", "-100"),
        ("scale_percent", "110"),
        ("notices/shown", "perhaps"),
        ("notices/quiet_from_min", "1440"),
        ("notices/quiet_to_min", "\u0663"),
        ("keys/undo", "x"),
        ("keys/undo", ["a", "b"]),
        ("guided", "12"),
        ("language", "xx"),
        ("language", ["de"]),
    ],
)
def test_that_rubbish_in_the_file_is_the_default(tmp_path: Path, name: str, value: object) -> None:
    settings = settings_in(tmp_path)
    settings.setValue(name, value)
    settings.sync()
    assert read_preferences(settings_in(tmp_path)) == Preferences()


def test_that_a_file_that_is_no_settings_file_is_the_default(tmp_path: Path) -> None:
    (tmp_path / WINDOW_FILE).write_bytes(b"\x00\xff[keys\nundo==\n" * 50)
    assert read_preferences(settings_in(tmp_path)) == Preferences()


def test_that_the_size_counts_at_the_next_start_unless_set_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "3")
    write_preferences(settings_in(tmp_path), CHANGED)
    scale_as_set(tmp_path)
    assert os.environ["QT_SCALE_FACTOR"] == "3"
    monkeypatch.delenv("QT_SCALE_FACTOR")
    scale_as_set(tmp_path)
    assert os.environ.pop("QT_SCALE_FACTOR") == "1.5"
    write_preferences(settings_in(tmp_path), Preferences())
    scale_as_set(tmp_path)
    assert "QT_SCALE_FACTOR" not in os.environ


# ------------------------------------------------------------ the dialog


@pytest.fixture
def dialog(qtbot: QtBot, window: AppWindow, ask: Ask) -> SettingsDialog:
    for query_id in ("q1", "q2"):
        ask(query_id)
    made = window.open_settings()
    qtbot.waitUntil(made.isVisible)
    return made


def put_key(qtbot: QtBot, dialog: SettingsDialog, role: str, key: Qt.Key | str) -> None:
    field = dialog.keys[role]  # type: ignore[index]
    field.setFocus()
    field.click()
    assert field.is_waiting
    qtbot.keyClick(field, key)
    assert not field.is_waiting


def test_that_another_key_acts_at_once_and_is_told_everywhere(
    qtbot: QtBot, dialog: SettingsDialog, window: AppWindow, log: StationLog
) -> None:
    put_key(qtbot, dialog, "not_an_object", "n")
    assert dialog.keys["not_an_object"].text() == "N"
    assert "key N" in window.ask.panel.x_button.accessibleName()
    dialog.close()
    qtbot.keyClick(window.ask, "n")
    assert log.said == [("not_an_object", "")]
    window.overlay.open()
    assert "N" in {
        label.text() for label in window.overlay.findChildren(type(window.ask.panel.why))
    }


def test_that_a_key_that_is_taken_is_refused_and_the_reason_said(
    qtbot: QtBot, dialog: SettingsDialog, window: AppWindow
) -> None:
    put_key(qtbot, dialog, "not_an_object", "u")
    assert "U is taken already: don't know" in dialog.problem.text()
    assert dialog.keys["not_an_object"].text() == "X"
    put_key(qtbot, dialog, "later", Qt.Key.Key_Return)
    assert "Enter takes the first suggestion" in dialog.problem.text()
    put_key(qtbot, dialog, "later", Qt.Key.Key_F5)
    assert "only letters" in dialog.problem.text()
    assert window.preferences.keys == DEFAULT_KEYS


def test_that_escape_leaves_a_key_and_then_the_dialog(
    qtbot: QtBot, dialog: SettingsDialog, window: AppWindow
) -> None:
    put_key(qtbot, dialog, "undo", Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert window.preferences.keys == DEFAULT_KEYS
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_space_can_be_given_away_and_taken(
    qtbot: QtBot, dialog: SettingsDialog, window: AppWindow
) -> None:
    put_key(qtbot, dialog, "later", "-")
    put_key(qtbot, dialog, "undo", Qt.Key.Key_Space)
    assert (window.preferences.keys["later"], window.preferences.keys["undo"]) == ("-", "space")
    dialog.reset.click()
    assert window.preferences.keys == DEFAULT_KEYS
    assert dialog.keys["undo"].text() == "Z"


def test_that_colours_size_language_and_notices_are_set(
    dialog: SettingsDialog, window: AppWindow, theme: Theme
) -> None:
    dialog.colours.setCurrentIndex(2)
    assert theme.tokens == DARK
    dialog.scale.setCurrentIndex(dialog.scale.findData(200))
    dialog.language.setCurrentIndex(dialog.language.findData("de"))
    dialog.sound.setChecked(True)
    dialog.quiet.setChecked(True)
    now = window.preferences.now
    assert (now.scale_percent, now.language, now.sound) == (200, "de", True)
    assert now.quiet == QuietHours(22 * 60, 6 * 60)
    dialog.quiet.setChecked(False)
    assert not window.preferences.now.quiet


def test_that_a_desktop_without_notices_says_what_is_done_instead(
    dialog: SettingsDialog, window: AppWindow
) -> None:
    texts = [shown.text() for shown in dialog.findChildren(QLabel)]
    assert any("the title of the window says it instead" in text for text in texts)
    assert dialog.notice.isChecked()
    dialog.notice.click()
    assert not window.preferences.now.notice


def test_that_a_box_to_tick_is_seen_in_the_dark(dialog: SettingsDialog, theme: Theme) -> None:
    dialog.colours.setCurrentIndex(2)
    QApplication.processEvents()
    shot = dialog.sound.grab().toImage()
    middle = shot.height() // 2
    seen = {shot.pixelColor(x, middle).name() for x in range(4)}
    assert max(contrast(colour, theme.tokens.window) for colour in seen) >= SHAPE_CONTRAST


@pytest.mark.parametrize("size", [QSize(560, 660), QSize(360, 340)])
def test_that_nothing_of_it_is_cut_off(dialog: SettingsDialog, size: QSize) -> None:
    dialog.resize(size)
    for _ in range(3):
        QApplication.processEvents()
    assert clipped(dialog) == []
    scroll = dialog.findChild(QScrollArea)
    assert scroll is not None
    assert scroll.horizontalScrollBar().maximum() == 0


# ------------------------------------------------------------ notices


def test_that_only_the_first_question_after_a_pause_calls() -> None:
    first, attention = Attention().after(has_question=True, now_s=10.0)
    assert first
    again, attention = attention.after(has_question=True, now_s=500.0)
    assert not again
    _, attention = attention.after(has_question=False, now_s=500.0)
    _, attention = attention.after(has_question=False, now_s=530.0)
    soon, _ = attention.after(has_question=True, now_s=500.0 + PAUSE_S - 1)
    late, _ = attention.after(has_question=True, now_s=500.0 + PAUSE_S)
    assert (soon, late) == (False, True)


def test_that_quiet_hours_are_those_of_this_machine() -> None:
    evening = datetime(2026, 3, 1, 23, 30).timestamp()
    noon = datetime(2026, 3, 1, 12, 0).timestamp()
    night = QuietHours(22 * 60, 6 * 60)
    assert is_quiet(night, evening)
    assert not is_quiet(night, noon)
    assert not is_quiet(QuietHours(), evening)


@pytest.fixture
def told(
    window: AppWindow,
    theme: Theme,
    model: AppModel,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> list[str]:
    """What is told while another window has the focus, instead of the desktop's notices."""
    notices: list[str] = []
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    notifier = Notifier(
        window, theme=theme, model=model, preferences=window.preferences, clock=clock
    )
    monkeypatch.setattr(notifier, "show_notice", lambda text, _is_so: notices.append(text))
    monkeypatch.setattr(QApplication, "beep", lambda: notices.append("beep"))
    return notices


def test_that_the_first_question_is_told_once(told: list[str], ask: Ask) -> None:
    ask("q1")
    ask("q2")
    assert told == ["rover-1 asks: what's this?"]


def test_that_a_robot_that_waits_is_told_each_time(told: list[str], ask: Ask) -> None:
    ask("q1")
    told.clear()
    ask("u1", urgency=Urgency(question="?", choices=(), teaches=False, until_s=1e9))
    assert told == ["rover-1 waits for an answer"]


def test_that_a_robot_that_waits_is_told_of_too_while_a_name_is_half_typed(
    told: list[str], ask: Ask, window: AppWindow
) -> None:
    ask("q1")
    window.ask.panel.field.begin("mu")
    told.clear()
    ask("u1", urgency=Urgency(question="?", choices=(), teaches=False, until_s=1e9))
    ask("q2")
    window.ask.panel.field.clear()
    assert told == ["rover-1 waits for an answer"]


def test_that_the_sound_is_played_where_it_is_wanted(
    told: list[str], ask: Ask, window: AppWindow
) -> None:
    window.preferences.put(replace(window.preferences.now, sound=True, notice=False))
    ask("q1")
    assert told == ["beep"]


def test_that_nothing_is_told_in_quiet_hours(
    told: list[str], ask: Ask, window: AppWindow, clock: ManualClock
) -> None:
    then = datetime.fromtimestamp(clock.now_s())
    minute = 60 * then.hour + then.minute
    quiet = QuietHours(minute, (minute + 2) % 1440)
    window.preferences.put(replace(window.preferences.now, quiet=quiet))
    ask("q1")
    assert told == []


def test_that_nothing_is_told_to_who_looks_at_it(
    told: list[str], ask: Ask, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    ask("q1")
    assert told == []


def test_that_without_a_tray_the_window_says_it_until_it_is_looked_at(
    window: AppWindow,
    theme: Theme,
    model: AppModel,
    clock: ManualClock,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    marked: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", marked.append)
    notifier = Notifier(
        window, theme=theme, model=model, preferences=window.preferences, clock=clock
    )
    title = window.windowTitle()
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    ask("q1")
    assert window.windowTitle() == f"rover-1 asks: what's this? · {title}"
    assert marked == [window]
    assert notifier.findChildren(QSystemTrayIcon) == []
    assert "rover-1" not in window.toast.text
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    assert window.windowTitle() == title
    assert window.toast.text == "rover-1 asks: what's this?"


def test_that_who_comes_back_too_late_is_not_told_that_a_robot_waits(
    window: AppWindow,
    theme: Theme,
    model: AppModel,
    clock: ManualClock,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notifier = Notifier(
        window, theme=theme, model=model, preferences=window.preferences, clock=clock
    )
    ask("q1")
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    until_s = clock.monotonic_s() + 5.0
    ask("u1", urgency=Urgency(question="?", choices=(), teaches=False, until_s=until_s))
    assert "waits" in window.windowTitle()
    clock.advance(6.0)
    model.tick()
    window.toast.say("")
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    assert window.toast.text == ""
    assert "waits" not in window.windowTitle()
    assert notifier.parent() is window


def test_that_preferences_are_told_of_only_when_they_change(qtbot: QtBot, tmp_path: Path) -> None:
    model = PreferencesModel(settings_in(tmp_path))
    with qtbot.assertNotEmitted(model.changed):
        model.put(model.now)
    with qtbot.waitSignal(model.changed):
        model.put(CHANGED)
