"""What an operator set up for this machine: size, notices and keys. Colours are the theme's."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QSettings, Signal

from operator_gui.texts import CHOICES, LanguageChoice
from operator_gui.viewmodels.key_map import DEFAULT_KEYS, ROLES, KeyMap, KeyRole, key_map_of
from operator_gui.viewmodels.shortcut_map import (
    DEFAULT_SHORTCUTS,
    SHORTCUT_ROLES,
    ShortcutMap,
    ShortcutRole,
    shortcut_map_of,
)
from shared.selection.quiet_hours import MINUTES_PER_DAY, QuietHours

SCALES_PERCENT = (100, 125, 150, 175, 200, 250, 300)


@dataclass(frozen=True, slots=True)
class Preferences:
    """`scale_percent` goes on top of the system's own scale, and like `language` counts from the
    next start on. `notice` and
    `sound`: whether the first question after a pause is told by the system's notices and sound,
    and `quiet` when it is not."""

    scale_percent: int = 100
    language: LanguageChoice = "system"
    notice: bool = True
    sound: bool = False
    quiet: QuietHours = field(default_factory=QuietHours)
    keys: KeyMap = DEFAULT_KEYS
    shortcuts: ShortcutMap = DEFAULT_SHORTCUTS
    guided: bool = False
    """Whether the first steps were shown already."""


class PreferencesModel(QObject):
    """Kept in the settings file at every change; `changed` comes after it."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._now = read_preferences(settings)

    @property
    def now(self) -> Preferences:
        return self._now

    @property
    def keys(self) -> KeyMap:
        return self._now.keys

    @property
    def shortcuts(self) -> ShortcutMap:
        return self._now.shortcuts

    def put(self, preferences: Preferences) -> None:
        if preferences != self._now:
            self._now = preferences
            write_preferences(self._settings, preferences)
            self.changed.emit()

    def put_key(self, role: KeyRole, key: str) -> str:
        """Puts a role on another key; returns why it cannot be, or ""."""
        problem = self.keys.problem(role, key)
        if not problem:
            self.put(replace(self._now, keys=self.keys.with_key(role, key)))
        return problem

    def put_shortcut(self, role: ShortcutRole, keys: str) -> str:
        """Puts a role on another combination; returns why it cannot be, or ""."""
        problem = self.shortcuts.problem(role, keys)
        if not problem:
            self.put(replace(self._now, shortcuts=self.shortcuts.with_keys(role, keys)))
        return problem

    def reset_keys(self) -> None:
        self.put(replace(self._now, keys=DEFAULT_KEYS, shortcuts=DEFAULT_SHORTCUTS))


def read_preferences(settings: QSettings) -> Preferences:
    """From the settings file; what makes no sense in it is as if it were not there."""
    before = Preferences()
    kept = {role: settings.value(f"keys/{role}") for role in ROLES}
    combined = {role: settings.value(f"shortcuts/{role}") for role in SHORTCUT_ROLES}
    quiet = tuple(_number(settings.value(f"notices/quiet_{end}_min")) for end in ("from", "to"))
    in_day = all(0 <= minute < MINUTES_PER_DAY for minute in quiet)
    scale = _number(settings.value("scale_percent"))
    language = settings.value("language")
    return Preferences(
        scale_percent=scale if scale in SCALES_PERCENT else before.scale_percent,
        language=next((one for one in CHOICES if one == language), before.language),
        notice=_flag(settings.value("notices/shown"), before.notice),
        sound=_flag(settings.value("notices/sound"), before.sound),
        quiet=QuietHours(*quiet) if in_day else before.quiet,
        keys=key_map_of({role: key for role, key in kept.items() if isinstance(key, str)}),
        shortcuts=shortcut_map_of(
            {role: keys for role, keys in combined.items() if isinstance(keys, str)}
        ),
        guided=_flag(settings.value("guided"), before.guided),
    )


def write_preferences(settings: QSettings, preferences: Preferences) -> None:
    settings.setValue("scale_percent", preferences.scale_percent)
    settings.setValue("language", preferences.language)
    settings.setValue("notices/shown", preferences.notice)
    settings.setValue("notices/sound", preferences.sound)
    settings.setValue("notices/quiet_from_min", preferences.quiet.from_min)
    settings.setValue("notices/quiet_to_min", preferences.quiet.to_min)
    settings.setValue("guided", preferences.guided)
    for role in ROLES:
        settings.setValue(f"keys/{role}", preferences.keys[role])
    for shortcut in SHORTCUT_ROLES:
        settings.setValue(f"shortcuts/{shortcut}", preferences.shortcuts[shortcut])
    settings.sync()


def _number(value: object) -> int:
    """-1 for what is no number."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1


def _flag(value: object, otherwise: bool) -> bool:
    text = str(value).lower()
    return otherwise if text not in ("true", "false") else text == "true"
