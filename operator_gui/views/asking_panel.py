"""The settings of the selected robot: how it chooses what to ask, and how much it may."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from operator_gui.texts import tr
from operator_gui.viewmodels.asking import Choice, Standing, strategies, stream_rules
from operator_gui.views.check_box import CheckBox
from operator_gui.views.elided_label import ElidedLabel
from operator_gui.views.fields import FIELD_PX, NIGHT, inset, minute_of, show_minute, time_field
from operator_gui.views.flow import FlowGrid, FlowRow
from operator_gui.views.parts import column, label, restyle
from shared.protocol.asking import AskRules

_MOST_PER_HOUR = 1e6
_BESIDE_PX = 16


class AskingPanel(QFrame):
    """`applied` carries `AskRules`, or None for the robot's own configuration.

    What a person is changing is not overwritten by what the robot says meanwhile.
    """

    applied = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("How the robot asks"))
        self._is_edited = False
        self._rules: AskRules | None = None
        self._shown_per_hour = self._shown_audit = 0.0
        self.title = ElidedLabel("strong")
        self.standing = label(role="muted", wrap=True)
        self.figures = label(role="small", wrap=True)
        self.strategy = _choices(tr("Strategy"), strategies())
        self.strategy_when = label(role="small", wrap=True)
        self.stream = _choices(tr("Which tracks"), stream_rules())
        self.stream_when = label(role="small", wrap=True)
        self.per_hour = _number(tr("Questions per hour"), most=_MOST_PER_HOUR)
        self.audit = _number(tr("Random checks, percent"), most=100.0)
        self.audit.setSuffix(" %")
        self.quiet = CheckBox(tr("&Quiet from"))
        self.quiet_from = time_field(tr("Quiet from"))
        self.quiet_to = time_field(tr("Quiet until"))
        self.apply = QPushButton(tr("&Apply"))
        self.apply.setProperty("role", "primary")
        self.own = QPushButton(tr("Robot's ow&n settings"))
        self.own.setToolTip(tr("Goes back to what stands in the robot's configuration file"))
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        inside = column(self, gap=8)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.addWidget(self.title)
        inside.addWidget(self.standing)
        fields = FlowGrid(gap=_BESIDE_PX)
        fields.addLayout(_field(tr("&Strategy"), self.strategy, self.strategy_when))
        fields.addLayout(_field(tr("Which &tracks"), self.stream, self.stream_when))
        inside.addLayout(fields)
        limits = FlowGrid(gap=_BESIDE_PX)
        limits.addLayout(_field(tr("Questions &per hour"), self.per_hour))
        limits.addLayout(_field(tr("&Random checks"), self.audit))
        inside.addLayout(limits)
        hours = FlowRow(gap=6)
        times: tuple[QWidget, ...] = (
            self.quiet,
            self.quiet_from,
            label(tr("until")),
            self.quiet_to,
        )
        for part in times:
            hours.addWidget(part)
        inside.addLayout(hours)
        inside.addWidget(self.figures)
        buttons = FlowRow(gap=10)
        buttons.addWidget(self.apply)
        buttons.addWidget(self.own)
        inside.addLayout(buttons)
        inside.addStretch(1)  # the card beside it may be higher

    def _connect(self) -> None:
        self.strategy.currentIndexChanged.connect(self._edited)
        self.stream.currentIndexChanged.connect(self._edited)
        self.per_hour.valueChanged.connect(self._edited)
        self.audit.valueChanged.connect(self._edited)
        self.quiet.toggled.connect(self._edited)
        self.quiet_from.timeChanged.connect(self._edited)
        self.quiet_to.timeChanged.connect(self._edited)
        self.apply.clicked.connect(lambda: self._finish(self.rules()))
        self.own.clicked.connect(lambda: self._finish(None))

    def show_robot(
        self, name: str, rules: AskRules | None, standing: Standing, figures: str
    ) -> None:
        """Shows how a robot asks. What is being edited stays as it is."""
        self.title.setText(
            tr("How {name} asks").format(name=name) if name else tr("How a robot asks")
        )
        self.figures.setText(figures)
        if rules is not None and not self._is_edited and not standing.pending:
            self._fill(rules)
        self._say(standing)
        for widget in (self.strategy, self.stream, self.per_hour, self.audit, self.quiet, self.own):
            widget.setEnabled(not standing.reason)
        self.apply.setEnabled(self._is_edited and not standing.reason)
        self._show_choice()

    def start_over(self) -> None:
        """Another robot is shown: what was not applied is forgotten."""
        self._is_edited = False

    def rules(self) -> AskRules:
        """As they stand in the fields. What a person did not change goes back as it came, to the
        last digit."""
        is_quiet = self.quiet.isChecked()
        per_hour, share = self.per_hour.value(), self.audit.value() / 100.0
        if self._rules is not None:
            if per_hour == self._shown_per_hour:
                per_hour = self._rules.questions_per_hour
            if self.audit.value() == self._shown_audit:
                share = self._rules.audit_share
        return AskRules(
            strategy=str(self.strategy.currentData()),
            stream=str(self.stream.currentData()),
            questions_per_hour=per_hour,
            audit_share=share,
            quiet_from_min=minute_of(self.quiet_from) if is_quiet else 0,
            quiet_to_min=minute_of(self.quiet_to) if is_quiet else 0,
        )

    def _fill(self, rules: AskRules) -> None:
        """Into the fields, without taking that for a person's doing."""
        fields = (
            self.strategy,
            self.stream,
            self.per_hour,
            self.audit,
            self.quiet,
            self.quiet_from,
            self.quiet_to,
        )
        for field in fields:
            field.blockSignals(True)
        _select(self.strategy, rules.strategy)
        _select(self.stream, rules.stream)
        self.per_hour.setValue(rules.questions_per_hour)
        self.audit.setValue(100.0 * rules.audit_share)
        self._compare_with(rules)
        is_quiet = rules.quiet_from_min != rules.quiet_to_min
        self.quiet.setChecked(is_quiet)
        night = (rules.quiet_from_min, rules.quiet_to_min) if is_quiet else NIGHT
        for field, minute in zip((self.quiet_from, self.quiet_to), night, strict=True):
            show_minute(field, minute)
        for field in fields:
            field.blockSignals(False)

    def _compare_with(self, rules: AskRules | None) -> None:
        """What the fields stand for as they are; None where that is the robot's to say."""
        self._rules = rules
        self._shown_per_hour, self._shown_audit = self.per_hour.value(), self.audit.value()

    def _say(self, standing: Standing) -> None:
        text = standing.text
        if self._is_edited and not standing.reason:
            text = tr("Changed, and not applied yet. {text}").format(text=text)
        self.standing.setText(text)
        restyle(self.standing, "role", standing.tone)

    def _show_choice(self) -> None:
        """Why to choose what is chosen, and only the hours that count."""
        self.strategy_when.setText(str(self.strategy.currentData(_WHEN) or ""))
        self.stream_when.setText(str(self.stream.currentData(_WHEN) or ""))
        for widget in (self.quiet_from, self.quiet_to):
            widget.setEnabled(self.quiet.isEnabled() and self.quiet.isChecked())

    def _edited(self) -> None:
        self._is_edited = self.rules() != self._rules
        self.apply.setEnabled(self._is_edited)
        self._show_choice()

    def _finish(self, rules: AskRules | None) -> None:
        self._is_edited = False
        self._compare_with(rules)
        self.apply.setEnabled(False)
        self.applied.emit(rules)


_WHEN = 0x0101
"""Qt's second role for data of one's own: when to choose an item."""


def _choices(name: str, choices: tuple[Choice, ...]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(12)
    made.setMinimumHeight(FIELD_PX)
    for at, choice in enumerate(choices):
        made.addItem(choice.title, choice.name)
        made.setItemData(at, choice.when, _WHEN)
        made.setItemData(at, choice.when, Qt.ItemDataRole.ToolTipRole)
    return made


def _select(box: QComboBox, name: str) -> None:
    """What this release does not know is shown by its name."""
    at = box.findData(name)
    if at < 0:
        box.addItem(name, name)
        at = box.count() - 1
    box.setCurrentIndex(at)


class _NumberField(QDoubleSpinBox):
    """To a hundredth, and without noughts at the end."""

    def textFromValue(self, value: float) -> str:  # noqa: N802
        point = self.locale().decimalPoint()
        return super().textFromValue(value).rstrip("0").removesuffix(point)


def _number(name: str, *, most: float) -> QDoubleSpinBox:
    made = _NumberField()
    made.setAccessibleName(name)
    made.setRange(0.0, most)
    made.setDecimals(2)
    made.setMinimumHeight(FIELD_PX)
    inset(made)
    return made


def _field(text: str, widget: QWidget, below: QWidget | None = None) -> QVBoxLayout:
    """A field under its name, whose letter takes the keyboard there."""
    made = QVBoxLayout()
    made.setSpacing(3)
    name = label()
    name.setText(text)
    name.setBuddy(widget)
    made.addWidget(name)
    made.addWidget(widget)
    if below is not None:
        made.addWidget(below)
    made.addStretch(1)
    return made
