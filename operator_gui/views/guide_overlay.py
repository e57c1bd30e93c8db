"""The first steps, over everything else: shown once, and again from the Help menu."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QWidget

from operator_gui.texts import tr
from operator_gui.viewmodels.guide import GuideStep, guide
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.views.overlay import Overlay
from operator_gui.views.parts import column, frame, label, row

_WIDTH_PX, _HEIGHT_PX = 520, 400
_AROUND_PX = 20
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class GuideOverlay(Overlay):
    """Enter or → goes on, ← goes back, Esc skips the rest."""

    def __init__(self, parent: QWidget, preferences: PreferencesModel) -> None:
        super().__init__(parent, tr("First steps"))
        self._preferences = preferences
        self._steps = guide(preferences.keys)
        self._at = 0
        self._card = frame("card")
        self._place = label(role="muted")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back, self.skip, self.go_on = (
            QPushButton(tr("Back")),
            QPushButton(tr("Skip")),
            QPushButton(tr("Next")),
        )
        self.go_on.setProperty("role", "primary")
        for button in (self.back, self.skip, self.go_on):
            button.installEventFilter(self)
        self._arrange()
        self.back.clicked.connect(lambda: self._show(self._at - 1))
        self.go_on.clicked.connect(lambda: self._show(self._at + 1))
        self.skip.clicked.connect(self.close_overlay)

    def _arrange(self) -> None:
        inside = column(self._card, margin=24, gap=12)
        inside.addWidget(self._place)
        inside.addWidget(self._scroll, 1)
        buttons = row(gap=10)
        buttons.addWidget(self.skip)
        buttons.addStretch(1)
        for button in (self.back, self.go_on):
            buttons.addWidget(button)
        inside.addLayout(buttons)
        self._card.setMaximumSize(_WIDTH_PX, _HEIGHT_PX)
        across = row(self, margin=_AROUND_PX)
        across.addStretch(1)
        across.addWidget(self._card, 100)
        across.addStretch(1)

    @property
    def heading(self) -> str:
        """Of the step that is shown."""
        return self._steps[self._at].heading

    def open(self) -> None:
        """From the first step, with the keys as they are now."""
        self._steps = guide(self._preferences.keys)
        super().open()
        self._show(0)

    def _show(self, at: int) -> None:
        if at >= len(self._steps):
            self.close_overlay()
            return
        self._at = max(0, at)
        step, count = self._steps[self._at], len(self._steps)
        self._place.setText(tr("{at} of {count}").format(at=self._at + 1, count=count))
        self._scroll.setWidget(_step(step))  # and the one before is deleted
        self.back.setEnabled(self._at > 0)
        self.skip.setEnabled(self._at < count - 1)
        self.go_on.setText(tr("Next") if self._at < count - 1 else tr("Begin"))
        told = "; ".join(f"{key}: {does}" for key, does in step.lines)
        self.setAccessibleDescription(f"{step.heading}. {step.text} {told}".strip())
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab stays here."""
        shown = [one for one in (self.back, self.go_on, self.skip) if one.isEnabled()]
        now = next((at for at, one in enumerate(shown) if one.hasFocus()), 0)
        following = shown[(now + (1 if forward else -1)) % len(shown)]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The buttons would take the arrows for a way to one another."""
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_overlay()
            case Qt.Key.Key_Left:
                self._show(self._at - 1)
            case Qt.Key.Key_Right if self._at < len(self._steps) - 1:
                self._show(self._at + 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.isAutoRepeat():
                self._press()
            case _:
                pass

    def _press(self) -> None:
        focused = next((b for b in (self.back, self.skip) if b.hasFocus()), self.go_on)
        focused.click()


def _step(step: GuideStep) -> QWidget:
    made = QWidget()
    made.setProperty("role", "clear")
    inside = column(made, gap=12)
    inside.addWidget(label(step.heading, "title", wrap=True))
    inside.addWidget(label(step.text, "body", wrap=True))
    lines = QGridLayout()
    lines.setHorizontalSpacing(14)
    lines.setVerticalSpacing(8)
    for at, (key, does) in enumerate(step.lines):
        cap = label(key, "key")
        lines.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        lines.addWidget(label(does, "body", wrap=True), at, 1)
    lines.setColumnStretch(1, 1)
    inside.addLayout(lines)
    inside.addStretch(1)
    return made
