"""Colours, size, notices and keys: each counts as soon as it is changed."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from operator_gui.theming.tokens import SchemeChoice
from operator_gui.viewmodels.key_map import ROLE_WORDS, ROLES, KeyRole
from operator_gui.viewmodels.preferences import SCALES_PERCENT, PreferencesModel
from operator_gui.views.check_box import CheckBox
from operator_gui.views.fields import FIELD_PX, NIGHT, minute_of, show_minute, time_field
from operator_gui.views.key_field import KeyField
from operator_gui.views.parts import column, label, row
from shared.selection.quiet_hours import QuietHours

_COLOURS: tuple[tuple[SchemeChoice, str], ...] = (
    ("system", "as the system has them"),
    ("light", "light"),
    ("dark", "dark"),
)
_RULE = (
    "Enter, Esc and 1 to 9 stay what they are. With Shift a letter begins a name, whatever it does."
)
_WIDTH_PX, _HEIGHT_PX = 560, 760
_AROUND_PX = 20


class SettingsDialog(QDialog):
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
        super().__init__(parent)
        self._preferences = preferences
        self.setWindowTitle("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.colours = QComboBox()
        self.scale = QComboBox()
        self.notice = CheckBox("&Notice of the desktop")
        self.sound = CheckBox("The desktop's &sound")
        self.quiet = CheckBox("&Quiet from")
        self.quiet_from, self.quiet_to = time_field("Quiet from"), time_field("Quiet until")
        self.keys: dict[KeyRole, KeyField] = {role: KeyField(ROLE_WORDS[role]) for role in ROLES}
        self.problem = label(role="warn", wrap=True)
        self.problem.hide()
        self.reset = QPushButton("Keys as they were &at first")
        self.reset.setAutoDefault(False)
        self._fill(colours, has_tray=has_tray)
        self._arrange(has_tray=has_tray)
        self._connect()
        room = parent.screen().availableGeometry()
        self.resize(min(_WIDTH_PX, room.width() - 40), min(_HEIGHT_PX, room.height() - 60))

    def _fill(self, colours: SchemeChoice, *, has_tray: bool) -> None:
        now = self._preferences.now
        for choice, words in _COLOURS:
            self.colours.addItem(words, choice)
        self.colours.setCurrentIndex([choice for choice, _ in _COLOURS].index(colours))
        for percent in SCALES_PERCENT:
            self.scale.addItem(f"{percent} %", percent)
        self.scale.setCurrentIndex(SCALES_PERCENT.index(now.scale_percent))
        for box in (self.colours, self.scale):
            box.setMinimumHeight(FIELD_PX)
        self.notice.setChecked(now.notice and has_tray)
        self.notice.setEnabled(has_tray)
        self.sound.setChecked(now.sound)
        self.quiet.setChecked(bool(now.quiet))
        hours = (now.quiet.from_min, now.quiet.to_min) if now.quiet else NIGHT
        for field, minute in zip((self.quiet_from, self.quiet_to), hours, strict=True):
            show_minute(field, minute)
            field.setEnabled(bool(now.quiet))
        self._show_keys()

    def _arrange(self, *, has_tray: bool) -> None:
        inner = QWidget()
        inner.setProperty("role", "clear")
        inside = column(inner, margin=_AROUND_PX, gap=8)
        inside.addWidget(label("Look", "title", wrap=True))
        inside.addLayout(self._look())
        inside.addWidget(label("The size counts from the next start on.", "small", wrap=True))
        inside.addSpacing(10)
        inside.addWidget(label("The first question after a pause", "title", wrap=True))
        told = "Told while another window has the focus. A robot that waits is told at once."
        inside.addWidget(label(told, "muted", wrap=True))
        inside.addWidget(self.notice)
        if not has_tray:
            inside.addWidget(label("This desktop shows no notices.", "small", wrap=True))
        inside.addWidget(self.sound)
        hours = row(gap=8)
        for part in (self.quiet, self.quiet_from, label("until"), self.quiet_to):
            hours.addWidget(part)
        hours.addStretch(1)
        inside.addLayout(hours)
        inside.addSpacing(10)
        inside.addWidget(label("Keys", "title", wrap=True))
        inside.addWidget(label(_RULE, "muted", wrap=True))
        inside.addWidget(self.problem)
        inside.addLayout(self._key_rows())
        inside.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)
        self._scroll = scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        whole = column(self, gap=0)
        whole.addWidget(scroll, 1)
        below = QVBoxLayout()
        below.setContentsMargins(_AROUND_PX, 8, _AROUND_PX, 12)
        below.addWidget(buttons)
        whole.addLayout(below)

    def _look(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        for at, (text, box) in enumerate((("&Colours", self.colours), ("Si&ze", self.scale))):
            name = label(text)
            name.setBuddy(box)
            box.setAccessibleName(text.replace("&", ""))
            grid.addWidget(name, at, 0)
            grid.addWidget(box, at, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _key_rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        for at, (role, field) in enumerate(self.keys.items()):
            grid.addWidget(field, at, 0)
            grid.addWidget(label(ROLE_WORDS[role], wrap=True), at, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _connect(self) -> None:
        self.colours.currentIndexChanged.connect(
            lambda _: self.colours_chosen.emit(self.colours.currentData())
        )
        self.scale.currentIndexChanged.connect(lambda _: self._change())
        for box in (self.notice, self.sound, self.quiet):
            box.toggled.connect(lambda _: self._change())
        for field in (self.quiet_from, self.quiet_to):
            field.timeChanged.connect(lambda _: self._change())
        for role, key_field in self.keys.items():
            key_field.wanted.connect(partial(self._put_key, role))
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
                notice=self.notice.isChecked() if self.notice.isEnabled() else now.notice,
                sound=self.sound.isChecked(),
                quiet=QuietHours(*hours),
            )
        )

    def _put_key(self, role: KeyRole, key: str) -> None:
        problem = self._preferences.put_key(role, key)
        self._say(f"Not changed: {problem}." if problem else "")
        self._show_keys()

    def _reset_keys(self) -> None:
        self._preferences.reset_keys()
        self._say("")
        self._show_keys()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if problem:
            self._scroll.ensureWidgetVisible(self.problem)

    def _show_keys(self) -> None:
        for role, field in self.keys.items():
            field.show_key(self._preferences.keys.cap(role))
