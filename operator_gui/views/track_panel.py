"""Under the gallery: what is known of the selected tracks, and a field for what they are."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.completion import KnownName
from operator_gui.viewmodels.track_words import Details
from operator_gui.views.flow import FlowRow
from operator_gui.views.name_field import NameField
from operator_gui.views.parts import IconLabel, column, label, restyle, row
from shared.domain import NOT_AN_OBJECT


class TrackPanel(QFrame):
    """`named` carries what the tracks are, `confirmed` says that they are what they are called,
    `unheard` comes where a name cannot be saved now and stays written, and `left` at Escape, or
    where there is nothing any more that could be named."""

    named = Signal(str)
    confirmed = Signal()
    unheard = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("Selected tracks"))
        self._can_change = False
        self.heading = label(role="strong", wrap=True)
        self.sign = IconLabel(theme, "warning", "warn", 16)
        self.wrong = label(role="warn", wrap=True)
        self.facts = label(role="muted", wrap=True)
        self.field = NameField(theme)
        self.field.setPlaceholderText(tr("it is something else: type a name…"))
        self.confirm = QPushButton(tr("It is right as it is"))
        self.none = QPushButton(tr("Not an object"))
        inside = column(self, gap=6)
        inside.addWidget(self.heading)
        beside = row(gap=6)
        beside.addWidget(self.sign)
        beside.addWidget(self.wrong, 1)
        inside.addLayout(beside)
        inside.addWidget(self.facts)
        self._below = row(gap=10)
        self._below.addWidget(self.field, 1)
        buttons = FlowRow(gap=10)
        buttons.addWidget(self.none)
        buttons.addWidget(self.confirm)
        self._below.addLayout(buttons)
        inside.addLayout(self._below)
        self.field.entered.connect(self._enter)
        self.field.left.connect(self.left)
        self.none.clicked.connect(lambda: self.named.emit(NOT_AN_OBJECT))
        self.confirm.clicked.connect(self.confirmed)

    def fit(self, wide: bool) -> None:
        """Where there is little room, the buttons are under the field."""
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._below.setDirection(way)

    def show_names(self, names: tuple[KnownName, ...]) -> None:
        """The names that can be completed."""
        self.field.know(names)

    def show_tracks(self, details: Details | None, *, can_change: bool, can_confirm: bool) -> None:
        heading = tr("Select pictures to see what they are") if details is None else details.heading
        wrong = "" if details is None else details.wrong
        self.heading.setText(heading)
        restyle(self.heading, "role", "muted" if details is None else "strong")
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.sign.setVisible(bool(wrong))
        self.facts.setText("" if details is None else " · ".join(details.facts))
        self.facts.setVisible(details is not None)
        self._can_change = can_change
        if details is None and self.field.hasFocus():
            self.field.clear()
            self.left.emit()  # to where letters do nothing, before the field is hidden
        for part in (self.field, self.none):
            part.setVisible(details is not None)
        self.none.setEnabled(can_change)
        self.confirm.setVisible(can_confirm)
        self.confirm.setEnabled(can_change)

    def begin(self, typed: str) -> None:
        """Naming begins with a letter that was typed elsewhere."""
        if self.field.isVisible():
            self.field.begin(typed)

    def _enter(self, name: str) -> None:
        if self._can_change:
            self.field.clear()
            self.named.emit(name)
        else:
            self.field.popup.hide()  # it lies over what is said now
            self.unheard.emit()
