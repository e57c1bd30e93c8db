"""Colours, size, notices and keys: each counts as soon as it is changed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QPushButton,
    QWidget,
)

from operator_gui.texts import LanguageChoice, mark, tr
from operator_gui.theming.tokens import SchemeChoice
from operator_gui.viewmodels.key_map import ROLES, KeyRole, role_words
from operator_gui.viewmodels.preferences import SCALES_PERCENT, PreferencesModel
from operator_gui.viewmodels.shortcut_map import SHORTCUT_ROLES, ShortcutRole, shortcut_words
from operator_gui.views.check_box import CheckBox
from operator_gui.views.dialog import Dialog
from operator_gui.views.fields import (
    FIELD_PX,
    NIGHT,
    minute_of,
    named_choices,
    show_minute,
    time_field,
)
from operator_gui.views.flow import FlowRow
from operator_gui.views.key_field import KeyField
from operator_gui.views.parts import label
from operator_gui.views.qt_keys import combination
from shared.selection.quiet_hours import QuietHours

_COLOURS: tuple[tuple[SchemeChoice, str], ...] = (
    ("system", mark("as the system has them")),
    ("light", mark("light")),
    ("dark", mark("dark")),
)
_LANGUAGES: tuple[tuple[LanguageChoice, str], ...] = (
    ("system", mark("as the system has it")),
    ("en", "English"),
    ("de", "Deutsch"),
)
_RULE = mark(
    "Enter, Esc and 1 to 9 stay what they are. With Shift a letter begins a name, whatever it does."
)
_COMBINED_RULE = mark("In the whole window: Ctrl with another key, or F1 to F12.")
_WIDTH_PX = 560


class SettingsDialog(Dialog):
    """`colours_chosen` carries the choice; all else goes into the preferences.

    has_tray: whether this desktop can show notices.
    """

    colours_chosen = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        preferences: PreferencesModel,
        *,
        colours: SchemeChoice,
        has_tray: bool,
    ) -> None:
        super().__init__(parent, title=tr("Settings"), width_px=_WIDTH_PX, does="", gap_px=8)
        self._preferences = preferences
        self.colours = QComboBox()
        self.scale, self.language = QComboBox(), QComboBox()
        self.notice = CheckBox(tr("&Notice of the desktop"))
        self.sound = CheckBox(tr("The desktop's &sound"))
        self.quiet = CheckBox(tr("&Quiet from"))
        self.quiet_from, self.quiet_to = time_field(tr("Quiet from")), time_field(tr("Quiet until"))
        self.keys: dict[KeyRole, KeyField] = {role: KeyField(role_words(role)) for role in ROLES}
        self.shortcuts: dict[ShortcutRole, KeyField] = {
            role: KeyField(shortcut_words(role), combination) for role in SHORTCUT_ROLES
        }
        self.problem = label(role="warn", wrap=True)
        self.problem.hide()
        self.reset = QPushButton(tr("Keys as they were &at first"))
        self.reset.setAutoDefault(False)
        self._fill(colours)
        self._arrange(has_tray=has_tray)
        self._connect()

    def _fill(self, colours: SchemeChoice) -> None:
        now = self._preferences.now
        for choice, words in _COLOURS:
            self.colours.addItem(tr(words), choice)
        self.colours.setCurrentIndex([choice for choice, _ in _COLOURS].index(colours))
        for percent in SCALES_PERCENT:
            self.scale.addItem(f"{percent} %", percent)
        self.scale.setCurrentIndex(SCALES_PERCENT.index(now.scale_percent))
        for spoken, words in _LANGUAGES:
            self.language.addItem(tr(words), spoken)
        self.language.setCurrentIndex([spoken for spoken, _ in _LANGUAGES].index(now.language))
        for box in (self.colours, self.scale, self.language):
            box.setMinimumHeight(FIELD_PX)
        self.notice.setChecked(now.notice)
        self.sound.setChecked(now.sound)
        self.quiet.setChecked(bool(now.quiet))
        hours = (now.quiet.from_min, now.quiet.to_min) if now.quiet else NIGHT
        for field, minute in zip((self.quiet_from, self.quiet_to), hours, strict=True):
            show_minute(field, minute)
            field.setEnabled(bool(now.quiet))
        self._show_keys()

    def _arrange(self, *, has_tray: bool) -> None:
        inside = self.inside
        inside.addWidget(label(tr("Look"), "title", wrap=True))
        inside.addLayout(self._look())
        inside.addWidget(
            label(tr("Size and language count from the next start on."), "small", wrap=True)
        )
        inside.addSpacing(10)
        inside.addWidget(label(tr("The first question after a pause"), "title", wrap=True))
        told = tr("Told while another window has the focus. A robot that waits is told at once.")
        inside.addWidget(label(told, "muted", wrap=True))
        inside.addWidget(self.notice)
        if not has_tray:
            instead = tr("This desktop shows no notices: the title of the window says it instead.")
            inside.addWidget(label(instead, "small", wrap=True))
        inside.addWidget(self.sound)
        hours = FlowRow(gap=8)
        for part in (self.quiet, self.quiet_from, label(tr("until")), self.quiet_to):
            hours.addWidget(part)
        inside.addLayout(hours)
        inside.addSpacing(10)
        inside.addWidget(label(tr("Keys"), "title", wrap=True))
        inside.addWidget(label(tr(_RULE), "muted", wrap=True))
        inside.addWidget(self.problem)
        inside.addLayout(
            _key_rows([(field, role_words(role)) for role, field in self.keys.items()])
        )
        inside.addSpacing(6)
        inside.addWidget(label(tr(_COMBINED_RULE), "muted", wrap=True))
        inside.addLayout(
            _key_rows([(field, shortcut_words(role)) for role, field in self.shortcuts.items()])
        )
        inside.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)

    def _look(self) -> QGridLayout:
        return named_choices(
            (
                (tr("&Colours"), self.colours),
                (tr("Si&ze"), self.scale),
                (tr("&Language"), self.language),
            )
        )

    def _connect(self) -> None:
        self.colours.currentIndexChanged.connect(
            lambda _: self.colours_chosen.emit(self.colours.currentData())
        )
        for chosen in (self.scale, self.language):
            chosen.currentIndexChanged.connect(lambda _: self._change())
        for box in (self.notice, self.sound, self.quiet):
            box.toggled.connect(lambda _: self._change())
        for field in (self.quiet_from, self.quiet_to):
            field.timeChanged.connect(lambda _: self._change())
        for role, key_field in self.keys.items():
            key_field.wanted.connect(partial(self._put_key, role))
        for shortcut, key_field in self.shortcuts.items():
            key_field.wanted.connect(partial(self._put_shortcut, shortcut))
        self.reset.clicked.connect(self._reset_keys)

    def _change(self) -> None:
        is_quiet = self.quiet.isChecked()
        for field in (self.quiet_from, self.quiet_to):
            field.setEnabled(is_quiet)
        hours = (minute_of(self.quiet_from), minute_of(self.quiet_to)) if is_quiet else (0, 0)
        now = self._preferences.now
        self._preferences.put(
            replace(
                now,
                scale_percent=self.scale.currentData(),
                language=self.language.currentData(),
                notice=self.notice.isChecked(),
                sound=self.sound.isChecked(),
                quiet=QuietHours(*hours),
            )
        )

    def _put_key(self, role: KeyRole, key: str) -> None:
        self._put(self._preferences.put_key(role, key))

    def _put_shortcut(self, role: ShortcutRole, keys: str) -> None:
        self._put(self._preferences.put_shortcut(role, keys))

    def _put(self, problem: str) -> None:
        """problem: why nothing was changed, "" if it was."""
        self._say(tr("Not changed: {why}.").format(why=problem) if problem else "")
        self._show_keys()

    def _reset_keys(self) -> None:
        self._preferences.reset_keys()
        self._say("")
        self._show_keys()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if problem:
            self.area.ensureWidgetVisible(self.problem)

    def _show_keys(self) -> None:
        for role, field in self.keys.items():
            field.show_key(self._preferences.keys.cap(role))
        for shortcut, field in self.shortcuts.items():
            field.show_key(self._preferences.shortcuts[shortcut])


def _key_rows(fields: Sequence[tuple[KeyField, str]]) -> QGridLayout:
    """Each field beside what its key does."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    for at, (field, words) in enumerate(fields):
        grid.addWidget(field, at, 0)
        grid.addWidget(label(words, wrap=True), at, 1)
    grid.setColumnStretch(1, 1)
    return grid
