"""Combinations of keys can be put elsewhere: in force at once, kept, shown, and never twice."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from operator_gui.viewmodels.key_map import DEFAULT_KEYS
from operator_gui.viewmodels.keys import KeyTable, key_table
from operator_gui.viewmodels.preferences import (
    PreferencesModel,
    read_preferences,
)
from operator_gui.viewmodels.shortcut_map import (
    DEFAULT_SHORTCUTS,
    SHORTCUT_ROLES,
    shortcut_map_of,
)
from operator_gui.views.main_window import AppWindow
from operator_gui.views.settings_dialog import SettingsDialog
from tests.gui.conftest import Ask

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


def put(
    qtbot: QtBot, dialog: SettingsDialog, role: str, key: Qt.Key, how: Qt.KeyboardModifier
) -> str:
    """Returns what the field shows then."""
    field = dialog.shortcuts[role]  # type: ignore[index]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.is_waiting
    qtbot.keyClick(field, key, how)
    assert not field.is_waiting
    return field.text()


def test_that_a_combination_acts_where_it_was_put_and_no_longer_where_it_was(
    qtbot: QtBot, window: AppWindow
) -> None:
    dialog = window.open_settings()
    assert put(qtbot, dialog, "learning", Qt.Key.Key_J, CTRL | SHIFT) == "Ctrl+Shift+J"
    assert put(qtbot, dialog, "objects", Qt.Key.Key_F5, NONE) == "F5"
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for key, how, page in (
        (Qt.Key.Key_J, CTRL | SHIFT, 2),
        (Qt.Key.Key_2, CTRL, 2),
        (Qt.Key.Key_F5, NONE, 1),
        (Qt.Key.Key_3, CTRL, 1),
        (Qt.Key.Key_1, CTRL, 0),
    ):
        qtbot.keyClick(window, key, how)
        assert window.stack.currentIndex() == page
    assert [button.toolTip() for button in window.rail.buttons] == [
        "Ask (Ctrl+1)",
        "Objects (F5)",
        "Learning (Ctrl+Shift+J)",
        "Robots (Ctrl+4)",
    ]


def test_that_a_combination_in_use_is_said_to_be_and_nothing_changes(
    qtbot: QtBot, window: AppWindow
) -> None:
    dialog = window.open_settings()
    assert put(qtbot, dialog, "box", Qt.Key.Key_L, CTRL) == "Ctrl+B"
    assert dialog.problem.text() == "Not changed: Ctrl+L is taken already: the last answers."
    assert dialog.problem.isVisible()
    assert window.stack.currentIndex() == 0  # nor did it do what it is on
    assert put(qtbot, dialog, "box", Qt.Key.Key_K, CTRL) == "Ctrl+K"
    assert not dialog.problem.isVisible()
    assert put(qtbot, dialog, "lately", Qt.Key.Key_B, CTRL) == "Ctrl+B"
    assert window.ask.about_box.adjust.toolTip() == "Ctrl+K"
    dialog.close()


@pytest.mark.parametrize(
    ("key", "how", "why"),
    [
        (Qt.Key.Key_K, NONE, "only Ctrl with a letter"),
        (Qt.Key.Key_K, ALT, "only Ctrl with a letter"),
        (Qt.Key.Key_Left, CTRL, "only Ctrl with a letter"),
        (Qt.Key.Key_Return, CTRL, "only Ctrl with a letter"),
        (Qt.Key.Key_V, CTRL, "Ctrl+V copies and pastes text"),
    ],
)
def test_that_what_other_keys_need_cannot_be_taken(
    qtbot: QtBot, window: AppWindow, key: Qt.Key, how: Qt.KeyboardModifier, why: str
) -> None:
    dialog = window.open_settings()
    assert put(qtbot, dialog, "fit", key, how) == "Ctrl+0"
    assert f"Not changed: {why}" in dialog.problem.text()
    assert window.preferences.shortcuts == DEFAULT_SHORTCUTS
    dialog.close()


def test_that_every_text_names_the_combination_that_is_in_force(
    qtbot: QtBot, window: AppWindow, ask: Ask
) -> None:
    ask()
    for role, keys in (("lately", "Ctrl+J"), ("fit", "Ctrl+U"), ("settings", "F9")):
        assert window.preferences.put_shortcut(role, keys) == ""  # type: ignore[arg-type]
    hints = [hint.text() for hint in window.ask.lately.findChildren(QLabel)]
    assert "Ctrl+J · click to change" in hints
    assert "double-click or Ctrl+U: fit" in window.ask.context.toolTip()
    window.overlay.open()
    caps = {cap.text() for cap in window.overlay.findChildren(QLabel)}
    assert {"Ctrl+J", "Ctrl+U", "F9"} <= caps
    assert not {"Ctrl+L", "Ctrl+0", "Ctrl+,"} & caps
    window.overlay.close_overlay()


def test_that_pages_elsewhere_are_listed_one_by_one() -> None:
    def pages(table: KeyTable) -> tuple[str, ...]:
        lines = [line for _, lines in table for line in lines]
        return next(line.keys for line in lines if line.does == "Ask, Objects, Learning, Robots")

    assert pages(key_table(DEFAULT_KEYS)) == ("Ctrl+1", "…", "4")
    moved = DEFAULT_SHORTCUTS.with_keys("robots", "F4")
    assert pages(key_table(DEFAULT_KEYS, moved)) == ("Ctrl+1", "Ctrl+2", "Ctrl+3", "F4")


def test_that_combinations_are_kept_and_what_makes_no_sense_is_as_at_first(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    model = PreferencesModel(settings)
    assert model.put_shortcut("settings", "Ctrl+Shift+,") == ""
    assert model.put_shortcut("quit", "Ctrl++") == ""
    again = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    kept = read_preferences(again)
    assert kept == model.now
    assert (kept.shortcuts["settings"], kept.shortcuts["quit"]) == ("Ctrl+Shift+,", "Ctrl++")
    for wrong in ({"quit": "Ctrl+L"}, {"quit": "q"}, {"quit": "Ctrl+C"}, {"quit": ""}):
        assert shortcut_map_of(wrong) == DEFAULT_SHORTCUTS
    model.reset_keys()
    assert model.shortcuts == DEFAULT_SHORTCUTS


def test_that_at_first_every_combination_may_be_what_it_is() -> None:
    for role in SHORTCUT_ROLES:
        assert DEFAULT_SHORTCUTS.problem(role, DEFAULT_SHORTCUTS[role]) == ""
    with pytest.raises(ValueError, match="taken already"):
        DEFAULT_SHORTCUTS.with_keys("fit", "Ctrl+1")
